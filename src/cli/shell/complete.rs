//! What Tab offers: commands and options from the tree, codes, ids and e-mails from the database.
//!
//! An argument says by its value name what it takes: `CODE`, `SHIPMENT`, `EMAIL`, `OBSERVATION`, `SUBMISSION`, `SESSION`,
//! `FORM`, `JOB`, `RECEIPT`, `KIT`, `ITEM`; `FILE` and `FOLDER` come from the disk.

use clap::{Arg, Command, CommandFactory};
use diesel::RunQueryDsl;
use diesel::sql_types::Text;
use reedline::{Completer, CompletionResult, Span, Suggestion};
use tokio::runtime::Handle;

use super::Line;
use crate::db::Db;
use crate::kernel::Op;

/// Offered at most, so that a country with a million packages answers at once.
const MOST: usize = 50;

pub(super) struct LineCompleter {
    tree: Command,
    db: Db,
    op: Op,
}

/// One thing that may stand at the cursor.
#[derive(Debug, PartialEq)]
pub(super) struct Offer {
    value: String,
    about: Option<String>,
}

/// What the tree expects at the cursor.
pub(super) enum Expected {
    Offers(Vec<Offer>),
    /// Something only the database knows, by its value name.
    Stored(String),
}

impl LineCompleter {
    pub(super) fn new(db: Db, op: Op) -> Self {
        let mut tree = Line::command();
        tree.build();
        Self { tree, db, op }
    }

    fn stored(&self, kind: &str, typed: &str) -> Vec<Offer> {
        if matches!(kind, "FILE" | "FOLDER") {
            return on_disk(typed, kind == "FOLDER");
        }
        let Some(statement) = statement(kind) else {
            return Vec::new();
        };
        let (db, op, typed) = (self.db.clone(), self.op.clone(), typed.to_owned());
        let found = Handle::current().block_on(async move {
            db.read(&op, move |cx| {
                let pattern = format!("{}%", typed.replace(['%', '_', '\\'], ""));
                Ok(diesel::sql_query(statement)
                    .bind::<Text, _>(pattern)
                    .load::<Stored>(cx.conn)?)
            })
            .await
        });
        // Without a database there is nothing to offer; the command itself will say why.
        found
            .unwrap_or_default()
            .into_iter()
            .map(Stored::into_offer)
            .collect()
    }
}

#[derive(diesel::QueryableByName)]
struct Stored {
    #[diesel(sql_type = Text)]
    value: String,
    #[diesel(sql_type = Text)]
    about: String,
}

impl Stored {
    fn into_offer(self) -> Offer {
        Offer {
            value: self.value,
            about: Some(self.about).filter(|about| !about.is_empty()),
        }
    }
}

fn statement(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "CODE" => {
            "select code as value, name as about from packages where code like $1 order by shipment_id desc, number limit 50"
        }
        "SHIPMENT" => {
            "select id::text as value, display_name as about from views.shipments where id::text like $1 order by id desc limit 50"
        }
        "EMAIL" => {
            "select email as value, name as about from users where lower(email) like lower($1) order by email limit 50"
        }
        "OBSERVATION" => {
            "select id::text as value, coalesce(code, '') as about from observations where state = 'open' and id::text like $1 order by id desc limit 50"
        }
        "SUBMISSION" => {
            "select s.id::text as value, f.form_key || ' row ' || s.row_key as about from submissions s join source_forms f on f.id = s.source_form_id where s.id::text like $1 order by s.id desc limit 50"
        }
        "RECEIPT" => {
            "select r.id::text as value, r.signed_by as about from receipts r where r.id::text like $1 order by r.id desc limit 50"
        }
        "SESSION" => {
            "select left(s.token_hash, 12) as value, u.email as about from sessions s join users u on u.id = s.user_id where s.token_hash like $1 order by s.last_seen_at desc limit 50"
        }
        "FORM" => {
            "select f.form_key as value, trim(c.name || ' ' || f.title) as about from source_forms f join sources c on c.id = f.source_id where f.form_key like $1 order by c.name, f.form_key limit 50"
        }
        "KIT" => {
            "select name as value, description as about from kits where name like $1 order by name limit 50"
        }
        "ITEM" => {
            "select id::text as value, description as about from catalog_items where archived_at is null and id::text like $1 order by id limit 50"
        }
        "JOB" => {
            "select distinct job as value, '' as about from job_runs where job like $1 order by 1 limit 50"
        }
        _ => return None,
    })
}

