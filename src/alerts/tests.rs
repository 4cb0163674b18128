//! Alerts and late shipments against a real database, with mails as rows.

use std::sync::Arc;

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::backups::{self, BackupState};
use super::{machine, overdue, queries};
use crate::accounts::{NewUser, User, service as accounts};
use crate::db::testing::{rolled_back, rolled_back_of_platform, settings};
use crate::kernel::settings::{
    FormsServer, FormsServerKind, NightlyBackups, Secret, SurroundingsNow,
};
use crate::kernel::{Actor, InstanceSettings, Language, OpContext, Role};

fn run(cx: &mut OpContext<'_>, sql: &str) {
    diesel::sql_query(sql).execute(cx.conn).unwrap();
}

/// Subjects of the mails since the last call, each after its recipient; the rows are taken away.
fn mails(cx: &mut OpContext<'_>) -> Vec<(String, String, String)> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        recipient: String,
        #[diesel(sql_type = Text)]
        subject: String,
        #[diesel(sql_type = Text)]
        text_body: String,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "select recipient, subject, text_body from outgoing_mails order by recipient, id",
    )
    .load(cx.conn)
    .unwrap();
    run(cx, "delete from outgoing_mails");
    rows.into_iter()
        .map(|row| (row.recipient, row.subject, row.text_body))
        .collect()
}

fn change(cx: &mut OpContext<'_>, f: impl FnOnce(&mut InstanceSettings)) {
    let mut settings = settings();
    f(&mut settings);
    cx.settings = Arc::new(settings);
}

fn a_user(cx: &mut OpContext<'_>, name: &str, role: Role) -> User {
    let new = NewUser {
        language: Some(Language::Tr),
        ..NewUser::new(format!("{name}@example.org"), name, role)
    };
    accounts::create(cx, new).unwrap()
}

fn a_run(cx: &mut OpContext<'_>, outcome: &str) {
    run(
        cx,
        &format!(
            "insert into job_runs (job, trigger, started_at, finished_at, outcome, error)
             values ('cleanup', 'schedule', now(), now(), '{outcome}', 'disk full')"
        ),
    );
}

fn check(cx: &mut OpContext<'_>) {
    machine::check(cx, &["cleanup"]).unwrap();
}

#[test]
fn a_job_that_fails_is_told_once_after_a_while_and_again_when_it_is_well() {
    rolled_back(|cx| {
        a_user(cx, "mara", Role::Coordinator);
        a_user(cx, "omar", Role::Officer);
        a_run(cx, "failed");

        check(cx);
        assert!(mails(cx).is_empty(), "it may mend itself");
        cx.now += TimeDelta::minutes(11);
        check(cx);
        let told = mails(cx);
        check(cx);
        cx.now += TimeDelta::hours(5);
        check(cx);
        assert!(mails(cx).is_empty(), "told once");
        a_run(cx, "ok");
        check(cx);
        let well = mails(cx);
        check(cx);

        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(told[0].0, "mara@example.org");
        assert_eq!(
            told[0].1, "[CTS dev test] Bir şey yönetici bekliyor",
            "in her language"
        );
        let (words, quoted) = told[0].2.split_once("\n  > disk full\n").unwrap();
        assert!(words.contains("tarihinden beri başarısız."), "{words}");
        assert!(!quoted.contains("disk full"), "{quoted}");
        assert_eq!(well.len(), 1);
        assert!(well[0].1.contains("yeniden yolunda"), "{well:?}");
        assert!(mails(cx).is_empty());
    });
}

#[test]
fn what_mends_itself_in_time_is_never_told() {
    rolled_back(|cx| {
        a_user(cx, "mara", Role::Coordinator);
        a_run(cx, "failed");
        check(cx);
        a_run(cx, "ok");
        check(cx);
        cx.now += TimeDelta::hours(1);
        check(cx);

        assert!(mails(cx).is_empty());
    });
}

#[test]
fn addresses_of_the_settings_come_before_coordinators() {
    rolled_back(|cx| {
        a_user(cx, "mara", Role::Coordinator);
        change(cx, |settings| {
            settings.mail.alerts = vec!["it@example.org".into(), "on-call@example.org".into()];
        });
        a_run(cx, "failed");
        check(cx);
        cx.now += TimeDelta::minutes(11);
        check(cx);

        let told: Vec<_> = mails(cx).into_iter().map(|mail| mail.0).collect();
        assert_eq!(told, ["it@example.org", "on-call@example.org"]);
    });
}

