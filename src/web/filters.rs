//! Functions and filters of the templates: words, addresses, dates, figures.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::str::FromStr;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, NaiveDate, SecondsFormat};
use chrono_tz::Tz;
use minijinja::value::{Kwargs, ValueKind};
use minijinja::{Environment, Error, ErrorKind, Value};
use rust_decimal::Decimal;

use super::assets;
use crate::kernel::clock::Clock;
use crate::kernel::text::Arg;
use crate::kernel::{Digits, Figures, Habits, Hours, InstanceSettings, Language, Text};

type Outcome = Result<Value, Error>;

/// In whose words and figures.
pub(super) struct Locale {
    pub(super) language: Language,
    pub(super) settings: Arc<InstanceSettings>,
    pub(super) clock: Clock,
    /// Sentences without arguments, looked up once: pages ask for the same ones over and over.
    pub(super) fixed: RwLock<HashMap<String, Value>>,
}

thread_local! {
    // Macros do not see the page's variables; these functions are called inside them.
    static FRAME: RefCell<Value> = const { RefCell::new(Value::UNDEFINED) };
    static HABITS: Cell<Habits> = const {
        Cell::new(Habits { hours: Hours::H24, digits: Digits::Western })
    };
}

/// Runs `f` with the frame that `csrf_field()` and `query()` read, and the habits of the one who reads.
pub(super) fn in_frame<T>(frame: &Value, habits: Habits, f: impl FnOnce() -> T) -> T {
    let before = FRAME.with_borrow_mut(|current| std::mem::replace(current, frame.clone()));
    let habits_before = HABITS.replace(habits);
    let result = f();
    FRAME.set(before);
    HABITS.set(habits_before);
    result
}

fn of_frame(name: &str) -> Result<String, Error> {
    let value = FRAME.with_borrow(|frame| frame.get_attr(name))?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}

/// Gives an environment all functions and filters.
pub(super) fn add_to(environment: &mut Environment<'static>, locale: Arc<Locale>) {
    add_words(environment, &locale);
    add_once(environment);
    add_addresses(environment, &locale);
    add_times(environment, &locale);
    add_figures(environment, &locale);
}

fn add_words(environment: &mut Environment<'static>, locale: &Arc<Locale>) {
    let l = locale.clone();
    // t("key", count=3) or t(text): words of the catalogue in the page's language.
    environment.add_function("t", move |what: Value, args: Kwargs| -> Outcome {
        if let Some(key) = what.as_str()
            && args.args().next().is_none()
        {
            return Ok(l.fixed(key));
        }
        let mut text = match what.as_str() {
            Some(key) => Text::new(key.to_owned()),
            None => text_of(&what)?,
        };
        for name in args.args() {
            text = text.arg(name.to_owned(), arg_of(&args.get::<Value>(name)?));
        }
        args.assert_all_used()?;
        Ok(Value::from(text.for_reader(l.figures())))
    });
    // icon("truck"): a picture beside a word; screen readers skip it.
    environment.add_function("icon", |name: &str, class: Option<&str>| {
        let class = class.map(|class| format!(" {class}")).unwrap_or_default();
        let href = assets::url("icons.svg");
        Value::from_safe_string(format!(
            "<svg class=\"ico{class}\" aria-hidden=\"true\"><use href=\"{href}#{name}\"/></svg>"
        ))
    });
    // csrf_field(): the hidden field that every form with method=post needs.
    environment.add_function("csrf_field", || -> Outcome {
        let token = of_frame("csrf_token")?;
        let name = super::csrf::FIELD;
        Ok(Value::from_safe_string(format!(
            "<input type=\"hidden\" name=\"{name}\" value=\"{token}\">"
        )))
    });
}

fn add_once(environment: &mut Environment<'static>) {
    // once_field(): the hidden field of a form that acts once, however often it is sent (web/once.rs).
    environment.add_function("once_field", || -> Outcome {
        let (name, key) = (super::once::FIELD, of_frame("once_key")?);
        Ok(Value::from_safe_string(format!(
            "<input type=\"hidden\" name=\"{name}\" value=\"{key}\" autocomplete=\"off\">"
        )))
    });
}

fn add_addresses(environment: &mut Environment<'static>, locale: &Arc<Locale>) {
    let l = locale.clone();
    // url("/shipments/"): an address of this country.
    environment.add_function("url", move |path: &str| {
        Value::from_safe_string(escaped(&format!("{}{path}", l.settings.prefix)))
    });
    environment.add_function("asset", |name: &str| {
        Value::from_safe_string(assets::url(name))
    });
    // query(page=2, q=none): this page's query with changes; none takes a parameter out.
    environment.add_function("query", |changes: Kwargs| -> Outcome {
        let query = changed_query(&of_frame("query")?, &changes)?;
        Ok(Value::from_safe_string(escaped(&format!("?{query}"))))
    });
}

