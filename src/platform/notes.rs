//! What was done to a country as a whole (added, restarted, stopped …): noted in a file at once, and written into the
//! country's own audit as soon as its database takes it.
//!
//! Whoever does it notes it with [`note`], be it the supervisor or a command without one, and has it written with
//! [`write_soon`] or [`write_now`]; a country that starts writes what is left. So nothing waits for a database that is
//! down or not made yet, and nothing is lost.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use chrono::{DateTime, SubsecRound, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::audit::{self, NewAudit};
use crate::db::{Db, DbConfig};
use crate::kernel::clock::Clock;
use crate::kernel::{Actor, Door, Op};

use super::config::{Changed, Config, Database, Instance, changed};
use super::open::{Country, open_instance};
use super::paths::Paths;
use super::provision::credentials::write_secret;

/// How long a database may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// Pauses between tries grow from this …
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// … to this; about two minutes in all.
const LAST_PAUSE: Duration = Duration::from_secs(64);

/// Who did it: an operator by the name of the account, or nobody by name, such as whoever saved a file.
pub type By<'a> = Option<&'a str>;

/// One thing that was done.
#[derive(Serialize, Deserialize)]
struct Note {
    at: DateTime<Utc>,
    by: Option<String>,
    action: String,
    /// Names its row, so that there is one however often it is tried.
    request_id: String,
    #[serde(flatten)]
    differences: Differences,
}

/// The settings that changed, by their paths, where that is known; secrets are masked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Differences {
    /// As they were.
    #[serde(default)]
    pub before: Option<Value>,
    /// As they are.
    #[serde(default)]
    pub after: Option<Value>,
}

impl Note {
    /// Who did it and through which door, as the audit says it.
    fn who(&self) -> (Actor, Door) {
        match &self.by {
            Some(name) => (Actor::Operator(name.clone()), Door::CommandLine),
            None => (Actor::System, Door::Job),
        }
    }
}

impl Differences {
    /// Of a country in two configurations.
    pub(super) fn between(old: (&Config, &Instance), new: (&Config, &Instance)) -> Self {
        let changed = changed(old, new);
        let values = |value: fn(&Changed) -> Option<&String>| {
            let entries = changed.iter().filter_map(|setting| {
                Some((setting.path.clone(), Value::from(value(setting)?.as_str())))
            });
            let entries: Map<String, Value> = entries.collect();
            (!changed.is_empty()).then_some(Value::Object(entries))
        };
        Self {
            before: values(|setting| setting.before.as_ref()),
            after: values(|setting| setting.after.as_ref()),
        }
    }
}

/// Notes what is done to a country now.
///
/// # Errors
/// When the file system refuses.
pub fn note(paths: &Paths, key: &str, by: By<'_>, action: &str) -> Result<()> {
    note_with(paths, key, by, action, Differences::default())
}

/// The same with the settings that changed.
///
/// # Errors
/// As [`note`].
pub fn note_with(
    paths: &Paths,
    key: &str,
    by: By<'_>,
    action: &str,
    differences: Differences,
) -> Result<()> {
    // In the order of time.
    let id = uuid::Uuid::now_v7().simple().to_string();
    let note = Note {
        // As exact as the database keeps it.
        at: Clock::default().now().trunc_subsecs(6),
        by: by.map(str::to_owned),
        action: action.to_owned(),
        request_id: format!("cts-{id}"),
        differences,
    };
    let folder = paths.notes(key);
    paths.make(&paths.data, 0o755)?;
    for folder in folder.parent().into_iter().chain([&*folder]) {
        paths.make_private(folder)?;
    }
    let file = folder.join(format!("{id}.json"));
    write_secret(paths, &file, &serde_json::to_string(&note)?)
}

/// Writes it without a supervisor, below which alone the private PostgreSQL runs.
///
/// # Errors
/// When the database is not made yet or does not answer; the notes stay.
pub(crate) async fn write_now(config: &Config, paths: &Paths, instance: &Instance) -> Result<()> {
    let is_managed = matches!(config.platform.database, Database::Managed);
    if is_managed && instance.database_url.is_none() {
        return Ok(());
    }
    let country = open_instance(config, paths, instance)?;
    write(country, &Clock::default()).await
}

