//! Counts and checksums of every table, taken in one statement in a snapshot.

use anyhow::{Context, Result};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde::{Deserialize, Serialize};

/// One table as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, QueryableByName)]
pub struct Table {
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = BigInt)]
    pub rows: i64,
    /// Sum of a hash of each row as text; the order of rows does not matter.
    #[diesel(sql_type = Text)]
    pub checksum: String,
}

/// How values become text must not depend on who asks.
const SETTINGS: &str = "set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres'; \
     set local extra_float_digits = 1; set local bytea_output = 'hex'; set local search_path = public";

/// The tables of the public schema. Within a transaction of the caller.
///
/// # Errors
/// When the database refuses.
pub(super) fn sums(conn: &mut PgConnection) -> Result<Vec<Table>> {
    #[derive(QueryableByName)]
    struct Name {
        #[diesel(sql_type = Text)]
        name: String,
    }
    conn.batch_execute(SETTINGS)?;
    let names: Vec<Name> = diesel::sql_query(
        "select quote_ident(relname) as name from pg_class
         where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by relname",
    )
    .load(conn)?;
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let parts: Vec<String> = names
        .iter()
        .map(|Name { name }| {
            format!(
                "select '{}' as name, count(*) as rows, \
                 coalesce(sum(hashtextextended(x::text, 0)::numeric), 0)::text as checksum from public.{name} x",
                name.replace('\'', "''")
            )
        })
        .collect();
    let tables = diesel::sql_query(parts.join(" union all "))
        .load(conn)
        .context("the rows cannot be counted")?;
    Ok(tables)
}

/// What differs between two lists of tables, in words; empty when nothing does.
pub(super) fn differences(expected: &[Table], found: &[Table]) -> Vec<String> {
    let mut differences = Vec::new();
    for table in expected {
        match found.iter().find(|other| other.name == table.name) {
            None => differences.push(format!("the table {} is missing", table.name)),
            Some(other) if other.rows != table.rows => differences.push(format!(
                "{} has {} rows, {} were saved",
                table.name, other.rows, table.rows
            )),
            Some(other) if other.checksum != table.checksum => {
                differences.push(format!("rows of {} are not as they were saved", table.name));
            }
            Some(_) => {}
        }
    }
    let more = found
        .iter()
        .filter(|table| expected.iter().all(|other| other.name != table.name));
    differences.extend(more.map(|table| format!("the table {} was never saved", table.name)));
    differences
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str, rows: i64, checksum: &str) -> Table {
        Table {
            name: name.into(),
            rows,
            checksum: checksum.into(),
        }
    }

    #[test]
    fn every_difference_is_told() {
        let saved = [
            table("a", 1, "7"),
            table("b", 2, "8"),
            table("c", 3, "9"),
            table("d", 1, "1"),
        ];
        let found = [
            table("a", 1, "7"),
            table("b", 3, "8"),
            table("c", 3, "0"),
            table("e", 0, "0"),
        ];

        let told = differences(&saved, &found).join("; ");

        assert_eq!(
            told,
            "b has 3 rows, 2 were saved; rows of c are not as they were saved; the table d is missing; the table e was never saved"
        );
        assert!(differences(&saved, &saved).is_empty());
    }
}
