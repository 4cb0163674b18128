//! How single values are read: each function takes a node and gives the value or says what is wrong with it.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use chrono_tz::Tz;
use serde_yaml::Value;

use crate::kernel::Language;
use crate::kernel::money::Currency;

use super::problems::suggestion;
use super::yaml::{Content, Node};

/// A text. Numbers and the like are taken as they are written only by [`word`].
pub(crate) fn text(node: &Node) -> Result<String, String> {
    match &node.content {
        Content::Scalar {
            value: Value::String(text),
            ..
        } => Ok(text.clone()),
        _ => Err(format!("must be a text, is {}", node.kind())),
    }
}

/// A text with something in it.
pub(crate) fn filled(node: &Node) -> Result<String, String> {
    let text = text(node)?;
    if text.trim().is_empty() {
        return Err("must not be empty".into());
    }
    Ok(text)
}

/// A name that stands in logs, in names of variables and in the database: letters, digits, dash and underscore.
pub(crate) fn short_name(node: &Node) -> Result<String, String> {
    let text = filled(node)?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if text.len() <= 40 && text.chars().all(is_plain) {
        return Ok(text);
    }
    Err("may hold letters, digits, - and _ only, at most 40, such as ona".into())
}

/// A time of day: `"02:30"`.
pub(crate) fn time_of_day(node: &Node) -> Result<chrono::NaiveTime, String> {
    let Content::Scalar { text, .. } = &node.content else {
        return Err(format!(
            "must be a time of day such as \"02:30\", is {}",
            node.kind()
        ));
    };
    chrono::NaiveTime::parse_from_str(text.trim(), "%H:%M")
        .map_err(|_| format!("must be a time of day such as \"02:30\", is {text}"))
}

/// A text or a number, as written (form ids look like numbers).
pub(crate) fn word(node: &Node) -> Result<String, String> {
    match &node.content {
        Content::Scalar {
            value: Value::String(_) | Value::Number(_),
            text,
        } if !text.trim().is_empty() => Ok(text.clone()),
        _ => Err(format!("must be a text or a number, is {}", node.kind())),
    }
}

/// `true` or `false`.
pub(crate) fn boolean(node: &Node) -> Result<bool, String> {
    match &node.content {
        Content::Scalar {
            value: Value::Bool(value),
            ..
        } => Ok(*value),
        _ => Err(format!("must be true or false, is {}", node.kind())),
    }
}

/// A whole number between two.
pub(crate) fn integer(min: u64, max: u64) -> impl Fn(&Node) -> Result<u64, String> {
    move |node| {
        let number = match &node.content {
            Content::Scalar {
                value: Value::Number(number),
                text,
            } => number.as_u64().ok_or_else(|| text.clone()),
            Content::Scalar {
                value: Value::String(_),
                text,
            } if text.trim().parse::<u64>().is_ok() => {
                // YAML reads 08001 as a text, too.
                let mend = if text.trim().starts_with('0') && text.trim() != "0" {
                    "write it without the 0 in front"
                } else {
                    "take the quotes away"
                };
                Err(format!("a text, \"{text}\": {mend}"))
            }
            Content::Scalar { text, .. } => Err(text.clone()),
            _ => Err(node.kind().to_owned()),
        };
        match number {
            Ok(number) if (min..=max).contains(&number) => Ok(number),
            Ok(number) => Err(format!("must be between {min} and {max}, is {number}")),
            Err(text) => Err(format!(
                "must be a whole number between {min} and {max}, is {text}"
            )),
        }
    }
}

/// A TCP port that needs no root.
pub(crate) fn port(node: &Node) -> Result<u16, String> {
    integer(1024, 65535)(node).map(|port| port as u16)
}

/// A number between two.
pub(crate) fn number(min: f64, max: f64) -> impl Fn(&Node) -> Result<f64, String> {
    move |node| {
        let value = match &node.content {
            Content::Scalar {
                value: Value::Number(number),
                ..
            } => number.as_f64(),
            _ => None,
        };
        value
            .filter(|value| (min..=max).contains(value))
            .ok_or_else(|| format!("must be a number between {min} and {max}"))
    }
}

