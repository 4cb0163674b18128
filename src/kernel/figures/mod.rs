//! Figures as people read them: numbers, money, shares, sizes, days and times in the habits of a language. Nothing
//! else in the program puts groups, signs and marks of direction together: filters of templates, rows of lists and the
//! sentences of the catalogue all ask here.
//!
//! English writes 1,234.50 and 41%, Turkish 1.234,50 and %41. Arabic has Western digits, with marks that hold signs on
//! their side of the digits and codes together in a text that runs from right to left; who prefers Arabic-Indic digits
//! reads ١٬٢٣٤٫٥٠ on pages. Files and what machines read keep Western ones.

use std::sync::LazyLock;

use chrono::{
    DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, Timelike, Utc,
};
use chrono_tz::Tz;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::money::Currency;
use super::text::{Language, Text};

/// Left-to-right mark: what follows it, digits too, runs from left to right.
const LRM: char = '\u{200e}';
/// Arabic letter mark: what follows it runs as Arabic does.
const ALM: char = '\u{061c}';
/// Begin and end of a piece that runs from left to right whatever stands around it.
const ISOLATE: (char, char) = ('\u{2066}', '\u{2069}');

/// How somebody reads the time of day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hours {
    #[default]
    H24,
    H12,
}

/// Which digits somebody reads in Arabic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Digits {
    #[default]
    Western,
    /// Arabic-Indic: ٠١٢٣٤٥٦٧٨٩.
    Arabic,
}

impl Digits {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Western, Self::Arabic];

    /// The word stored and sent.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Western => "western",
            Self::Arabic => "arabic",
        }
    }

    /// The digits of a word that was stored or sent.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|digits| digits.slug() == slug)
    }
}

/// How somebody reads figures, whatever the language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Habits {
    pub hours: Hours,
    /// Of Arabic pages.
    pub digits: Digits,
}

/// A figure inside a sentence that has no language yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Figure {
    Day(NaiveDate),
    /// Day and time of day as the clocks of the country show them.
    Moment(NaiveDateTime),
    Bytes(i64),
}

/// Writes figures for somebody: in a language, as they are used to read them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    language: Language,
    habits: Habits,
}

/// What is needed in every row of a list, looked up once per language.
struct Words {
    months: [String; 12],
    comma: String,
}

static WORDS: LazyLock<[Words; 3]> = LazyLock::new(|| {
    Language::ALL.map(|language| {
        let word = |key: String| Text::new(key).in_language(language);
        Words {
            months: std::array::from_fn(|n| word(format!("month-{}", n + 1))),
            comma: word("comma".into()),
        }
    })
});

impl Figures {
    /// Figures in a language, with a day of 24 hours and Western digits.
    pub fn new(language: Language) -> Self {
        Self {
            language,
            habits: Habits::default(),
        }
    }

    /// The same for somebody who is used to read them in another way.
    pub const fn with_habits(self, habits: Habits) -> Self {
        Self { habits, ..self }
    }

    /// Whose language they are in.
    pub const fn language(self) -> Language {
        self.language
    }

    /// How the reader is used to read them.
    pub const fn habits(self) -> Habits {
        self.habits
    }

    /// A number with groups of three and as many digits after the mark as it has.
    pub fn number(self, number: impl Into<Decimal>) -> String {
        let number = number.into().normalize();
        self.rounded(number, number.scale())
    }

    /// An amount of a local currency with the digits of that currency; the currency itself stands in the heading.
    pub fn local(self, amount: Decimal, currency: &Currency) -> String {
        self.rounded(amount, currency.digits)
    }

    /// US dollars: two digits, or three when the third is not zero (`cts.md` §11 NEW).
    pub fn usd(self, amount: Decimal) -> String {
        let three = half_even(amount, 3);
        let digits = if three == half_even(three, 2) { 2 } else { 3 };
        self.rounded(three, digits)
    }

