//! How Ona reads and writes instants.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, SecondsFormat, Utc};

/// How a row spells its times. Stored rows are never rewritten, so both occur in one server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Spelling {
    /// Whole seconds without offset, meaning UTC.
    Old,
    /// Microseconds and `+00:00`.
    #[default]
    New,
}

impl Spelling {
    /// An instant as a row of this age shows it.
    pub fn write(self, at: DateTime<Utc>) -> String {
        match self {
            Self::Old => at.format("%Y-%m-%dT%H:%M:%S").to_string(),
            Self::New => at.to_rfc3339_opts(SecondsFormat::Micros, false),
        }
    }
}

/// Reads a time of a `query`: a day, whole seconds with or without offset, a fraction only with one.
pub(super) fn parse(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Some(day.and_hms_opt(0, 0, 0)?.and_utc());
    }
    if let Ok(seconds) = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S") {
        return Some(seconds.and_utc());
    }
    let at: DateTime<FixedOffset> = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z"))
        .ok()?;
    Some(at.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_accepted_spellings_name_the_same_instant() {
        let expected = parse("2015-03-02T09:15:40Z").unwrap();

        for text in [
            "2015-03-02T09:15:40",
            "2015-03-02T12:15:40+03:00",
            "2015-03-02T12:15:40+0300",
            "2015-03-02T09:15:40.000000+00:00",
        ] {
            assert_eq!(parse(text), Some(expected), "{text}");
        }
        assert!(parse("2015-03-02").is_some());
    }

    #[test]
    fn a_fraction_without_offset_is_refused() {
        assert_eq!(parse("2015-03-02T09:15:40.123456"), None);
        assert_eq!(parse("yesterday"), None);
    }

    #[test]
    fn both_ages_of_rows_are_written_as_they_were() {
        let at = parse("2015-03-02T09:15:40.5Z").unwrap();

        assert_eq!(Spelling::Old.write(at), "2015-03-02T09:15:40");
        assert_eq!(Spelling::New.write(at), "2015-03-02T09:15:40.500000+00:00");
    }
}
