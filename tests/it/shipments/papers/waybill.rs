//! The waybill: the load, and boxes to sign in all languages of the country.

use cts::kernel::{Language, Role};

use super::add_kits;
use crate::shipments::a_shipment;
use crate::support::TestApp;

#[tokio::test]
async fn it_sums_the_load_of_the_packages_asked_for() {
    let app = TestApp::new().await;
    let (id, _) = a_shipment("Winter").insert(&app).await;
    add_kits(&app, id, "Box", 10).await;
    let mut officer = app.user(Role::Officer).await;

    let all = officer
        .get(&format!("/shipments/{id}/papers/?what=waybill"))
        .await
        .shows(&["<b>10</b>", ">125<", ">50<", "Blanket &lt;thermal&gt;"]);
    assert_eq!(
        all.text.matches(">kg</span>").count(),
        1,
        "Turkish has the same word"
    );
    assert!(!all.text.contains("dir=\"ltr\">1-4<"));
    officer
        .get(&format!(
            "/shipments/{id}/papers/?what=waybill&packages=1-4"
        ))
        .await
        .shows(&["<b>4</b>", ">50<", ">20<", "dir=\"ltr\">1-4<"]);
}

#[tokio::test]
async fn it_speaks_the_countrys_languages_whichever_the_reader_chose() {
    let app = TestApp::with(|settings| settings.languages = vec![Language::Ar, Language::En]).await;
    let (id, _) = a_shipment("Winter").packages(1).insert(&app).await;
    let mut officer = app.user(Role::Officer).await;

    for language in ["ar", "en"] {
        let reply = officer
            .get(&format!(
                "/shipments/{id}/papers/?what=waybill&lang={language}"
            ))
            .await
            .shows(&[
                "<span lang=\"ar\" dir=\"rtl\">استلمها</span>",
                "<span lang=\"en\" dir=\"ltr\">Received by</span>",
                "<span lang=\"ar\" dir=\"rtl\">التوقيع والختم</span>",
            ]);
        assert!(!reply.text.contains("Teslim alan"), "{language}");
    }
}
