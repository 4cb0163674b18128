//! Tries the servers the configuration names, and says what stands in the way of using them. Changes nothing.

use anyhow::Result;
use diesel::sql_types::{Bool, Integer, Text};
use diesel::{PgConnection, QueryableByName, RunQueryDsl};

use super::{admin_url, binaries, guard, room};
use crate::kernel::settings::Secret;
use crate::platform::config::{Config, Instance};
use crate::platform::failure::Failure;
use crate::platform::paths::Paths;
use crate::platform::provision::url::ServerUrl;
use crate::platform::provision::{connect, lacks_settings};

/// The private cluster: programs of the right version, a data folder of theirs, and an answer when it runs.
pub(crate) fn try_managed(config: &Config, paths: &Paths) -> Vec<Failure> {
    let data = paths.data.join("postgres/data");
    let mut found = Vec::new();
    match std::fs::read_dir(&data).map(|mut entries| entries.next().is_some()) {
        Ok(true) if binaries::version_of(&data).is_none() => {
            let message = format!(
                "{} holds something that is no PostgreSQL cluster",
                data.display()
            );
            let hint = "move it away, or let `data` name another folder";
            return vec![Failure::broken(message).hint(hint)];
        }
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            let message = format!("{} cannot be read: {error}", data.display());
            let hint = "check as root, or as the user the processes run as";
            return vec![Failure::broken(message).hint(hint)];
        }
        _ => {}
    }
    if let Err(error) = binaries::find(&data) {
        found.push(failure(error));
    }
    let Some(pid) = guard::running(&data) else {
        return found;
    };
    let asked = admin_url(config, paths).and_then(|server| connect(&server.own()));
    match asked {
        Ok(mut admin) => found.extend(too_few(config, &mut admin)),
        Err(error) => {
            let message = format!(
                "PostgreSQL runs (pid {}) and does not answer",
                pid.as_raw_nonzero()
            );
            let hint = format!(
                "{} says why; a server that was just started answers in a moment",
                paths.log.join("postgres").display()
            );
            found.push(
                Failure::broken(message)
                    .because(one_line(&error))
                    .hint(hint),
            );
        }
    }
    found
}

/// The platform's server elsewhere: an administrator comes in who may make countries, and it has room for their pools.
pub(crate) fn try_platform(config: &Config, url: &Secret) -> Vec<Failure> {
    let (mut admin, facts) = match enter(url) {
        Ok(entered) => entered,
        Err(failure) => return vec![failure],
    };
    let mut found = facts.lacking(Rights::MakeCountries);
    found.extend(too_few(config, &mut admin));
    if facts.major() < binaries::OLDEST || facts.is_superuser {
        return found;
    }
    match lacks_settings(&mut admin, config) {
        Ok(true) => found.extend(not_allowed_to_set(&mut admin, &facts)),
        Ok(false) => {}
        Err(error) => found.push(Failure::broken(one_line(&error))),
    }
    found
}

/// A server a country brought, by one of its logins.
pub(crate) fn try_country(url: &Secret, rights: Rights) -> Vec<Failure> {
    match enter(url) {
        Ok((_, facts)) => facts.lacking(rights),
        Err(failure) => vec![failure],
    }
}

/// What a login must be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rights {
    /// The app's own: what it may do in its database was decided by who prepared that.
    Enter,
    /// Migrates and backs up; a backup is verified in a database that comes and goes.
    MakeDatabases,
    /// Makes the roles and databases of countries.
    MakeCountries,
}

/// What a server says of itself and of the login.
#[derive(Debug, QueryableByName)]
struct Facts {
    #[diesel(sql_type = Text)]
    name: String,
    /// As in `server_version_num`: 150004.
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Bool)]
    is_superuser: bool,
    #[diesel(sql_type = Bool)]
    makes_roles: bool,
    #[diesel(sql_type = Bool)]
    makes_databases: bool,
    #[diesel(sql_type = Bool)]
    has_icu: bool,
}