/// A query with some parameters set anew or taken out.
fn changed_query(query: &str, changes: &Kwargs) -> Result<String, Error> {
    let mut new = form_urlencoded::Serializer::new(String::new());
    let names: Vec<&str> = changes.args().collect();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if !names.contains(&name.as_ref()) && name != "lang" {
            new.append_pair(&name, &value);
        }
    }
    for name in names {
        let value = changes.get::<Value>(name)?;
        if !value.is_none() && !value.is_undefined() {
            new.append_pair(name, &value.to_string());
        }
    }
    Ok(new.finish())
}

fn add_times(environment: &mut Environment<'static>, locale: &Arc<Locale>) {
    let mut add = |name: &'static str, write: fn(&Locale, &Moment) -> String| {
        let l = locale.clone();
        environment.add_filter(name, move |value: Value| {
            l.timed(&value, |moment| write(&l, moment))
        });
    };
    add("date", Locale::day);
    add("datetime", |l, moment| match moment {
        Moment::At(at) => l.figures().moment(*at),
        Moment::Day(day) => l.figures().day(*day),
    });
    add("time", |l, moment| moment.at(|at| l.figures().clock(at)));
    let l = locale.clone();
    // On paper the exact time stands in place of "2 days ago": print.css knows these by their class.
    environment.add_filter("ago", move |value: Value| {
        l.timed_as("ago", &value, |moment| {
            moment.at(|at| l.figures().ago(at, l.clock.now()))
        })
    });
    let l = locale.clone();
    environment.add_filter("date_text", move |value: Value| -> Result<String, Error> {
        let moment = l.moment(&value)?;
        Ok(moment.map_or_else(String::new, |moment| l.day(&moment)))
    });
    let l = locale.clone();
    // 3|days: "3 days".
    environment.add_filter("days", move |count: i64| l.figures().days(count));
}

/// Figures of the page's language; nothing for none.
fn add_figures(environment: &mut Environment<'static>, locale: &Arc<Locale>) {
    let mut add = |name: &'static str, write: fn(&Locale, Decimal) -> String| {
        let l = locale.clone();
        environment.add_filter(name, move |value: Value| {
            decimal(&value, |number| write(&l, number))
        });
    };
    add("number", |l, number| l.figures().number(number));
    add("money", |l, amount| {
        l.figures().local(amount, &l.settings.currency)
    });
    add("usd", |l, amount| l.figures().usd(amount));
    // With the code, where no heading says it.
    add("money_code", |l, amount| {
        l.figures().local_with_code(amount, &l.settings.currency)
    });
    add("usd_code", |l, amount| l.figures().usd_with_code(amount));
    add("percent", |l, share| l.figures().percent(share));
    let l = locale.clone();
    // 1234|duration: "1.2 s".
    environment.add_filter("duration", move |milliseconds: i64| {
        l.figures().duration(milliseconds)
    });
}

fn decimal(value: &Value, write: impl Fn(Decimal) -> String) -> Result<String, Error> {
    if value.is_none() || value.is_undefined() {
        return Ok(String::new());
    }
    let text = value.to_string();
    let number = Decimal::from_str(&text).or_else(|_| Decimal::from_scientific(&text));
    number
        .map(write)
        .map_err(|_| wrong(format!("{text} is not a number")))
}

fn wrong(what: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, what)
}

fn text_of(value: &Value) -> Result<Text, Error> {
    <Text as serde::Deserialize>::deserialize(value.clone())
        .map_err(|_| wrong(format!("{value} is neither a key nor a text")))
}

fn arg_of(value: &Value) -> Arg {
    match value.kind() {
        ValueKind::Number => {
            f64::try_from(value.clone()).map_or_else(|_| Arg::from(value.to_string()), Arg::Number)
        }
        _ => Arg::from(value.to_string()),
    }
}

