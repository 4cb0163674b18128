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
    sql --write \"update users set language = 'ar' where id = 7\"\n  \
    sql --csv --limit 100000 \"select * from views.packages\" > packages.csv"
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
    /// Fetch at most so many rows
    #[arg(long, default_value_t = 1000, value_name = "ROWS", value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// Each row as a list of names and values
    #[arg(short = 'x', long)]
    expanded: bool,
    /// Rows as CSV
    #[arg(long, conflicts_with = "expanded")]
    csv: bool,
    /// Say how long it took
    #[arg(long)]
    timing: bool,
}

enum Answer {
    /// The rows, and whether there are more than were asked for.
    Rows(Vec<AnyRow>, bool),
    Changed(usize),
}

/// How rows are written.
#[derive(Clone, Copy)]
enum Form {
    Table,
    Expanded,
    Csv,
}

/// Runs the statement in a transaction of its own.
pub async fn run(args: Args, session: &mut Session) -> anyhow::Result<()> {
    let form = if args.csv {
        Form::Csv
    } else if args.expanded || session.expanded {
        Form::Expanded
    } else {
        Form::Table
    };
    let timing = args.timing || session.timing;
    let limit = args.limit;
    let begun = std::time::Instant::now();
    let result = session.write(move |cx| Ok(execute(cx, &args))).await?;
    let took = begun.elapsed();
    let printed = match result {
        Ok(Answer::Rows(rows, more)) => {
            print(session, &rows, form)?;
            if more {
                session.out.say(format!(
                    "the first {limit} rows; there are more (--limit ROWS)"
                ))?;
            }
            Ok(())
        }
        Ok(Answer::Changed(count)) if session.out.is_json() => {
            session.out.json(&json!({ "changed": count }))
        }
        Ok(Answer::Changed(count)) => session.out.say(format!("{count} rows changed")),
        Err(error) => Err(error),
    };
    if timing {
        session
            .out
            .say(format!("took {:.1} ms", took.as_secs_f64() * 1000.0))?;
    }
    printed
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
    if statement.to_lowercase().starts_with("copy") {
        return Err(Failure::refused("COPY moves rows past this command")
            .hint("--csv writes rows to a file; `dbshell` has \\copy")
            .into());
    }
    let answer = if counts_only(statement) {
        diesel::sql_query(statement)
            .execute(cx.conn)
            .map(Answer::Changed)
    } else if only_reads(statement) {
        declare(cx, statement).and_then(|()| fetch(cx, args.limit))
    } else if statement.to_lowercase().starts_with("with") {
        fetch_or_change(cx, statement, args.limit)
    } else {
        load(cx, statement)
    };
    let answer = answer.map_err(|error| explain(error, args))?;
    if args.write {
        let after = json!({ "statement": statement });
        crate::audit::record(cx, "sql.write", "database", &"sql", None, Some(after))?;
    }
    Ok(answer)
}

/// Prepared, as everything here, because the server prepares one statement only: a second one, `commit` say, would
/// leave the transaction that only reads.
fn declare(cx: &mut OpContext<'_>, statement: &str) -> Result<(), DieselError> {
    diesel::sql_query(format!("declare sql no scroll cursor for {statement}"))
        .execute(cx.conn)
        .map(drop)
}

/// Through a cursor, so that a table of millions is not held to show its beginning.
fn fetch(cx: &mut OpContext<'_>, limit: u32) -> Result<Answer, DieselError> {
    let mut rows: Vec<AnyRow> =
        diesel::sql_query(format!("fetch {} from sql", u64::from(limit) + 1)).load(cx.conn)?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    Ok(Answer::Rows(rows, more))
}

/// A `with` may hold changes, for which no cursor can be declared.
fn fetch_or_change(
    cx: &mut OpContext<'_>,
    statement: &str,
    limit: u32,
) -> Result<Answer, DieselError> {
    cx.conn.batch_execute("savepoint before_sql")?;
    if declare(cx, statement).is_ok() {
        return fetch(cx, limit);
    }
    cx.conn.batch_execute("rollback to savepoint before_sql")?;
    load(cx, statement)
}

fn load(cx: &mut OpContext<'_>, statement: &str) -> Result<Answer, DieselError> {
    diesel::sql_query(statement)
        .load::<AnyRow>(cx.conn)
        .map(|rows| Answer::Rows(rows, false))
}

/// What a cursor may be declared for.
fn only_reads(statement: &str) -> bool {
    let words = statement.to_lowercase();
    ["select", "values", "table"]
        .iter()
        .any(|verb| words.starts_with(verb))
        && !words.contains(" into ")
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
    } else if message.contains("multiple commands") {
        failure = failure.hint("give one statement at a time");
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

fn print(session: &mut Session, rows: &[AnyRow], form: Form) -> anyhow::Result<()> {
    if session.out.is_json() {
        return session.out.json(&rows);
    }
    let Some(first) = rows.first() else {
        return session.out.say("no rows");
    };
    match form {
        Form::Csv => return print_csv(session, first, rows),
        Form::Expanded => return print_expanded(session, rows),
        Form::Table => {}
    }
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

/// RFC 4180, with a line of names.
fn print_csv(session: &mut Session, first: &AnyRow, rows: &[AnyRow]) -> anyhow::Result<()> {
    let line = |cells: Vec<String>| {
        let quoted: Vec<String> = cells.iter().map(|cell| csv_cell(cell)).collect();
        quoted.join(",")
    };
    session
        .out
        .text(line(first.0.iter().map(|(name, _)| name.clone()).collect()))?;
    for row in rows {
        session
            .out
            .text(line(row.0.iter().map(|(_, value)| words(value)).collect()))?;
    }
    Ok(())
}

fn csv_cell(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

fn print_expanded(session: &mut Session, rows: &[AnyRow]) -> anyhow::Result<()> {
    for (index, row) in rows.iter().enumerate() {
        session.out.text(format!("-- row {}", index + 1))?;
        let fields: Vec<(&str, String)> = row
            .0
            .iter()
            .map(|(name, value)| (name.as_str(), words(value)))
            .collect();
        session.out.record(&fields)?;
    }
    Ok(())
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
