//! Roles, database and schema of a country, made through an administrator's connection. Idempotent, and quick when
//! nothing changed. Blocking: the supervisor runs it off its async threads.

pub mod credentials;
pub mod purge;
pub mod readers;
#[cfg(test)]
mod tests;
pub mod url;

use anyhow::{Context, Result};
use diesel::connection::SimpleConnection;
use diesel::sql_types::{Bool, Text};
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl};

use crate::db::migrate::{Migrated, Roles, migrate};
use crate::kernel::InstanceSettings;

use super::config::{Config, Database, Instance};
use super::failure::Failure;
use super::paths::Paths;
use super::postgres;
use credentials::{Credentials, password};
use url::ServerUrl;

/// Any number; guards roles and databases against two who provision one server at once.
const LOCK: i64 = 0x0063_7473_726f_6c65;

/// What the server has of a country already.
#[derive(Debug, Default, QueryableByName)]
struct Existing {
    #[diesel(sql_type = Bool)]
    is_superuser: bool,
    #[diesel(sql_type = Bool)]
    owner: bool,
    #[diesel(sql_type = Bool)]
    writer: bool,
    #[diesel(sql_type = Bool)]
    reader: bool,
    #[diesel(sql_type = Bool)]
    database: bool,
    /// Whether everybody may enter the database, or the country's own roles may not, as after a restore.
    #[diesel(sql_type = Bool)]
    is_ungranted: bool,
    #[diesel(sql_type = Text)]
    settings: String,
}

/// Makes what a country lacks and brings its schema to this binary's.
///
/// # Errors
/// When the server cannot be reached or refuses.
pub fn provision(config: &Config, paths: &Paths, instance: &Instance) -> Result<Migrated> {
    let key = instance.key();
    if !postgres::administers(config, instance) {
        return Err(not_ours(key));
    }
    let server = postgres::server_of(config, paths, key)?;
    let roles = Roles::of(key);
    let database = database_of(key);
    if instance.database_url.is_some() {
        // Roles and passwords are somebody else's; the schema is ours.
        let mut conn = connect(&server.database(&database))?;
        return migrate(&mut conn, &roles).with_context(|| format!("migrating {key} failed"));
    }
    let mut admin = connect(&server.own())?;
    diesel::sql_query(format!("select pg_advisory_lock({LOCK})")).execute(&mut admin)?;
    let prepared = prepare(
        &mut admin,
        &server,
        paths,
        &instance.settings,
        &roles,
        &database,
    )
    .and_then(|()| limit(&mut admin, &roles, &config.platform.limits));
    if matches!(config.platform.database, Database::Managed) {
        close_to_public(&mut admin)?;
    }
    diesel::sql_query(format!("select pg_advisory_unlock({LOCK})")).execute(&mut admin)?;
    prepared.with_context(|| format!("preparing the database of {key} failed"))?;
    let mut conn = connect(&server.database(&database))?;
    close_large_objects(&mut conn)?;
    migrate(&mut conn, &roles).with_context(|| format!("migrating {key} failed"))
}

/// Large objects are no tables: everybody may write them, also who only reads. Nothing here uses them.
fn close_large_objects(conn: &mut PgConnection) -> Result<()> {
    conn.batch_execute(
        "do $$
         declare it regprocedure;
         begin
             if not (select rolsuper from pg_roles where rolname = current_user) then
                 return;
             end if;
             for it in
                 select p.oid from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                 where p.pronamespace = 'pg_catalog'::regnamespace and a.grantee = 0
                   and p.proname in ('lo_creat', 'lo_create', 'lo_from_bytea', 'lo_put', 'lo_open', 'lo_unlink',
                                     'lo_truncate', 'lo_truncate64', 'lowrite')
             loop
                 execute format('revoke execute on function %s from public', it);
             end loop;
         end
         $$",
    )?;
    Ok(())
}

