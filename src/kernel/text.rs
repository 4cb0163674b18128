//! Sentences for people: a key of the Fluent catalogue with its arguments, turned into words at the edge.
//!
//! The catalogue is `src/web/locales/<language>/<room>.ftl`, compiled in. English is the fallback and the
//! language of the command line and the logs.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::fluent_bundle::types::{FluentNumber, FluentNumberOptions};
use fluent_templates::{LanguageIdentifier, Loader, langid, static_loader};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::figures::{Digits, Figure, Figures, Habits};

static_loader! {
    static CATALOGUE = {
        locales: "./src/web/locales",
        fallback_language: "en",
        customise: |bundle| {
            // Isolation marks would land in attributes and tests; templates isolate names with <bdi>.
            bundle.set_use_isolating(false);
            let tag = bundle.locales.first().map(|locale| locale.language.as_str());
            // The bundle takes a plain function, which cannot know its language.
            bundle.set_formatter(Some(match tag {
                Some("ar") => in_arabic,
                Some("tr") => in_turkish,
                _ => in_english,
            }));
        },
    };
}

fn in_english<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    numeral(value, Language::En)
}

fn in_arabic<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    numeral(value, Language::Ar)
}

fn in_turkish<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    numeral(value, Language::Tr)
}

thread_local! {
    // The bundle's formatter is a plain function: it cannot be told for whom a sentence is put together.
    static DIGITS: Cell<Digits> = const { Cell::new(Digits::Western) };
}

/// A number of a sentence as all figures are written; everything else stays as it is.
fn numeral(value: &FluentValue<'_>, language: Language) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let number = match &number.options.currency {
        Some(whole) => whole.parse().ok()?,
        None => Decimal::try_from(number.value).ok()?,
    };
    let habits = Habits {
        digits: DIGITS.get(),
        ..Habits::default()
    };
    Some(Figures::new(language).with_habits(habits).number(number))
}

/// A number of a sentence. In Arabic the last two digits choose the form (CLDR 37: 3 to 10 and 103 to 110 are `few`), and our
/// library looks at all of them: it is given a number of the same form, with the whole one beside it in an option nothing here has
/// another use for.
fn counted(number: f64, language: Language) -> FluentValue<'static> {
    if language != Language::Ar || number.abs() < 100.0 || number.fract() != 0.0 {
        return FluentValue::from(number);
    }
    let last = number.abs() % 100.0;
    // As 100 itself: the forms of one, two and none are those of the small numbers alone.
    let form = if last < 3.0 { 100.0 } else { last };
    let options = FluentNumberOptions {
        currency: Some(number.to_string()),
        ..FluentNumberOptions::default()
    };
    FluentValue::Number(FluentNumber::new(form, options))
}

static EN: LanguageIdentifier = langid!("en");
static AR: LanguageIdentifier = langid!("ar");
static TR: LanguageIdentifier = langid!("tr");

/// A language of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    #[default]
    En,
    Ar,
    Tr,
}

impl Language {
    /// All languages the pages are written in.
    pub const ALL: [Self; 3] = [Self::En, Self::Ar, Self::Tr];

    /// The tag used in HTML, in YAML and in the database (`ar`).
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ar => "ar",
            Self::Tr => "tr",
        }
    }

    /// The language of a tag; `None` for one the pages are not written in.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The direction of writing, for the `dir` attribute.
    pub fn direction(self) -> &'static str {
        match self {
            Self::Ar => "rtl",
            Self::En | Self::Tr => "ltr",
        }
    }

    /// What its readers call it.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Ar => "العربية",
            Self::Tr => "Türkçe",
        }
    }

    fn identifier(self) -> &'static LanguageIdentifier {
        match self {
            Self::En => &EN,
            Self::Ar => &AR,
            Self::Tr => &TR,
        }
    }
}

/// An argument of a sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Arg {
    Number(f64),
    Words(String),
    Figure(Figure),
    /// Another sentence, put into the same language.
    Text(Text),
    /// Several of them, as a list in that language ("a, b and c").
    List(Vec<Text>),
}

