//! Accounts against a real database.

use chrono::TimeDelta;
use diesel::prelude::*;

use super::{NewUser, UserFilter, invitations, links, service};
use crate::db::schema::audit;
use crate::db::testing::rolled_back;
use crate::kernel::ids::UserId;
use crate::kernel::paging::Paging;
use crate::kernel::{Actor, Error, Language, OpContext, Role};
use crate::mail;

fn ana(cx: &mut OpContext<'_>) -> super::User {
    let user = NewUser {
        password: Some("correct horse".into()),
        ..NewUser::new("Ana@Example.org", "Ana", Role::Officer)
    };
    service::create(cx, user).unwrap()
}

#[test]
fn an_account_is_made_with_code_and_audit_row() {
    rolled_back(|cx| {
        let user = ana(cx);

        assert_eq!(user.code.len(), 13);
        let actions: Vec<String> = audit::table.select(audit::action).load(cx.conn).unwrap();
        assert_eq!(actions, ["user.create"]);
    });
}

#[test]
fn an_address_is_taken_in_any_spelling() {
    rolled_back(|cx| {
        ana(cx);

        let again = service::create(cx, NewUser::new("ANA@example.ORG", "", Role::Partner));

        assert!(matches!(again, Err(Error::Invalid(fields)) if fields[0].field == "email"));
    });
}

#[test]
fn accounts_are_found_by_part_of_their_name() {
    rolled_back(|cx| {
        ana(cx);
        service::create(cx, NewUser::new("p_1@example.org", "Clinic", Role::Partner)).unwrap();
        let mut found = |search: &str| {
            let filter = UserFilter {
                search: Some(search.into()),
                ..UserFilter::default()
            };
            service::list(cx, &filter, Paging::default()).unwrap().total
        };

        assert_eq!(
            (found("an"), found("_1@"), found("%"), found("")),
            (1, 1, 0, 2)
        );
    });
}

#[test]
fn deactivating_twice_is_refused() {
    rolled_back(|cx| {
        let user = ana(cx);

        service::deactivate(cx, user.id).unwrap();

        assert!(matches!(
            service::deactivate(cx, user.id),
            Err(Error::Conflict(_))
        ));
        assert!(service::activate(cx, user.id).unwrap().is_active);
    });
}

#[test]
fn a_chosen_language_is_a_change_that_an_open_form_is_told_of() {
    rolled_back(|cx| {
        let user = ana(cx);
        let operator = cx.actor.clone();
        cx.actor = service::actor_of(&user);

        service::choose_language(cx, Language::Ar).unwrap();

        cx.actor = operator;
        let after = service::show(cx, user.id).unwrap();
        assert_eq!(after.language.as_deref(), Some("ar"));
        assert_eq!(after.version, user.version + 1);
    });
}

#[test]
fn officers_manage_no_accounts() {
    rolled_back(|cx| {
        let user = ana(cx);
        cx.actor = Actor::User {
            id: UserId(i32::MAX),
            name: "Omar".into(),
            role: Role::Manager,
            is_superuser: false,
        };

        let refusals = [
            service::create(cx, NewUser::new("x@example.org", "", Role::Partner)).err(),
            service::set_password(cx, user.id, "another password").err(),
            service::deactivate(cx, user.id).err(),
            service::show(cx, user.id).err(),
        ];

        for refusal in refusals {
            assert!(matches!(refusal, Some(Error::Forbidden)), "{refusal:?}");
        }
    });
}

#[test]
fn a_phone_belongs_to_the_last_who_captured_it() {
    rolled_back(|cx| {
        let ana = ana(cx);
        let omar =
            service::create(cx, NewUser::new("omar@example.org", "", Role::Officer)).unwrap();

        assert_eq!(
            service::bind_device(cx, &ana.code, "phone-1").unwrap(),
            Some(ana.id)
        );
        assert_eq!(
            service::bind_device(cx, &omar.code, "phone-1").unwrap(),
            Some(omar.id)
        );
        assert_eq!(
            service::bind_device(cx, "0000000000000", "phone-1").unwrap(),
            None
        );

        assert_eq!(service::show(cx, ana.id).unwrap().device_id, None);
        assert_eq!(
            service::show(cx, omar.id).unwrap().device_id.as_deref(),
            Some("phone-1")
        );
    });
}

#[test]
fn who_was_switched_off_or_demoted_meanwhile_changes_nobody() {
    rolled_back(|cx| {
        let operator = cx.actor.clone();
        let ana = ana(cx);
        let mara = NewUser::new("mara@example.org", "Mara", Role::Coordinator);
        let mara = service::create(cx, mara).unwrap();
        let acting = Actor::User {
            id: mara.id,
            name: "Mara".into(),
            role: Role::Coordinator,
            is_superuser: false,
        };

        diesel::update(crate::db::schema::users::table.find(mara.id))
            .set(crate::db::schema::users::role.eq(Role::Officer))
            .execute(cx.conn)
            .unwrap();
        cx.actor = acting.clone();
        let demoted = service::deactivate(cx, ana.id);
        cx.actor = operator;
        service::deactivate(cx, mara.id).unwrap();
        cx.actor = acting;
        let off = service::deactivate(cx, ana.id);

        assert!(matches!(demoted, Err(Error::Forbidden)), "{demoted:?}");
        assert!(matches!(off, Err(Error::SignedOut)), "{off:?}");
    });
}

#[test]
fn a_link_is_mailed_again_only_after_a_pause_and_then_the_first_is_worth_nothing() {
    rolled_back(|cx| {
        let user = ana(cx);
        let mails = |cx: &mut OpContext<'_>| mail::list(cx, Paging::default()).unwrap().rows;
        let ask = |cx: &mut OpContext<'_>| invitations::request(cx, " ANA@example.org ").unwrap();

        ask(cx);
        ask(cx);
        cx.now += TimeDelta::minutes(4);
        ask(cx);
        let in_the_pause = mails(cx);
        cx.now += TimeDelta::minutes(2);
        ask(cx);

        assert_eq!(in_the_pause.len(), 1);
        assert_eq!(in_the_pause[0].recipient, user.email);
        let both = mails(cx);
        assert_eq!(both.len(), 2);
        let token = |mail: &mail::Mail| {
            let after = mail.text_body.split("/set-password/").nth(1).unwrap();
            after.split('/').next().unwrap().to_owned()
        };
        let mut tokens: Vec<String> = both.iter().map(token).collect();
        tokens.sort();
        tokens.dedup();
        let worth: Vec<bool> = tokens
            .iter()
            .map(|token| links::purpose(cx, token).unwrap().is_some())
            .collect();
        assert_eq!(worth.len(), 2, "{tokens:?}");
        assert_eq!(worth.iter().filter(|worth| **worth).count(), 1);
    });
}

#[test]
fn people_are_sorted_as_a_dictionary_has_their_names() {
    rolled_back(|cx| {
        for (n, name) in ["Zeynep", "Şule", "Çiğdem", "İbrahim", "Deniz", "ayşe"]
            .into_iter()
            .enumerate()
        {
            let email = format!("somebody{n}@example.org");
            service::create(cx, NewUser::new(email, name, Role::Officer)).unwrap();
        }

        let list = service::list(cx, &UserFilter::default(), Paging::default()).unwrap();

        let names: Vec<String> = list.rows.into_iter().map(|user| user.name).collect();
        assert_eq!(
            names,
            ["ayşe", "Çiğdem", "Deniz", "İbrahim", "Şule", "Zeynep"]
        );
    });
}