/// Countries whose databases nobody here migrates or backs up, with what to set.
pub fn unattended(config: &Config) -> Vec<String> {
    let left = config
        .countries()
        .filter(|instance| !postgres::administers(config, instance));
    left.map(|instance| {
        let key = instance.key();
        format!(
            "instances/{key}.yaml database: nothing here migrates {key} or backs it up; `database: {{admin_url_file: …}}`, \
             an administrator's URL of its server, and the name {} for its database let that be done here",
            database_of(key)
        )
    })
    .collect()
}

/// The refusal for a country whose database the administrator's login does not reach.
pub(crate) fn not_ours(key: &str) -> anyhow::Error {
    let message = format!("the database of {key} was prepared by somebody else");
    Failure::refused(message)
        .hint(format!(
            "`database: {{admin_url_file: …}}` in instances/{key}.yaml (or CTS_{}_DATABASE_ADMIN_URL), an administrator's \
             URL of that country's server, lets this work when the database is named {}; else whoever runs the server \
             migrates it and backs it up",
            key.to_uppercase(),
            database_of(key)
        ))
        .into()
}

/// An administrator's connection to a country's database, for what the country itself may not do.
///
/// # Errors
/// When somebody else prepared the database, or the server does not answer.
pub fn administer(config: &Config, paths: &Paths, instance: &Instance) -> Result<PgConnection> {
    if !postgres::administers(config, instance) {
        return Err(not_ours(instance.key()));
    }
    let server = postgres::server_of(config, paths, instance.key())?;
    connect(&server.database(&database_of(instance.key())))
}

/// Whether a server answers an administrator; used to wait for one that is starting.
///
/// # Errors
/// When it does not.
pub(crate) fn connect(url: &str) -> Result<PgConnection> {
    PgConnection::establish(url).context("the database server cannot be reached")
}

fn prepare(
    admin: &mut PgConnection,
    server: &ServerUrl,
    paths: &Paths,
    settings: &InstanceSettings,
    roles: &Roles,
    database: &str,
) -> Result<()> {
    let existing = existing(admin, roles, database)?;
    let wanted = database_settings(settings);
    make_roles(admin, &existing, roles)?;
    make_credentials(
        admin,
        server,
        paths,
        &settings.key,
        roles,
        database,
        &existing,
    )?;
    if !existing.database {
        admin.batch_execute(&format!(
            "create database \"{database}\" owner \"{}\" template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'",
            roles.owner
        ))?;
    }
    if !existing.database || existing.is_ungranted {
        admin.batch_execute(&format!(
            "revoke connect, temporary on database \"{database}\" from public;
             grant connect on database \"{database}\" to \"{}\", \"{}\"",
            roles.writer, roles.reader
        ))?;
    }
    if existing.settings != as_text(&wanted) {
        for (name, value) in wanted {
            // Both values are checked: a zone of the IANA list and a digit.
            let statement = format!("alter database \"{database}\" set {name} = '{value}'");
            admin.batch_execute(&statement).map_err(may_not_set)?;
        }
    }
    Ok(())
}

/// Connections of the login that only reads; analysts have logins of their own.
const READER_CONNECTIONS: u32 = 10;

/// Keeps one country from taking the server's connections or its time from the others. Short statements of pages are
/// what the app runs, which compiling them first makes many times slower.
fn limit(admin: &mut PgConnection, roles: &Roles, limits: &super::config::Limits) -> Result<()> {
    let statement = format!("{}ms", limits.statement.as_millis());
    let of_app = [
        ("statement_timeout", statement.as_str()),
        ("idle_in_transaction_session_timeout", "5min"),
        ("jit", "off"),
    ];
    let of_reader = [
        ("default_transaction_read_only", "on"),
        ("statement_timeout", readers::STATEMENT),
        ("idle_in_transaction_session_timeout", readers::IDLE),
    ];
    set_limits(admin, &roles.writer, limits.connections_of_role(), &of_app)?;
    set_limits(admin, &roles.reader, READER_CONNECTIONS, &of_reader)
}

