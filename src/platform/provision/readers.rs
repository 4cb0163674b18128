//! Logins for analysts: each may read one country's database, with few connections and short statements.

use anyhow::Result;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde::Serialize;

use super::url::ServerUrl;
use super::{Admin, connect, password};
use crate::db::migrate::Roles;
use crate::platform::failure::Failure;
use crate::platform::postgres;

/// Connections of one analyst at a time.
const CONNECTIONS: u32 = 5;
/// How long a statement of whoever only reads may take.
pub(super) const STATEMENT: &str = "5min";
/// How long a transaction of theirs may do nothing.
pub(super) const IDLE: &str = "10min";

/// One login.
#[derive(Clone, Debug, Serialize)]
pub struct Reader {
    pub name: String,
    pub login: String,
    pub database: String,
    /// Folder of the socket, or the server's name.
    pub host: Option<String>,
    /// Open now.
    pub connections: i64,
    /// Only right after it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

fn login(roles: &Roles, name: &str) -> String {
    format!("{}_{name}", roles.reader)
}

fn checked(name: &str) -> Result<()> {
    if super::is_key(name) && name.len() <= 15 {
        return Ok(());
    }
    Err(
        Failure::wrong_input(format!("{name} is no name for a login"))
            .hint("small letters, digits and _, beginning with a letter, at most 15")
            .into(),
    )
}

/// Makes a login; the password comes back once.
///
/// # Errors
/// When the name is taken or wrong, or the server refuses.
pub fn create(admin: &Admin<'_>, name: &str) -> Result<Reader> {
    checked(name)?;
    if list(admin)?.iter().any(|reader| reader.name == name) {
        return Err(
            Failure::refused(format!("there is a login for {name} already"))
                .hint(format!("`readonly-user drop {name}` takes it away"))
                .into(),
        );
    }
    let roles = Roles::of(admin.instance.key());
    let (login, secret) = (login(&roles, name), password());
    let mut conn = connect(&server(admin)?.own())?;
    // The password is hexadecimal digits of our own making; the server must not log it.
    conn.batch_execute(&format!(
        "begin;
         set local log_min_duration_statement = -1; set local log_statement = 'none';
         create role \"{login}\" login inherit connection limit {CONNECTIONS} password '{secret}' in role \"{}\";
         alter role \"{login}\" set default_transaction_read_only = on;
         alter role \"{login}\" set statement_timeout = '{STATEMENT}';
         alter role \"{login}\" set idle_in_transaction_session_timeout = '{IDLE}';
         commit",
        roles.reader
    ))?;
    Ok(Reader {
        name: name.to_owned(),
        login,
        database: super::database_of(admin.instance.key()),
        host: host(admin),
        connections: 0,
        password: Some(secret),
    })
}

fn server(admin: &Admin<'_>) -> Result<ServerUrl> {
    postgres::server_of(admin.config, admin.paths, admin.instance.key())
}

fn host(admin: &Admin<'_>) -> Option<String> {
    use crate::platform::config::Database;
    match admin.config.platform.database {
        _ if admin.instance.admin_url.is_some() => None,
        Database::Managed => Some(admin.paths.run.display().to_string()),
        Database::External(_) => None,
    }
}

/// The logins of a country.
///
/// # Errors
/// When the server does not answer.
pub fn list(admin: &Admin<'_>) -> Result<Vec<Reader>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        login: String,
        #[diesel(sql_type = BigInt)]
        connections: i64,
    }
    let roles = Roles::of(admin.instance.key());
    let mut conn = connect(&server(admin)?.own())?;
    let rows: Vec<Row> = diesel::sql_query(
        "select m.rolname::text as login,
                (select count(*) from pg_stat_activity a where a.usesysid = m.oid) as connections
         from pg_auth_members g join pg_roles m on m.oid = g.member join pg_roles r on r.oid = g.roleid
         where r.rolname = $1 and m.rolname like $1 || '\\_%' order by 1",
    )
    .bind::<Text, _>(&roles.reader)
    .load(&mut conn)?;
    let begin = login(&roles, "");
    Ok(rows
        .into_iter()
        .map(|row| Reader {
            name: row
                .login
                .strip_prefix(&begin)
                .unwrap_or_default()
                .to_owned(),
            login: row.login,
            database: super::database_of(admin.instance.key()),
            host: host(admin),
            connections: row.connections,
            password: None,
        })
        .collect())
}

/// The login of somebody.
///
/// # Errors
/// When there is none, or the server refuses.
pub fn find(admin: &Admin<'_>, name: &str) -> Result<Reader> {
    let mut all = list(admin)?.into_iter();
    let found = all.find(|reader| reader.name == name);
    found.ok_or_else(|| {
        Failure::refused(format!("there is no login for {name}"))
            .hint("`readonly-user list` shows those there are")
            .into()
    })
}

/// Takes a login away and ends its connections.
///
/// # Errors
/// When there is none of that name, or the server refuses.
pub fn drop(admin: &Admin<'_>, name: &str) -> Result<()> {
    let reader = find(admin, name)?;
    let server = server(admin)?;
    let login = &reader.login;
    // A role that owns something cannot be dropped, and until lately one could make large objects. An administrator
    // without all powers may not take them away; then the server says at the end what is in the way.
    let _ = connect(&server.database(&reader.database))?
        .batch_execute(&format!("drop owned by \"{login}\""));
    let mut conn = connect(&server.own())?;
    conn.batch_execute(&format!(
        "alter role \"{0}\" nologin;
         select pg_terminate_backend(pid) from pg_stat_activity where usename = '{0}';
         drop role \"{0}\"",
        reader.login
    ))?;
    Ok(())
}
