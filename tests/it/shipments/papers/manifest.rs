//! Manifests: per package what is inside.

use cts::kernel::Role;

use super::{add_kits, codes};
use crate::shipments::a_shipment;
use crate::support::TestApp;

#[tokio::test]
async fn each_package_has_its_page_with_what_is_inside() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Winter").packages(1).insert(&app).await;
    add_kits(&app, id, "Large <box>", 2).await;
    let mut officer = app.user(Role::Officer).await;
    officer
        .post(&format!("/shipments/{id}/finalize/"), &[])
        .await;

    let summary = officer
        .get(&format!("/shipments/{id}/papers/?what=summary"))
        .await
        .shows(&[
            "#3.",
            "Large &lt;box&gt;",
            "Blanket &lt;thermal&gt;",
            "piece",
            ">5<",
            "Empty",
        ]);
    let full = officer
        .get(&format!(
            "/shipments/{id}/papers/?what=full&size=16&packages=2-3"
        ))
        .await
        .shows(&[&format!("TR{id}.2</bdi>"), "class=\"full s16\""]);

    assert_eq!(summary.text.matches("class=\"leaf\"").count(), 3);
    assert_eq!(codes(&summary.text), 0);
    assert_eq!(full.text.matches("class=\"leaf\"").count(), 2);
    assert_eq!(codes(&full.text), 2);
    assert!(!full.text.contains("Mill &amp; Sons"));
}

#[tokio::test]
async fn a_blank_text_is_the_catalogs() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Winter").insert(&app).await;
    add_kits(&app, id, "Box", 1).await;
    app.write(|cx| {
        use diesel::prelude::*;
        diesel::sql_query("update package_items set description = '', unit = ''")
            .execute(cx.conn)?;
        Ok(())
    })
    .await;
    let mut officer = app.user(Role::Officer).await;

    officer
        .get(&format!("/shipments/{id}/papers/?what=summary"))
        .await
        .shows(&["Blanket &lt;thermal&gt;", "piece"]);
}

#[tokio::test]
async fn an_arabic_reader_gets_an_arabic_paper_from_right_to_left() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("شتاء").insert(&app).await;
    add_kits(&app, id, "صندوق", 1).await;
    let mut officer = app.user(Role::Officer).await;

    officer
        .get(&format!(
            "/shipments/{id}/papers/?what=full&draft=1&lang=ar"
        ))
        .await
        .shows(&[
            "lang=\"ar\" dir=\"rtl\"",
            "الكمية",
            "مسودة",
            "صندوق",
            "class=\"code\" dir=\"ltr\">&#x2f;TR",
        ]);
}
