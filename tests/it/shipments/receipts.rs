//! The list of receipts: partners see their own, the office what is not settled.

use cts::kernel::Role;
use cts::shipments::receipts::service;
use diesel::prelude::*;

use super::receipt::a_receipt;
use crate::support::TestApp;

#[tokio::test]
async fn partners_see_their_own_and_officers_what_waits() {
    let app = TestApp::new().await;
    let (whole, mut partner) = a_receipt(&app, "Blankets", &[]).await;
    let (wrong, _) = a_receipt(&app, "Tents", &[("f1", "missing")]).await;
    let mut officer = app.user(Role::Officer).await;

    let own = partner
        .get("/receipts/")
        .await
        .shows(&["Blankets", "2 whole"]);
    let all = officer
        .get("/receipts/")
        .await
        .shows(&["Blankets", "Tents"]);
    let open = officer
        .get("/receipts/?show=open")
        .await
        .shows(&["Tents", "1 missing"]);

    assert!(!own.text.contains("Tents"));
    assert!(!open.text.contains("Blankets"));
    assert!(all.text.contains(&format!("/TR/receipts/{whole}/")));
    assert_eq!(
        partner.get(&format!("/receipts/{wrong}/")).await.status,
        404
    );
}

#[tokio::test]
async fn a_shipment_tells_of_open_receipts_however_many_came_after() {
    let app = TestApp::new().await;
    let (wrong, _) = a_receipt(&app, "Tents", &[("f1", "missing")]).await;
    let shipment = app
        .write(move |cx| {
            let sql = format!(
                "insert into receipts (shipment_id, form_key, signed_by, arrived_on, created_at,
                                       whole_count, short_count, damaged_count, missing_count)
                 select shipment_id, 'copied-form-' || n, 'Later', arrived_on, created_at, 2, 0, 0, 0
                 from receipts, generate_series(1, 6) n where id = {wrong}"
            );
            diesel::sql_query(sql).execute(cx.conn)?;
            Ok(service::show(cx, wrong)?.shipment_id)
        })
        .await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/shipments/{shipment}/");
    let tells = "A receipt tells of packages that are not whole: 1 missing.";
    let link = format!("/TR/receipts/{wrong}/");

    let one = officer.get(&path).await.shows(&[tells, &link]);
    app.write(|cx| {
        let all = "update receipts set missing_count = 1";
        Ok(diesel::sql_query(all).execute(cx.conn)?)
    })
    .await;
    let seven = officer.get(&path).await.shows(&[
        "2 more receipts tell of packages that are not whole.",
        "/TR/receipts/?show=open",
    ]);

    assert_eq!(one.text.matches(tells).count(), 1);
    assert!(!one.text.contains("more receipt"));
    assert_eq!(seven.text.matches(tells).count(), 5);
}

#[tokio::test]
async fn the_list_is_a_file_with_what_was_not_whole() {
    let app = TestApp::new().await;
    let (_, mut partner) = a_receipt(&app, "Blankets", &[]).await;
    a_receipt(&app, "Tents", &[("f1", "missing")]).await;
    let mut officer = app.user(Role::Officer).await;

    let own = partner.get("/receipts/?file=csv").await;
    let open = officer.get("/receipts/?show=open&file=csv").await;

    let heading =
        "Shipment,Partner,Received by,Arrived on,Whole,Short,Damaged,Missing,Remark,Settled\r\n";
    assert!(own.text.starts_with(&format!("{heading}Blankets,")));
    assert!(own.text.contains(",2,0,0,0,"), "{}", own.text);
    assert!(!own.text.contains("Tents"));
    assert!(open.text.starts_with(&format!("{heading}Tents,")));
    assert!(open.text.contains(",1,0,0,1,"), "{}", open.text);
    assert!(!open.text.contains("Blankets"));
}
