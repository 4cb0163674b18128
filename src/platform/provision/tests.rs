//! Countries are provisioned on a server of somebody else, by an administrator with and without all powers.

use diesel::connection::SimpleConnection;

use super::*;
use crate::db::testing::cluster;
use crate::platform::config::Sources;
use crate::platform::testing::Root;

fn country(key: &str, admin_url: &str, yaml: &str) -> (Root, Config, Paths) {
    country_with(key, &[("CTS_DATABASE_URL", admin_url)], yaml)
}

fn country_with(key: &str, variables: &[(&str, &str)], yaml: &str) -> (Root, Config, Paths) {
    let root = Root::new(&format!("provision-{key}"));
    let mut sources = Sources {
        root: root.0.clone(),
        data: Some(root.0.join("var")),
        ..Sources::default()
    };
    let list = format!("instances: {{{key}: {{name: X, prefix: /X, currency: EUR, port: 8001}}}}");
    let file = format!("instances/{key}.yaml");
    sources
        .files
        .insert("instances/instances.yaml".into(), Ok(list));
    sources.files.insert(file, Ok(yaml.into()));
    for (name, value) in [("CTS_USER", "postgres")].iter().chain(variables) {
        sources.variables.insert((*name).into(), (*value).into());
    }
    let config = Config::from_sources(sources).unwrap();
    let paths = Paths::new(&config).unwrap();
    paths.make_private(&paths.secrets()).unwrap();
    (root, config, paths)
}

fn first(config: &Config) -> &Instance {
    config.countries().next().unwrap()
}

#[derive(QueryableByName)]
struct Value {
    #[diesel(sql_type = Text)]
    value: String,
}

fn ask(url: &str, sql: &str) -> Result<String> {
    let mut conn = connect(url)?;
    let row: Value = diesel::sql_query(sql).get_result(&mut conn)?;
    Ok(row.value)
}

#[test]
fn a_country_gets_roles_a_database_and_its_schema_once() {
    let admin = cluster().url("postgres", "postgres");
    let (_root, config, paths) = country(
        "once",
        &admin,
        "time_zone: Asia/Baghdad\noverdue: {from_ready: true}",
    );

    let made = provision(&config, &paths, first(&config)).unwrap();
    let credentials = Credentials::read(&paths, "once").unwrap();
    let again = provision(&config, &paths, first(&config)).unwrap();

    assert!(!made.applied.is_empty() && again.applied.is_empty() && !again.views_loaded);
    assert_eq!(Credentials::read(&paths, "once").unwrap(), credentials);
    let setting = |name: &str| {
        ask(
            &credentials.url,
            &format!("select current_setting('{name}') as value"),
        )
        .unwrap()
    };
    assert_eq!(setting("cts.time_zone"), "Asia/Baghdad");
    assert_eq!(setting("cts.overdue_from"), "2");
    assert_eq!(
        ask(&credentials.url, "select current_user::text as value").unwrap(),
        "cts_once"
    );
    let reader = |sql: &str| ask(&credentials.reader_url, sql);
    assert_eq!(
        reader("select current_user::text as value").unwrap(),
        "cts_once_ro"
    );
    assert!(
        reader(
            "with x as (delete from shipments returning 1) select count(*)::text as value from x"
        )
        .is_err()
    );
}

#[test]
fn other_roles_cannot_enter_a_countrys_database() {
    let admin = cluster().url("postgres", "postgres");
    let (_root, config, paths) = country("closed", &admin, "");
    provision(&config, &paths, first(&config)).unwrap();
    connect(&admin)
        .unwrap()
        .batch_execute("create role nosy login")
        .unwrap();

    let entered = connect(&cluster().url("nosy", "cts_closed"));

    assert!(entered.is_err());
}

#[test]
fn a_database_its_own_roles_may_not_enter_yet_is_opened_to_them() {
    let admin = cluster().url("postgres", "postgres");
    let (_root, config, paths) = country("entered", &admin, "");
    provision(&config, &paths, first(&config)).unwrap();
    connect(&admin)
        .unwrap()
        .batch_execute("revoke connect on database cts_entered from cts_entered, cts_entered_ro")
        .unwrap();

    provision(&config, &paths, first(&config)).unwrap();

    let credentials = Credentials::read(&paths, "entered").unwrap();
    assert!(connect(&credentials.url).is_ok() && connect(&credentials.reader_url).is_ok());
}

#[test]
fn a_changed_setting_reaches_the_database() {
    let admin = cluster().url("postgres", "postgres");
    let (_root, config, paths) = country("moved", &admin, "time_zone: Asia/Amman");
    provision(&config, &paths, first(&config)).unwrap();
    let (_root, config, paths) = country("moved", &admin, "time_zone: Europe/Istanbul");

    provision(&config, &paths, first(&config)).unwrap();

    let url = Credentials::read(&paths, "moved").unwrap().url;
    let zone = ask(&url, "select current_setting('cts.time_zone') as value").unwrap();
    assert_eq!(zone, "Europe/Istanbul");
}

