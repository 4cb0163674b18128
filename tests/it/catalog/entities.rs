//! Which lists there are behind the catalog.

use cts::catalog::model::Entity;
use cts::kernel::Role;

use super::an_entity;
use crate::support::TestApp;

#[tokio::test]
async fn everybody_sees_the_lists_that_are_theirs() {
    let app = TestApp::new().await;
    an_entity(&app, Entity::Category, "Medicines").await;
    let mut officer = app.user(Role::Officer).await;
    let mut coordinator = app.user(Role::Coordinator).await;

    let few = officer.get("/entities/").await.shows(&["Categories"]);
    coordinator.get("/entities/").await.shows(&[
        "Categories",
        "Donors",
        "Donor codes",
        "Suppliers",
        "Transporters",
    ]);

    assert!(!few.text.contains("/entities/donors/"));
}

#[tokio::test]
async fn officers_keep_categories_and_coordinators_the_rest() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;
    let mut partner = app.user(Role::Partner).await;

    for (path, status) in [
        ("/entities/categories/", 200),
        ("/catalog/", 200),
        ("/catalog/kits/", 200),
        ("/entities/donors/", 403),
        ("/entities/donor-codes/", 403),
        ("/entities/suppliers/", 403),
        ("/entities/transporters/new/", 403),
    ] {
        assert_eq!(officer.get(path).await.status, status, "{path}");
        assert_eq!(partner.get(path).await.status, 403, "{path}");
    }
}

#[tokio::test]
async fn old_addresses_lead_to_the_new_pages() {
    let app = TestApp::new().await;
    let mut coordinator = app.user(Role::Coordinator).await;

    for (old, new) in [
        ("/catalog/categories/", "/entities/categories/"),
        ("/catalog/donorcodes/new/", "/entities/donor-codes/new/"),
        ("/catalog/suppliers/edit/7/", "/entities/suppliers/7/edit/"),
        ("/catalog/donors/delete/7/", "/entities/donors/7/delete/"),
        ("/catalog/edit/7/", "/catalog/7/edit/"),
        ("/catalog/kit/edit/7/", "/catalog/kits/7/"),
    ] {
        let reply = coordinator.get(old).await;
        assert_eq!(
            (reply.status, reply.location()),
            (301, format!("/TR{new}").as_str()),
            "{old}"
        );
    }
}