pub(super) fn escaped(text: &str) -> String {
    if !text.contains(['&', '"', '<', '>']) {
        return text.to_owned();
    }
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// A day, or an instant seen in the country's zone.
enum Moment {
    Day(NaiveDate),
    At(DateTime<Tz>),
}

impl Moment {
    /// What `write` says of an instant; a day has no time.
    fn at(&self, write: impl Fn(DateTime<Tz>) -> String) -> String {
        match self {
            Self::Day(_) => String::new(),
            Self::At(at) => write(*at),
        }
    }
}

impl Locale {
    fn fixed(&self, key: &str) -> Value {
        let known = self.fixed.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(words) = known.get(key) {
            return words.clone();
        }
        drop(known);
        let words = Value::from(Text::new(key.to_owned()).in_language(self.language));
        let mut known = self.fixed.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(key.to_owned(), words.clone());
        words
    }

    fn figures(&self) -> Figures {
        Figures::new(self.language).with_habits(HABITS.get())
    }

    fn day(&self, moment: &Moment) -> String {
        self.figures().day(match moment {
            Moment::Day(day) => *day,
            Moment::At(at) => at.date_naive(),
        })
    }

    fn moment(&self, value: &Value) -> Result<Option<Moment>, Error> {
        let Some(text) = value.as_str().filter(|text| !text.is_empty()) else {
            return if value.is_none() || value.is_undefined() || value.as_str().is_some() {
                Ok(None)
            } else {
                Err(wrong(format!("{value} is not a time")))
            };
        };
        if let Ok(day) = NaiveDate::from_str(text) {
            return Ok(Some(Moment::Day(day)));
        }
        let instant = DateTime::parse_from_rfc3339(text)
            .map_err(|_| wrong(format!("{text} is not a time")))?;
        Ok(Some(Moment::At(
            instant.with_timezone(&self.settings.time_zone),
        )))
    }

    /// The `<time>` element of a value, its words made by `write`; nothing for none.
    fn timed(&self, value: &Value, write: impl Fn(&Moment) -> String) -> Outcome {
        self.timed_as("", value, write)
    }

    fn timed_as(&self, class: &str, value: &Value, write: impl Fn(&Moment) -> String) -> Outcome {
        let Some(moment) = self.moment(value)? else {
            return Ok(Value::from(""));
        };
        let attributes = match &moment {
            Moment::Day(day) => format!("datetime=\"{day}\""),
            Moment::At(at) => format!(
                "datetime=\"{}\" title=\"{}\"{}",
                at.to_utc().to_rfc3339_opts(SecondsFormat::Secs, true),
                escaped(&self.figures().exact(*at)),
                if class.is_empty() {
                    String::new()
                } else {
                    format!(
                        " class=\"{class}\" data-moment=\"{}\"",
                        escaped(&self.figures().moment(*at))
                    )
                }
            ),
        };
        Ok(Value::from_safe_string(format!(
            "<time {attributes}>{}</time>",
            escaped(&write(&moment))
        )))
    }
}

#[cfg(test)]
mod tests {
    use minijinja::value::Serde;

    use super::*;

    fn locale(language: Language) -> Environment<'static> {
        let mut environment = Environment::new();
        let locale = Locale {
            language,
            settings: Arc::new(crate::db::testing::settings()),
            clock: Clock::default(),
            fixed: RwLock::default(),
        };
        add_to(&mut environment, Arc::new(locale));
        environment
    }

    fn shown(source: &str) -> String {
        locale(Language::En).render_str(source, ()).unwrap()
    }

    #[test]
    fn times_are_shown_in_the_countrys_zone() {
        assert_eq!(
            shown("{{ '2026-11-20T22:30:00Z'|datetime }}"),
            "<time datetime=\"2026-11-20T22:30:00Z\" title=\"21 Nov 2026, 01:30:00 +03 (+03:00)\">21 Nov 2026, 01:30</time>"
        );
        assert_eq!(
            shown("{{ '2026-11-20'|date_text }}{{ none|date }}"),
            "20 Nov 2026"
        );
    }

    #[test]
    fn figures_are_grouped() {
        assert_eq!(
            shown("{{ 12345|number }} {{ '1234.5'|money }} {{ '2.125'|usd }} {{ none|usd }}"),
            "12,345 1,234.50 2.125 "
        );
        assert_eq!(
            locale(Language::Tr)
                .render_str(
                    "{{ 41|percent }} {{ '1234.5'|money_code }} {{ 1234|duration }}",
                    ()
                )
                .unwrap(),
            "%41 1.234,50 TRY 1,2 sn"
        );
    }

    #[test]
    fn somebody_reads_the_clock_in_twelve_hours() {
        let twelve = Habits {
            hours: Hours::H12,
            ..Habits::default()
        };
        let shown = in_frame(&Value::UNDEFINED, twelve, || {
            shown("{{ '2026-11-20T22:30:00Z'|time }}")
        });

        assert!(shown.ends_with(">1:30 AM</time>"), "{shown}");
    }

    #[test]
    fn somebody_reads_arabic_in_arabic_indic_digits() {
        let habits = Habits {
            digits: Digits::Arabic,
            ..Habits::default()
        };
        let arabic = locale(Language::Ar);
        let source = "{{ 12345|number }} {{ t('days', count=1200) }} {{ '1234.5'|money }} {{ '2026-11-20'|date }}";

        let shown = in_frame(&Value::UNDEFINED, habits, || arabic.render_str(source, ()));

        assert_eq!(
            shown.unwrap(),
            "١٢٬٣٤٥ ١٬٢٠٠ يوم ١٬٢٣٤٫٥٠ <time datetime=\"2026-11-20\">٢٠ تشرين الثاني ٢٠٢٦</time>"
        );
    }

    #[test]
    fn a_query_keeps_what_is_not_changed() {
        let frame = Value::from(Serde(
            serde_json::json!({"query": "q=a%26b&page=3&lang=ar"}),
        ));

        let query = in_frame(&frame, Habits::default(), || {
            shown("{{ query(page=none, sort='date') }}")
        });

        assert_eq!(query, "?q=a%26b&amp;sort=date");
    }

    #[test]
    fn texts_speak_the_pages_language() {
        let text = Value::from(Serde(Text::new("status-in-transit")));
        let arabic = locale(Language::Ar).render_str("{{ t(x) }}", minijinja::context!(x => text));

        assert_eq!(arabic.unwrap(), "في الطريق");
    }
}
