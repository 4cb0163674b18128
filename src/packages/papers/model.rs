//! Rows of papers, and which packages are asked for.

use std::fmt;

use crate::kernel::line::is_invisible;
use crate::kernel::typed::western_digit;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Double, Int4, Nullable, Numeric, Text};
use rust_decimal::Decimal;
use serde::Serialize;

/// Numbers beyond this belong to no package.
const MOST: i32 = 999_999_999;

/// Which packages of a shipment, by number: ranges, or all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers(Vec<(i32, i32)>);

impl Numbers {
    /// Reads what a person typed: `1-20, 35`. Nothing means all; also Arabic digits, commas and other dashes,
    /// and what is copied from a page of ours with the signs nobody sees.
    ///
    /// # Errors
    /// What is wrong, when it is something else, or a range that ends before it begins: a typing mistake may hide in one.
    pub fn parse(text: &str) -> Result<Self, crate::kernel::Text> {
        let text: String = text
            .chars()
            .filter(|c| !is_invisible(*c))
            .map(western)
            .collect();
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self::default());
        }
        let number = |text: &str| {
            let text = text.trim();
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            let number = text.parse::<i32>().ok().filter(|_| digits)?;
            (1..=MOST).contains(&number).then_some(number)
        };
        let range = |part: &str| {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (first, last) = (number(first)?, number(last)?);
            Some((first, last))
        };
        let parts = text.split(',').map(str::trim);
        let ranges: Option<Vec<_>> = parts.filter(|part| !part.is_empty()).map(range).collect();
        let ranges = ranges.filter(|ranges| !ranges.is_empty());
        let ranges = ranges.ok_or("paper-numbers-wrong")?;
        match ranges.iter().find(|(first, last)| first > last) {
            None => Ok(Self(ranges)),
            Some((first, last)) => Err(crate::kernel::Text::new("paper-numbers-reversed")
                .arg("first", first.to_string())
                .arg("last", last.to_string())),
        }
    }

    /// Whether all packages are meant.
    pub fn are_all(&self) -> bool {
        self.0.is_empty()
    }

    /// As PostgreSQL writes an `int4multirange`; `None` for all.
    pub(super) fn multirange(&self) -> Option<String> {
        let ranges: Vec<String> = self
            .0
            .iter()
            .map(|(first, last)| format!("[{first},{last}]"))
            .collect();
        (!self.are_all()).then(|| format!("{{{}}}", ranges.join(",")))
    }
}

impl Numbers {
    /// Reads what PostgreSQL writes: `{[3,10),[12,13)}`.
    pub(super) fn from_multirange(text: &str) -> Self {
        let numbers: Vec<i32> = text
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|number| number.parse().ok())
            .collect();
        let ranges = numbers.chunks_exact(2);
        Self(ranges.map(|pair| (pair[0], pair[1] - 1)).collect())
    }
}

/// As a person would type it: `1-20, 35`; nothing for all.
impl fmt::Display for Numbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (first, last)) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            if first == last {
                write!(f, "{comma}{first}")?;
            } else {
                write!(f, "{comma}{first}-{last}")?;
            }
        }
        Ok(())
    }
}

/// Digits, commas and dashes of our languages in the spelling that is parsed.
fn western(c: char) -> char {
    match c {
        '،' | ';' | '؛' => ',',
        '\u{2010}' | '\u{2011}' | '–' | '—' | '−' => '-',
        other => western_digit(other),
    }
}

/// A package as its label names it.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Label {
    #[diesel(sql_type = Int4)]
    pub number: i32,
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    /// The kit it was built from, when it was exactly one.
    #[diesel(sql_type = Nullable<Text>)]
    pub kit: Option<String>,
    /// Kilograms, when the weight of everything inside is known.
    #[diesel(sql_type = Nullable<Double>)]
    pub weight: Option<f64>,
    /// Who gave what is inside.
    #[diesel(sql_type = Array<Text>)]
    pub donors: Vec<String>,
    /// Its place among the packages of its shipment, from 1. The number, unless packages before it were deleted.
    #[diesel(sql_type = BigInt)]
    pub place: i64,
    /// How many packages the shipment has.
    #[diesel(sql_type = BigInt)]
    pub total: i64,
    #[diesel(sql_type = BigInt)]
    pub item_count: i64,
    #[diesel(sql_type = Numeric)]
    pub price_local: Decimal,
    #[diesel(sql_type = Numeric)]
    pub price_usd: Decimal,
}

impl Label {
    /// Examples for the test that renders every page.
    pub fn samples() -> Vec<Self> {
        let label = |number: i32| Self {
            number,
            code: format!("/TR27.{number}"),
            name: "Winter kit <large>".into(),
            kit: Some("Kit بطانيات".into()),
            weight: Some(12.5),
            donors: vec!["ECHO".into(), "Sida".into()],
            place: i64::from(number),
            total: 30,
            item_count: 58,
            price_local: Decimal::new(892_917, 2),
            price_usd: Decimal::new(217_083, 3),
        };
        let bare = Self {
            kit: None,
            weight: None,
            donors: Vec::new(),
            place: 29,
            ..label(30)
        };
        (1..=29).map(label).chain([bare]).collect()
    }
}

