//! Figures as people read them: numbers, money, shares, sizes, days and times in the habits of a language. Nothing
//! else in the program puts groups, signs and marks of direction together: filters of templates, rows of lists and the
//! sentences of the catalogue all ask here.
//!
//! English writes 1,234.50 and 41%, Turkish 1.234,50 and %41. Arabic keeps Western digits, with marks that hold signs on
//! their side of the digits and codes together in a text that runs from right to left.

use std::sync::LazyLock;

use chrono::{DateTime, Datelike, NaiveDate, Offset, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::money::Currency;
use super::text::{Language, Text};

/// Left-to-right mark: what follows it, digits too, runs from left to right.
const LRM: char = '\u{200e}';
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

/// A figure inside a sentence that has no language yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Figure {
    Day(NaiveDate),
    Bytes(i64),
}

/// Writes figures for somebody: in a language, with their way of reading the clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    language: Language,
    hours: Hours,
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
    /// Figures in a language, with a day of 24 hours.
    pub const fn new(language: Language) -> Self {
        Self {
            language,
            hours: Hours::H24,
        }
    }

    /// The same for somebody who reads the clock in another way.
    pub const fn with_hours(self, hours: Hours) -> Self {
        Self { hours, ..self }
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
        format!("{} {month} {}", day.day(), day.year())
    }

    /// The time of day somewhere (`14:05`, `2:05 PM`).
    pub fn clock(self, at: DateTime<Tz>) -> String {
        self.clock_of(&format!("{:02}", at.minute()), at)
    }

    /// Day and time of day.
    pub fn moment(self, at: DateTime<Tz>) -> String {
        let (day, comma) = (self.day(at.date_naive()), &self.known().comma);
        format!("{day}{comma} {}", self.clock(at))
    }

    /// A moment to the second with the zone it is told in, for the hover.
    pub fn exact(self, at: DateTime<Tz>) -> String {
        let (day, comma) = (self.day(at.date_naive()), &self.known().comma);
        let clock = self.clock_of(&format!("{:02}:{:02}", at.minute(), at.second()), at);
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
        if rounded.is_sign_negative() {
            text.push_str(self.minus());
        }
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
        text
    }

    fn minus(self) -> &'static str {
        match self.language {
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

    fn clock_of(self, rest: &str, at: DateTime<Tz>) -> String {
        match self.hours {
            Hours::H24 => format!("{:02}:{rest}", at.hour()),
            Hours::H12 => {
                let (is_pm, hour) = at.hour12();
                let key = if is_pm { "clock-pm" } else { "clock-am" };
                self.words(Text::new(key).arg("clock", format!("{hour}:{rest}")))
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
        text.in_language(self.language)
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
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn amount(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn currency(code: &str) -> Currency {
        Currency::from_code(code).unwrap()
    }

    /// Everything a language has habits for, one line each; marks of direction as escapes.
    fn all(language: Language) -> String {
        let at = chrono_tz::Europe::Istanbul
            .with_ymd_and_hms(2026, 11, 20, 14, 5, 33)
            .unwrap();
        let f = Figures::new(language);
        let twelve = f.with_hours(Hours::H12);
        let lines = [
            ("number", f.number(1_234_567)),
            ("fraction", f.number(amount("-1234.5600"))),
            ("nothing", f.number(amount("-0.000"))),
            ("lira", f.local(amount("1234567.895"), &currency("TRY"))),
            ("dinar", f.local(amount("1234567.8955"), &currency("JOD"))),
            ("none left", f.local(amount("-0.001"), &currency("TRY"))),
            ("dollars", f.usd(amount("1234.5"))),
            ("three digits", f.usd(amount("-2.1255"))),
            (
                "lira code",
                f.local_with_code(amount("-1234.5"), &currency("TRY")),
            ),
            (
                "dinar code",
                f.local_with_code(amount("-1234.5"), &currency("JOD")),
            ),
            ("dollars code", f.usd_with_code(amount("-1234.5"))),
            ("share", f.percent(41)),
            ("loss", f.percent(amount("-1.5"))),
            ("bytes", f.size(512)),
            ("small size", f.size(1_540_000)),
            ("size", f.size(999_999_999_999)),
            ("quick", f.duration(850)),
            ("slow", f.duration(12_345)),
            ("days", f.days(1200)),
            ("day", f.day(at.date_naive())),
            ("moment", f.moment(at)),
            ("exact", f.exact(at)),
            ("afternoon", twelve.clock(at)),
            ("night", twelve.exact(at - TimeDelta::hours(14))),
            ("ago", f.ago(at, at.to_utc() + TimeDelta::days(1500))),
        ];
        let written = lines.map(|(what, written)| {
            let written = written
                .replace(LRM, "<lrm>")
                .replace(ISOLATE.0, "<lri>")
                .replace(ISOLATE.1, "<pdi>");
            format!("{what}: {written}")
        });
        written.join("\n")
    }

    #[test]
    fn english_figures() {
        insta::assert_snapshot!(all(Language::En), @"
        number: 1,234,567
        fraction: -1,234.56
        nothing: 0
        lira: 1,234,567.90
        dinar: 1,234,567.896
        none left: 0.00
        dollars: 1,234.50
        three digits: -2.126
        lira code: -1,234.50 TRY
        dinar code: JOD 1,234.500-
        dollars code: -USD 1,234.50
        share: 41%
        loss: -1.5%
        bytes: 512 bytes
        small size: 1.5 MB
        size: 1,000 GB
        quick: 850 ms
        slow: 12.3 s
        days: 1,200 days
        day: 20 Nov 2026
        moment: 20 Nov 2026, 14:05
        exact: 20 Nov 2026, 14:05:33 +03 (+03:00)
        afternoon: 2:05 PM
        night: 20 Nov 2026, 12:05:33 AM +03 (+03:00)
        ago: 1,500 days ago
        ");
    }

    #[test]
    fn turkish_figures() {
        insta::assert_snapshot!(all(Language::Tr), @"
        number: 1.234.567
        fraction: -1.234,56
        nothing: 0
        lira: 1.234.567,90
        dinar: 1.234.567,896
        none left: 0,00
        dollars: 1.234,50
        three digits: -2,126
        lira code: -1.234,50 TRY
        dinar code: JOD 1.234,500-
        dollars code: -USD 1.234,50
        share: %41
        loss: -%1,5
        bytes: 512 bayt
        small size: 1,5 MB
        size: 1.000 GB
        quick: 850 ms
        slow: 12,3 sn
        days: 1.200 gün
        day: 20 Kas 2026
        moment: 20 Kas 2026, 14:05
        exact: 20 Kas 2026, 14:05:33 +03 (+03:00)
        afternoon: ÖS 2:05
        night: 20 Kas 2026, ÖÖ 12:05:33 +03 (+03:00)
        ago: 1.500 gün önce
        ");
    }

    #[test]
    fn arabic_figures() {
        insta::assert_snapshot!(all(Language::Ar), @"
        number: 1,234,567
        fraction: <lrm>-1,234.56
        nothing: 0
        lira: 1,234,567.90
        dinar: 1,234,567.896
        none left: 0.00
        dollars: 1,234.50
        three digits: <lrm>-2.126
        lira code: <lri>-1,234.50 TRY<pdi>
        dinar code: <lri>JOD 1,234.500-<pdi>
        dollars code: <lri>-USD 1,234.50<pdi>
        share: <lrm>41%
        loss: <lrm>-1.5%
        bytes: 512 بايت
        small size: 1.5 ميغابايت
        size: 1,000 غيغابايت
        quick: 850 مللي ثانية
        slow: 12.3 ثانية
        days: 1,200 يوم
        day: 20 تشرين الثاني 2026
        moment: 20 تشرين الثاني 2026، 14:05
        exact: 20 تشرين الثاني 2026، 14:05:33 <lri>+03 (+03:00)<pdi>
        afternoon: 2:05 م
        night: 20 تشرين الثاني 2026، 12:05:33 ص <lri>+03 (+03:00)<pdi>
        ago: قبل 1,500 يوم
        ");
    }

    #[test]
    fn sentences_write_their_numbers_alike() {
        let text = Text::new("days").arg("count", 12_345);

        assert_eq!(text.in_language(Language::En), "12,345 days");
        assert_eq!(text.in_language(Language::Tr), "12.345 gün");
    }

    #[test]
    fn a_figure_in_a_sentence_waits_for_its_language() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        let text = Text::new("home-today")
            .arg("weekday", "")
            .arg("date", Figure::Day(day));
        let kept: Text = serde_json::from_value(serde_json::to_value(&text).unwrap()).unwrap();

        assert!(kept.in_language(Language::Tr).contains("20 Kas 2026"));
    }
}