#[test]
fn a_forms_server_that_refuses_is_told_at_once_and_one_that_is_away_later() {
    rolled_back(|cx| {
        a_user(cx, "mara", Role::Coordinator);
        change(cx, |settings| {
            settings.forms_servers = vec![FormsServer {
                name: "ona".into(),
                kind: FormsServerKind::Ona,
                url: "http://127.0.0.1:1".into(),
                token: Secret::new("x"),
                package_forms: vec!["4101".into()],
                device_form: None,
                poll: std::time::Duration::from_secs(120),
            }];
        });
        run(
            cx,
            "with s as (insert into sources (name, kind) values ('ona', 'ona') returning id)
             insert into source_forms (source_id, form_key, purpose, state, error)
             select id, key, 'package', 'failing', '502' from s, unnest(array['4101', '9999']) key",
        );

        check(cx);
        let away = mails(cx);
        cx.now += TimeDelta::minutes(31);
        check(cx);
        let silent = mails(cx);
        run(
            cx,
            "update source_forms set state = 'credentials', error = '401'",
        );
        check(cx);
        let refused = mails(cx);

        assert!(away.is_empty());
        assert_eq!(silent.len(), 1);
        assert!(silent[0].2.contains("ona/4101") && silent[0].2.contains("502"));
        assert!(
            !silent[0].2.contains("9999"),
            "a form that is in no setting any more is nobody's worry"
        );
        assert_eq!(refused.len(), 1, "another thing to do: told again");
        let said = &refused[0].2;
        assert!(said.contains("  > 401\n"), "{said}");
        assert!(
            said.contains("Sunucu anahtarımızı kabul etmiyor."),
            "{said}"
        );
    });
}

/// Whoever makes its backups; nothing else around the country.
fn backed_up_by(cx: &mut OpContext<'_>, nightly_backups: NightlyBackups) {
    change(cx, |settings| {
        settings.environment = "production".into();
        settings.surroundings.set(SurroundingsNow {
            nightly_backups,
            ..SurroundingsNow::default()
        });
    });
}

#[test]
fn a_country_we_back_up_and_that_has_none_is_told_of_after_a_day() {
    rolled_back(|cx| {
        a_user(cx, "mara", Role::Coordinator);
        backed_up_by(cx, NightlyBackups::Ours);
        check(cx);
        assert!(mails(cx).is_empty(), "a new country has a day");
        cx.now += TimeDelta::hours(27);
        check(cx);

        let told = mails(cx);
        assert_eq!(told.len(), 1);
        assert!(told[0].1.starts_with("[CTS production test] "));
    });
}

#[test]
fn where_others_must_back_up_nothing_is_missed_and_what_a_timer_failed_to_make_is_told() {
    rolled_back_of_platform(|cx| {
        a_user(cx, "mara", Role::Coordinator);
        let state = |cx: &mut OpContext<'_>| backups::last(cx).unwrap().0;
        for whose in [NightlyBackups::Off, NightlyBackups::Theirs] {
            backed_up_by(cx, whose);
            check(cx);
            cx.now += TimeDelta::hours(27);
            check(cx);
            assert_eq!(state(cx), BackupState::Left(whose));
        }
        assert!(mails(cx).is_empty(), "they are not ours to miss");

        a_backup(cx, "nightly", true, None);
        let good = state(cx);
        cx.now += TimeDelta::hours(27);
        let long_ago = state(cx);
        check(cx);
        a_backup(cx, "command", false, Some("no such disk"));
        let by_hand = state(cx);
        check(cx);
        let quiet = mails(cx);
        a_backup(cx, "nightly", false, Some("the disk is full"));
        let failed = state(cx);
        check(cx);
        let told = mails(cx);

        assert_eq!(good, BackupState::Good { bytes: 1 });
        assert_eq!(long_ago, BackupState::Left(NightlyBackups::Theirs));
        assert_eq!(by_hand, BackupState::Left(NightlyBackups::Theirs));
        assert!(quiet.is_empty(), "{quiet:?}");
        assert_eq!(failed, BackupState::Failed("the disk is full".into()));
        assert_eq!(told.len(), 1);
        assert!(told[0].2.contains("the disk is full"), "{}", told[0].2);
    });
}

/// A backup that was begun now.
fn a_backup(cx: &mut OpContext<'_>, kind: &str, is_verified: bool, error: Option<&str>) {
    let at = cx.now.to_rfc3339();
    let verified = if is_verified {
        format!("'{at}'")
    } else {
        "null".into()
    };
    let error = error.map_or_else(|| "null".into(), |error| format!("'{error}'"));
    run(
        cx,
        &format!(
            "insert into backups (file, kind, started_at, finished_at, bytes, verified_at, error)
             values ('x', '{kind}', '{at}', '{at}', 1, {verified}, {error})"
        ),
    );
}

