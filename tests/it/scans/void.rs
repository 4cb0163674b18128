//! Taking a scan out of the count.

use cts::kernel::{Role, Status};
use cts::scans::service;

use super::road::scan;
use crate::shipments::a_shipment;
use crate::support::TestApp;

#[tokio::test]
async fn the_package_goes_back_to_what_its_other_scans_say() {
    let app = TestApp::new().await;
    let (id, packages) = a_shipment("Blankets")
        .packages(1)
        .ready()
        .insert(&app)
        .await;
    let code = format!("/TR{id}.1");
    scan(&app, 1, "STATUS_IN_TRANSIT-Zero_Point", &[&code], 30).await;
    scan(&app, 2, "STATUS_RECEIVED-Mare", &[&code], 2).await;
    let package = packages[0];
    let scans = app
        .write(move |cx| {
            service::list_of_package(cx, package, cts::kernel::paging::Paging::default())
        })
        .await;
    let path = format!("/scans/{}/void/", scans.rows[1].id);
    let mut officer = app.user(Role::Officer).await;

    officer.get(&path).await.shows(&["Void this scan?", "Mare"]);
    let refused = officer.post(&path, &[("note", " ")]).await;
    let done = officer.post(&path, &[("note", "Wrong box")]).await;

    assert_eq!((refused.status, done.status), (422, 303));
    officer
        .get(&format!("/packages/{package}/"))
        .await
        .shows(&["Void", "Wrong box"]);
    let row = app
        .write(move |cx| cts::packages::service::show(cx, package))
        .await;
    assert_eq!(row.own_status, Status::InTransit);
}
