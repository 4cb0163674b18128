//! Making and copying kits.

use cts::catalog::service;
use cts::kernel::Role;

use super::{a_kit, an_item, contents};
use crate::support::TestApp;

#[tokio::test]
async fn a_new_kit_is_filled_from_the_catalog() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;
    officer
        .get("/catalog/kits/new/")
        .await
        .shows(&["data-guard"]);

    let taken = {
        a_kit(&app, "Dressing", &[]).await;
        officer
            .post("/catalog/kits/new/", &[("name", "Dressing")])
            .await
    };
    let made = officer
        .post(
            "/catalog/kits/new/",
            &[("name", "Winter"), ("description", "")],
        )
        .await;

    assert_eq!((taken.status, made.status), (422, 303));
    assert!(
        made.location().starts_with("/TR/catalog/?kit="),
        "{}",
        made.location()
    );
}

#[tokio::test]
async fn a_copy_holds_the_same() {
    let app = TestApp::new().await;
    let gauze = an_item(&app, "Gauze").await;
    let kit = a_kit(&app, "Dressing", &[(gauze.id, 100)]).await;
    let mut officer = app.user(Role::Officer).await;
    let path = format!("/catalog/kits/{}/copy/", kit.id);

    officer
        .get(&path)
        .await
        .shows(&["Dressing (copy)", "one item, 100 in all"]);
    let same = officer.post(&path, &[("name", "Dressing")]).await;
    let made = officer.post(&path, &[("name", "Dressing 2")]).await;

    assert_eq!((same.status, made.status), (422, 303));
    let copy = app
        .write(|cx| Ok(service::find_kit_by_name(cx, "dressing 2")?.kit))
        .await;
    assert_eq!(contents(&app, &copy).await, [("Gauze".to_owned(), 100)]);
}
