//! What the tests of packing stand on: a catalog with one item and one kit, and who may do what by HTTP.

use cts::catalog::model::{NewCatalogItem, NewKit, NewKitItem};
use cts::catalog::service as catalog;
use cts::events::{self, NewEvent};
use cts::kernel::ids::{CatalogItemId, KitId, PackageId, PackageItemId, ShipmentId};
use cts::kernel::{Role, Status};
use cts::packages::model::NewPackageItem;
use cts::packages::service as packing;
use cts::shipments::service;
use rust_decimal::Decimal;

use super::a_shipment;
use crate::support::TestApp;

/// An item of the catalog, and a kit with four of it.
pub(crate) async fn a_kit(app: &TestApp, name: &str) -> (CatalogItemId, KitId) {
    let name = name.to_owned();
    app.write(move |cx| {
        let category = catalog::create_categories(cx, vec![format!("Category of {name}")])?;
        let item = catalog::create_item(
            cx,
            NewCatalogItem {
                item_code: "S-1".into(),
                description: format!("Soap of {name}"),
                unit: "piece".into(),
                price_usd: Decimal::ONE,
                price_local: Decimal::TEN,
                weight: None,
                item_category_id: category[0].id,
                donor_id: None,
                donor_t1_id: None,
                supplier_id: None,
            },
        )?;
        let contents = vec![NewKitItem {
            catalog_item_id: item.id,
            quantity: 4,
        }];
        let kit = catalog::create_kit(
            cx,
            NewKit {
                name,
                description: String::new(),
                contents,
            },
        )?;
        Ok((item.id, kit.id))
    })
    .await
}

/// A shipment in progress with one package that holds two of an item.
pub(crate) async fn a_packed_shipment(
    app: &TestApp,
) -> (ShipmentId, PackageId, PackageItemId, CatalogItemId) {
    let (item, _) = a_kit(app, "Hygiene").await;
    let (id, packages) = a_shipment("Blankets").packages(1).insert(app).await;
    let package = packages[0];
    let row = app
        .write(move |cx| {
            let new = NewPackageItem {
                catalog_item_id: item,
                quantity: 2,
            };
            packing::add_items(cx, package, &[new])?;
            Ok(packing::items(cx, package)?[0].id)
        })
        .await;
    (id, package, row, item)
}