/// Writes what is noted of a country into its audit, and forgets it then. Connects only when something is noted.
async fn write(country: Country, clock: &Clock) -> Result<()> {
    let key = country.settings.key.clone();
    let noted = read(&country.paths.notes(&key))?;
    if noted.is_empty() {
        return Ok(());
    }
    let config = DbConfig {
        pool_size: 1,
        wait: PATIENCE,
        application: "cts notes".into(),
        ..country.db
    };
    let db = Db::new(config, country.settings, clock.clone());
    let op = Op::new(Actor::System, Door::Job, "cts-notes");
    let (files, notes): (Vec<PathBuf>, Vec<Note>) = noted.into_iter().unzip();
    let written = db.write(&op, move |cx| {
        let who: Vec<(Actor, Door)> = notes.iter().map(Note::who).collect();
        let rows = notes
            .iter()
            .zip(&who)
            .map(|(note, (actor, door))| NewAudit {
                at: note.at,
                actor_kind: actor.kind(),
                actor_id: None,
                actor_name: actor.name(),
                door: door.slug(),
                request_id: &note.request_id,
                action: &note.action,
                object_type: "country",
                object_id: &key,
                before: note.differences.before.clone(),
                after: note.differences.after.clone(),
            });
        audit::record_late(cx, rows.collect())
    });
    tokio::time::timeout(PATIENCE, written)
        .await
        .context("the country's database does not answer")??;
    for file in files {
        remove(&file)?;
    }
    Ok(())
}

/// Writes it beside what goes on, again and again for a while where the database does not answer; `open` opens the
/// country, as it is then.
pub(crate) fn write_soon(
    folder: PathBuf,
    clock: Clock,
    open: impl Fn() -> Result<Country> + Send + Sync + 'static,
) {
    tokio::spawn(async move {
        let mut pause = FIRST_PAUSE;
        loop {
            let error = match try_write(&folder, &open, &clock).await {
                Ok(()) => return,
                Err(error) => format!("{error:#}"),
            };
            let notes = folder.display();
            if pause > LAST_PAUSE {
                tracing::warn!(
                    error, %notes,
                    "what was asked for is not in the country's audit yet; it is written there when the country starts next"
                );
                return;
            }
            tracing::debug!(error, %notes, "the country's audit cannot be written now");
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
    });
}

async fn try_write(
    folder: &Path,
    open: &impl Fn() -> Result<Country>,
    clock: &Clock,
) -> Result<()> {
    if read(folder)?.is_empty() {
        return Ok(());
    }
    write(open()?, clock).await
}

/// Forgets what is noted of a country whose audit is gone for good.
///
/// # Errors
/// When the file system refuses.
pub(super) fn forget(paths: &Paths, key: &str) -> Result<()> {
    match std::fs::remove_dir_all(paths.notes(key)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// The notes of a country with their files, the oldest first.
fn read(folder: &Path) -> Result<Vec<(PathBuf, Note)>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => {
            return Err(error).with_context(|| format!("{} cannot be read", folder.display()));
        }
    };
    let mut noted = Vec::new();
    for entry in entries {
        let file = entry?.path();
        if file.extension().is_none_or(|end| end != "json") {
            continue;
        }
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            // Somebody else has written it meanwhile.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => {
                return Err(error).with_context(|| format!("{} cannot be read", file.display()));
            }
        };
        let note = serde_json::from_str(&text)
            .with_context(|| format!("{} is damaged", file.display()))?;
        noted.push((file, note));
    }
    noted.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(noted)
}

