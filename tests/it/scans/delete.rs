//! Deleting a shipment by typing its name, and a package while it is being packed.

use cts::kernel::Role;

use super::road::scan;
use crate::shipments::a_shipment;
use crate::support::TestApp;

#[tokio::test]
async fn a_shipment_goes_when_its_name_is_typed_and_its_scans_return() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Blankets")
        .packages(2)
        .ready()
        .insert(&app)
        .await;
    let code = format!("/TR{id}.1");
    scan(&app, 1, "STATUS_RECEIVED-Mare", &[&code], 3).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/shipments/{id}/delete/");
    officer.get(&path).await.shows(&[
        "Delete Blankets?",
        "2 packages",
        "1 scan goes back to the inbox",
    ]);

    let wrong = officer
        .post(&path, &[("name", "Tents")])
        .await
        .says(&["This is not the name of the shipment."]);
    let done = officer.post(&path, &[("name", "blankets")]).await;

    assert_eq!((wrong.status, done.status), (422, 303));
    officer.get("/shipments/").await.shows(&[
        "Blankets is deleted, with 2 packages.",
        "One scan waits in the inbox.",
    ]);
    officer.get("/inbox/").await.shows(&[&format!("TR{id}.1")]);
    assert_eq!(officer.get(&format!("/shipments/{id}/")).await.status, 404);
}

#[tokio::test]
async fn a_package_goes_only_while_its_shipment_is_in_progress() {
    let app = TestApp::new().await;
    let (id, packages) = a_shipment("Blankets").packages(2).insert(&app).await;
    let (other, closed) = a_shipment("Tents").packages(1).ready().insert(&app).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/packages/{}/delete/", packages[1]);
    officer
        .get(&path)
        .await
        .shows(&["not used again", "Delete package"]);
    officer
        .get(&format!("/packages/{}/delete/", closed[0]))
        .await
        .shows(&["while the shipment is in progress"]);

    let all = format!("/shipments/{id}/packages/delete/");
    let (one, two) = (packages[0].to_string(), packages[1].to_string());
    let ticked = [("row", one.as_str()), ("row", two.as_str())];
    officer
        .post(&all, &ticked)
        .await
        .shows(&["Delete 2 packages?", "name=\"sure\""]);
    let gone = officer
        .post(&all, &[ticked[0], ticked[1], ("sure", "1")])
        .await;
    officer
        .get(&format!("/shipments/{id}/"))
        .await
        .shows(&["2 packages are deleted.", "No packages"]);
    let none = officer.post(&all, &[("sure", "1")]).await;
    let refused = officer
        .post(
            &format!("/shipments/{other}/packages/delete/"),
            &[("row", &closed[0].to_string()), ("sure", "1")],
        )
        .await;

    assert_eq!(gone.location(), format!("/TR/shipments/{id}/"));
    assert_eq!(none.location(), format!("/TR/shipments/{id}/"));
    assert_eq!(refused.location(), format!("/TR/shipments/{other}/"));
    officer
        .get(&format!("/packages/{}/", closed[0]))
        .await
        .shows(&["Tents"]);
}

#[tokio::test]
async fn partners_delete_nothing() {
    let app = TestApp::new().await;
    let account = app.account(Role::Partner).await;
    let (mine, packages) = a_shipment("Mine")
        .of(account.id)
        .packages(1)
        .insert(&app)
        .await;
    let mut partner = app.signed_in(&account).await;

    for path in [
        format!("/shipments/{mine}/delete/"),
        format!("/packages/{}/delete/", packages[0]),
    ] {
        assert_eq!(partner.get(&path).await.status, 403);
    }
    for path in [
        format!("/shipments/{mine}/delete/"),
        format!("/shipments/{mine}/packages/delete/"),
    ] {
        let form = [("name", "Mine"), ("sure", "1")];
        assert_eq!(partner.post(&path, &form).await.status, 403);
    }
    partner
        .get(&format!("/shipments/{mine}/"))
        .await
        .shows(&["Mine"]);
}

#[tokio::test]
async fn ticked_packages_of_which_one_is_gone_all_stay_and_the_rest_stays_ticked() {
    let app = TestApp::new().await;
    let (id, packages) = a_shipment("Blankets").packages(4).insert(&app).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/shipments/{id}/packages/delete/");
    let rows: Vec<String> = packages.iter().map(ToString::to_string).collect();
    let ticked: Vec<_> = rows[..3].iter().map(|row| ("row", &**row)).collect();
    let sure: Vec<_> = [&ticked[..], &[("sure", "1")]].concat();
    let first = packages[0];
    app.write(move |cx| cts::scans::service::delete_packages(cx, id, &[first]))
        .await;

    for form in [&ticked, &sure] {
        let told = officer.post(&path, form).await.says(&[
            "One package you ticked is no longer there",
            "Nothing was deleted just now",
            "Delete 2 packages",
            &format!("name=\"row\" value=\"{}\"", rows[1]),
            &format!("name=\"row\" value=\"{}\"", rows[2]),
        ]);
        assert_eq!(told.status, 409);
        let first = format!("name=\"row\" value=\"{}\"", rows[0]);
        assert!(!told.text.contains(&first));
    }
    let it = app
        .write(move |cx| cts::shipments::service::show(cx, id))
        .await;
    assert_eq!(it.package_count, 3);

    let gone = officer.post(&path, &sure[1..]).await;
    assert_eq!(gone.status, 303);
    let late = officer.post(&path, &sure[1..]).await;
    assert_eq!(late.location(), format!("/TR/shipments/{id}/"));
    officer
        .get(&format!("/shipments/{id}/"))
        .await
        .shows(&["The 2 packages you ticked are no longer there", "1 package"]);
}
