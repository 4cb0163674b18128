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

#[tokio::test]
async fn two_who_give_the_same_name_at_once_make_one_kit() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use cts::catalog::model::NewKit;
    let app = TestApp::new().await;
    let kit = |name: &str| NewKit {
        name: name.into(),
        description: String::new(),
        contents: Vec::new(),
    };
    let (began, has_begun) = tokio::sync::oneshot::channel();
    let is_over = Arc::new(AtomicBool::new(false));
    let second_is_over = is_over.clone();

    // The first has made its row and ends only when the second waits for it, or waited for nothing.
    let first = app.try_write(move |cx| {
        let made = service::create_kit(cx, kit("Winter"))?;
        began.send(()).ok();
        while !second_is_over.load(Ordering::SeqCst) && !somebody_waits(cx.conn) {}
        Ok(made)
    });
    let second = async {
        has_begun.await.ok();
        let made = app
            .try_write(move |cx| service::create_kit(cx, kit("WINTER")))
            .await;
        is_over.store(true, Ordering::SeqCst);
        made
    };
    let (first, second) = tokio::join!(first, second);

    assert_eq!(first.unwrap().name, "Winter");
    let refused = second.map(|kit| kit.name).unwrap_err();
    assert!(
        matches!(refused, cts::kernel::Error::Invalid(_)),
        "{refused}"
    );
}

/// Whether a transaction waits for another in this database.
fn somebody_waits(conn: &mut diesel::PgConnection) -> bool {
    use diesel::dsl::sql;
    use diesel::prelude::*;
    diesel::select(sql::<diesel::sql_types::Bool>(
        "exists (select from pg_locks where not granted and locktype = 'advisory'
                 and database = (select oid from pg_database where datname = current_database()))",
    ))
    .get_result(conn)
    .unwrap()
}
