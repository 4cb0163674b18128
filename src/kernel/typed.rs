//! Numbers as people type them, or as spreadsheets of several countries write them.

use std::str::FromStr;

use rust_decimal::Decimal;

use super::text::Text;

/// Why letters are no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotANumber {
    /// It is something else.
    Unreadable,
    /// `4,072` is four thousand to some and four to others.
    Ambiguous,
}

impl From<NotANumber> for Text {
    fn from(why: NotANumber) -> Self {
        Self::new(match why {
            NotANumber::Unreadable => "number-unreadable",
            NotANumber::Ambiguous => "number-ambiguous",
        })
    }
}

/// What a comma alone means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Comma {
    /// Whatever makes sense; refused when both would.
    #[default]
    Either,
    /// It stands before decimals, and a point between thousands.
    Decimal,
}

/// Reads `4.072`, `4,5`, `1 234.50`, `1.234,50`, `1,234.50`, `٤٫٥`.
///
/// # Errors
/// Why it is none.
pub fn decimal(text: &str, comma: Comma) -> Result<Decimal, NotANumber> {
    let plain: String = text.trim().chars().filter_map(western).collect();
    let plain = plain.as_str();
    let points = plain.matches('.').count();
    let commas = plain.matches(',').count();
    let read = |text: &str| {
        let is_plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+');
        if text.chars().all(is_plain) && text.contains(|c: char| c.is_ascii_digit()) {
            Decimal::from_str(text).map_err(|_| NotANumber::Unreadable)
        } else {
            Err(NotANumber::Unreadable)
        }
    };
    match (points, commas) {
        (1, 0) if comma == Comma::Decimal && in_groups(plain, '.') => Err(NotANumber::Ambiguous),
        (0 | 1, 0) => read(plain),
        (0, 1) if comma == Comma::Either && in_groups(plain, ',') => Err(NotANumber::Ambiguous),
        (0, 1) => read(&plain.replace(',', ".")),
        (_, 0) if in_groups(plain, '.') => read(&plain.replace('.', "")),
        (0, _) if in_groups(plain, ',') => read(&plain.replace(',', "")),
        _ => {
            let (group, point) = if plain.rfind('.') > plain.rfind(',') {
                (',', '.')
            } else {
                ('.', ',')
            };
            let whole = plain.split(point).next().unwrap_or_default();
            if plain.matches(point).count() > 1 || !in_groups(whole, group) {
                return Err(NotANumber::Unreadable);
            }
            read(&plain.replace(group, "").replace(point, "."))
        }
    }
}

/// The character as written in the west; nothing for what only separates groups.
fn western(c: char) -> Option<char> {
    Some(match c {
        '٠'..='٩' => char::from(b'0' + (c as u32 - '٠' as u32) as u8),
        '۰'..='۹' => char::from(b'0' + (c as u32 - '۰' as u32) as u8),
        '٫' => '.',
        '−' => '-',
        '٬' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '\u{200e}' | '\u{200f}' => {
            return None;
        }
        other => other,
    })
}

/// Whether the separator stands before every three digits, as in `1,234,567`.
fn in_groups(number: &str, separator: char) -> bool {
    let mut parts = number.trim_start_matches(['-', '+']).split(separator);
    let first = parts.next().unwrap_or_default();
    let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    (1..=3).contains(&first.len())
        && digits(first)
        && !first.starts_with('0')
        && parts.all(|part| part.len() == 3 && digits(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_several_countries_write_them() {
        for (typed, number) in [
            ("4.072", "4.072"),
            ("4,5", "4.5"),
            ("0,125", "0.125"),
            ("1 234.50", "1234.50"),
            ("1.234,50", "1234.50"),
            ("1,234.50", "1234.50"),
            ("1,234,567", "1234567"),
            ("1.234.567,8", "1234567.8"),
            ("٤٫٥", "4.5"),
            ("-1.23", "-1.23"),
            (" 12 ", "12"),
        ] {
            let read = decimal(typed, Comma::Either);
            assert_eq!(read, Ok(number.parse().unwrap()), "{typed}");
        }
        assert_eq!(
            decimal("4,072", Comma::Decimal),
            Ok("4.072".parse().unwrap())
        );
    }

    #[test]
    fn what_could_be_two_numbers_or_none_is_refused() {
        assert_eq!(decimal("4,072", Comma::Either), Err(NotANumber::Ambiguous));
        assert_eq!(decimal("1.234", Comma::Decimal), Err(NotANumber::Ambiguous));
        for typed in [
            "", "abc", "1,2,3", "1.2.3", "12x", "1e5", "1,23.4,5", "-", ".",
        ] {
            let read = decimal(typed, Comma::Either);
            assert_eq!(read, Err(NotANumber::Unreadable), "{typed}");
        }
    }
}