impl From<Text> for Arg {
    fn from(text: Text) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<Text>> for Arg {
    fn from(list: Vec<Text>) -> Self {
        Self::List(list)
    }
}

impl From<&str> for Arg {
    fn from(words: &str) -> Self {
        Self::Words(words.to_owned())
    }
}

impl From<String> for Arg {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

impl From<Figure> for Arg {
    fn from(figure: Figure) -> Self {
        Self::Figure(figure)
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number as f64)
    }
}

/// A sentence not yet in any language. `Display` gives it in English.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Text {
    key: Cow<'static, str>,
    args: Vec<(Cow<'static, str>, Arg)>,
}

impl Text {
    /// A sentence of the catalogue.
    pub fn new(key: impl Into<Cow<'static, str>>) -> Self {
        Self {
            key: key.into(),
            args: Vec::new(),
        }
    }

    /// Adds an argument; numbers choose the plural form.
    pub fn arg(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Arg>) -> Self {
        self.args.push((name.into(), value.into()));
        self
    }

    /// The key in the catalogue.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The words in a language; the key itself when no language has it (a test keeps this from happening).
    pub fn in_language(&self, language: Language) -> String {
        self.for_reader(Figures::new(language))
    }

    /// The same for somebody who has habits of their own with figures.
    pub fn for_reader(&self, reader: Figures) -> String {
        let args: HashMap<Cow<'static, str>, FluentValue<'_>> = self
            .args
            .iter()
            .map(|(name, value)| {
                let value = match value {
                    Arg::Number(number) => counted(*number, reader.language()),
                    Arg::Words(words) => FluentValue::from(words.as_str()),
                    Arg::Figure(figure) => FluentValue::from(reader.figure(figure)),
                    Arg::Text(text) => FluentValue::from(text.for_reader(reader)),
                    Arg::List(list) => FluentValue::from(listed(list, reader)),
                };
                (name.clone(), value)
            })
            .collect();
        let before = DIGITS.replace(reader.habits().digits);
        let words =
            CATALOGUE.try_lookup_complete(reader.language().identifier(), &self.key, Some(&args));
        DIGITS.set(before);
        words.unwrap_or_else(|| self.key.to_string())
    }

    /// Whether a language has this key itself, without falling back to English.
    pub fn is_known_in(&self, language: Language) -> bool {
        let args = HashMap::new();
        CATALOGUE
            .lookup_single_language::<Cow<'static, str>>(
                language.identifier(),
                &self.key,
                Some(&args),
            )
            // Complaints about missing arguments come from a sentence that exists; their type cannot be named.
            .map_or_else(
                |error| error.to_string().starts_with("Fluent errors"),
                |_| true,
            )
    }
}

/// "a, b and c" in a language.
fn listed(list: &[Text], reader: Figures) -> String {
    let mut words = list.iter().map(|text| text.for_reader(reader));
    let Some(mut said) = words.next() else {
        return String::new();
    };
    let last = words.next_back();
    for next in words {
        said = Text::new("list-more")
            .arg("first", said)
            .arg("next", next)
            .for_reader(reader);
    }
    match last {
        None => said,
        Some(last) => Text::new("list-last")
            .arg("first", said)
            .arg("next", last)
            .for_reader(reader),
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_language(Language::En))
    }
}

impl From<&'static str> for Text {
    fn from(key: &'static str) -> Self {
        Self::new(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_two_digits_choose_the_form_in_arabic() {
        let said = |count: i64| {
            Text::new("days")
                .arg("count", count)
                .in_language(Language::Ar)
        };

        assert_eq!((&*said(1), &*said(2)), ("يوم واحد", "يومان"));
        for (counts, form) in [
            (vec![3, 10, 103, 110, 1_007], " أيام"),
            (vec![11, 99, 111, 127, 199, 1_999], " يوماً"),
            (vec![100, 101, 102, 200, 302, 2_000], " يوم"),
        ] {
            for count in counts {
                let figure = Figures::new(Language::Ar).number(Decimal::from(count));
                assert_eq!(said(count), format!("{figure}{form}"), "{count}");
            }
        }
    }
}