/// Files that begin like this, folders with a slash at their end and first.
fn on_disk(typed: &str, only_folders: bool) -> Vec<Offer> {
    let (folder, _) = typed
        .rsplit_once('/')
        .map_or(("", typed), |(folder, name)| {
            (if folder.is_empty() { "/" } else { folder }, name)
        });
    let listed = std::fs::read_dir(if folder.is_empty() { "." } else { folder });
    let mut offers: Vec<Offer> = listed
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let is_folder = entry.path().is_dir();
            let before = &typed[..typed.rfind('/').map_or(0, |at| at + 1)];
            let value = format!("{before}{name}{}", if is_folder { "/" } else { "" });
            // Hidden ones only for those who begin with a dot; a blank would end the word.
            let hidden = name.starts_with('.') && !typed.starts_with(&format!("{before}."));
            let wanted =
                value.starts_with(typed) && !hidden && !value.contains(char::is_whitespace);
            (wanted && (is_folder || !only_folders)).then_some(Offer { value, about: None })
        })
        .collect();
    offers.sort_by(|a, b| {
        (!a.value.ends_with('/'), &a.value).cmp(&(!b.value.ends_with('/'), &b.value))
    });
    offers
}

/// Walks the finished words down the tree and says what may come next.
pub(super) fn expected(tree: &Command, done: &[&str], typed: &str) -> Expected {
    let mut command = tree;
    let mut positional = 0;
    let mut pending: Option<&Arg> = None;
    for word in done {
        if pending.take().is_some() {
            continue;
        }
        if let Some(name) = word.strip_prefix("--") {
            pending = option(command, tree, name).filter(|arg| takes_value(arg));
        } else if let Some(next) = command.find_subcommand(word) {
            command = next;
            positional = 0;
        } else {
            positional += 1;
        }
    }
    if let Some(arg) = pending {
        return values(arg);
    }
    if typed.starts_with('-') {
        return Expected::Offers(options(command, tree));
    }
    if positional == 0 && command.has_subcommands() {
        return Expected::Offers(commands(command));
    }
    command
        .get_positionals()
        .nth(positional)
        .map_or(Expected::Offers(Vec::new()), values)
}

fn option<'a>(command: &'a Command, tree: &'a Command, name: &str) -> Option<&'a Arg> {
    command
        .get_arguments()
        .chain(tree.get_arguments())
        .find(|arg| arg.get_long() == Some(name))
}

fn takes_value(arg: &Arg) -> bool {
    arg.get_action().takes_values()
}

fn values(arg: &Arg) -> Expected {
    let possible = arg.get_possible_values();
    if !possible.is_empty() {
        return Expected::Offers(
            possible
                .iter()
                .map(|value| Offer {
                    value: value.get_name().to_owned(),
                    about: value.get_help().map(ToString::to_string),
                })
                .collect(),
        );
    }
    let name = arg.get_value_names().and_then(|names| names.first());
    Expected::Stored(name.map(ToString::to_string).unwrap_or_default())
}

fn commands(command: &Command) -> Vec<Offer> {
    command
        .get_subcommands()
        .filter(|sub| !sub.is_hide_set())
        .map(|sub| Offer {
            value: sub.get_name().to_owned(),
            about: sub.get_about().map(ToString::to_string),
        })
        .collect()
}

fn options(command: &Command, tree: &Command) -> Vec<Offer> {
    let mut offers: Vec<Offer> = Vec::new();
    for arg in command.get_arguments().chain(tree.get_arguments()) {
        let Some(name) = arg.get_long() else { continue };
        let value = format!("--{name}");
        if !offers.iter().any(|offer| offer.value == value) {
            let about = arg.get_help().map(ToString::to_string);
            offers.push(Offer { value, about });
        }
    }
    offers
}