#[test]
fn lost_credentials_are_made_anew() {
    let admin = cluster().url("postgres", "postgres");
    let (_root, config, paths) = country("lost", &admin, "");
    provision(&config, &paths, first(&config)).unwrap();
    let before = Credentials::read(&paths, "lost").unwrap();
    std::fs::remove_file(paths.secrets().join("lost.json")).unwrap();

    provision(&config, &paths, first(&config)).unwrap();

    let after = Credentials::read(&paths, "lost").unwrap();
    assert_ne!(before.url, after.url);
    assert!(connect(&after.url).is_ok());
}

#[test]
fn an_administrator_without_all_powers_is_enough_when_he_may_set_our_settings() {
    let mut postgres = connect(&cluster().url("postgres", "postgres")).unwrap();
    postgres
        .batch_execute("create role steward login createrole createdb")
        .unwrap();
    let steward = cluster().url("steward", "postgres");
    let (_root, config, paths) = country("modest", &steward, "time_zone: Asia/Amman");

    let refused = provision(&config, &paths, first(&config)).unwrap_err();
    let failure = refused.downcast_ref::<Failure>().unwrap();
    assert!(
        failure
            .hint
            .as_ref()
            .unwrap()
            .contains("grant set on parameter")
    );
    postgres
        .batch_execute("grant set on parameter \"cts.time_zone\", \"cts.overdue_from\" to steward")
        .unwrap();
    provision(&config, &paths, first(&config)).unwrap();
    provision(&config, &paths, first(&config)).unwrap();

    let url = Credentials::read(&paths, "modest").unwrap().url;
    assert_eq!(
        ask(&url, "select count(*)::text as value from shipments").unwrap(),
        "0"
    );
}

#[test]
fn a_country_on_a_server_of_its_own_is_migrated_and_backed_up_through_that_servers_administrator() {
    let admin = cluster().url("postgres", "postgres");
    let (_root, config, paths) = country("apart", &admin, "");
    provision(&config, &paths, first(&config)).unwrap();
    let url = Credentials::read(&paths, "apart").unwrap().url;
    let own = ("CTS_APART_DATABASE_URL", url.as_str());

    // The platform itself has a cluster of its own, which is not even there.
    let (root, config, paths) = country_with("apart", &[own], "");
    let refused = provision(&config, &paths, first(&config)).unwrap_err();
    let notes = unattended(&config);
    let admin_url = ("CTS_APART_DATABASE_ADMIN_URL", admin.as_str());
    let (_root, config, paths) = country_with("apart", &[own, admin_url], "");
    let migrated = provision(&config, &paths, first(&config)).unwrap();
    let folder = root.0.join("elsewhere");
    let now = crate::kernel::clock::Clock::default().now();
    let silent = crate::platform::backup::Caller::silent();
    let made = crate::platform::backup::make(
        &config,
        &paths,
        first(&config),
        Some(&folder),
        "command",
        now,
        &silent,
    )
    .unwrap();
    let verified = crate::platform::backup::verify(&config, &paths, &made.file, &silent).unwrap();

    let hint = refused.downcast_ref::<Failure>().unwrap().hint.clone();
    assert!(hint.unwrap().contains("CTS_APART_DATABASE_ADMIN_URL"));
    assert!(notes[0].contains("instances/apart.yaml"), "{notes:?}");
    assert!(migrated.applied.is_empty(), "it was made just before");
    assert!(unattended(&config).is_empty());
    assert_eq!(verified.country, "apart");
}

#[test]
fn the_login_that_only_reads_has_limits_also_where_it_was_made_without() {
    let admin = cluster().url("postgres", "postgres");
    let (_root, config, paths) = country("reading", &admin, "");
    provision(&config, &paths, first(&config)).unwrap();
    let credentials = Credentials::read(&paths, "reading").unwrap();
    let setting = |name: &str| {
        let asked = format!("select current_setting('{name}') as value");
        ask(&credentials.reader_url, &asked).unwrap()
    };
    let limit = || {
        let asked =
            "select rolconnlimit::text as value from pg_roles where rolname = 'cts_reading_ro'";
        ask(&admin, asked).unwrap()
    };

    let made = (setting("statement_timeout"), limit());
    connect(&admin)
        .unwrap()
        .batch_execute(
            "alter role cts_reading_ro connection limit -1; alter role cts_reading_ro reset all",
        )
        .unwrap();
    let without = (setting("statement_timeout"), limit());
    provision(&config, &paths, first(&config)).unwrap();

    assert_eq!(made, ("5min".to_owned(), "10".to_owned()));
    assert_eq!(without, ("0".to_owned(), "-1".to_owned()));
    assert_eq!((setting("statement_timeout"), limit()), made);
    assert_eq!(setting("idle_in_transaction_session_timeout"), "10min");
    assert_eq!(setting("default_transaction_read_only"), "on");
}
