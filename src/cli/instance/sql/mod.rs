//! `sql "select …"`: one statement against the country's database; it may only read unless told otherwise.

mod rows;

use comfy_table::CellAlignment;
use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::result::Error as DieselError;
use serde_json::{Value, json};

use self::rows::AnyRow;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::kernel::{Error, OpContext};

/// Run one SQL statement
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  sql \"select id, status from views.shipments order by id\"\n  \
    sql --write \"update users set language = 'ar' where id = 7\""
)]
pub struct Args {
    /// The statement; pages read the views in the schema `views`
    statement: String,
    /// Let it change rows; the statement is written to the audit
    #[arg(long)]
    write: bool,
    /// Give up after so many seconds
    #[arg(long, default_value_t = 30, value_name = "SECONDS")]
    timeout: u32,
}

enum Answer {
    Rows(Vec<AnyRow>),
    Changed(usize),
}

/// Runs the statement in a transaction of its own.
pub async fn run(args: Args, session: &mut Session) -> anyhow::Result<()> {
    let result = session.write(move |cx| Ok(execute(cx, &args))).await?;
    match result {
        Ok(Answer::Rows(rows)) => print(session, &rows),
        Ok(Answer::Changed(count)) if session.out.is_json() => {
            session.out.json(&json!({ "changed": count }))
        }
        Ok(Answer::Changed(count)) => session.out.say(format!("{count} rows changed")),
        Err(error) => Err(error),
    }
}

/// A refusal by the database is the answer, so it goes past the transaction, which then has nothing to commit.
fn execute(cx: &mut OpContext<'_>, args: &Args) -> anyhow::Result<Answer> {
    let mode = if args.write {
        ""
    } else {
        "set transaction read only;"
    };
    let limits = format!("{mode} set local statement_timeout = '{}s'", args.timeout);
    cx.conn.batch_execute(&limits).map_err(Error::from)?;
    let statement = args.statement.trim().trim_end_matches(';');
    let answer = if counts_only(statement) {
        diesel::sql_query(statement)
            .execute(cx.conn)
            .map(Answer::Changed)
    } else {
        diesel::sql_query(statement)
            .load::<AnyRow>(cx.conn)
            .map(Answer::Rows)
    };
    let answer = answer.map_err(|error| explain(error, args))?;
    if args.write {
        let after = json!({ "statement": statement });
        crate::audit::record(cx, "sql.write", "database", &"sql", None, Some(after))?;
    }
    Ok(answer)
}

fn counts_only(statement: &str) -> bool {
    let words = statement.to_lowercase();
    let changes = ["insert", "update", "delete", "merge"];
    changes.iter().any(|verb| words.starts_with(verb)) && !words.contains("returning")
}

fn explain(error: DieselError, args: &Args) -> anyhow::Error {
    let DieselError::DatabaseError(kind, info) = &error else {
        return Error::from(error).into();
    };
    if crate::kernel::error::is_connection_lost(&error) {
        return Error::from(error).into();
    }
    let message = info.message().to_owned();
    let mut failure = Failure::refused(message.clone());
    if matches!(kind, diesel::result::DatabaseErrorKind::ReadOnlyTransaction) {
        failure = failure.hint("add --write to let it change rows");
    } else if message.contains("statement timeout") {
        failure = failure.hint(format!(
            "it ran for {} s; give it longer with --timeout SECONDS",
            args.timeout
        ));
    } else if let Some(hint) = info.hint() {
        failure = failure.hint(hint);
    }
    failure.into()
}

fn print(session: &mut Session, rows: &[AnyRow]) -> anyhow::Result<()> {
    if session.out.is_json() {
        return session.out.json(&rows);
    }
    let Some(first) = rows.first() else {
        return session.out.say("no rows");
    };
    let headings = first
        .0
        .iter()
        .map(|(name, value)| (name.as_str(), alignment(value)))
        .collect();
    let cells = rows
        .iter()
        .map(|row| row.0.iter().map(|(_, value)| words(value)).collect())
        .collect();
    session.out.grid(headings, cells)
}

fn alignment(value: &Value) -> CellAlignment {
    if value.is_number() {
        CellAlignment::Right
    } else {
        CellAlignment::Left
    }
}

fn words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
