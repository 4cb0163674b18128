//! Words typed for statuses, and values written for tables.

use clap::builder::{PossibleValuesParser, StringValueParser, TypedValueParser};

use crate::kernel::Status;

/// Takes the word of one of the eight statuses (`in_transit`).
pub(super) fn status() -> impl TypedValueParser<Value = Status> {
    PossibleValuesParser::new(Status::ALL.map(Status::slug))
        .map(|word| Status::from_slug(&word).unwrap_or(Status::InProgress))
}

/// Takes the code of a package, also without its slash (`TR27.3`, and `TR27.9=4` where units follow).
pub(super) fn code() -> impl TypedValueParser<Value = String> {
    StringValueParser::new().map(|text| {
        let text = text.trim();
        // An address that a label leads to stays as it is.
        if text.contains('/') {
            text.to_owned()
        } else {
            format!("/{text}")
        }
    })
}

/// A status with its share and lateness (`received 1 %, 199 overdue`).
pub(super) fn status_with(status: Status, percent: Option<i32>, overdue: i32) -> String {
    let mut words = status.slug().replace('_', " ");
    if let Some(percent) = percent {
        words = format!("{words} {percent} %");
    }
    if overdue > 0 {
        words = format!("{words}, {overdue} overdue");
    }
    words
}

/// A value that may be missing.
pub(super) fn or_empty<T: std::fmt::Display>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}