fn remove(file: &Path) -> Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use diesel::prelude::*;

    use super::*;
    use crate::db::schema::audit::dsl;
    use crate::db::testing::{TestDatabase, cluster, settings};
    use crate::platform::config::Problems;
    use crate::platform::testing::installation;

    fn country(paths: &Paths, url: &str) -> Country {
        Country {
            settings: Arc::new(settings()),
            db: DbConfig::new(url),
            reader_url: None,
            paths: paths.clone(),
            url: String::new(),
            problems_elsewhere: Problems::default(),
        }
    }

    fn rows(database: &TestDatabase) -> Vec<String> {
        let mut conn = PgConnection::establish(&database.url).unwrap();
        let rows: Vec<(String, String, String)> = dsl::audit
            .select((dsl::action, dsl::actor_name, dsl::door))
            .order(dsl::id)
            .load(&mut conn)
            .unwrap();
        rows.into_iter()
            .map(|(action, name, door)| format!("{action} {name} {door}"))
            .collect()
    }

    fn waiting(paths: &Paths) -> usize {
        read(&paths.notes("test")).unwrap().len()
    }

    #[tokio::test]
    async fn what_is_noted_is_written_once_in_its_order() {
        let database = cluster().database();
        let (_root, _, paths) = installation("notes-once");
        let clock = Clock::default();
        note(&paths, "test", Some("ada"), "country.add").unwrap();
        note(&paths, "test", None, "country.change").unwrap();
        let first = read(&paths.notes("test")).unwrap().remove(0).0;
        let text = std::fs::read_to_string(&first).unwrap();

        write(country(&paths, &database.url), &clock).await.unwrap();
        let left = waiting(&paths);
        // As after a crash between the row and the file.
        std::fs::write(&first, text).unwrap();
        write(country(&paths, &database.url), &clock).await.unwrap();

        assert_eq!((left, waiting(&paths)), (0, 0));
        let written = rows(&database);
        assert_eq!(written.len(), 2, "{written:?}");
        assert_eq!(written[0], "country.add ada command_line");
        assert!(written[1].starts_with("country.change "), "{written:?}");
    }

    #[tokio::test]
    async fn what_changed_is_written_and_notes_of_before_are_read() {
        let database = cluster().database();
        let (_root, _, paths) = installation("notes-differences");
        let differences = Differences {
            before: Some(serde_json::json!({"color": "#111111"})),
            after: Some(serde_json::json!({"color": "#222222"})),
        };
        note(&paths, "test", None, "country.start").unwrap();
        let plain = read(&paths.notes("test")).unwrap().remove(0).0;
        let mut old: Value =
            serde_json::from_str(&std::fs::read_to_string(&plain).unwrap()).unwrap();
        let fields = old.as_object_mut().unwrap();
        fields.retain(|name, _| name != "before" && name != "after");
        std::fs::write(&plain, old.to_string()).unwrap();
        note_with(&paths, "test", None, "country.change", differences.clone()).unwrap();

        write(country(&paths, &database.url), &Clock::default())
            .await
            .unwrap();

        let mut conn = PgConnection::establish(&database.url).unwrap();
        let written: Vec<(Option<Value>, Option<Value>)> = dsl::audit
            .select((dsl::before, dsl::after))
            .order(dsl::id)
            .load(&mut conn)
            .unwrap();
        assert_eq!(
            written,
            [(None, None), (differences.before, differences.after)]
        );
    }

    #[tokio::test]
    async fn a_database_that_is_away_loses_no_note() {
        let database = cluster().database();
        let (_root, _, paths) = installation("notes-away");
        let clock = Clock::default();
        note(&paths, "test", Some("ada"), "country.restart").unwrap();
        let nowhere = format!("postgres:///test?host={}", paths.data.display());

        let refused = write(country(&paths, &nowhere), &clock).await;
        let kept = waiting(&paths);
        let (again, url) = (paths.clone(), database.url.clone());
        let open = move || Ok(country(&again, &url));
        write_soon(paths.notes("test"), clock, open);
        let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
        while waiting(&paths) > 0 {
            assert!(tokio::time::Instant::now() < deadline, "it is not written");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        forget(&paths, "test").unwrap();

        assert!(refused.is_err());
        assert_eq!(kept, 1);
        assert_eq!(rows(&database), ["country.restart ada command_line"]);
        assert!(!paths.notes("test").exists());
    }
}
