//! How the machine of a country is: version, database, backups, mail, configuration; each green or a sentence.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use serde::Serialize;

use crate::alerts::backups::{self, BackupState};
use crate::db::migrate;
use crate::kernel::settings::NightlyBackups;
use crate::kernel::{Figure, OpContext, Permission, Result, Text};
use crate::mail::{self, Failure};

/// One fact.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Fact {
    /// Key of its name.
    pub(super) label: &'static str,
    pub(super) words: Text,
    /// Why, in a sentence, below the words.
    pub(super) why: Option<Text>,
    /// A sentence as the platform wrote it, or a server, after that.
    pub(super) detail: Option<String>,
    pub(super) at: Option<DateTime<Utc>>,
    pub(super) bad: bool,
}

impl Fact {
    fn new(label: &'static str, words: Text) -> Self {
        Self {
            label,
            words,
            why: None,
            detail: None,
            at: None,
            bad: false,
        }
    }

    fn bad(self, detail: Option<String>) -> Self {
        Self {
            bad: true,
            detail,
            ..self
        }
    }
}

/// The facts of a country.
///
/// # Errors
/// `Forbidden` for those who do not administer.
pub(super) fn facts(cx: &mut OpContext<'_>) -> Result<Vec<Fact>> {
    cx.require(Permission::Administer)?;
    Ok(vec![
        version(cx),
        configuration(cx),
        migrations(cx)?,
        database(cx)?,
        backup(cx)?,
        outgoing_mail(cx)?,
    ])
}

fn outgoing_mail(cx: &mut OpContext<'_>) -> Result<Fact> {
    let counts = mail::counts(cx)?;
    let fact = |words| Fact::new("system-mail", words);
    let failed = counts.failing + counts.given_up;
    Ok(match &cx.settings.mail.server {
        None if cx.settings.environment == "dev" => fact(Text::new("system-mail-dev")),
        None => fact(Text::new("system-mail-none").arg("count", counts.waiting)).bad(None),
        Some(_) if failed > 0 => {
            let failure = Failure::parse(&counts.last_error);
            let words = fact(Text::new("system-mail-failing").arg("count", failed));
            Fact {
                why: failure.as_ref().map(Failure::text),
                ..words.bad(failure.map(|failure| failure.words))
            }
        }
        Some(server) => fact(Text::new("system-mail-ok").arg("server", server.host.as_str())),
    })
}

fn version(cx: &OpContext<'_>) -> Fact {
    let words = Text::new("system-version-is")
        .arg("version", env!("CARGO_PKG_VERSION"))
        .arg("environment", cx.settings.environment.as_str());
    Fact::new("system-version", words)
}

fn configuration(cx: &OpContext<'_>) -> Fact {
    let fact = |words| Fact::new("system-configuration", Text::new(words));
    match &cx.settings.surroundings.now().configuration_problem {
        None => fact("system-configuration-ok"),
        Some(problem) => fact("system-configuration-bad").bad(Some(problem.clone())),
    }
}

fn migrations(cx: &mut OpContext<'_>) -> Result<Fact> {
    let missing = migrate::missing(cx.conn)?;
    if missing.is_empty() {
        return Ok(Fact::new(
            "system-migrations",
            Text::new("system-migrations-ok"),
        ));
    }
    let words = Text::new("system-migrations-missing").arg("count", missing.len() as i64);
    Ok(Fact::new("system-migrations", words).bad(Some(missing.join(", "))))
}

fn database(cx: &mut OpContext<'_>) -> Result<Fact> {
    #[derive(QueryableByName)]
    struct Size {
        #[diesel(sql_type = BigInt)]
        bytes: i64,
    }
    let size: Size = crate::db::sql_query("select pg_database_size(current_database()) as bytes")
        .get_result(cx.conn)?;
    Ok(Fact::new(
        "system-database",
        Text::new("system-size").arg("size", Figure::Bytes(size.bytes)),
    ))
}

fn backup(cx: &mut OpContext<'_>) -> Result<Fact> {
    let (state, at) = backups::last(cx)?;
    let fact = |words| Fact::new("system-backup", words);
    let judged = match state {
        BackupState::Left(NightlyBackups::Theirs) => fact(Text::new("system-backup-theirs")),
        BackupState::Left(_) => fact(Text::new("system-backup-off")),
        BackupState::None => fact(Text::new("system-backup-none")).bad(None),
        BackupState::Failed(error) => fact(Text::new("system-backup-failed")).bad(Some(error)),
        BackupState::Unverified => fact(Text::new("system-backup-unverified")).bad(None),
        BackupState::Old { .. } => fact(Text::new("system-backup-old")).bad(None),
        BackupState::Good { bytes } => {
            fact(Text::new("system-backup-ok").arg("size", Figure::Bytes(bytes)))
        }
    };
    Ok(Fact { at, ..judged })
}