/// Latitude and longitude in degrees: `[36.6, 37.1]`.
pub(crate) fn point(node: &Node) -> Result<(f64, f64), String> {
    let wrong = "must be [latitude, longitude] in degrees, for example [36.6, 37.1]";
    let Content::List(list) = &node.content else {
        return Err(wrong.into());
    };
    let [latitude, longitude] = list.as_slice() else {
        return Err(wrong.into());
    };
    let latitude = number(-90.0, 90.0)(latitude).map_err(|e| format!("latitude {e}"));
    let longitude = number(-180.0, 180.0)(longitude).map_err(|e| format!("longitude {e}"));
    match (latitude, longitude) {
        (Ok(latitude), Ok(longitude)) => Ok((latitude, longitude)),
        (Err(one), Err(other)) => Err(format!("{one}; {other}")),
        (Err(one), _) | (_, Err(one)) => Err(one),
    }
}

/// The number of a form at its server (`forms.md` §1); a text that is one is fine.
pub(crate) fn form(node: &Node) -> Result<String, String> {
    let text = word(node)?;
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(text)
    } else {
        Err(format!(
            "must be the number of a form such as 4101, is {text}"
        ))
    }
}

/// A time span: `500ms`, `30s`, `2m`, `1h`, `1d`.
pub(crate) fn duration(node: &Node) -> Result<Duration, String> {
    let wrong = || "must be a time span such as 30s, 2m or 1h".to_owned();
    let Content::Scalar { text, .. } = &node.content else {
        return Err(wrong());
    };
    let text = text.trim();
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let (count, unit) = text.split_at(digits);
    let count: u64 = count.parse().map_err(|_| wrong())?;
    let milliseconds = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return Err(wrong()),
    };
    match count.checked_mul(milliseconds) {
        Some(0) | None => Err(wrong()),
        Some(total) => Ok(Duration::from_millis(total)),
    }
}

/// A time span that is not shorter than another.
pub(crate) fn duration_of_at_least(least: Duration) -> impl Fn(&Node) -> Result<Duration, String> {
    move |node| {
        let span = duration(node)?;
        if span < least {
            return Err(format!("must be {}s or longer", least.as_secs()));
        }
        Ok(span)
    }
}

/// Memory of a process: a size with room for its threads.
pub(crate) fn memory(node: &Node) -> Result<u64, String> {
    const LEAST: u64 = 128 << 20;
    match size(node)? {
        bytes if bytes < LEAST => {
            Err("must be at least 128MB: a country's process needs as much".into())
        }
        bytes => Ok(bytes),
    }
}

/// A size: `512kB`, `32MB`.
pub(crate) fn size(node: &Node) -> Result<u64, String> {
    let wrong = || "must be a size such as 512kB or 32MB".to_owned();
    let Content::Scalar { text, .. } = &node.content else {
        return Err(wrong());
    };
    let text = text.trim();
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let (count, unit) = text.split_at(digits);
    let count: u64 = count.parse().map_err(|_| wrong())?;
    let factor = match unit.trim() {
        "B" => 1,
        "kB" => 1 << 10,
        "MB" => 1 << 20,
        "GB" => 1 << 30,
        _ => return Err(wrong()),
    };
    count
        .checked_mul(factor)
        .filter(|n| *n > 0)
        .ok_or_else(wrong)
}

/// An IP address with a port.
pub(crate) fn address(node: &Node) -> Result<SocketAddr, String> {
    text(node)?
        .parse()
        .map_err(|_| "must be an IP address with a port, for example 127.0.0.1:8000".to_owned())
}

/// A network: `127.0.0.0/8` or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl std::fmt::Display for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.address, self.bits)
    }
}

impl Network {
    /// Whether an address lies in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        match (self.address, address) {
            (IpAddr::V4(a), IpAddr::V4(b)) => {
                let shift = 32 - u32::from(self.bits);
                u32::from(a).checked_shr(shift) == u32::from(b).checked_shr(shift)
            }
            (IpAddr::V6(a), IpAddr::V6(b)) => {
                let shift = 128 - u32::from(self.bits);
                u128::from(a).checked_shr(shift) == u128::from(b).checked_shr(shift)
            }
            _ => false,
        }
    }
}

