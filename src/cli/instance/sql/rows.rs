//! Rows of a statement nobody knew before: names and values as the database sends them.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::deserialize::{self, FromSql, QueryableByName};
use diesel::pg::{Pg, PgValue};
use diesel::row::{Field, NamedRow};
use diesel::sql_types as sql;
use rust_decimal::Decimal;
use serde_json::Value;

/// One row.
pub(super) struct AnyRow {
    /// Column names with their values, in the order of the statement.
    pub(super) columns: Vec<(String, Value)>,
    /// PostgreSQL's number of each value's type; 0 for NULL.
    pub(super) types: Vec<u32>,
    /// Whether a value is of a type we do not read, and shows as bytes.
    pub(super) is_foreign: bool,
}

impl serde::Serialize for AnyRow {
    /// An object whose members stand in the order of the statement. A name that was there before gets a number.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let values = self.columns.iter().map(|(_, value)| value);
        serializer.collect_map(unique(&self.columns).into_iter().zip(values))
    }
}

/// `id`, `id_2`, `id_3` for a name that comes again, and never another column's own.
fn unique(columns: &[(String, Value)]) -> Vec<String> {
    let all: HashSet<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
    let mut taken: HashSet<String> = HashSet::new();
    let mut names = Vec::with_capacity(columns.len());
    for (name, _) in columns {
        let is_free = |candidate: &String| {
            !taken.contains(candidate) && (candidate == name || !all.contains(candidate.as_str()))
        };
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        let free = std::iter::once(name.clone()).chain(numbered).find(is_free);
        let free = free.unwrap_or_else(|| name.clone());
        taken.insert(free.clone());
        names.push(free);
    }
    names
}

impl QueryableByName<Pg> for AnyRow {
    fn build<'a>(row: &impl NamedRow<'a, Pg>) -> deserialize::Result<Self> {
        let mut read = Self {
            columns: Vec::with_capacity(row.field_count()),
            types: Vec::with_capacity(row.field_count()),
            is_foreign: false,
        };
        for index in 0..row.field_count() {
            let field = diesel::row::Row::get(row, index).ok_or("a column is missing")?;
            let name = field.field_name().unwrap_or_default().to_owned();
            let value = field.value();
            read.types
                .push(value.as_ref().map_or(0, |value| value.get_oid().get()));
            let value = value.map_or(Value::Null, |value| {
                let known = decode(&value).or_else(|| word(&value).map(Value::from));
                read.is_foreign |= known.is_none();
                known.unwrap_or_else(|| {
                    Value::String(format!("\\x{}", hex::encode(value.as_bytes())))
                })
            });
            read.columns.push((name, value));
        }
        Ok(read)
    }
}

fn get<S, T: FromSql<S, Pg>>(value: &PgValue<'_>) -> deserialize::Result<T> {
    T::from_sql(*value)
}

fn json(value: impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

/// PostgreSQL's own numbers for its types (`pg_type.oid`), which never change. None for others, and for values our
/// types do not hold.
fn decode(value: &PgValue<'_>) -> Option<Value> {
    let read = match value.get_oid().get() {
        16 => get::<sql::Bool, bool>(value).map(json),
        20 => get::<sql::BigInt, i64>(value).map(json),
        21 => get::<sql::SmallInt, i16>(value).map(json),
        23 => get::<sql::Integer, i32>(value).map(json),
        26 => get::<sql::Oid, u32>(value).map(json),
        700 => get::<sql::Float, f32>(value).map(|number| float(f64::from(number))),
        701 => get::<sql::Double, f64>(value).map(float),
        1700 => get::<sql::Numeric, Decimal>(value).map(json),
        1082 => get::<sql::Date, NaiveDate>(value).map(json),
        1114 => get::<sql::Timestamp, NaiveDateTime>(value).map(json),
        1184 => get::<sql::Timestamptz, DateTime<Utc>>(value).map(json),
        2950 => get::<sql::Uuid, uuid::Uuid>(value).map(json),
        114 => get::<sql::Json, Value>(value),
        3802 => get::<sql::Jsonb, Value>(value),
        1005 => list::<sql::SmallInt, i16>(value).map(json),
        1007 => list::<sql::Integer, i32>(value).map(json),
        1016 => list::<sql::BigInt, i64>(value).map(json),
        1009 | 1015 | 1003 => list::<sql::Text, String>(value).map(json),
        // Texts and names arrive as they are.
        19 | 25 | 1042 | 1043 => return std::str::from_utf8(value.as_bytes()).ok().map(json),
        _ => return None,
    };
    read.ok()
}

fn list<S, T>(value: &PgValue<'_>) -> deserialize::Result<Vec<Option<T>>>
where
    Vec<Option<T>>: FromSql<sql::Array<sql::Nullable<S>>, Pg>,
    S: sql::SqlType<IsNull = sql::is_nullable::NotNull> + 'static,
{
    get::<sql::Array<sql::Nullable<S>>, Vec<Option<T>>>(value)
}

/// JSON has no number for these.
fn float(number: f64) -> Value {
    if number.is_finite() {
        json(number)
    } else {
        json(number.to_string())
    }
}

/// What a point in time or a number may be beside what our types hold.
fn word(value: &PgValue<'_>) -> Option<&'static str> {
    match (value.get_oid().get(), value.as_bytes()) {
        (1082, [0x7f, 0xff, 0xff, 0xff]) | (1114 | 1184, [0x7f, 0xff, ..]) => Some("infinity"),
        (1082 | 1114 | 1184, [0x80, 0, ..]) => Some("-infinity"),
        (1700, [_, _, _, _, 0xc0, 0, ..]) => Some("NaN"),
        (1700, [_, _, _, _, 0xd0, 0, ..]) => Some("Infinity"),
        (1700, [_, _, _, _, 0xf0, 0, ..]) => Some("-Infinity"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_comes_again_gets_a_number() {
        let named = |names: &[&str]| {
            let columns: Vec<(String, Value)> = names
                .iter()
                .map(|name| ((*name).to_owned(), Value::Null))
                .collect();
            unique(&columns).join(" ")
        };

        assert_eq!(named(&["id", "name"]), "id name");
        assert_eq!(named(&["id", "id", "id"]), "id id_2 id_3");
        assert_eq!(named(&["id", "id", "id_2"]), "id id_3 id_2");
        assert_eq!(named(&["", ""]), " _2");
    }
}
