//! Confirming receipt by hand: what is signed for counts like a scan, once, and what is not whole is seen.

use cts::kernel::ids::{PackageId, ShipmentId};
use cts::kernel::paging::Paging;
use cts::kernel::{Role, Status};
use cts::scans::service;
use cts::shipments::receipts::model::ReceiptFilter;
use cts::shipments::receipts::service as receipts;

use crate::shipments::a_shipment;
use crate::support::{Client, TestApp};

async fn a_ready_one(app: &TestApp, packages: i32) -> (ShipmentId, Vec<PackageId>, Client) {
    let account = app.account(Role::Partner).await;
    let (id, made) = a_shipment("Blankets")
        .of(account.id)
        .packages(packages)
        .ready()
        .insert(app)
        .await;
    (id, made, app.signed_in(&account).await)
}

/// The key in the form of a page.
async fn form_key(client: &mut Client, id: ShipmentId) -> String {
    let page = client.get(&format!("/shipments/{id}/receive/")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let rest = page.text.split("name=\"form\" value=\"").nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

async fn statuses(app: &TestApp, packages: &[PackageId]) -> Vec<Status> {
    let packages = packages.to_vec();
    app.write(move |cx| {
        let show = |id: &PackageId| Ok(cts::packages::service::show(cx, *id)?.own_status);
        packages.iter().map(show).collect()
    })
    .await
}

async fn count(app: &TestApp) -> (i64, i64) {
    app.write(|cx| {
        let filter = ReceiptFilter::default();
        let found = receipts::list(cx, filter, Paging::default())?.total;
        Ok((found, service::state_counts(cx)?.received))
    })
    .await
}

#[tokio::test]
async fn a_partner_signs_for_everything_except_what_is_marked() {
    let app = TestApp::new().await;
    let (id, packages, mut partner) = a_ready_one(&app, 4).await;
    let path = format!("/shipments/{id}/receive/");
    let shipment = format!("/shipments/{id}/");
    partner.get(&shipment).await.shows(&["Confirm receipt"]);
    let key = form_key(&mut partner, id).await;

    let form = [
        ("form", key.as_str()),
        ("which", "all"),
        ("signed_by", "Samira Haddad"),
        ("arrived_on", ""),
        ("note", "The truck was opened"),
        ("f2", "missing"),
        ("f3", "damaged"),
        ("n3", "wet"),
        ("f4", "short"),
        ("n4", "half empty"),
    ];
    let signed = partner.post(&path, &form).await;

    assert_eq!(
        (signed.status, signed.location()),
        (303, format!("/TR{shipment}").as_str())
    );
    let (ready, received) = (Status::Ready, Status::Received);
    assert_eq!(
        statuses(&app, &packages).await,
        [received, ready, received, received]
    );
    partner.get(&shipment).await.shows(&[
        "The receipt is signed. Thank you.",
        "Samira Haddad",
        "1 whole",
        "1 short",
        "1 damaged",
        "1 missing",
        "The truck was opened",
    ]);
    partner
        .get(&format!("/packages/{}/", packages[2]))
        .await
        .shows(&["Damaged", "wet", "Samira Haddad"]);
    let mut officer = app.user(Role::Officer).await;
    officer
        .get("/")
        .await
        .shows(&["receipt reports something short"]);
    officer.get("/inbox/").await.shows(&["Nothing waits"]);
    assert_eq!(
        count(&app).await,
        (1, 3),
        "missing packages make no observation"
    );

    // The missing one turns up: it alone is left.
    let key = form_key(&mut partner, id).await;
    let later = [
        ("form", key.as_str()),
        ("which", "all"),
        ("signed_by", "Samira"),
    ];
    partner.post(&path, &later).await;
    assert_eq!(statuses(&app, &packages).await, [received; 4]);
    let nothing = partner.get(&path).await;
    assert_eq!(nothing.status, 303);
    partner
        .get(&shipment)
        .await
        .shows(&["Somebody signed for all packages of this shipment already."]);
}

#[tokio::test]
async fn the_same_form_twice_counts_once() {
    let app = TestApp::new().await;
    let (id, packages, mut partner) = a_ready_one(&app, 3).await;
    let path = format!("/shipments/{id}/receive/");
    let key = form_key(&mut partner, id).await;
    let form = [
        ("form", key.as_str()),
        ("which", "ticked"),
        ("t", "1"),
        ("signed_by", "Samira"),
    ];

    let first = partner.post(&path, &form).await;
    let second = partner.post(&path, &form).await;

    assert_eq!((first.status, second.status), (303, 303));
    assert_eq!(count(&app).await, (1, 1));
    let ready = Status::Ready;
    assert_eq!(
        statuses(&app, &packages).await,
        [Status::Received, ready, ready]
    );
    partner
        .get(&format!("/shipments/{id}/"))
        .await
        .shows(&["This form had arrived already"]);
}

#[tokio::test]
async fn two_taps_at_once_count_once() {
    let app = TestApp::new().await;
    let (id, packages, mut partner) = a_ready_one(&app, 2).await;
    let path = format!("/shipments/{id}/receive/");
    let key = form_key(&mut partner, id).await;
    let form = [
        ("form", key.as_str()),
        ("which", "all"),
        ("signed_by", "Samira"),
    ];
    let mut other = Client::new(app.base(), "/TR");
    other.cookies.clone_from(&partner.cookies);

    let (one, two) = tokio::join!(partner.post(&path, &form), other.post(&path, &form));

    assert_eq!((one.status, two.status), (303, 303));
    assert_eq!(count(&app).await, (1, 2));
    assert_eq!(statuses(&app, &packages).await, [Status::Received; 2]);
    let shown = partner.get(&format!("/shipments/{id}/")).await;
    assert!(
        !shown.text.contains("Confirm receipt"),
        "nothing is left to sign for"
    );
}

#[tokio::test]
async fn wrong_input_is_said_and_kept() {
    let app = TestApp::new().await;
    let (id, _, mut partner) = a_ready_one(&app, 2).await;
    let path = format!("/shipments/{id}/receive/");
    let key = form_key(&mut partner, id).await;
    let key = key.as_str();
    let tries: [(&[(&str, &str)], &str); 9] = [
        (
            &[("which", "all"), ("signed_by", " ")],
            "Write the name of the person",
        ),
        (
            &[("which", "ticked"), ("signed_by", "S")],
            "Tick at least one package.",
        ),
        (
            &[("which", "ticked"), ("signed_by", "S"), ("t", "9")],
            "was signed for meanwhile",
        ),
        (&[("signed_by", "S"), ("t", "1")], "Say what arrived"),
        (
            &[("which", "all"), ("signed_by", "S"), ("t", "1")],
            "Choose one of the two",
        ),
        (
            &[("which", "all"), ("signed_by", "S"), ("f1", "short")],
            "write how many units are short",
        ),
        (
            &[
                ("which", "all"),
                ("signed_by", "S"),
                ("f1", "short"),
                ("q1", "a few"),
            ],
            "in digits",
        ),
        (
            &[("which", "all"), ("signed_by", "S"), ("q1", "4")],
            "choose what is wrong with it",
        ),
        (
            &[
                ("which", "all"),
                ("signed_by", "S"),
                ("arrived_on", "2999-01-01"),
            ],
            "cannot be in the future",
        ),
    ];

    for (fields, said) in tries {
        let mut form = fields.to_vec();
        form.push(("form", key));
        let refused = partner.post(&path, &form).await;
        assert_eq!(refused.status, 422, "{fields:?}");
        refused.says(&[said, &format!("value=\"{key}\"")]);
    }
    assert_eq!(count(&app).await, (0, 0));
}

#[tokio::test]
async fn only_own_shipments_that_are_under_way_can_be_signed_for() {
    let app = TestApp::new().await;
    let (id, _, mut partner) = a_ready_one(&app, 1).await;
    let path = format!("/shipments/{id}/receive/");
    let key = form_key(&mut partner, id).await;
    let form = [("form", key.as_str()), ("which", "all"), ("signed_by", "S")];
    let mut other = app.user(Role::Partner).await;
    let (packing, _) = a_shipment("Tents").packages(1).insert(&app).await;
    let mut officer = app.user(Role::Officer).await;

    let stranger = app.anonymous().post(&path, &form).await;
    let foreign = (
        other.get(&path).await.status,
        other.post(&path, &form).await.status,
    );
    officer.get(&format!("/shipments/{packing}/receive/")).await;
    officer
        .get(&format!("/shipments/{packing}/"))
        .await
        .shows(&["This shipment is still being packed."]);
    app.write(move |cx| cts::shipments::service::cancel(cx, id, ""))
        .await;
    let cancelled = partner.post(&path, &form).await;

    assert_eq!(stranger.status, 303);
    assert_eq!(foreign, (404, 404));
    assert_eq!(cancelled.status, 303);
    partner
        .get(&format!("/shipments/{id}/"))
        .await
        .shows(&["This shipment was cancelled. Tell the office"]);
    assert_eq!(count(&app).await, (0, 0));
}

#[tokio::test]
async fn a_voided_receipt_scan_can_be_signed_for_again_and_a_replay_changes_nothing() {
    let app = TestApp::new().await;
    let (id, packages, mut partner) = a_ready_one(&app, 1).await;
    let path = format!("/shipments/{id}/receive/");
    let key = form_key(&mut partner, id).await;
    let form = [("form", key.as_str()), ("which", "all"), ("signed_by", "S")];
    partner.post(&path, &form).await;

    let all = cts::scans::model::ReplayFilter::default();
    let replayed = app
        .write(move |cx| service::replay(cx, &all, cts::kernel::ids::SubmissionId(0), true))
        .await;
    let scan = app
        .write(move |cx| service::list_of_shipment(cx, id, Paging::default()))
        .await
        .rows
        .remove(0);
    app.write(move |cx| service::void(cx, scan.id, "wrong box"))
        .await;

    assert_eq!((replayed.submissions, replayed.changes.len()), (1, 0));
    assert!(
        scan.user_name
            .is_some_and(|name| name.starts_with("Partner"))
    );
    assert_eq!(statuses(&app, &packages).await, [Status::Ready]);
    assert_eq!(partner.get(&path).await.status, 200);
}

#[tokio::test]
async fn what_a_receipt_said_of_a_deleted_package_is_told_before_and_stays_in_the_audit() {
    let app = TestApp::new().await;
    let (id, packages, mut partner) = a_ready_one(&app, 2).await;
    let path = format!("/shipments/{id}/receive/");
    let key = form_key(&mut partner, id).await;
    let form = [
        ("form", key.as_str()),
        ("which", "all"),
        ("signed_by", "Samira"),
        ("f1", "missing"),
        ("n1", "not in the truck"),
        ("f2", "missing"),
    ];
    partner.post(&path, &form).await;
    app.write(move |cx| cts::shipments::service::reopen(cx, id))
        .await;
    let mut officer = app.user(Role::Officer).await;

    officer
        .get(&format!("/packages/{}/delete/", packages[0]))
        .await
        .shows(&["1 line of a signed receipt goes too"]);
    let gone = packages[0];
    app.write(move |cx| service::delete_packages(cx, id, &[gone]))
        .await;

    let filter = cts::audit::AuditFilter::default();
    let rows = app
        .write(move |cx| Ok(cts::audit::list(cx, &filter, Paging::default())?.rows))
        .await;
    let kept = rows
        .iter()
        .find(|row| row.action == "receipt.delete_lines")
        .unwrap();
    let before = kept.before.as_ref().unwrap().to_string();
    assert!(before.contains("not in the truck"), "{before}");
    assert!(
        before.contains("missing") && before.contains("Samira"),
        "{before}"
    );
}

#[tokio::test]
async fn a_shipment_of_a_thousand_packages_is_one_light_page() {
    let app = TestApp::new().await;
    let (id, packages, mut partner) = a_ready_one(&app, 1000).await;
    let path = format!("/shipments/{id}/receive/");
    let page = partner
        .get(&path)
        .await
        .shows(&["All 1,000 packages", "Packages 951 to 1,000"]);
    assert_eq!(page.text.matches("class=\"receive-group\"").count(), 20);
    let light = partner
        .request(reqwest::Method::GET, &path)
        .header("accept-encoding", "br");
    let weight = light.send().await.unwrap().bytes().await.unwrap().len();
    assert!(weight < 40 << 10, "{weight} bytes");
    let key = form_key(&mut partner, id).await;
    let mut form = vec![
        ("form", key.as_str()),
        ("which", "all"),
        ("signed_by", "Samira"),
    ];
    form.extend([("f17", "missing"), ("f999", "missing")]);

    let signed = partner.post(&path, &form).await;

    assert_eq!(signed.status, 303, "{}", signed.text);
    let there = statuses(&app, &packages).await;
    assert_eq!(
        there.iter().filter(|it| **it == Status::Received).count(),
        998
    );
}

#[tokio::test]
async fn what_was_typed_is_guarded_as_in_other_forms() {
    let app = TestApp::new().await;
    let (id, _, mut partner) = a_ready_one(&app, 1).await;

    partner
        .get(&format!("/shipments/{id}/receive/"))
        .await
        .shows(&["data-guard", "data-draft", "data-leave"]);
}