impl Completer for LineCompleter {
    fn complete(&mut self, line: &str, pos: usize) -> CompletionResult {
        let before = &line[..pos];
        let start = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let done: Vec<&str> = before[..start].split_whitespace().collect();
        let typed = &before[start..];
        let offers = match expected(&self.tree, &done, typed) {
            Expected::Offers(offers) => offers,
            Expected::Stored(kind) => self.stored(&kind, typed),
        };
        let suggestions: Vec<Suggestion> = offers
            .into_iter()
            .filter(|offer| {
                offer
                    .value
                    .to_lowercase()
                    .starts_with(&typed.to_lowercase())
            })
            .take(MOST)
            .map(|offer| Suggestion {
                // The name in a folder comes next.
                append_whitespace: !offer.value.ends_with('/'),
                value: offer.value,
                description: offer.about,
                span: Span::new(start, pos),
                ..Suggestion::default()
            })
            .collect();
        CompletionResult::fresh(suggestions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(done: &[&str], typed: &str) -> Vec<String> {
        let mut tree = Line::command();
        tree.build();
        match expected(&tree, done, typed) {
            Expected::Offers(offers) => offers.into_iter().map(|offer| offer.value).collect(),
            Expected::Stored(kind) => vec![format!("<{kind}>")],
        }
    }

    #[test]
    fn commands_and_their_options_come_from_the_tree() {
        assert!(offered(&[], "").contains(&"job".to_owned()));
        assert!(offered(&["job"], "").contains(&"list".to_owned()));
        assert!(offered(&["sql"], "--").contains(&"--write".to_owned()));
        assert!(offered(&["sql"], "--").contains(&"--json".to_owned()));
        assert!(offered(&["shipment", "list", "--status"], "").contains(&"in_transit".to_owned()));
    }

    #[test]
    fn codes_and_ids_come_from_the_database() {
        assert_eq!(offered(&["package", "show"], "/TR"), ["<CODE>"]);
        assert_eq!(offered(&["scan", "list", "--package"], ""), ["<CODE>"]);
        assert_eq!(offered(&["shipment", "show"], ""), ["<SHIPMENT>"]);
        assert_eq!(offered(&["user", "deactivate"], ""), ["<EMAIL>"]);
        assert_eq!(offered(&["exception", "retry"], ""), ["<OBSERVATION>"]);
        assert_eq!(offered(&["job", "run"], ""), ["<JOB>"]);
        assert_eq!(
            offered(&["session", "revoke", "--session"], ""),
            ["<SESSION>"]
        );
        assert_eq!(offered(&["scan", "poll", "--form"], ""), ["<FORM>"]);
        assert_eq!(
            offered(&["scan", "replay", "--submission"], ""),
            ["<SUBMISSION>"]
        );
        assert_eq!(offered(&["backup", "verify"], ""), ["<FILE>"]);
    }

    #[test]
    fn every_kind_is_known_to_the_database() {
        crate::db::testing::rolled_back(|cx| {
            for kind in [
                "CODE",
                "SHIPMENT",
                "EMAIL",
                "OBSERVATION",
                "SUBMISSION",
                "SESSION",
                "FORM",
                "JOB",
                "RECEIPT",
            ] {
                let rows = diesel::sql_query(statement(kind).unwrap())
                    .bind::<Text, _>("%")
                    .load::<Stored>(cx.conn);
                assert!(rows.is_ok(), "{kind}: {:?}", rows.err());
            }
        });
    }

    #[test]
    fn files_come_from_the_disk_folders_first() {
        let folder = std::env::temp_dir().join(format!("cts-complete-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("boxes")).unwrap();
        for name in ["backup.ctsb", "b c", ".hidden"] {
            std::fs::write(folder.join(name), "").unwrap();
        }
        let typed = format!("{}/b", folder.display());

        let files: Vec<String> = on_disk(&typed, false)
            .into_iter()
            .map(|offer| offer.value)
            .collect();
        let folders = on_disk(&typed, true);

        std::fs::remove_dir_all(&folder).unwrap();
        let at = |name: &str| format!("{}/{name}", folder.display());
        assert_eq!(files, [at("boxes/"), at("backup.ctsb")]);
        assert_eq!(folders.len(), 1);
    }
}
