//! New names in an import that look like others.

use std::fmt::Write;

use cts::catalog::model::{Entity, EntityFilter, EntitySort};
use cts::catalog::service;
use cts::kernel::Role;
use cts::kernel::paging::Paging;

use super::an_entity;
use super::import::{HEADINGS, confirmation, counts, send};
use crate::support::TestApp;

/// The names of a short list that are in use.
async fn names(app: &TestApp, entity: Entity) -> Vec<String> {
    let mut names = app
        .write(move |cx| {
            let (filter, paging) = (EntityFilter::default(), Paging::default());
            let listed = service::alike::list(cx, entity, &filter, EntitySort::default(), paging)?;
            Ok(listed
                .rows
                .into_iter()
                .map(|row| row.name)
                .collect::<Vec<_>>())
        })
        .await;
    names.sort_unstable();
    names
}

#[tokio::test]
async fn a_new_name_that_looks_like_another_is_told_and_stays_another_name() {
    let app = TestApp::new().await;
    an_entity(&app, Entity::Supplier, "Şırınga Ltd").await;
    let mut officer = app.user(Role::Officer).await;
    let file = format!(
        "{HEADINGS}\n\
         M-1,Medicines,Gauze,,,Siringa LTD,,,10,1\n\
         M-2,Medicines,Tape,,,ŞIRINGA ltd,,,10,1\n\
         M-3,Médicines,Soap,,,,,,10,1\n"
    );

    let preview = send(&mut officer, "items.csv", file.as_bytes())
        .await
        .shows(&[
            "Siringa LTD is new and looks like Şırınga Ltd.",
            "Médicines is new and looks like Medicines.",
        ]);
    officer.post(&confirmation(&preview), &[]).await;

    // It was a warning: all names are there. `I` is no `ı` in small letters.
    assert_eq!(counts(&app).await[0], 3);
    assert_eq!(
        names(&app, Entity::Supplier).await,
        ["Siringa LTD", "ŞIRINGA ltd", "Şırınga Ltd"]
    );
    assert_eq!(
        names(&app, Entity::Category).await,
        ["Medicines", "Médicines"]
    );
}

#[tokio::test]
async fn a_name_that_was_put_away_is_not_proposed_to_a_new_one() {
    let app = TestApp::new().await;
    // It would come first, and the import refuses it.
    let archived = an_entity(&app, Entity::Supplier, "Siringa Ltd").await;
    app.write(move |cx| service::alike::archive(cx, Entity::Supplier, archived))
        .await;
    let donor = an_entity(&app, Entity::Donor, "Norðern Fünd").await;
    app.write(move |cx| service::alike::archive(cx, Entity::Donor, donor))
        .await;
    an_entity(&app, Entity::Supplier, "Şırınga Ltd").await;
    let mut officer = app.user(Role::Officer).await;
    let file = format!("{HEADINGS}\nM-1,Medicines,Gauze,Norðern Fund,,Şiringa Ltd,,,10,1\n");

    let preview = send(&mut officer, "items.csv", file.as_bytes())
        .await
        .shows(&["Şiringa Ltd is new and looks like Şırınga Ltd."]);

    assert_eq!(preview.text.matches("is new and looks like").count(), 1);
}

#[tokio::test]
async fn names_alike_that_are_not_listed_are_counted() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;
    let mut file = format!("{HEADINGS}\n");
    for n in 1..=15 {
        for (code, name) in [('M', "Supplier"), ('T', "Süpplier")] {
            writeln!(
                file,
                "{code}-{n},Medicines,Gauze {code}{n},,,{name} {n},,,10,1"
            )
            .unwrap();
        }
    }

    let preview = send(&mut officer, "items.csv", file.as_bytes())
        .await
        .shows(&["and 3 more"]);

    assert_eq!(preview.text.matches("is new and looks like").count(), 12);
}