    /// An amount of a local currency with its code, for sentences (`JOD 1,234.500`, `1.234,50 TRY`).
    pub fn local_with_code(self, amount: Decimal, currency: &Currency) -> String {
        let is_negative = half_even(amount, currency.digits).is_sign_negative();
        self.with_code(
            &self.local(amount.abs(), currency),
            &currency.code,
            is_negative,
        )
    }

    /// US dollars with their code, for sentences.
    pub fn usd_with_code(self, amount: Decimal) -> String {
        let is_negative = half_even(amount, 3).is_sign_negative();
        self.with_code(&self.usd(amount.abs()), "USD", is_negative)
    }

    /// A share in hundredths: `41%`, in Turkish `%41`.
    pub fn percent(self, share: impl Into<Decimal>) -> String {
        let share = share.into();
        let minus = if share.is_sign_negative() && !share.is_zero() {
            "-"
        } else {
            ""
        };
        let number = self.number(share.abs());
        match self.language {
            Language::En => format!("{minus}{number}%"),
            Language::Tr => format!("{minus}%{number}"),
            Language::Ar if self.is_arabic_indic() => {
                let minus = if minus.is_empty() { "" } else { self.minus() };
                format!("{minus}{number}٪{ALM}")
            }
            Language::Ar => format!("{LRM}{minus}{number}%"),
        }
    }

    /// A size of a file or a database, in the unit that leaves few digits.
    pub fn size(self, bytes: i64) -> String {
        const UNITS: [&str; 4] = ["size-b", "size-kb", "size-mb", "size-gb"];
        let mut amount = Decimal::from(bytes.max(0));
        let mut unit = 0;
        while amount >= Decimal::from(1000) && unit + 1 < UNITS.len() {
            amount /= Decimal::from(1000);
            unit += 1;
        }
        let digits = u32::from(unit > 0 && amount < Decimal::TEN);
        let amount = half_even(amount, digits).normalize();
        self.words(Text::new(UNITS[unit]).arg("count", self.number(amount)))
    }

    /// How long something took.
    pub fn duration(self, milliseconds: i64) -> String {
        let (key, amount) = if milliseconds < 1000 {
            ("duration-ms", Decimal::from(milliseconds))
        } else {
            (
                "duration-s",
                half_even(Decimal::new(milliseconds, 3), 1).normalize(),
            )
        };
        self.words(Text::new(key).arg("count", self.number(amount)))
    }

    /// So many days.
    pub fn days(self, count: i64) -> String {
        self.words(Text::new("days").arg("count", count))
    }

    /// A day (`20 Nov 2026`).
    pub fn day(self, day: NaiveDate) -> String {
        let month = &self.known().months[day.month0() as usize];
        self.digits(format!("{} {month} {}", day.day(), day.year()))
    }

    /// The time of day somewhere (`14:05`, `2:05 PM`).
    pub fn clock(self, at: DateTime<Tz>) -> String {
        self.clock_of(&format!("{:02}", at.minute()), at.time())
    }

    /// Day and time of day.
    pub fn moment(self, at: DateTime<Tz>) -> String {
        self.wall(at.naive_local())
    }

    fn wall(self, at: NaiveDateTime) -> String {
        let (day, comma) = (self.day(at.date()), &self.known().comma);
        let clock = self.clock_of(&format!("{:02}", at.minute()), at.time());
        format!("{day}{comma} {clock}")
    }

    /// A moment to the second with the zone it is told in, for the hover.
    pub fn exact(self, at: DateTime<Tz>) -> String {
        let (day, comma) = (self.day(at.date_naive()), &self.known().comma);
        let clock = self.clock_of(&format!("{:02}:{:02}", at.minute(), at.second()), at.time());
        // Written piece by piece: chrono's patterns are read anew at every use, and lists are full of times.
        let offset = at.offset();
        let zone = self.isolated(format!("{offset} ({})", offset.fix()));
        format!("{day}{comma} {clock} {zone}")
    }