/// In the order given, as the server keeps them.
fn set_limits(
    admin: &mut PgConnection,
    role: &str,
    connections: u32,
    settings: &[(&str, &str)],
) -> Result<()> {
    #[derive(QueryableByName)]
    struct Known {
        #[diesel(sql_type = Text)]
        limits: String,
    }
    let known: Known = diesel::sql_query(
        "select coalesce((select rolconnlimit || ' ' || array_to_string(rolconfig, ',')
            from pg_roles where rolname = $1), '') as limits",
    )
    .bind::<Text, _>(role)
    .get_result(admin)?;
    let texts: Vec<String> = settings
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    if known.limits == format!("{connections} {}", texts.join(",")) {
        return Ok(());
    }
    let first = format!(
        "alter role \"{role}\" connection limit {connections}; alter role \"{role}\" reset all"
    );
    let rest = settings
        .iter()
        .map(|(name, value)| format!("alter role \"{role}\" set {name} = '{value}'"));
    let statements: Vec<String> = std::iter::once(first).chain(rest).collect();
    admin.batch_execute(&statements.join("; "))?;
    Ok(())
}

/// Settings of our own may be set by a superuser, or by whom one allowed it.
fn may_not_set(error: diesel::result::Error) -> anyhow::Error {
    if !error.to_string().contains("permission denied") {
        return error.into();
    }
    Failure::new(3, format!("the database's administrator may not set cts.*: {error}"))
        .hint("once, as a superuser: grant set on parameter \"cts.time_zone\", \"cts.overdue_from\" to that administrator")
        .into()
}

