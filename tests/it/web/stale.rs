//! Two people edit the same thing at once: the second is told, and what the first saved stays, whatever the thing is.

use cts::catalog::model::{DonorCodeKind, Entity, NewEntity};
use cts::catalog::service::alike;
use cts::kernel::Role;

use crate::catalog::{a_kit, an_item};
use crate::shipments::a_shipment;
use crate::shipments::desk::a_packed_shipment;
use crate::support::{PASSWORD, TestApp};

/// A page with a form that has a version.
struct Edited {
    path: String,
    /// What the form needs beside what is changed.
    others: Vec<(&'static str, &'static str)>,
    /// The field both change, to what.
    field: &'static str,
    values: [&'static str; 2],
}

impl Edited {
    fn new(path: impl Into<String>, field: &'static str) -> Self {
        Self {
            path: path.into(),
            others: Vec::new(),
            field,
            values: ["First", "Second"],
        }
    }

    fn form<'f>(&'f self, version: &'f str, value: usize) -> Vec<(&'f str, &'f str)> {
        let mut form = self.others.clone();
        form.extend([("version", version), (self.field, self.values[value])]);
        form
    }

    fn shown(&self, value: usize) -> String {
        format!("value=\"{}\"", self.values[value])
    }
}

/// Everything that people edit in a form of its own.
async fn everything(app: &TestApp) -> Vec<Edited> {
    let item = an_item(app, "Gauze").await;
    let kit = a_kit(app, "Dressing", &[(item.id, 5)]).await;
    let (shipment, _) = a_shipment("Blankets").insert(app).await;
    let (_, package, row, _) = a_packed_shipment(app).await;
    let user = app.account(Role::Officer).await;
    let mut all = vec![
        Edited {
            others: vec![
                ("item_code", "M-1"),
                ("category", "Medicines"),
                ("price_local", "60"),
                ("price_usd", "1.5"),
            ],
            ..Edited::new(format!("/catalog/{}/edit/", item.id), "description")
        },
        Edited::new(format!("/catalog/kits/{}/", kit.id), "name"),
        Edited::new(format!("/shipments/{shipment}/edit/"), "description"),
        Edited::new(format!("/packages/{package}/edit/"), "name"),
        Edited {
            values: ["71", "83"],
            ..Edited::new(format!("/items/{row}/edit/"), "quantity")
        },
        Edited::new(format!("/users/{}/edit/", user.id), "name"),
        Edited {
            others: vec![("mobile", ""), ("language", ""), ("time_format", "24")],
            ..Edited::new("/profile/", "name")
        },
    ];
    for entity in Entity::ALL {
        let new = NewEntity {
            name: "Before".into(),
            kind: (entity == Entity::DonorCode).then_some(DonorCodeKind::T1),
            ..NewEntity::default()
        };
        let made = app.write(move |cx| alike::create(cx, entity, &new)).await;
        let id = made.id;
        let path = format!("/entities/{}/{id}/edit/", entity.slug());
        all.push(if entity == Entity::DonorCode {
            Edited {
                others: vec![("type", "t1")],
                ..Edited::new(path, "code")
            }
        } else {
            Edited::new(path, "name")
        });
    }
    all
}

#[tokio::test]
async fn the_second_of_two_is_told_and_overwrites_nothing_whatever_they_edit() {
    let app = TestApp::new().await;
    let all = everything(&app).await;
    let account = app.account(Role::Coordinator).await;
    let mut one = app.signed_in(&account).await;
    // The same person in another browser: a profile is edited by nobody else.
    let mut two = app.anonymous();
    two.sign_in(&account.email, PASSWORD).await;

    for it in &all {
        let page = one.get(&it.path).await.shows(&[]);
        let version = page.hidden("version").to_owned();
        let first = one.post(&it.path, &it.form(&version, 0)).await;
        let second = two.post(&it.path, &it.form(&version, 1)).await;
        let stored = one.get(&it.path).await.shows(&[&it.shown(0)]);

        assert_eq!(first.status, 303, "{}: {}", it.path, first.text);
        assert_eq!(second.status, 409, "{}: {}", it.path, second.text);
        second.says(&["Somebody else changed this", &it.shown(1)]);
        assert!(!stored.text.contains(&it.shown(1)), "{}", it.path);
        assert!(page.hidden("version") != stored.hidden("version"));
    }
}