/// An address that changes something at the desk, a form that would do, and what is in the shipment once all up to it
/// are done: packages, and items.
type Change = (String, Vec<(&'static str, String)>, (i32, i64));

/// Every one of them, in an order in which each finds what it changes.
async fn changes(
    app: &TestApp,
    id: ShipmentId,
    package: PackageId,
    row: PackageItemId,
    item: CatalogItemId,
) -> Vec<Change> {
    app.write(|cx| catalog::create_categories(cx, vec!["Another".into()]))
        .await;
    let form = |fields: &[(&'static str, &str)]| {
        fields
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect::<Vec<_>>()
    };
    let quantity: &'static str = Box::leak(format!("item-{item}").into_boxed_str());
    vec![
        (
            format!("/shipments/{id}/pack/empty/"),
            form(&[("name", "Box"), ("count", "2")]),
            (3, 2),
        ),
        (
            format!("/packages/{package}/edit/"),
            form(&[("version", "1"), ("name", "Crate")]),
            (3, 2),
        ),
        (
            format!("/packages/{package}/items/new/"),
            form(&[(quantity, "5")]),
            (3, 7),
        ),
        (
            format!("/items/{row}/edit/"),
            form(&[("version", "1"), ("quantity", "9")]),
            (3, 14),
        ),
        (
            format!("/shipments/{id}/items/edit/"),
            form(&[("all", "1"), ("category", "Another"), ("expected", "2")]),
            (3, 14),
        ),
        (
            format!("/items/{row}/delete/"),
            form(&[("sure", "1")]),
            (3, 5),
        ),
        (
            format!("/shipments/{id}/packages/delete/"),
            form(&[("row", &package.to_string()), ("sure", "1")]),
            (2, 0),
        ),
    ]
}

async fn amounts(app: &TestApp, id: ShipmentId) -> (i32, i64) {
    let it = app.write(move |cx| service::show(cx, id)).await;
    (it.package_count, it.item_count)
}

#[tokio::test]
async fn a_final_shipment_refuses_every_change_of_contents_by_http() {
    let app = TestApp::new().await;
    let (id, package, row, item) = a_packed_shipment(&app).await;
    let changes = changes(&app, id, package, row, item).await;
    let colleague = app.account(Role::Officer).await;
    let mut finalizing = app.signed_in(&colleague).await;
    finalizing
        .post(&format!("/shipments/{id}/finalize/"), &[])
        .await;
    let mut officer = app.user(Role::Officer).await;
    let why = format!("This shipment was finalized by {} (", colleague.name);

    for (path, form, _) in changes {
        let form: Vec<_> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let sent = officer.post(&path, &form).await;
        if path.ends_with("/delete/") {
            assert_eq!(sent.status, 303, "{path}: {}", sent.text);
            officer
                .get(&format!("/packages/{package}/"))
                .await
                .shows(&[&why, "Soap of Hygiene"]);
            continue;
        }
        // The form again, with what was typed: nobody types it twice.
        assert_eq!(sent.status, 409, "{path}: {}", sent.text);
        let typed: Vec<_> = form
            .iter()
            .filter(|(name, _)| !["version", "all", "expected"].contains(name))
            .map(|(_, value)| format!("value=\"{value}\""))
            .collect();
        let mut said: Vec<&str> = typed.iter().map(String::as_str).collect();
        said.extend([
            why.as_str(),
            "What you typed is kept here",
            "role=\"alert\"",
        ]);
        sent.says(&said);
        let asked = officer.get(&path).await;
        assert_eq!(asked.status, 303, "nobody begins to type at {path}");
    }
    assert_eq!(amounts(&app, id).await, (1, 2));
}

#[tokio::test]
async fn a_form_that_came_too_late_says_what_happened_and_is_saved_once_that_is_undone() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;
    let states: [(&str, &[Status]); 4] = [
        ("was finalized by", &[]),
        ("was cancelled by", &[]),
        ("were scanned on the road (", &[Status::InTransit]),
        ("was marked as lost by", &[Status::PickedUp]),
    ];
    for (said, scans) in states {
        let new = a_shipment("Tents").packages(1).scanned(scans);
        let (id, packages) = new.insert(&app).await;
        app.write(move |cx| {
            match said {
                "was cancelled by" => service::cancel(cx, id, "").map(|_| ())?,
                "was marked as lost by" => service::mark_lost(cx, id, "gone", false).map(|_| ())?,
                "was finalized by" => {}
                // As interpreting scans records it.
                _ => events::record(
                    cx,
                    &[NewEvent::shipment_status(
                        id,
                        Status::Ready,
                        Status::InTransit,
                    )],
                )?,
            }
            Ok(())
        })
        .await;
        let path = format!("/packages/{}/edit/", packages[0]);
        let form = [("version", "1"), ("name", "Crate")];

        let late = officer.post(&path, &form).await;
        assert_eq!(late.status, 409, "{said}: {}", late.text);
        late.says(&[said, "value=\"Crate\""]);

        if said == "was finalized by" {
            app.write(move |cx| service::reopen(cx, id)).await;
            assert_eq!(officer.post(&path, &form).await.status, 303);
        }
    }
}

#[tokio::test]
async fn a_partner_is_refused_every_change_by_http() {
    let app = TestApp::new().await;
    let (id, package, row, item) = a_packed_shipment(&app).await;
    let account = app.account(Role::Partner).await;
    let mut partner = app.signed_in(&account).await;

    for (path, form, _) in changes(&app, id, package, row, item).await {
        let form: Vec<_> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let sent = partner.post(&path, &form).await;
        assert_eq!(sent.status, 403, "{path}");
        let asked = partner.get(&path).await;
        assert!([403, 404, 405].contains(&asked.status), "{path}");
    }
    assert_eq!(amounts(&app, id).await, (1, 2));
}

#[tokio::test]
async fn an_officer_makes_every_change_while_it_is_in_progress() {
    let app = TestApp::new().await;
    let (id, package, row, item) = a_packed_shipment(&app).await;
    let mut officer = app.user(Role::Officer).await;

    for (path, mut form, holds) in changes(&app, id, package, row, item).await {
        if let Some(at) = form.iter().position(|(name, _)| *name == "expected") {
            // A look says what there is to expect.
            form.remove(at);
            let looked: Vec<_> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
            let preview = officer.post(&path, &looked).await;
            form.push(("expected", preview.hidden("expected").to_owned()));
        }
        let form: Vec<_> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let sent = officer.post(&path, &form).await;
        assert_eq!(sent.status, 303, "{path}: {}", sent.text);
        let next = sent.location().trim_start_matches("/TR").to_owned();
        officer.get(&next).await.shows(&["flash-success"]);
        assert_eq!(amounts(&app, id).await, holds, "{path}");
    }
}

/// Tries an action on a shipment in a state; the status it has afterwards.
async fn after(app: &TestApp, role: Role, status: Status, act: &str) -> (u16, Status) {
    let new = a_shipment("Blankets").packages(2);
    let new = match status {
        Status::InProgress => new,
        Status::Ready => new.ready(),
        Status::Lost | Status::Cancelled => new.scanned(&[Status::PickedUp]),
        road => new.scanned(&[road]),
    };
    let (id, _) = new.insert(app).await;
    app.write(move |cx| match status {
        Status::Lost => service::mark_lost(cx, id, "gone", false),
        Status::Cancelled => service::cancel(cx, id, ""),
        _ => service::show(cx, id),
    })
    .await;
    let mut client = app.user(role).await;
    let path = format!("/shipments/{id}/{act}/");
    let asked = client.get(&path).await;
    let form = [
        ("version", asked.hidden("version")),
        ("note", "said so"),
        ("acceptable", "no"),
    ];
    // Those without a form, or none for this shipment, need no version.
    let from = usize::from(form[0].1.is_empty());
    let reply = client.post(&path, &form[from..]).await;
    let it = app.write(move |cx| service::show(cx, id)).await;
    (reply.status, it.status)
}

#[tokio::test]
async fn actions_are_taken_only_from_the_states_that_allow_them() {
    use Status::{Cancelled, InProgress, InTransit, Lost, PickedUp, Ready, Received};
    let app = TestApp::new().await;
    let states = [
        InProgress, Ready, PickedUp, InTransit, Received, Lost, Cancelled,
    ];
    let table: [(&str, &[Status], Status); 4] = [
        ("finalize", &[InProgress], Ready),
        ("reopen", &[Ready], InProgress),
        (
            "cancel",
            &[InProgress, Ready, PickedUp, InTransit],
            Cancelled,
        ),
        ("lost", &[PickedUp, InTransit, Received], Lost),
    ];
    for (act, allowed, becomes) in table {
        for state in states {
            let (answer, now) = after(&app, Role::Officer, state, act).await;
            let expected = if allowed.contains(&state) {
                becomes
            } else {
                state
            };
            assert_eq!((answer, now), (303, expected), "{act} from {state:?}");
        }
    }
    for closed in [Lost, Cancelled] {
        let back = after(&app, Role::Coordinator, closed, "reinstate").await;
        assert_eq!(back, (303, PickedUp));
        let refused = after(&app, Role::Officer, closed, "reinstate").await;
        assert_eq!(refused, (403, closed));
    }
}
