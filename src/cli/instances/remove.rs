//! `cts instances remove KEY`: takes the entry out; the supervisor stops the country, its data stay, unless they are to
//! go for good.

use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::TimeDelta;

use crate::cli::Global;
use crate::cli::failure::Failure;
use crate::cli::output::Out;
use crate::cli::session::{confirm, operator_name};
use crate::platform;
use crate::platform::backup::{self, Caller, Doing, Turn};
use crate::platform::config::{Config, edit};
use crate::platform::paths::Paths;
use crate::platform::provision::{is_key, purge};
use crate::platform::supervisor::control::{Client, Request};
use crate::platform::supervisor::own_log;
use crate::platform::telemetry;

/// A backup that allows to delete a country's data is not older.
const FRESH: TimeDelta = TimeDelta::hours(24);

/// Options of `cts instances remove`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cts instances remove lebanon\n  cts -i lebanon backup, then backup verify FILE, then cts instances remove lebanon --purge"
)]
pub struct Args {
    /// The country's key
    key: String,
    /// Delete its database, roles, uploaded files and passwords too; needs a verified backup of the last 24 hours
    #[arg(long)]
    purge: bool,
}

/// Removes it.
///
/// # Errors
/// When there is no such country, it is the only one, or nobody said yes.
pub(super) fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let root = global.root()?;
    let config = Config::load(&root)?;
    if args.purge && is_left(&config, &args.key)? {
        return purge_left(global, &config, &args.key);
    }
    let instance = platform::find(&config, &args.key)?;
    let entry = edit::NewEntry {
        key: args.key.clone(),
        name: instance.settings.name.clone(),
        prefix: instance.settings.prefix.clone(),
        currency: instance.settings.currency.code.clone(),
        port: instance.port,
    };
    if config.countries().count() == 1 {
        return Err(Failure::refused(format!("{} is the only country", args.key))
            .hint("`cts stop` ends everything; a list without countries is taken with `cts reload --confirm`")
            .into());
    }
    let mut out = Out::standard(global.json);
    let paths = Paths::new(&config)?;
    let kept = if args.purge {
        let backup = fresh_backup(&config, &paths, &args.key)?;
        purge::check(&config, &paths, &args.key)?;
        Some(backup)
    } else {
        None
    };
    let question = format!(
        "Stop {} and take it from the list? {}",
        entry.name,
        fate(kept.as_deref())
    );
    confirm(global.yes, &mut out, None, &question)?;
    let list = edit::remove(&super::read_list(&root)?, &args.key).map_err(Failure::refused)?;
    let files = [(super::LIST.to_owned(), list)];
    super::would_be(&root, &files)?;
    let mut supervisor = super::supervisor(global)?;
    // Nothing may be made of the data, or brought back, while they go.
    let turn = args
        .purge
        .then(|| Turn::take(&paths, &args.key, Doing::Removal));
    let _turn = turn.transpose()?;
    if args.purge {
        // It leaves the list last: what fails halfway can be asked for again.
        stop(supervisor.as_mut(), &args.key)?;
    }
    if let Some(backup) = &kept {
        tell(supervisor.as_mut(), &config, &paths, &args.key, backup)?;
        purge::purge(&config, &paths, &args.key)?;
    }
    super::write(&root, &files)?;
    // With its data its audit is gone.
    if super::reload(supervisor)?.is_none() && !args.purge {
        super::note(&config, instance, "country.remove");
    }
    if global.json {
        let database = (!args.purge).then(|| format!("cts_{}", args.key));
        return out.json(&serde_json::json!({
            "removed": args.key, "database": database, "backup": kept, "entry": entry.line()
        }));
    }
    if let Some(backup) = kept {
        return out.say(format!(
            "{} and its data are gone; to have it back: `restore {}` into that key, then `cts instances add`",
            args.key,
            backup.display()
        ));
    }
    out.say(format!(
        "{} was removed; its data stay in the database cts_{0}",
        args.key
    ))?;
    out.say(format!(
        "to have it back, write into {}: {}",
        super::LIST,
        entry.line()
    ))?;
    out.say(format!(
        "to delete its data for good: `cts instances remove {} --purge`, within 24 hours of a verified backup",
        args.key
    ))
}