/// A network in CIDR notation.
pub(crate) fn network(node: &Node) -> Result<Network, String> {
    let wrong = || "must be a network such as 10.0.0.0/8 or one IP address".to_owned();
    let text = text(node)?;
    let (address, bits) = text
        .split_once('/')
        .map_or((text.as_str(), None), |(a, b)| (a, Some(b)));
    let address: IpAddr = address.parse().map_err(|_| wrong())?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let bits = match bits {
        None => most,
        Some(bits) => bits.parse().ok().filter(|b| *b <= most).ok_or_else(wrong)?,
    };
    Ok(Network { address, bits })
}

/// An http(s) URL: scheme, host, perhaps a port; a path is allowed, query and login are not.
pub(crate) fn http_url(node: &Node) -> Result<String, String> {
    let text = text(node)?;
    let wrong = |why: &str| {
        Err(format!(
            "must be an address such as https://api.ona.io ({why})"
        ))
    };
    let Ok(url) = reqwest::Url::parse(text.trim()) else {
        return wrong("this is none");
    };
    if !matches!(url.scheme(), "http" | "https") {
        return wrong("it must begin with http:// or https://");
    }
    if url.host_str().is_none_or(str::is_empty) {
        return wrong("the host is missing");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return wrong("a login does not belong here: use token_env or token_file");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return wrong("without ? and #");
    }
    Ok(text.trim().trim_end_matches('/').to_owned())
}

/// A colour: `#d9822b`.
pub(crate) fn color(node: &Node) -> Result<String, String> {
    let wrong = || "must be a colour such as \"#d9822b\" (in quotes)".to_owned();
    let text = text(node).map_err(|_| wrong())?;
    let digits = text.strip_prefix('#').ok_or_else(wrong)?;
    if digits.len() != 6 || !digits.chars().all(|c| c.is_ascii_hexdigit()) {
        return Err(wrong());
    }
    Ok(text)
}

/// A time zone of the IANA list.
pub(crate) fn time_zone(node: &Node) -> Result<Tz, String> {
    let text = text(node)?;
    text.parse().map_err(|_| {
        let near = suggestion(&text, chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()));
        format!("\"{text}\" is not a time zone{near}")
    })
}

/// A language the pages are written in.
pub(crate) fn language(node: &Node) -> Result<Language, String> {
    let text = text(node)?;
    Language::from_tag(&text).ok_or_else(|| {
        let known: Vec<&str> = Language::ALL
            .iter()
            .map(|language| language.tag())
            .collect();
        format!(
            "\"{text}\" is not a language of the pages; there are {}",
            known.join(", ")
        )
    })
}

/// An ISO 4217 currency.
pub(crate) fn currency(node: &Node) -> Result<Currency, String> {
    let text = text(node)?;
    Currency::from_code(&text).ok_or_else(|| {
        let upper = text.to_uppercase();
        let near = if upper != text && Currency::from_code(&upper).is_some() {
            format!(" (did you mean \"{upper}\"?)")
        } else {
            String::new()
        };
        format!("\"{text}\" is not a currency of ISO 4217{near}")
    })
}

/// What logs hold: a level, or several parts with commas, each a level or one for a part of the program
/// (`info,hyper=debug`).
pub(crate) fn log_level(node: &Node) -> Result<String, String> {
    const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
    let text = filled(node)?;
    // A blank would be a part of the name of what it stands before.
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    for part in &parts {
        let level = part.rsplit_once('=').map_or(*part, |(_, level)| level);
        // Read as a filter, a word that is no level would be a part of the program of which everything is wanted.
        if !LEVELS.iter().any(|known| level.eq_ignore_ascii_case(known)) {
            let near = suggestion(level, LEVELS);
            return Err(format!(
                "\"{level}\" is no level{near}; there are {}, also for a part of the program: info,hyper=debug",
                LEVELS.join(", ")
            ));
        }
    }
    let text = parts.join(",");
    match text.parse::<tracing_subscriber::filter::Targets>() {
        Ok(_) => Ok(text),
        Err(error) => Err(format!("is not a log level ({error})")),
    }
}

/// One of a few words.
pub(crate) fn one_of(
    words: &'static [&'static str],
) -> impl Fn(&Node) -> Result<&'static str, String> {
    move |node| {
        let text = text(node)?;
        words
            .iter()
            .find(|word| **word == text)
            .copied()
            .ok_or_else(|| {
                let near = suggestion(&text, words.iter().copied());
                format!("\"{text}\" is not one of {}{near}", words.join(", "))
            })
    }
}
