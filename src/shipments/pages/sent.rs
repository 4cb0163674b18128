//! What a browser sent, field by field: fields that were not sent leave what is stored as it is.

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Deserialize;

use crate::kernel::error::FieldError;
use crate::kernel::typed::western_digits;
use crate::kernel::typed::{Comma, NotANumber, decimal};
use crate::kernel::{Error, Text, one_line};
use crate::shipments::model::is_meant;

/// The fields of a form as they came; a name may come several times.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct Sent(Vec<(String, String)>);

impl Sent {
    /// The value of a field, when it was sent.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// All values sent under a name.
    pub(super) fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Names below a prefix with their values: `kit-3` is (`3`, value) below `kit-`.
    pub(super) fn below<'s>(&'s self, prefix: &'s str) -> impl Iterator<Item = (&'s str, &'s str)> {
        self.0
            .iter()
            .filter_map(move |(key, value)| Some((key.strip_prefix(prefix)?, value.as_str())))
    }

    /// The names below a prefix beside which something else was typed than a whole number in this range.
    pub(super) fn out_of_range<'s>(
        &'s self,
        prefix: &'s str,
        range: RangeInclusive<i32>,
    ) -> impl Iterator<Item = &'s str> {
        self.below(prefix)
            .filter(move |(_, typed)| {
                let number = western_digits(typed).parse();
                !typed.trim().is_empty() && !number.is_ok_and(|number| range.contains(&number))
            })
            .map(|(name, _)| name)
    }

    /// Lays what was sent under a name of one line over a value.
    pub(super) fn over(&self, name: &str, value: &mut String) {
        if let Some(sent) = self.get(name) {
            *value = one_line(sent);
        }
    }

    /// The version that was edited.
    pub(super) fn version(&self) -> i32 {
        self.get("version")
            .and_then(|version| version.parse().ok())
            .unwrap_or_default()
    }
}

/// Reads fields as numbers, days and choices, and collects what cannot be read.
#[derive(Default)]
pub(super) struct Reader(Vec<FieldError>);

impl Reader {
    /// A value that must be there; `wrong` is said when it is not or cannot be read.
    pub(super) fn required<T: std::str::FromStr>(
        &mut self,
        field: &'static str,
        text: &str,
        wrong: impl Into<Text>,
    ) -> Option<T> {
        let value = western_digits(text).parse().ok();
        if value.is_none() {
            self.wrong(field, wrong);
        }
        value
    }

    /// A value that may be left out.
    pub(super) fn optional<T: std::str::FromStr>(
        &mut self,
        field: &'static str,
        text: &str,
        wrong: impl Into<Text>,
    ) -> Option<T> {
        if text.trim().is_empty() {
            return None;
        }
        self.required(field, text, wrong)
    }

    /// An amount or a weight, as people write it who read the page in this language.
    pub(super) fn decimal(
        &mut self,
        field: &'static str,
        text: &str,
        comma: Comma,
    ) -> Option<Decimal> {
        match decimal(text, comma) {
            Ok(number) => return Some(number),
            Err(NotANumber::Unreadable) => self.wrong(field, "package-item-no-number"),
            Err(doubt) => self.wrong(field, doubt),
        }
        None
    }

    /// A day somebody can mean.
    pub(super) fn day(
        &mut self,
        field: &'static str,
        text: &str,
        wrong: impl Into<Text>,
    ) -> Option<NaiveDate> {
        let wrong = wrong.into();
        let day = self.required::<NaiveDate>(field, text, wrong.clone())?;
        if is_meant(day) {
            return Some(day);
        }
        self.wrong(field, wrong);
        None
    }

    /// What a service found for a field; wrong fields are noted, other errors given back.
    pub(super) fn found<T>(&mut self, found: Result<Option<T>, Error>) -> Result<Option<T>, Error> {
        match found {
            Err(Error::Invalid(errors)) => {
                self.0.extend(errors);
                Ok(None)
            }
            found => found,
        }
    }

    /// Notes what is wrong with a field.
    pub(super) fn wrong(&mut self, field: &'static str, message: impl Into<Text>) {
        self.0.push(FieldError {
            field,
            message: message.into(),
        });
    }

    /// Gives the value that was put together, unless something could not be read.
    pub(super) fn finish<T>(self, value: Option<T>) -> Result<T, Error> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(Error::Invalid(self.0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_arabic_keyboards_are_numbers() {
        let mut reader = Reader::default();

        let number: Option<i32> = reader.required("quantity", " ٢٥ ", "error-invalid");

        assert_eq!(number, Some(25));
        assert!(reader.finish(number).is_ok());
    }

    #[test]
    fn fields_that_were_not_sent_stay() {
        let sent = Sent(vec![("name".into(), " Big\r\ntents\u{200b}\u{0}".into())]);
        let (mut name, mut note) = (String::from("Box"), String::from("kept"));

        sent.over("name", &mut name);
        sent.over("note", &mut note);

        assert_eq!((name.as_str(), note.as_str()), ("Big tents", "kept"));
    }
}