    /// How long ago something was; the time of day for what is still to come.
    pub fn ago(self, at: DateTime<Tz>, now: DateTime<Utc>) -> String {
        let passed = now - at.to_utc();
        let (key, count) = if passed < -TimeDelta::minutes(1) {
            return self.clock(at);
        } else if passed < TimeDelta::minutes(1) {
            ("ago-now", 0)
        } else if passed < TimeDelta::hours(1) {
            ("ago-minutes", passed.num_minutes())
        } else if passed < TimeDelta::days(1) {
            ("ago-hours", passed.num_hours())
        } else {
            ("ago-days", passed.num_days())
        };
        self.words(Text::new(key).arg("count", count))
    }

    /// A figure out of a sentence.
    pub fn figure(self, figure: &Figure) -> String {
        match figure {
            Figure::Day(day) => self.day(*day),
            Figure::Moment(at) => self.wall(*at),
            Figure::Bytes(bytes) => self.size(*bytes),
        }
    }

    fn rounded(self, amount: Decimal, digits: u32) -> String {
        let (group, mark) = match self.language {
            Language::En | Language::Ar => (',', '.'),
            Language::Tr => ('.', ','),
        };
        let rounded = half_even(amount, digits);
        let plain = format!("{:.*}", digits as usize, rounded.abs());
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let mut text = String::with_capacity(plain.len() + plain.len() / 3 + 4);
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                text.push(group);
            }
            text.push(digit);
        }
        if !fraction.is_empty() {
            text.push(mark);
            text.push_str(fraction);
        }
        if self.is_arabic_indic() {
            text = self.digits(text.replace(group, "٬").replace(mark, "٫"));
        }
        if rounded.is_sign_negative() {
            text.insert_str(0, self.minus());
        }
        text
    }

    fn is_arabic_indic(self) -> bool {
        self.language == Language::Ar && self.habits.digits == Digits::Arabic
    }

    /// The same with the digits of the reader.
    fn digits(self, text: String) -> String {
        if !self.is_arabic_indic() {
            return text;
        }
        let zero = u32::from('٠');
        text.chars()
            .map(|c| {
                let digit = c.to_digit(10).filter(|_| c.is_ascii());
                digit
                    .and_then(|digit| char::from_u32(zero + digit))
                    .unwrap_or(c)
            })
            .collect()
    }

    fn minus(self) -> &'static str {
        match self.language {
            Language::Ar if self.is_arabic_indic() => "\u{61c}-",
            Language::Ar => "\u{200e}-",
            Language::En | Language::Tr => "-",
        }
    }

    /// Code and sign where the currency has them (`cts.md` §11).
    fn with_code(self, figure: &str, code: &str, is_negative: bool) -> String {
        let minus = if is_negative { "-" } else { "" };
        self.isolated(match code {
            "TRY" => format!("{minus}{figure} {code}"),
            "JOD" | "IQD" => format!("{code} {figure}{minus}"),
            _ => format!("{minus}{code} {figure}"),
        })
    }

    fn clock_of(self, rest: &str, at: NaiveTime) -> String {
        match self.habits.hours {
            Hours::H24 => self.digits(format!("{:02}:{rest}", at.hour())),
            Hours::H12 => {
                let (is_pm, hour) = at.hour12();
                let key = if is_pm { "clock-pm" } else { "clock-am" };
                let clock = self.digits(format!("{hour}:{rest}"));
                self.words(Text::new(key).arg("clock", clock))
            }
        }
    }

    fn isolated(self, text: String) -> String {
        match self.language {
            Language::Ar => format!("{}{text}{}", ISOLATE.0, ISOLATE.1),
            Language::En | Language::Tr => text,
        }
    }

    fn words(self, text: Text) -> String {
        text.for_reader(self)
    }

    fn known(self) -> &'static Words {
        let place = Language::ALL
            .iter()
            .position(|known| *known == self.language);
        &WORDS[place.unwrap_or_default()]
    }
}

/// Rounds; nothing is ever minus zero.
fn half_even(amount: Decimal, digits: u32) -> Decimal {
    let rounded = amount.round_dp_with_strategy(digits, RoundingStrategy::MidpointNearestEven);
    if rounded.is_zero() {
        Decimal::ZERO
    } else {
        rounded
    }
}

#[cfg(test)]
mod tests;