/// Whether the database of some country on the platform's server has yet to be given its settings.
///
/// # Errors
/// When the server does not answer.
pub(crate) fn lacks_settings(admin: &mut PgConnection, config: &Config) -> Result<bool> {
    for instance in config.countries() {
        if instance.database_url.is_some() || instance.admin_url.is_some() {
            continue;
        }
        let key = instance.key();
        let existing = existing(admin, &Roles::of(key), &database_of(key))?;
        if existing.settings != as_text(&database_settings(&instance.settings)) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn as_text(settings: &[(&'static str, String)]) -> String {
    let texts: Vec<String> = settings.iter().map(|(n, v)| format!("{n}={v}")).collect();
    texts.join(",")
}

/// In alphabetical order, as [`existing`] reads them.
fn database_settings(settings: &InstanceSettings) -> [(&'static str, String); 2] {
    let from = if settings.overdue_from_ready {
        "2"
    } else {
        "3"
    };
    [
        ("cts.overdue_from", from.to_owned()),
        ("cts.time_zone", settings.time_zone.name().to_owned()),
    ]
}

fn existing(admin: &mut PgConnection, roles: &Roles, database: &str) -> Result<Existing> {
    let found = diesel::sql_query(
        "select
            (select rolsuper from pg_roles where rolname = current_user) as is_superuser,
            exists (select from pg_roles where rolname = $1) as owner,
            exists (select from pg_roles where rolname = $2) as writer,
            exists (select from pg_roles where rolname = $3) as reader,
            exists (select from pg_database where datname = $4) as database,
            coalesce((select datacl is null or exists (
                select from aclexplode(datacl) where grantee = 0 and privilege_type in ('CONNECT', 'TEMPORARY'))
                or 2 > (select count(*) from aclexplode(datacl) a join pg_roles r on r.oid = a.grantee
                    where r.rolname in ($2, $3) and a.privilege_type = 'CONNECT')
                from pg_database where datname = $4), true) as is_ungranted,
            coalesce((select string_agg(setting, ',' order by setting)
                from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase,
                    unnest(s.setconfig) setting
                where d.datname = $4 and s.setrole = 0 and setting like 'cts.%'), '') as settings",
    )
    .bind::<Text, _>(&roles.owner)
    .bind::<Text, _>(&roles.writer)
    .bind::<Text, _>(&roles.reader)
    .bind::<Text, _>(database)
    .get_result(admin)?;
    Ok(found)
}

/// One country as an administrator of its server sees it.
pub struct Admin<'a> {
    pub config: &'a Config,
    pub paths: &'a Paths,
    pub instance: &'a Instance,
}

/// The name of a country's database.
pub(crate) fn database_of(key: &str) -> String {
    format!("cts_{key}")
}

/// Whether a word can be a country's key: it names databases and roles.
pub fn is_key(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.len() <= 40
        && key
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Whether the country's database or role would be named like those of checks, restores and analysts.
pub(crate) fn is_like_ours(key: &str) -> bool {
    key.starts_with("scratch_")
        || key.ends_with("_restoring")
        || key.contains("_ro_")
        || key.contains("_before_")
}

/// Makes the role that will own a country's database, for a restore into a country that is not there yet.
///
/// # Errors
/// When the server refuses.
pub(crate) fn make_owner(admin: &mut PgConnection, roles: &Roles) -> Result<()> {
    let existing = existing(admin, roles, "")?;
    own(admin, &existing, roles)
}

fn own(admin: &mut PgConnection, existing: &Existing, roles: &Roles) -> Result<()> {
    if !existing.owner {
        admin.batch_execute(&format!("create role \"{}\" nologin", roles.owner))?;
    }
    if !existing.is_superuser {
        // Else an administrator without all powers could neither give the database away nor become its owner.
        admin.batch_execute(&format!("grant \"{}\" to current_user", roles.owner))?;
    }
    Ok(())
}

fn make_roles(admin: &mut PgConnection, existing: &Existing, roles: &Roles) -> Result<()> {
    own(admin, existing, roles)?;
    if !existing.writer {
        admin.batch_execute(&format!("create role \"{}\" login", roles.writer))?;
    }
    if !existing.reader {
        // Its limits come with those of the app.
        admin.batch_execute(&format!("create role \"{}\" login", roles.reader))?;
    }
    Ok(())
}

/// Keeps the passwords of the file when there is one; sets them anew when the roles do not know them.
fn make_credentials(
    admin: &mut PgConnection,
    server: &ServerUrl,
    paths: &Paths,
    key: &str,
    roles: &Roles,
    database: &str,
    existing: &Existing,
) -> Result<()> {
    let found = Credentials::read(paths, key).ok();
    let (writer_password, reader_password) = found.as_ref().map_or_else(
        || (password(), password()),
        |found| (found.password.clone(), found.reader_password.clone()),
    );
    let wanted = Credentials {
        url: server
            .login(&roles.writer, &writer_password)
            .database(database),
        reader_url: server
            .login(&roles.reader, &reader_password)
            .database(database),
        password: writer_password,
        reader_password,
    };
    let known = existing.writer
        && existing.reader
        && existing.database
        && found.is_some()
        && PgConnection::establish(&wanted.url).is_ok()
        && PgConnection::establish(&wanted.reader_url).is_ok();
    if !known {
        // The passwords are hexadecimal digits of our own making; the server must not log them.
        if existing.is_superuser {
            admin
                .batch_execute("set log_min_duration_statement = -1; set log_statement = 'none'")?;
        }
        admin.batch_execute(&format!(
            "alter role \"{}\" password '{}'; alter role \"{}\" password '{}'",
            roles.writer, wanted.password, roles.reader, wanted.reader_password
        ))?;
    }
    if found.as_ref() != Some(&wanted) {
        wanted.write(paths, key)?;
    }
    Ok(())
}

/// Nobody but administrators has business in the own databases of the private cluster.
fn close_to_public(admin: &mut PgConnection) -> Result<()> {
    #[derive(QueryableByName)]
    struct Open {
        #[diesel(sql_type = Text)]
        datname: String,
    }
    let open: Vec<Open> = diesel::sql_query(
        "select datname::text from pg_database where datname in ('postgres', 'template1') and (datacl is null
            or exists (select from aclexplode(datacl) where grantee = 0 and privilege_type = 'CONNECT'))",
    )
    .load(admin)?;
    for Open { datname } in open {
        admin.batch_execute(&format!(
            "revoke connect on database \"{datname}\" from public"
        ))?;
    }
    Ok(())
}