/// One row of a package's contents on a manifest.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Content {
    #[diesel(sql_type = Int4)]
    pub(super) number: i32,
    #[diesel(sql_type = Text)]
    pub description: String,
    #[diesel(sql_type = Text)]
    pub unit: String,
    #[diesel(sql_type = Int4)]
    pub quantity: i32,
    #[diesel(sql_type = Nullable<Text>)]
    pub donor: Option<String>,
    /// Never told to partners.
    #[diesel(sql_type = Nullable<Text>)]
    pub supplier: Option<String>,
    #[diesel(sql_type = Numeric)]
    pub price_local: Decimal,
    #[diesel(sql_type = Numeric)]
    pub price_usd: Decimal,
    #[diesel(sql_type = Numeric)]
    pub total_local: Decimal,
    #[diesel(sql_type = Numeric)]
    pub total_usd: Decimal,
}

/// A package with everything inside.
#[derive(Clone, Debug, Serialize)]
pub struct Packed {
    #[serde(flatten)]
    pub label: Label,
    pub items: Vec<Content>,
}

impl Packed {
    /// Examples for the test that renders every page.
    pub fn samples() -> Vec<Self> {
        let item = Content {
            number: 1,
            description: "Blanket <thermal>".into(),
            unit: "piece".into(),
            quantity: 1_000,
            donor: Some("ECHO".into()),
            supplier: Some("Mill & Sons".into()),
            price_local: Decimal::ONE,
            price_usd: Decimal::new(1_125, 3),
            total_local: Decimal::from(1_000),
            total_usd: Decimal::from(1_125),
        };
        let bare = Content {
            unit: String::new(),
            donor: None,
            supplier: None,
            ..item.clone()
        };
        let labels = Label::samples().into_iter();
        let pack = |label| Self {
            label,
            items: vec![item.clone(), bare.clone()],
        };
        let mut packed: Vec<Self> = labels.map(pack).collect();
        if let Some(last) = packed.last_mut() {
            last.items.clear();
        }
        packed
    }
}

/// The same item in all packages that are asked for.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Good {
    #[diesel(sql_type = Text)]
    pub description: String,
    #[diesel(sql_type = Text)]
    pub unit: String,
    /// How many packages hold it.
    #[diesel(sql_type = BigInt)]
    pub packages: i64,
    #[diesel(sql_type = BigInt)]
    pub quantity: i64,
}

/// What goes on a lorry: goods, how many packages, how heavy.
#[derive(Clone, Debug, Serialize)]
pub struct Load {
    pub goods: Vec<Good>,
    pub packages: usize,
    /// Kilograms, when all weights are known.
    pub weight: Option<f64>,
}

impl Load {
    /// Examples for the test that renders every page.
    pub fn samples() -> Vec<Self> {
        let good = Good {
            description: "Blanket <thermal>".into(),
            unit: "piece".into(),
            packages: 24,
            quantity: 1_392,
        };
        let full = Self {
            goods: vec![good],
            packages: 24,
            weight: Some(312.25),
        };
        let empty = Self {
            goods: Vec::new(),
            packages: 1,
            weight: None,
        };
        vec![full, empty]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<Vec<(i32, i32)>> {
        Numbers::parse(text).ok().map(|numbers| numbers.0)
    }

    #[test]
    fn numbers_are_ranges_in_the_spelling_of_our_languages() {
        assert_eq!(parsed("1-20,35"), Some(vec![(1, 20), (35, 35)]));
        assert_eq!(parsed(" 1 – 3 ; 7 , "), Some(vec![(1, 3), (7, 7)]));
        assert_eq!(parsed("١-٢٠، ٣٥"), Some(vec![(1, 20), (35, 35)]));
        assert_eq!(parsed("  "), Some(Vec::new()));
        assert!(Numbers::parse("").unwrap().are_all());
        assert_eq!(Numbers::parse("7,11–20").unwrap().to_string(), "7, 11-20");
    }

    #[test]
    fn a_range_that_ends_before_it_begins_is_refused_by_its_numbers() {
        let said = Numbers::parse("7, ٢٠-١١").unwrap_err().to_string();

        assert_eq!(said, "The range 20-11 ends before it begins. Write 11-20.");
        assert_eq!(parsed("3-3"), Some(vec![(3, 3)]));
    }

    #[test]
    fn what_our_texts_propose_is_taken_as_it_is_copied_from_them() {
        use crate::kernel::Language;
        for language in Language::ALL {
            let said = Numbers::parse("20-11").unwrap_err().in_language(language);
            let words = said
                .split_whitespace()
                .map(|word| word.trim_end_matches('.'));
            let ranges: Vec<_> = words.filter_map(parsed).collect();
            assert_eq!(ranges, [vec![(11, 20)]], "{said:?}");

            let said = Numbers::parse("x").unwrap_err().in_language(language);
            let example = said.find('1').map(|at| said[at..].trim_end_matches('.'));
            let numbers = example.and_then(parsed);
            assert_eq!(numbers, Some(vec![(1, 20), (35, 35)]), "{said:?}");
        }
        assert_eq!(
            parsed("\u{202a}\u{2066}1\u{2010}3\u{2069}\u{202c}, \u{200f}7\u{200e}"),
            Some(vec![(1, 3), (7, 7)])
        );
    }

    #[test]
    fn ranges_of_the_database_are_read() {
        let read = |text| Numbers::from_multirange(text).to_string();

        assert_eq!(read("{[3,10),[12,13)}"), "3-9, 12");
        assert_eq!(read("{}"), "");
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for wrong in [
            "a",
            "0",
            "-3",
            "1-",
            "1-2-3",
            "1 2",
            "+1",
            "9999999999",
            ",",
            "1..3",
        ] {
            assert_eq!(parsed(wrong), None, "{wrong:?}");
        }
    }
}
