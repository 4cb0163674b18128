//! One receipt, and settling what was not whole.

use cts::kernel::Role;
use cts::kernel::ids::ReceiptId;
use cts::kernel::paging::Paging;
use cts::shipments::receipts::model::ReceiptFilter;
use cts::shipments::receipts::service;

use super::a_shipment;
use crate::support::{Client, TestApp};

/// A receipt for a shipment of two packages, signed by a new partner.
pub(super) async fn a_receipt(
    app: &TestApp,
    name: &str,
    marks: &[(&str, &str)],
) -> (ReceiptId, Client) {
    let account = app.account(Role::Partner).await;
    let (id, _) = a_shipment(name)
        .of(account.id)
        .packages(2)
        .ready()
        .insert(app)
        .await;
    let mut partner = app.signed_in(&account).await;
    let key = format!("form-of-{id}");
    let mut form = vec![("form", key.as_str()), ("signed_by", "Samira Haddad")];
    form.extend(marks);
    if !marks.iter().any(|(name, _)| *name == "which") {
        form.push(("which", "all"));
    }
    let signed = partner
        .post(&format!("/shipments/{id}/receive/"), &form)
        .await;
    assert_eq!(signed.status, 303, "{}", signed.text);
    let filter = ReceiptFilter {
        shipment: Some(id),
        ..ReceiptFilter::default()
    };
    let made = app
        .write(move |cx| service::list(cx, filter, Paging::default()))
        .await;
    (made.rows[0].id, partner)
}

#[tokio::test]
async fn an_officer_settles_what_was_not_whole() {
    let app = TestApp::new().await;
    let (id, mut partner) = a_receipt(&app, "Blankets", &[("f2", "damaged"), ("n2", "wet")]).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/receipts/{id}/");
    let settle = format!("/receipts/{id}/settle/");
    officer.get(&path).await.shows(&[
        "Samira Haddad",
        "wet",
        "What became of it?",
        "data-guard",
        "As it was sent",
    ]);
    let of_partner = partner.get(&path).await.shows(&["Samira Haddad", "wet"]);
    assert!(
        !of_partner.text.contains("What became of it?")
            && !of_partner.text.contains("As it was sent")
    );

    let forbidden = partner.post(&settle, &[("note", "fine")]).await;
    let empty = officer.post(&settle, &[("note", " ")]).await;
    let done = officer.post(&settle, &[("note", "Sent again")]).await;
    let twice = officer.post(&settle, &[("note", "Sent again")]).await;

    assert_eq!((forbidden.status, empty.status), (403, 422));
    assert_eq!((done.status, twice.status), (303, 303));
    officer
        .get(&path)
        .await
        .shows(&["Sent again", "There is nothing to settle"]);
    officer
        .get("/receipts/?show=open")
        .await
        .shows(&["Nothing is waiting"]);
}
