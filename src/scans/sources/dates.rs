//! Dates as servers and phones have written them over the years.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, SecondsFormat, Utc};

/// Reads `YYYY-MM-DD[T| ]HH:MM[:SS[.fff]][Z|±HH|±HHMM|±HH:MM]`; without an offset it means UTC, without a time
/// midnight. `None` for anything else, and for years nobody scans in.
pub(super) fn instant(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let (date, rest) = text.split_at_checked(10)?;
    let date = NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?;
    if !(1970..=2999).contains(&date.year()) {
        return None;
    }
    if rest.is_empty() {
        return Some(date.and_hms_opt(0, 0, 0)?.and_utc());
    }
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let (time, offset) = match rest.find(['Z', 'z', '+', '-']) {
        Some(at) => (rest[..at].trim_end(), offset(&rest[at..])?),
        None => (rest, FixedOffset::east_opt(0)?),
    };
    let time = time.replace(',', ".");
    let local = ["%H:%M:%S%.f", "%H:%M"]
        .iter()
        .find_map(|format| chrono::NaiveTime::parse_from_str(&time, format).ok())?;
    let local = NaiveDateTime::new(date, local);
    Some(
        local
            .and_local_timezone(offset)
            .single()?
            .with_timezone(&Utc),
    )
}

fn offset(text: &str) -> Option<FixedOffset> {
    if matches!(text, "Z" | "z") {
        return FixedOffset::east_opt(0);
    }
    let (sign, digits) = text.split_at_checked(1)?;
    let digits: String = digits.chars().filter(|c| *c != ':').collect();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let seconds = match digits.len() {
        2 => digits.parse::<i32>().ok()? * 3600,
        4 => digits[..2].parse::<i32>().ok()? * 3600 + digits[2..].parse::<i32>().ok()? * 60,
        _ => return None,
    };
    FixedOffset::east_opt(if sign == "-" { -seconds } else { seconds })
}

/// An instant as servers take it in a query: with a fraction it needs an offset.
pub(super) fn for_query(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Micros, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_spellings_of_one_instant_are_the_same() {
        let expected = instant("2015-03-02T09:15:40Z").unwrap();
        for text in [
            "2015-03-02T09:15:40",
            "2015-03-02 09:15:40",
            "2015-03-02T09:15:40.000000+00:00",
            "2015-03-02T12:15:40+03",
            "2015-03-02T12:15:40+0300",
            "2015-03-02T12:15:40.000+03:00",
            "2015-03-02T04:15:40-05:00",
        ] {
            assert_eq!(instant(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn microseconds_are_kept() {
        let at = instant("2026-11-20T10:00:00.123456+00:00").unwrap();
        assert_eq!(at.timestamp_subsec_micros(), 123_456);
        assert_eq!(for_query(at), "2026-11-20T10:00:00.123456Z");
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "yesterday",
            "2015-13-02T00:00:00",
            "2015-03-02T25:00:00",
            "0001-01-01",
            "2015-03-02Tx",
            "٢٠١٥-٠٣-٠٢",
        ] {
            assert_eq!(instant(text), None, "{text}");
        }
        assert!(instant("2015-03-02").is_some());
    }
}
