//! Empties a country, so that it can be filled again.

use std::path::Path;

use anyhow::{Context, Result};
use diesel::connection::SimpleConnection;
use diesel::{PgConnection, QueryableByName, RunQueryDsl};

use super::plan::Plan;

#[derive(QueryableByName)]
struct Table {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
}

/// Takes the plans away, so that the phones of a country rest.
///
/// # Errors
/// When a file cannot be removed.
pub fn forget_plan(folder: &Path, country: &str) -> Result<()> {
    for path in [
        Plan::path(folder, country),
        folder.join(format!("phones-{country}.json")),
        super::fill::mark_path(folder, country),
    ] {
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| path.display().to_string());
            }
            _ => {}
        }
    }
    Ok(())
}

/// Removes every row of every table but the list of migrations, history too, and lets ids start at 1 again. Asks for
/// an administrator's connection: the app itself may not rewrite history.
///
/// # Errors
/// When the database refuses.
pub fn empty(conn: &mut PgConnection) -> Result<()> {
    let tables: Vec<Table> = diesel::sql_query(
        "select format('public.%I', tablename) as name from pg_tables
         where schemaname = 'public' and tablename <> '__diesel_schema_migrations' order by 1",
    )
    .load(conn)?;
    let names: Vec<String> = tables.into_iter().map(|table| table.name).collect();
    conn.batch_execute(&format!("truncate {} restart identity", names.join(", ")))?;
    Ok(())
}
