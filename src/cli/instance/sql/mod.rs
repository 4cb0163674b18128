//! `sql "select …"`: one statement against the country's database; it may only read unless told otherwise.
//!
//! [`statement`] looks at its words, [`columns`] at what it gives, [`rows`] reads that.

mod columns;
mod rows;
mod statement;

use comfy_table::CellAlignment;
use diesel::connection::SimpleConnection;
use diesel::result::Error as DieselError;
use diesel::{PgConnection, RunQueryDsl};
use serde_json::{Value, json};

use self::columns::Columns;
use self::rows::AnyRow;
use self::statement::Statement;
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
    #[arg(long, default_value_t = 30, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..=86400), allow_negative_numbers = true)]
    timeout: u32,
    /// Fetch at most so many rows
    #[arg(long, default_value_t = 1000, value_name = "ROWS", value_parser = clap::value_parser!(u32).range(1..), allow_negative_numbers = true)]
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
    let statement = Statement::read(&args.statement)?;
    let refusal = match statement.verb() {
        "copy" => Failure::refused("COPY moves rows past this command")
            .hint("--csv writes rows to a file; `dbshell` has \\copy"),
        "begin" | "start" | "commit" | "end" | "rollback" | "abort" | "savepoint" | "release" => {
            Failure::refused("a statement here is a transaction of its own")
                .hint("`dbshell` lets you begin and end transactions")
        }
        _ => return answer(cx, &statement, args),
    };
    Err(refusal.into())
}

fn answer(
    cx: &mut OpContext<'_>,
    statement: &Statement<'_>,
    args: &Args,
) -> anyhow::Result<Answer> {
    let answer = match statement.verb() {
        "select" | "values" | "table" | "with" => read(cx.conn, statement, args.limit),
        "insert" | "update" | "delete" | "merge" if !statement.has("returning") => {
            diesel::sql_query(statement.text)
                .execute(cx.conn)
                .map(Answer::Changed)
        }
        _ => load(cx.conn, statement).map(|rows| Answer::Rows(rows, false)),
    };
    let answer = answer.map_err(|error| explain(error, args))?;
    if args.write {
        let after = json!({ "statement": statement.text });
        crate::audit::record(cx, "sql.write", "database", &"sql", None, Some(after))?;
    }
    Ok(answer)
}

/// Through a cursor, so that a table of millions is not held to show its beginning. Prepared, as everything here,
/// because the server prepares one statement only: a second one, `commit` say, would leave the transaction that only
/// reads.
fn read(
    conn: &mut PgConnection,
    statement: &Statement<'_>,
    limit: u32,
) -> Result<Answer, DieselError> {
    conn.batch_execute("savepoint before_sql")?;
    let declared = Columns::of(conn, statement.text).and_then(|columns| {
        // Written once and then asked for: what is computed is computed once.
        let cursor = format!(
            "declare sql no scroll cursor for select {} from (select * from (\n{}\n) cts_inner offset 0) cts_sql({})",
            columns.shown(),
            statement.text,
            columns.aliases()
        );
        diesel::sql_query(cursor).execute(conn).map(|_| columns)
    });
    let Ok(columns) = declared else {
        // It changes something, for which no cursor can be declared, or it is wrong and the server says how.
        conn.batch_execute("rollback to savepoint before_sql")?;
        return load(conn, statement).map(|rows| Answer::Rows(rows, false));
    };
    let mut rows: Vec<AnyRow> =
        diesel::sql_query(format!("fetch {} from sql", u64::from(limit) + 1)).load(conn)?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    Ok(Answer::Rows(columns.named(rows), more))
}

/// All rows of a statement no cursor can be declared for. Values of types we do not read show only then: it is taken
/// back and runs again as a part of one that has the server write them.
fn load(conn: &mut PgConnection, statement: &Statement<'_>) -> Result<Vec<AnyRow>, DieselError> {
    conn.batch_execute("savepoint before_rows")?;
    let plain = |conn: &mut PgConnection| diesel::sql_query(statement.text).load::<AnyRow>(conn);
    let rows = plain(conn)?;
    if !rows.iter().any(|row| row.is_foreign) {
        return Ok(rows);
    }
    let columns = Columns::seen(&rows);
    let (before, main) = match (statement.verb(), statement.apart()) {
        (_, Some((before, main))) => (format!("{before}\n, "), main),
        ("insert" | "update" | "delete" | "merge", _) => ("with ".to_owned(), statement.text),
        _ => return Ok(rows),
    };
    let written = format!(
        "{before}cts_sql({}) as (\n{main}\n) select {} from cts_sql",
        columns.aliases(),
        columns.shown()
    );
    conn.batch_execute("rollback to savepoint before_rows")?;
    if let Ok(rows) = diesel::sql_query(written).load(conn) {
        return Ok(columns.named(rows));
    }
    conn.batch_execute("rollback to savepoint before_rows")?;
    plain(conn)
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
        .columns
        .iter()
        .map(|(name, value)| (name.as_str(), alignment(value)))
        .collect();
    let cells = rows
        .iter()
        .map(|row| row.columns.iter().map(|(_, value)| words(value)).collect())
        .collect();
    session.out.grid(headings, cells)
}

/// RFC 4180, with a line of names.
fn print_csv(session: &mut Session, first: &AnyRow, rows: &[AnyRow]) -> anyhow::Result<()> {
    let line = |cells: Vec<String>| {
        let quoted: Vec<String> = cells.iter().map(|cell| csv_cell(cell)).collect();
        quoted.join(",")
    };
    session.out.text(line(
        first.columns.iter().map(|(name, _)| name.clone()).collect(),
    ))?;
    for row in rows {
        session.out.text(line(
            row.columns.iter().map(|(_, value)| words(value)).collect(),
        ))?;
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
            .columns
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
