//! The `query` and `sort` parameters: what they ask of a row.

use std::fmt;

use chrono::{DateTime, Utc};
use regex::{Regex, RegexBuilder};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::dates;
use super::store::Row;

/// Why a query is not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// 400 with a sentence.
    Bad(String),
    /// An operator that Ona does not know becomes broken SQL there: 500.
    Broken,
}

/// What a row must fulfil.
#[derive(Debug)]
pub(super) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Column(Column, Comparison, Operand),
    /// A key of the answers, compared as text unless both are numbers.
    Answer(String, Comparison, Value),
    Like(String, Regex),
    /// No key of this name.
    Absent(String),
    /// Text that is not JSON: looked for anywhere in the row.
    Anywhere(Regex),
    Never,
}

/// Keys that are columns of the table there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Id,
    Submitted,
    Modified,
    Edited,
}

impl Column {
    fn of(key: &str) -> Option<Self> {
        match key {
            "_id" => Some(Self::Id),
            "_submission_time" => Some(Self::Submitted),
            "_date_modified" => Some(Self::Modified),
            "_last_edited" => Some(Self::Edited),
            _ => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Operand {
    Number(i64),
    At(DateTime<Utc>),
}

impl Comparison {
    fn of(operator: &str) -> Option<Self> {
        match operator {
            "$gt" => Some(Self::Greater),
            "$gte" => Some(Self::GreaterOrEqual),
            "$lt" => Some(Self::Less),
            "$lte" => Some(Self::LessOrEqual),
            _ => None,
        }
    }

    fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
        }
    }
}

/// An object with its keys as sent: the same key twice is not the last one here.
struct Pairs(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Pairs;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

/// Reads `query`. Text that is neither JSON nor starts with `{` is looked for anywhere in a row.
pub(super) fn parse(text: &str) -> Result<Condition, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Condition::All(Vec::new()));
    }
    match serde_json::from_str::<Pairs>(text) {
        Ok(pairs) => object(pairs.0),
        Err(error) if text.starts_with('{') => {
            Err(Refusal::Bad(format!("Invalid JSON in the query: {error}")))
        }
        Err(_) => Ok(Condition::Anywhere(pattern(text)?)),
    }
}

fn object(pairs: Vec<(String, Value)>) -> Result<Condition, Refusal> {
    let mut conditions = Vec::new();
    for (i, (key, value)) in pairs.iter().enumerate() {
        if pairs[..i].iter().any(|(earlier, _)| earlier == key) {
            // Ona compares the column with a list of both values then, which nothing equals.
            conditions.push(Condition::Never);
        } else if key == "$or" {
            conditions.push(any(value)?);
        } else {
            conditions.push(field(key, value)?);
        }
    }
    Ok(Condition::All(conditions))
}

fn any(value: &Value) -> Result<Condition, Refusal> {
    let list = value
        .as_array()
        .ok_or_else(|| Refusal::Bad("$or takes a list".to_owned()))?;
    let mut parts = Vec::new();
    for part in list {
        let Some(map) = part.as_object() else {
            return Err(Refusal::Bad("$or takes a list of objects".to_owned()));
        };
        parts.push(object(map.clone().into_iter().collect())?);
    }
    Ok(Condition::Any(parts))
}

fn field(key: &str, value: &Value) -> Result<Condition, Refusal> {
    match value {
        Value::Null => Ok(Condition::Absent(key.to_owned())),
        Value::Object(operators) => {
            let mut parts = Vec::new();
            for (operator, value) in operators {
                if operator == "$i" {
                    let text = value.as_str().unwrap_or_default();
                    parts.push(Condition::Like(key.to_owned(), pattern(text)?));
                } else {
                    let comparison = Comparison::of(operator).ok_or(Refusal::Broken)?;
                    parts.push(compare(key, comparison, value)?);
                }
            }
            Ok(Condition::All(parts))
        }
        value => compare(key, Comparison::Equal, value),
    }
}

fn compare(key: &str, comparison: Comparison, value: &Value) -> Result<Condition, Refusal> {
    let Some(column) = Column::of(key) else {
        return Ok(Condition::Answer(key.to_owned(), comparison, value.clone()));
    };
    let operand = if column == Column::Id {
        number(value).map(Operand::Number)
    } else {
        value.as_str().and_then(dates::parse).map(Operand::At)
    };
    let operand =
        operand.ok_or_else(|| Refusal::Bad(format!("Invalid value for {key}: {value}")))?;
    Ok(Condition::Column(column, comparison, operand))
}

fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

fn pattern(text: &str) -> Result<Regex, Refusal> {
    RegexBuilder::new(text)
        .case_insensitive(true)
        .build()
        .map_err(|_| Refusal::Broken)
}

impl Condition {
    /// Whether a row fulfils it.
    pub(super) fn holds(&self, row: &Row) -> bool {
        match self {
            Self::Never => false,
            Self::All(parts) => parts.iter().all(|part| part.holds(row)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(row)),
            Self::Column(column, comparison, operand) => {
                column_holds(*column, *comparison, *operand, row)
            }
            Self::Answer(key, comparison, value) => row
                .answer(key)
                .is_some_and(|found| comparison.holds(compare_answers(&found, value))),
            Self::Like(key, regex) => row
                .answer(key)
                .is_some_and(|found| regex.is_match(&as_text(&found))),
            Self::Absent(key) => row.answer(key).is_none_or(|found| found.is_null()),
            Self::Anywhere(regex) => regex.is_match(&row.json),
        }
    }

    /// The smallest id a row can have that fulfils this.
    pub(super) fn smallest_id(&self) -> Option<i64> {
        match self {
            Self::All(parts) => parts.iter().filter_map(Self::smallest_id).max(),
            Self::Column(Column::Id, comparison, Operand::Number(number)) => match comparison {
                Comparison::Greater => Some(number.saturating_add(1)),
                Comparison::GreaterOrEqual | Comparison::Equal => Some(*number),
                _ => None,
            },
            _ => None,
        }
    }

    /// The earliest modification a row can have that fulfils this.
    pub(super) fn earliest_modified(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::All(parts) => parts.iter().filter_map(Self::earliest_modified).max(),
            Self::Column(
                Column::Modified,
                Comparison::Greater | Comparison::GreaterOrEqual | Comparison::Equal,
                Operand::At(at),
            ) => Some(*at),
            _ => None,
        }
    }
}

fn column_holds(column: Column, comparison: Comparison, operand: Operand, row: &Row) -> bool {
    let at = match column {
        Column::Id => {
            return matches!(operand, Operand::Number(number) if comparison.holds(row.id.cmp(&number)));
        }
        Column::Submitted => Some(row.created),
        Column::Modified => Some(row.modified),
        Column::Edited => row.edited,
    };
    match (at, operand) {
        (Some(at), Operand::At(operand)) => comparison.holds(at.cmp(&operand)),
        _ => false,
    }
}

fn compare_answers(found: &Value, asked: &Value) -> std::cmp::Ordering {
    if let (Some(found), Some(asked)) = (found.as_f64(), asked.as_f64()) {
        return found.total_cmp(&asked);
    }
    as_text(found).cmp(&as_text(asked))
}

pub(super) fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// One key of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SortKey {
    pub(super) field: String,
    pub(super) descending: bool,
}

/// Reads `sort`: an object of names with 1 or -1, or a name with an optional minus.
pub(super) fn parse_sort(text: &str) -> Result<Vec<SortKey>, Refusal> {
    let text = text.trim();
    if !text.starts_with('{') {
        let field = text.trim_start_matches('-').to_owned();
        return Ok(vec![SortKey {
            descending: text.starts_with('-'),
            field,
        }]);
    }
    let pairs: Pairs = serde_json::from_str(text)
        .map_err(|error| Refusal::Bad(format!("Invalid JSON in the sort: {error}")))?;
    let key = |(field, order): (String, Value)| SortKey {
        field,
        descending: number(&order).is_some_and(|order| order < 0),
    };
    Ok(pairs.0.into_iter().map(key).collect())
}

/// Puts rows into an order; equal ones stay as they are.
pub(super) fn sort(rows: &mut [&Row], keys: &[SortKey]) {
    rows.sort_by(|a, b| {
        for key in keys {
            let ordering = match Column::of(&key.field) {
                Some(Column::Id) => a.id.cmp(&b.id),
                Some(Column::Submitted) => a.created.cmp(&b.created),
                Some(Column::Modified) => a.modified.cmp(&b.modified),
                Some(Column::Edited) => a.edited.cmp(&b.edited),
                None => {
                    let text = |row: &Row| row.answer(&key.field).map(|value| as_text(&value));
                    text(a).cmp(&text(b))
                }
            };
            let ordering = if key.descending {
                ordering.reverse()
            } else {
                ordering
            };
            if ordering.is_ne() {
                return ordering;
            }
        }
        std::cmp::Ordering::Equal
    });
}
