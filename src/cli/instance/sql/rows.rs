//! Rows of a statement nobody knew before: names and values as the database sends them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use diesel::deserialize::{self, FromSql, QueryableByName};
use diesel::pg::{Pg, PgValue};
use diesel::row::{Field, NamedRow};
use diesel::sql_types as sql;
use rust_decimal::Decimal;
use serde_json::Value;

/// One row: column names with their values, in the order of the statement.
pub(super) struct AnyRow(pub(super) Vec<(String, Value)>);

impl serde::Serialize for AnyRow {
    /// An object whose members stand in the order of the statement.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl QueryableByName<Pg> for AnyRow {
    fn build<'a>(row: &impl NamedRow<'a, Pg>) -> deserialize::Result<Self> {
        let mut columns = Vec::with_capacity(row.field_count());
        for index in 0..row.field_count() {
            let field = diesel::row::Row::get(row, index).ok_or("a column is missing")?;
            let name = field.field_name().unwrap_or_default().to_owned();
            let value = field.value().map_or(Value::Null, |value| {
                decode(&value).unwrap_or_else(|_| Value::String(raw(&value)))
            });
            columns.push((name, value));
        }
        Ok(Self(columns))
    }
}

fn get<S, T: FromSql<S, Pg>>(value: &PgValue<'_>) -> deserialize::Result<T> {
    T::from_sql(*value)
}

fn json(value: impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

/// PostgreSQL's own numbers for its types (`pg_type.oid`), which never change.
fn decode(value: &PgValue<'_>) -> deserialize::Result<Value> {
    Ok(match value.get_oid().get() {
        16 => json(get::<sql::Bool, bool>(value)?),
        20 => json(get::<sql::BigInt, i64>(value)?),
        21 => json(get::<sql::SmallInt, i16>(value)?),
        23 => json(get::<sql::Integer, i32>(value)?),
        26 => json(get::<sql::Oid, u32>(value)?),
        700 => float(f64::from(get::<sql::Float, f32>(value)?)),
        701 => float(get::<sql::Double, f64>(value)?),
        1700 => json(get::<sql::Numeric, Decimal>(value)?),
        1082 => json(get::<sql::Date, NaiveDate>(value)?),
        1083 => json(get::<sql::Time, NaiveTime>(value)?),
        1114 => json(get::<sql::Timestamp, NaiveDateTime>(value)?),
        1184 => json(get::<sql::Timestamptz, DateTime<Utc>>(value)?),
        2950 => json(get::<sql::Uuid, uuid::Uuid>(value)?),
        114 => get::<sql::Json, Value>(value)?,
        3802 => get::<sql::Jsonb, Value>(value)?,
        1186 => json(interval(value)?),
        1005 => json(list::<sql::SmallInt, i16>(value)?),
        1007 => json(list::<sql::Integer, i32>(value)?),
        1016 => json(list::<sql::BigInt, i64>(value)?),
        1009 | 1015 | 1003 => json(list::<sql::Text, String>(value)?),
        _ => json(text_or_bytes(value.as_bytes())),
    })
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

/// What no type of ours holds: a word where there is one, else the bytes (`::text` shows them better).
fn raw(value: &PgValue<'_>) -> String {
    let bytes = value.as_bytes();
    let word = match (value.get_oid().get(), bytes) {
        (1082, [0x7f, 0xff, 0xff, 0xff]) | (1114 | 1184, [0x7f, 0xff, ..]) => "infinity",
        (1082 | 1114 | 1184, [0x80, 0, ..]) => "-infinity",
        (1700, [_, _, _, _, 0xc0, 0, ..]) => "NaN",
        (1700, [_, _, _, _, 0xd0, 0, ..]) => "Infinity",
        (1700, [_, _, _, _, 0xf0, 0, ..]) => "-Infinity",
        _ => return format!("\\x{}", hex::encode(bytes)),
    };
    word.to_owned()
}

fn interval(value: &PgValue<'_>) -> deserialize::Result<String> {
    let interval = get::<sql::Interval, diesel::pg::data_types::PgInterval>(value)?;
    let seconds = interval.microseconds as f64 / 1e6;
    Ok(format!(
        "{} months {} days {seconds} s",
        interval.months, interval.days
    ))
}

/// Text arrives as it is; of types not listed above the bytes are shown (`::text` shows them better).
fn text_or_bytes(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text)
            if !text
                .chars()
                .any(|c| c.is_control() && c != '\n' && c != '\t') =>
        {
            text.to_owned()
        }
        _ => format!("\\x{}", hex::encode(bytes)),
    }
}
