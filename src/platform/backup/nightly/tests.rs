//! When a night is due, whose it is, and what is told of it.

use super::*;
use crate::platform::config::Sources;
use crate::platform::testing::sources;

#[test]
fn a_nightly_backup_nobody_found_right_is_told_also_by_the_next_supervisor() {
    let backup = |kind: &str, verified_at: Option<DateTime<Utc>>| Listed {
        file: "turkey.ctsbackup".into(),
        taken_at: DateTime::UNIX_EPOCH,
        kind: kind.into(),
        bytes: 1,
        rows: 1,
        version: "1".into(),
        verified_at,
    };
    let right = Some(DateTime::UNIX_EPOCH);

    assert_eq!(
        told_of(&[backup("command", None), backup(NIGHTLY, None)]).unwrap(),
        "the backup of 1970-01-01 00:00 UTC was not verified"
    );
    assert!(told_of(&[backup(NIGHTLY, right), backup(NIGHTLY, None)]).is_none());
    assert!(told_of(&[backup("command", None)]).is_none());
    assert!(told_of(&[]).is_none());
    let before = DateTime::UNIX_EPOCH - chrono::TimeDelta::seconds(1);
    assert!(is_later(
        &[backup(NIGHTLY, None), backup(NIGHTLY, right)],
        before
    ));
    assert!(!is_later(&[backup(NIGHTLY, right)], DateTime::UNIX_EPOCH));
    assert!(!is_later(
        &[backup(NIGHTLY, None), backup("command", right)],
        before
    ));
}

#[test]
fn a_backup_is_due_at_its_time_in_the_countrys_zone() {
    let at = NaiveTime::from_hms_opt(2, 30, 0).unwrap();
    let zone = chrono_tz::Asia::Baghdad;
    let now = |text: &str| text.parse::<DateTime<Utc>>().unwrap();

    // 2:30 in Baghdad is 23:30 of the day before in UTC.
    assert_eq!(
        last_due(zone, at, now("2026-11-27T12:00:00Z")),
        now("2026-11-26T23:30:00Z")
    );
    assert_eq!(
        last_due(zone, at, now("2026-11-26T23:29:59Z")),
        now("2026-11-25T23:30:00Z")
    );
    assert_eq!(
        last_due(zone, at, now("2026-11-26T23:30:00Z")),
        now("2026-11-26T23:30:00Z")
    );
}

/// A country in a folder of its own, paused in the list.
fn paused_country(folder: &Path) -> (Config, Paths) {
    let mut sources = Sources {
        root: folder.to_owned(),
        data: Some(folder.join("var")),
        ..Sources::default()
    };
    let list = "instances: {x: {name: X, prefix: /X, currency: EUR, port: 8001, paused: true}}";
    let mut file = |name: &str, text: &str| {
        sources.files.insert(name.into(), Ok(text.into()));
    };
    file("instances/instances.yaml", list);
    file("config/base.yaml", "backup: {nightly: true}");
    sources
        .variables
        .insert("CTS_USER".into(), "postgres".into());
    let config = Config::from_sources(sources).unwrap();
    let paths = Paths::new(&config).unwrap();
    (config, paths)
}

#[test]
fn whose_backups_they_are_goes_by_the_switch_and_by_the_login() {
    let with = |base: &str, country: &str| {
        let list = "instances: {x: {name: X, prefix: /X, currency: EUR, port: 8001}}";
        let mut sources = sources(&[
            ("instances/instances.yaml", list),
            ("config/base.yaml", base),
            ("instances/x.yaml", country),
        ]);
        let url = "postgres://x@db.example.org/theirs";
        sources.variables.insert("X_URL".into(), url.into());
        let user = ("CTS_USER".into(), "postgres".into());
        sources.variables.extend([user]);
        Config::from_sources(sources).unwrap_or_else(|problems| panic!("{problems}"))
    };
    let on = "backup: {nightly: true}";
    let elsewhere = "database: {url_env: X_URL}";
    let told = |config: &Config| {
        let instance = config.instance("x").unwrap();
        let told = instance.settings.surroundings.now().nightly_backups;
        let paths = Paths::new(config).unwrap();
        let status = Nights::default().status(config, &paths, "x");
        assert_eq!(status.nightly, told == NightlyBackups::Ours);
        told
    };

    assert_eq!(told(&with(on, "")), NightlyBackups::Ours);
    assert_eq!(told(&with("", "")), NightlyBackups::Off);
    assert_eq!(told(&with(on, elsewhere)), NightlyBackups::Theirs);
    let (off, on) = (with("", ""), with(on, ""));
    assert!(
        off.platform.serves_like(&on.platform),
        "restarts no country"
    );
    assert!(
        off.instance("x")
            .unwrap()
            .runs_like(on.instance("x").unwrap())
    );
}

#[test]
fn a_night_is_due_for_a_paused_country_too_and_tried_again_after_an_hour() {
    let folder = std::env::temp_dir().join(format!("cts-nightly-{}", std::process::id()));
    let (config, paths) = paused_country(&folder);
    let instance = config.instance("x").unwrap();
    let nights = Nights::default();
    let now = Clock::default().now();
    let is_due = || super::is_due(&nights, &config, &paths, instance, now);
    let tried = |minutes: i64| {
        let night = Night {
            error: Some("full".into()),
            tried_at: Some(now - chrono::TimeDelta::minutes(minutes)),
        };
        nights.locked().insert("x".into(), night);
    };

    let without_database = is_due();
    std::fs::create_dir_all(paths.secrets()).unwrap();
    std::fs::write(paths.secrets().join("x.json"), "{}").unwrap();
    let first = is_due();
    tried(59);
    let too_soon = is_due();
    tried(60);
    let again = is_due();
    let told = nights.status(&config, &paths, "x").error;
    std::fs::remove_dir_all(&folder).unwrap();

    assert!(!without_database, "there is nothing to back up yet");
    assert!(first && again);
    assert!(!too_soon);
    assert_eq!(told.as_deref(), Some("full"));
}

#[tokio::test]
async fn a_night_that_finds_the_turn_taken_is_no_failure_and_has_its_turn_at_the_next_look() {
    let folder = std::env::temp_dir().join(format!("cts-nightly-turn-{}", std::process::id()));
    let (config, paths) = paused_country(&folder);
    let instance = config.instance("x").unwrap().clone();
    std::fs::create_dir_all(paths.secrets()).unwrap();
    // No login to any database: a night that is begun fails, which shows that it was.
    std::fs::write(paths.secrets().join("x.json"), "{}").unwrap();
    let (config, paths) = (Arc::new(config), Arc::new(paths));
    let nights = Nights::default();
    let now = Clock::default().now();
    let told = || nights.status(&config, &paths, "x").error;
    let is_due = || super::is_due(&nights, &config, &paths, &instance, now);

    let turn = Turn::take(&paths, "x", Doing::Restore).unwrap();
    one(&nights, &config, &paths, instance.clone(), now).await;
    let skipped = (told(), is_due());
    let holder = std::fs::read_to_string(paths.turn("x")).unwrap();
    drop(turn);
    one(&nights, &config, &paths, instance.clone(), now).await;
    let begun = (told(), is_due());
    std::fs::remove_dir_all(&folder).unwrap();

    assert_eq!(skipped, (None, true), "it is due at the next look");
    assert!(
        holder.contains("restore"),
        "the turn was not taken away: {holder}"
    );
    assert!(begun.0.is_some() && !begun.1, "{begun:?}");
}
