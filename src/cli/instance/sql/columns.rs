//! What a statement gives: the names of its columns, and how each is asked for so that its values can be shown.
//!
//! Types we know travel as they are, so that JSON gets numbers and booleans. All others the server writes as it
//! would for psql: only it knows how.

use diesel::RunQueryDsl;
use diesel::result::Error as DieselError;
use diesel::sql_types::{Array, Nullable, Oid};
use diesel::{PgConnection, QueryResult, QueryableByName};

use super::rows::AnyRow;

/// PostgreSQL's own numbers (`pg_type.oid`) of types that [`AnyRow`] reads: booleans, whole numbers, floats, points in
/// time, texts, JSON.
const READ: [u32; 15] = [
    16, 19, 20, 21, 23, 25, 26, 114, 700, 701, 1042, 1043, 1114, 1184, 3802,
];
/// Lists of whole numbers and of texts.
const LISTS: [u32; 6] = [1003, 1005, 1007, 1009, 1015, 1016];

/// The columns of a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) names: Vec<String>,
    /// The type of each, of what it is made of for a domain; 0 where that is not known.
    pub(super) types: Vec<u32>,
}

#[derive(QueryableByName)]
struct Types {
    #[diesel(sql_type = Nullable<Array<Oid>>)]
    types: Option<Vec<u32>>,
}

impl Columns {
    /// Asks the server, which plans the statement and does not run it: joined on what is never true it gives one row of
    /// nothing, with its names and types.
    ///
    /// # Errors
    /// What the server says of the statement, or that it cannot be a part of another.
    pub(super) fn of(conn: &mut PgConnection, statement: &str) -> QueryResult<Self> {
        let nothing = format!("(select) cts_one left join (\n{statement}\n) cts_sql");
        let row: AnyRow = diesel::sql_query(format!("select cts_sql.* from {nothing} on false"))
            .get_result(conn)?;
        let names: Vec<String> = row.columns.into_iter().map(|(name, _)| name).collect();
        if names.is_empty() {
            return Err(DieselError::NotFound);
        }
        let aliases = aliases(names.len());
        let typed: Vec<String> = aliases
            .iter()
            .map(|name| format!("pg_catalog.pg_typeof({name})::oid"))
            .collect();
        let Types { types } = diesel::sql_query(format!(
            "with recursive cts_type as (
                 select t.at, p.oid, p.typtype, p.typbasetype
                 from (select array[{}] as types from {nothing}({}) on false) described,
                     unnest(types) with ordinality t(type, at) join pg_catalog.pg_type p on p.oid = t.type
                 union all
                 select d.at, p.oid, p.typtype, p.typbasetype
                 from cts_type d join pg_catalog.pg_type p on p.oid = d.typbasetype where d.typtype = 'd')
             select array_agg(oid order by at) as types from cts_type where typtype <> 'd'",
            typed.join(", "),
            aliases.join(", ")
        ))
        .get_result(conn)?;
        let types = types.unwrap_or_default();
        if types.len() == names.len() {
            Ok(Self { names, types })
        } else {
            Err(DieselError::NotFound)
        }
    }

    /// Those of rows that were read already.
    pub(super) fn seen(rows: &[AnyRow]) -> Self {
        let mut seen = Self::default();
        for row in rows {
            if seen.names.is_empty() {
                seen.names = row.columns.iter().map(|(name, _)| name.clone()).collect();
                seen.types = vec![0; seen.names.len()];
            }
            for (known, found) in seen.types.iter_mut().zip(&row.types) {
                *known = if *known == 0 { *found } else { *known };
            }
        }
        seen
    }

    /// What stands in their place where the statement is a part of another: names may be missing or there twice.
    pub(super) fn aliases(&self) -> String {
        aliases(self.names.len()).join(", ")
    }

    /// What is asked of these, so that [`AnyRow`] can read it.
    pub(super) fn shown(&self) -> String {
        let named = aliases(self.names.len());
        let shown: Vec<String> = named
            .iter()
            .zip(&self.types)
            .map(|(name, kind)| shown(name, *kind))
            .collect();
        shown.join(", ")
    }

    /// Gives rows of what was asked the names of the statement.
    pub(super) fn named(&self, mut rows: Vec<AnyRow>) -> Vec<AnyRow> {
        for row in &mut rows {
            for ((name, _), known) in row.columns.iter_mut().zip(&self.names) {
                name.clone_from(known);
            }
        }
        rows
    }
}

fn aliases(count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("c{number}")).collect()
}

/// `num_nulls` tells NULL from a row of NULLs, `concat` writes what psql would: a cast to text does not always.
fn shown(name: &str, kind: u32) -> String {
    if READ.contains(&kind) {
        name.to_owned()
    } else if LISTS.contains(&kind) {
        format!(
            "case when array_ndims({name}) > 1 then to_json(concat({name})) else array_to_json({name}) end"
        )
    } else {
        format!("case when num_nulls({name}) = 0 then concat({name}) end")
    }
}