#[test]
fn a_night_that_failed_is_told_at_once_and_when_it_is_well_and_what_is_made_by_hand_alarms_nobody()
{
    rolled_back_of_platform(|cx| {
        a_user(cx, "mara", Role::Coordinator);
        backed_up_by(cx, NightlyBackups::Ours);
        let heard = |cx: &mut OpContext<'_>, kind, is_verified, error| {
            a_backup(cx, kind, is_verified, error);
            check(cx);
            cx.now += TimeDelta::hours(4);
            check(cx);
            mails(cx)
                .into_iter()
                .map(|(_, _, text)| text)
                .collect::<Vec<_>>()
        };

        let well = heard(cx, "nightly", true, None);
        let by_hand = heard(cx, "command", false, None);
        let elsewhere = heard(cx, "command", false, Some("no such disk"));
        let failed = heard(cx, "nightly", false, Some("the disk is full"));
        let unverified = heard(cx, "nightly", false, None);
        let mended = heard(cx, "command", true, None);
        cx.now += TimeDelta::hours(23);
        check(cx);
        let old = mails(cx);

        assert!(well.is_empty() && by_hand.is_empty() && elsewhere.is_empty());
        assert_eq!(failed.len(), 1);
        assert!(failed[0].contains("the disk is full"), "{}", failed[0]);
        assert_eq!(unverified.len(), 1, "another thing to do");
        assert_eq!(mended.len(), 1, "it is well again");
        assert_eq!(old.len(), 1, "a night was missed");
    });
}

/// A shipment of an owner with packages in transit, expected so many days ago.
fn a_shipment(cx: &mut OpContext<'_>, owner: Option<&User>, name: &str, days_late: i64) {
    let expected = cx.today() - TimeDelta::days(days_late);
    let owner = owner.map_or("null".into(), |user| user.id.to_string());
    run(
        cx,
        &format!(
            "with p as (insert into users (email, name, code) values ('{name}@clinic.example', 'Clinic', md5('{name}')) returning id),
                  s as (insert into shipments (description, shipment_on, expected_on, store_release, partner_id, status, base_status)
                        select '{name}', '2020-01-01', '{expected}', 'S', id, 4, 2 from p returning id),
                  made as (insert into events (at, kind, shipment_id, actor_kind, actor_id, door)
                           select now(), 'created', s.id, 'user', u.id, 'page' from s, users u where u.id = {owner})
             insert into packages (shipment_id, number, code, name, status, base_status)
             select id, n, '/TR' || id || '.' || n, 'Box', 4, 2 from s, generate_series(1, 3) n"
        ),
    );
}

fn told(cx: &mut OpContext<'_>) -> Vec<(String, String)> {
    overdue::tell(cx).unwrap();
    mails(cx)
        .into_iter()
        .map(|(to, _, text)| (to, text))
        .collect()
}

#[test]
fn owner_and_coordinators_hear_of_each_stage_once() {
    rolled_back(|cx| {
        a_user(cx, "mara", Role::Coordinator);
        let omar = a_user(cx, "omar", Role::Officer);
        a_user(cx, "lina", Role::Officer);
        a_shipment(cx, Some(&omar), "Blankets", -2);

        let mut days = Vec::new();
        for _ in 0..12 {
            let mails = told(cx);
            let today = cx.today();
            let left = queries::list_late(cx.conn, today, false).unwrap();
            assert!(left.is_empty(), "what was told is not read again");
            assert!(told(cx).is_empty(), "a restart repeats nothing");
            days.push(mails.len());
            if let Some(first) = mails.first() {
                assert_eq!(first.0, "mara@example.org");
                assert!(first.1.contains("Blankets") && first.1.contains("Clinic"));
                assert_eq!(mails[1].0, "omar@example.org");
            }
            cx.now += TimeDelta::days(1);
        }

        // Due in two days, tomorrow, today, overdue, 2, 3 …, 7 days.
        assert_eq!(days, [0, 2, 0, 2, 0, 2, 0, 0, 0, 2, 0, 0]);
    });
}

#[test]
fn another_expected_day_begins_anew_and_arrival_ends_it() {
    rolled_back(|cx| {
        a_user(cx, "mara", Role::Coordinator);
        a_shipment(cx, None, "Blankets", 3);
        assert_eq!(told(cx).len(), 1);

        run(cx, "update shipments set expected_on = expected_on + 2");
        assert_eq!(told(cx).len(), 1, "overdue since yesterday");
        run(cx, "update packages set status = 5");
        run(cx, "update shipments set status = 5");
        cx.now += TimeDelta::days(30);
        assert!(told(cx).is_empty());
    });
}

#[test]
fn many_late_shipments_are_one_mail_that_names_the_latest() {
    rolled_back(|cx| {
        a_user(cx, "mara", Role::Coordinator);
        for n in 0..60 {
            a_shipment(cx, None, &format!("S{n}"), if n == 59 { 40 } else { 2 });
        }

        let mails = told(cx);

        assert_eq!(mails.len(), 1);
        assert!(mails[0].1.contains("S59"));
        assert!(mails[0].1.contains("10 tane daha"), "{}", mails[0].1);
    });
}

#[test]
fn an_owner_whose_account_is_off_hears_nothing() {
    rolled_back(|cx| {
        let omar = a_user(cx, "omar", Role::Officer);
        a_shipment(cx, Some(&omar), "Blankets", 1);
        cx.actor = Actor::Operator("test".into());
        accounts::deactivate(cx, omar.id).unwrap();

        assert!(told(cx).is_empty());
    });
}