/// What becomes of its data.
fn fate(kept: Option<&Path>) -> String {
    match kept {
        None => "Its data stay.".to_owned(),
        Some(backup) => format!(
            "ALL ITS DATA ARE DELETED; what stays is the backup {}.",
            backup.display()
        ),
    }
}

/// Ends the country's process, when there is a supervisor, so that nothing makes its database anew.
fn stop(supervisor: Option<&mut Client>, key: &str) -> anyhow::Result<()> {
    if let Some(client) = supervisor {
        let by = Some(operator_name());
        let key = Some(key.to_owned());
        client.ask(&Request::Stop { key, by })?;
    }
    Ok(())
}

/// Has the supervisor's log say who deletes a country's data, before it is done. Without a supervisor, or with one that is
/// of an older release, it is written there from here.
fn tell(
    supervisor: Option<&mut Client>,
    config: &Config,
    paths: &Paths,
    key: &str,
    backup: &Path,
) -> anyhow::Result<()> {
    let by = operator_name();
    let request = Request::Purge {
        key: key.to_owned(),
        by: by.clone(),
        backup: backup.to_owned(),
    };
    if supervisor.is_some_and(|client| client.ask(&request).is_ok()) {
        return Ok(());
    }
    paths.make(&paths.log, 0o755)?;
    let file = own_log::open(&own_log::file(paths))?;
    telemetry::into_file(&config.platform.log, file, || {
        purge::tell(key, &by, backup);
    });
    Ok(())
}

/// Whether a country is not in the list any more but left its database.
fn is_left(config: &Config, key: &str) -> anyhow::Result<bool> {
    if config.instance(key).is_some() || !is_key(key) {
        return Ok(false);
    }
    backup::restore::exists(config, &Paths::new(config)?, key)
}

/// Deletes what a country left that was removed before.
fn purge_left(global: &Global, config: &Config, key: &str) -> anyhow::Result<()> {
    let paths = Paths::new(config)?;
    let kept = fresh_backup(config, &paths, key).map_err(|error| {
        Failure::refused(error.to_string()).hint(format!(
            "write its entry into {} again (`remove` printed it), `cts reload`, `cts -i {key} backup`, \
             `cts -i {key} backup verify FILE`, then `cts instances remove {key} --purge`",
            super::LIST
        ))
    })?;
    purge::check(config, &paths, key)?;
    let mut out = Out::standard(global.json);
    let question = format!(
        "{key} is not in the list any more. ALL ITS DATA ARE DELETED; what stays is the backup {}. Go on?",
        kept.display()
    );
    confirm(global.yes, &mut out, None, &question)?;
    let mut supervisor = super::supervisor(global)?;
    let _turn = Turn::take(&paths, key, Doing::Removal)?;
    tell(supervisor.as_mut(), config, &paths, key, &kept)?;
    purge::purge(config, &paths, key)?;
    if global.json {
        return out.json(&serde_json::json!({
            "removed": key, "database": null, "backup": kept, "entry": null
        }));
    }
    out.say(format!(
        "the data of {key} are gone; what stays is the backup {}",
        kept.display()
    ))
}

/// The newest verified backup, when it is new enough.
fn fresh_backup(config: &Config, paths: &Paths, key: &str) -> anyhow::Result<PathBuf> {
    let now = crate::kernel::clock::Clock::default().now();
    let all = backup::list(&backup::folder(config, paths, key))?;
    let fresh = all
        .into_iter()
        .find(|backup| backup.verified_at.is_some() && now - backup.taken_at < FRESH);
    match fresh {
        Some(backup) => {
            // It may have been damaged since.
            backup::look(&backup.file, &Caller::silent()).context("nothing was deleted")?;
            Ok(backup.file)
        }
        None => Err(Failure::refused(format!(
            "{key} has no verified backup of the last 24 hours; nothing was deleted"
        ))
        .hint(format!(
            "`cts -i {key} backup`, then `cts -i {key} backup verify FILE`"
        ))
        .into()),
    }
}
