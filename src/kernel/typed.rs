//! Numbers as people type them, or as spreadsheets of several countries write them.
//!
//! `1.250` is one and a quarter to some and a thousand two hundred and fifty to others. Nobody is told which of the two
//! was taken, so nothing is guessed: what can be meant in both ways is refused, and the message says how to write either.
//! How much is in doubt depends on the page ([`Comma::of`]): an English or Arabic one writes `1,234.50`, so it takes `12.500`
//! for twelve and a half, as prices in dinars are written, and asks about `12,500` only; a Turkish one the other way round.

use std::str::FromStr;

use rust_decimal::Decimal;

use super::line::is_invisible;
use super::text::{Language, Text};

/// Why letters are no number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotANumber {
    /// It is something else.
    Unreadable,
    /// `4,072` is four thousand to some and four to others: how to write the one, and how the other.
    Ambiguous { whole: String, decimals: String },
}

impl From<NotANumber> for Text {
    fn from(why: NotANumber) -> Self {
        match why {
            NotANumber::Unreadable => Self::new("number-unreadable"),
            NotANumber::Ambiguous { whole, decimals } => Self::new("number-ambiguous")
                .arg("whole", whole)
                .arg("decimals", decimals),
        }
    }
}

/// What a comma or a point alone means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Comma {
    /// A point stands before decimals; a comma is whatever makes sense, refused when both would.
    #[default]
    Either,
    /// It stands before decimals, and a point between thousands.
    Decimal,
}

impl Comma {
    /// How somebody types who reads pages in a language: as [`super::Figures`] writes there, `1,234.50` in English and
    /// Arabic, `1.234,50` in Turkish.
    pub fn of(language: Language) -> Self {
        match language {
            Language::En | Language::Ar => Self::Either,
            Language::Tr => Self::Decimal,
        }
    }

    /// Writes a number into a field, without groups and so that [`decimal`] reads it again as the same.
    pub fn write(self, number: Decimal) -> String {
        let plain = number.to_string();
        match self {
            Self::Decimal => plain.replace('.', ","),
            Self::Either => plain,
        }
    }

    /// Says how to write what `separator` may stand between thousands or before decimals in.
    fn doubt(self, plain: &str, separator: char) -> NotANumber {
        let decimals = plain.replace(separator, ".").parse::<Decimal>();
        NotANumber::Ambiguous {
            whole: plain.replace(separator, ""),
            decimals: self.write(decimals.unwrap_or_default().normalize()),
        }
    }
}