impl Facts {
    fn read(conn: &mut PgConnection) -> Result<Self> {
        let facts = diesel::sql_query(
            "select rolname::text as name, current_setting('server_version_num')::int as version,
                    rolsuper as is_superuser, rolcreaterole as makes_roles, rolcreatedb as makes_databases,
                    exists (select from pg_collation where collprovider = 'i') as has_icu
             from pg_roles where rolname = current_user",
        )
        .get_result(conn)?;
        Ok(facts)
    }

    fn major(&self) -> u32 {
        self.version.unsigned_abs() / 10_000
    }

    fn lacking(&self, rights: Rights) -> Vec<Failure> {
        let mut found = Vec::new();
        let oldest = binaries::OLDEST;
        if self.major() < oldest {
            let message = format!(
                "the server is PostgreSQL {}, {oldest} or newer is needed",
                self.major()
            );
            found.push(Failure::broken(message).hint("upgrade the server, or name another one"));
        }
        if !self.has_icu {
            let message =
                "the server was built without ICU, which sorts names as each language does";
            found.push(
                Failure::broken(message)
                    .hint("name a server that has it, such as those of Debian's packages"),
            );
        }
        if rights != Rights::Enter && !self.is_superuser && !self.makes_databases {
            found.push(self.may_not("create databases", "createdb"));
        }
        if rights == Rights::MakeCountries && !self.is_superuser && !self.makes_roles {
            found.push(self.may_not("create roles", "createrole"));
        }
        found
    }

    fn may_not(&self, what: &str, attribute: &str) -> Failure {
        let name = &self.name;
        Failure::broken(format!("the administrator {name} may not {what}"))
            .hint(format!("as a superuser: alter role \"{name}\" {attribute}"))
    }
}

/// What goes by hand otherwise: settings of our own, which each country's database carries.
fn not_allowed_to_set(admin: &mut PgConnection, facts: &Facts) -> Option<Failure> {
    #[derive(QueryableByName)]
    struct Allowed {
        #[diesel(sql_type = Bool)]
        allowed: bool,
    }
    let asked: Result<Allowed, _> = diesel::sql_query(
        "select has_parameter_privilege('cts.time_zone', 'set') and has_parameter_privilege('cts.overdue_from', 'set')
            as allowed",
    )
    .get_result(admin);
    match asked {
        Ok(Allowed { allowed: true }) => None,
        Ok(_) => {
            let name = &facts.name;
            let failure = Failure::broken(format!(
                "the administrator {name} may not set cts.* for a database"
            ));
            Some(failure.hint(format!(
                "once, as a superuser: grant set on parameter \"cts.time_zone\", \"cts.overdue_from\" to \"{name}\""
            )))
        }
        Err(error) => Some(Failure::broken(one_line(&error.into()))),
    }
}

fn too_few(config: &Config, admin: &mut PgConnection) -> Option<Failure> {
    let countries: Vec<Instance> = config.countries().cloned().collect();
    let judged = match room::connections(admin) {
        Ok(there) => room::judge(config, &countries, there),
        Err(error) => Err(one_line(&error)),
    };
    judged.err().map(Failure::broken)
}

fn enter(url: &Secret) -> Result<(PgConnection, Facts), Failure> {
    let server = ServerUrl::parse(url.expose()).map_err(|error| {
        Failure::broken(format!("the URL cannot be read: {error}"))
            .hint("postgres://USER:PASSWORD@HOST:PORT/DATABASE, with % codes for what has a meaning in URLs")
    })?;
    let entered = connect(&server.own()).and_then(|mut conn| {
        let facts = Facts::read(&mut conn)?;
        Ok((conn, facts))
    });
    entered.map_err(|error| {
        Failure::broken(one_line(&error)).hint(
            "host, port, login and password stand in the URL; the server must run and let this machine in (pg_hba.conf)",
        )
    })
}

fn failure(error: anyhow::Error) -> Failure {
    match error.downcast::<Failure>() {
        Ok(failure) => failure,
        Err(error) => Failure::broken(one_line(&error)),
    }
}

/// libpq tells of each address it tried in a line of its own.
fn one_line(error: &anyhow::Error) -> String {
    let text = format!("{error:#}");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