/// Reads `4.072`, `4,5`, `1 234.50`, `1.234,50`, `1,234.50`, `٤٫٥`.
///
/// # Errors
/// Why it is none.
pub fn decimal(text: &str, comma: Comma) -> Result<Decimal, NotANumber> {
    // The Arabic mark stands before decimals and nowhere else.
    let is_marked = text.contains('٫');
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
        (1, 0) if comma != Comma::Either && !is_marked && in_groups(plain, '.') => {
            Err(comma.doubt(plain, '.'))
        }
        (0 | 1, 0) => read(plain),
        (0, 1) if comma != Comma::Decimal && in_groups(plain, ',') => Err(comma.doubt(plain, ',')),
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

/// A digit of any of our keyboards as it is written in the west; other characters as they are.
pub fn western_digit(c: char) -> char {
    let digit = |zero: char| char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap_or(c);
    match c {
        '٠'..='٩' => digit('٠'),
        '۰'..='۹' => digit('۰'),
        other => other,
    }
}

/// A number, a day or a code as typed on any keyboard, with digits of the west; blanks around it do not count, nor do
/// signs nobody sees wherever they stand.
pub fn western_digits(text: &str) -> String {
    let seen: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    seen.trim().chars().map(western_digit).collect()
}

/// The character as written in the west; nothing for what only separates groups.
fn western(c: char) -> Option<char> {
    Some(match c {
        '٫' => '.',
        '−' => '-',
        '٬' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' => return None,
        unseen if is_invisible(unseen) => return None,
        other => western_digit(other),
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
            ("\u{2066}1\u{200b}2\u{2069}.\u{feff}5\u{200f}", "12.5"),
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
        for (typed, comma, whole, decimals) in [
            ("4,072", Comma::Either, "4072", "4.072"),
            ("1,250", Comma::Either, "1250", "1.25"),
            ("1.234", Comma::Decimal, "1234", "1,234"),
            ("1.250", Comma::Decimal, "1250", "1,25"),
            ("12.125", Comma::Decimal, "12125", "12,125"),
            ("١,٢٥٠", Comma::Either, "1250", "1.25"),
        ] {
            let doubt = NotANumber::Ambiguous {
                whole: whole.into(),
                decimals: decimals.into(),
            };
            assert_eq!(decimal(typed, comma), Err(doubt), "{typed}");
            for (way, number) in [
                (whole, typed.replace([',', '.'], "")),
                (decimals, typed.replace(',', ".")),
            ] {
                let meant = decimal(&number, Comma::Either).unwrap();
                assert_eq!(decimal(way, comma), Ok(meant), "{way} for {typed}");
            }
        }
        for typed in [
            "", "abc", "1,2,3", "1.2.3", "12x", "1e5", "1,23.4,5", "-", ".",
        ] {
            let read = decimal(typed, Comma::Either);
            assert_eq!(read, Err(NotANumber::Unreadable), "{typed}");
        }
    }

    #[test]
    fn only_what_the_language_groups_by_is_in_doubt() {
        for (typed, language, is_doubted) in [
            ("1.234", Language::En, false),
            ("1.234", Language::Ar, false),
            ("1.234", Language::Tr, true),
            ("1,234", Language::En, true),
            ("1,234", Language::Ar, true),
            ("1,234", Language::Tr, false),
        ] {
            let read = decimal(typed, Comma::of(language));
            assert_eq!(read.is_err(), is_doubted, "{typed} in {language:?}");
        }
    }

    #[test]
    fn ordinary_prices_are_taken_in_every_language() {
        for (typed, language, number) in [
            ("1.25", Language::En, "1.25"),
            ("12.500", Language::En, "12.5"),
            ("1.25", Language::Tr, "1.25"),
            ("1,25", Language::Tr, "1.25"),
            ("12,500", Language::Tr, "12.5"),
            ("1.234,50", Language::Tr, "1234.5"),
            ("1.25", Language::Ar, "1.25"),
            ("1250", Language::Ar, "1250"),
            ("0.500", Language::Ar, "0.5"),
            ("12.500", Language::Ar, "12.5"),
            ("١٢.٥٠٠", Language::Ar, "12.5"),
            ("1,234.500", Language::Ar, "1234.5"),
            ("12٫500", Language::Tr, "12.5"),
            ("١٢٫٥٠٠", Language::Ar, "12.5"),
            ("١٢٬٥٠٠", Language::Ar, "12500"),
        ] {
            let read = decimal(typed, Comma::of(language));
            assert_eq!(read, Ok(number.parse().unwrap()), "{typed} in {language:?}");
        }
    }

    #[test]
    fn what_a_field_shows_is_read_again_as_the_same() {
        for number in [
            "0",
            "1.25",
            "12.500",
            "3.125",
            "1250",
            "1234567.891",
            "-0.5",
        ] {
            let number: Decimal = number.parse().unwrap();
            for language in Language::ALL {
                let comma = Comma::of(language);
                let shown = comma.write(number);
                assert_eq!(
                    decimal(&shown, comma),
                    Ok(number),
                    "{shown} in {language:?}"
                );
            }
        }
        assert_eq!(Comma::Decimal.write("12.50".parse().unwrap()), "12,50");
        assert_eq!(Comma::Either.write("3.125".parse().unwrap()), "3.125");
    }

    #[test]
    fn signs_nobody_sees_count_nowhere_in_a_number_a_day_or_a_code() {
        for (typed, read) in [
            ("\u{200f}٢٠٢٦-\u{200e}١١\u{2066}-٢٠\u{2069}", "2026-11-20"),
            ("\u{feff} /TR27\u{200b}.3 ", "/TR27.3"),
            ("1 2", "1 2"),
        ] {
            assert_eq!(western_digits(typed), read, "{typed:?}");
        }
    }
}
