//! Changes `instances/instances.yaml` as text: one entry is written or taken away, and everything else (comments,
//! order, style) stays as somebody wrote it. What comes out is read again, and refused when anything else changed.

use std::borrow::Cow;
use std::fmt::Write as _;

use saphyr_parser::{Event, Parser, Span};

use super::yaml::{BYTE_ORDER_MARK, Content, Node, parse};

const FILE: &str = "instances/instances.yaml";

/// A country to be written into the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    pub key: String,
    pub name: String,
    pub prefix: String,
    pub currency: String,
    pub port: u16,
}

impl NewEntry {
    fn fields(&self) -> [(&'static str, String); 4] {
        [
            ("name", plain_or_quoted(&self.name)),
            ("prefix", plain_or_quoted(&self.prefix)),
            ("currency", plain_or_quoted(&self.currency)),
            ("port", self.port.to_string()),
        ]
    }

    /// `{name: Lebanon, prefix: /LB, currency: LBP, port: 8004}`.
    fn on_one_line(&self) -> String {
        let fields = self
            .fields()
            .map(|(name, value)| format!("{name}: {value}"));
        format!("{{{}}}", fields.join(", "))
    }

    /// The line somebody would write by hand.
    pub fn line(&self) -> String {
        format!("{}: {}", self.key, self.on_one_line())
    }
}

/// The list with one more country at its end; a text without a list gets one.
///
/// # Errors
/// When the text is written in a way that cannot be extended without touching the rest; the line to write by hand.
pub fn add(text: &str, entry: &NewEntry) -> Result<String, String> {
    let by_hand = || {
        format!(
            "{FILE} is written in a way this cannot extend; write this line into it: {}",
            entry.line()
        )
    };
    let (mark, text) = without_mark(text);
    let begun = begun(text);
    let list = List::of(&begun).ok_or_else(by_hand)?;
    let edited = list.with(&begun, entry);
    let mut expected = entries(text);
    expected.push((entry.key.clone(), shape_of_entry(entry)));
    if entries(&edited) != expected || rest(&edited) != rest(text) {
        return Err(by_hand());
    }
    Ok(format!("{mark}{edited}"))
}

/// The list without a country.
///
/// # Errors
/// When the text is written in a way that cannot be cut without touching the rest.
pub fn remove(text: &str, key: &str) -> Result<String, String> {
    let by_hand =
        || format!("{FILE} is written in a way this cannot cut; take the entry {key} out by hand");
    let (mark, text) = without_mark(text);
    let list = List::of(text).ok_or_else(by_hand)?;
    let edited = list.without(text, key).ok_or_else(by_hand)?;
    let mut expected = entries(text);
    expected.retain(|(known, _)| known != key);
    if entries(&edited) != expected || rest(&edited) != rest(text) {
        return Err(by_hand());
    }
    Ok(format!("{mark}{edited}"))
}

/// The mark of byte order at the beginning, if there is one, and the text behind it.
fn without_mark(text: &str) -> (&str, &str) {
    let at = text
        .strip_prefix(BYTE_ORDER_MARK)
        .map_or(0, |rest| text.len() - rest.len());
    text.split_at(at)
}

/// The text with `instances:` at its end, where nothing but remarks stand in it.
fn begun(text: &str) -> Cow<'_, str> {
    let file = parse(FILE, text, &mut Vec::new());
    let is_empty =
        file.is_some_and(|file| matches!(&file.content, Content::Map(m) if m.is_empty()));
    // Braces or the like with nothing in them are for a person.
    let is_blank = text
        .lines()
        .map(str::trim)
        .all(|line| line.is_empty() || line.starts_with('#'));
    if !(is_empty && is_blank) {
        return Cow::Borrowed(text);
    }
    let line_end = line_end(text);
    let gap = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        line_end
    };
    Cow::Owned(format!("{text}{gap}instances:{line_end}"))
}

/// Where the entries of the list stand in the text, in characters.
struct List {
    entries: Vec<Spot>,
    /// The list itself is written in braces.
    is_flow: bool,
    /// After `instances:`, or after the opening brace.
    start: usize,
    /// Before the closing brace, when there is one.
    end: usize,
}

struct Spot {
    key: String,
    /// First character of the key, and its column.
    start: usize,
    column: usize,
    value: usize,
    value_column: usize,
    is_flow: bool,
    /// Columns of the keys within, when it is no flow.
    inner_column: Option<usize>,
    /// After the last character.
    end: usize,
}

/// The events of a text with their places.
struct Reader<'t> {
    events: std::iter::Peekable<std::vec::IntoIter<(Event<'t>, Span)>>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Option<Self> {
        let events: Result<Vec<_>, _> = Parser::new_from_str(text).collect();
        Some(Self {
            events: events.ok()?.into_iter().peekable(),
        })
    }

    /// Passes over a value; gives the place after its last character and the column of its first key.
    fn value(&mut self) -> Option<(Span, usize, bool, Option<usize>)> {
        let (event, span) = self.events.next()?;
        let mut end = span.end.index();
        let mut inner = None;
        let mut is_flow = false;
        if matches!(event, Event::MappingStart(..) | Event::SequenceStart(..)) {
            // A flow begins with its brace; a block begins where its first key does.
            is_flow = span.end.index() > span.start.index();
            if let Some((Event::Scalar(..), key)) = self.events.peek() {
                inner = Some(key.start.col());
            }
            let mut depth = 1;
            while depth > 0 {
                let (event, span) = self.events.next()?;
                match event {
                    Event::MappingStart(..) | Event::SequenceStart(..) => depth += 1,
                    Event::MappingEnd | Event::SequenceEnd => {
                        depth -= 1;
                        // The end of a block is found at the next token; that of a flow is its brace.
                        if span.end.index() > span.start.index() {
                            end = span.end.index();
                        }
                    }
                    Event::Scalar(..) => end = span.end.index(),
                    _ => {}
                }
            }
        }
        Some((span, end, is_flow, inner))
    }
}

impl List {
    fn of(text: &str) -> Option<Self> {
        let mut reader = Reader::new(text)?;
        loop {
            let (event, _) = reader.events.next()?;
            if matches!(event, Event::MappingStart(..)) {
                break;
            }
        }
        loop {
            let (event, span) = reader.events.next()?;
            let Event::Scalar(name, ..) = event else {
                return None;
            };
            if name == "instances" {
                return Self::read(&mut reader, span.end.index());
            }
            reader.value()?;
        }
    }

    fn read(reader: &mut Reader<'_>, after_name: usize) -> Option<Self> {
        let (event, span) = reader.events.next()?;
        let mut list = Self {
            entries: Vec::new(),
            is_flow: false,
            // The colon stands behind the name.
            start: after_name + 1,
            end: span.start.index(),
        };
        if !matches!(event, Event::MappingStart(..)) {
            return matches!(event, Event::Scalar(..)).then_some(list);
        }
        list.is_flow = span.end.index() > span.start.index();
        if list.is_flow {
            list.start = span.end.index();
        }
        loop {
            let (event, span) = reader.events.next()?;
            match event {
                Event::Scalar(name, ..) => {
                    let key = name.into_owned();
                    let (value, end, is_flow, inner_column) = reader.value()?;
                    list.entries.push(Spot {
                        key,
                        start: span.start.index(),
                        column: span.start.col(),
                        value: value.start.index(),
                        value_column: value.start.col(),
                        is_flow,
                        inner_column,
                        end,
                    });
                }
                Event::MappingEnd => {
                    list.end = span.start.index();
                    return Some(list);
                }
                _ => return None,
            }
        }
    }

    fn with(&self, text: &str, entry: &NewEntry) -> String {
        let Some(last) = self.entries.last() else {
            return self.first(text, entry);
        };
        if self.is_flow {
            return insert(text, last.end, &format!(", {}", entry.line()));
        }
        let line_end = line_end(text);
        let indent = " ".repeat(last.column);
        let mut written = format!("{line_end}{indent}{}:", entry.key);
        if let Some(inner) = last.inner_column.filter(|_| !last.is_flow) {
            for (name, value) in entry.fields() {
                let _ = write!(written, "{line_end}{}{name}: {value}", " ".repeat(inner));
            }
        } else {
            let gap = self.gap(entry, last);
            let _ = write!(written, "{}{}", " ".repeat(gap), entry.on_one_line());
        }
        insert(text, end_of_line(text, last.end), &written)
    }

    /// Spaces before the value: as many as keep the values below each other, where they are.
    fn gap(&self, entry: &NewEntry, last: &Spot) -> usize {
        let is_table = self
            .entries
            .iter()
            .all(|spot| spot.value_column == last.value_column);
        let after_colon = last.column + entry.key.chars().count() + 1;
        if is_table && last.value > last.start {
            last.value_column.saturating_sub(after_colon).max(1)
        } else {
            1
        }
    }

    fn first(&self, text: &str, entry: &NewEntry) -> String {
        if self.is_flow {
            return insert(text, self.start, &entry.line());
        }
        let at = end_of_line(text, self.start);
        let line = format!("{}  {}", line_end(text), entry.line());
        insert(text, at, &line)
    }

    fn without(&self, text: &str, key: &str) -> Option<String> {
        let at = self.entries.iter().position(|spot| spot.key == key)?;
        let spot = &self.entries[at];
        if !self.is_flow {
            let start = start_of_line(text, spot.start);
            let end = end_of_line(text, spot.end);
            let is_carriage_return = text.chars().nth(end) == Some('\r');
            return Some(cut(text, start, end + 1 + usize::from(is_carriage_return)));
        }
        // In braces the comma goes too: the one before, or for the first entry the one behind.
        let next = self.entries.get(at + 1).map(|next| next.start);
        let (start, end) = match (at, next) {
            (0, Some(next)) => (spot.start, next),
            (0, None) => (spot.start, spot.end),
            _ => (self.entries[at - 1].end, spot.end),
        };
        Some(cut(text, start, end))
    }
}

fn insert(text: &str, at: usize, what: &str) -> String {
    let (before, after): (String, String) = (
        text.chars().take(at).collect(),
        text.chars().skip(at).collect(),
    );
    format!("{before}{what}{after}")
}

fn cut(text: &str, start: usize, end: usize) -> String {
    let before: String = text.chars().take(start).collect();
    let after: String = text.chars().skip(end).collect();
    before + &after
}

/// The place of the line's end, before the signs that make it one, so that a remark behind an entry stays with it.
fn end_of_line(text: &str, from: usize) -> usize {
    let rest: String = text.chars().skip(from).collect();
    let line = rest.lines().next().unwrap_or_default();
    from + line.chars().count()
}

/// How the text ends its lines.
fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

fn start_of_line(text: &str, from: usize) -> usize {
    let before: Vec<char> = text.chars().take(from).collect();
    before
        .iter()
        .rposition(|c| *c == '\n')
        .map_or(0, |at| at + 1)
}

/// A text as YAML takes it back as the same text.
fn plain_or_quoted(text: &str) -> String {
    let harmless = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '/' | '-' | '_' | '.');
    let is_plain = text.starts_with(|c: char| c.is_alphabetic() || c == '/')
        && !text.ends_with(' ')
        && text.chars().all(harmless)
        && serde_yaml::from_str::<serde_yaml::Value>(text)
            .is_ok_and(|value| value.as_str() == Some(text));
    if is_plain {
        text.to_owned()
    } else {
        serde_json::to_string(text).unwrap_or_default()
    }
}

/// A value without its places, to compare.
fn shape(node: &Node) -> String {
    match &node.content {
        Content::Scalar { value, .. } => format!("{value:?}"),
        Content::List(list) => format!("{:?}", list.iter().map(shape).collect::<Vec<_>>()),
        Content::Map(map) => {
            let entries: Vec<(&str, String)> = map
                .iter()
                .map(|(key, node)| (key.name.as_str(), shape(node)))
                .collect();
            format!("{entries:?}")
        }
    }
}

fn shape_of_entry(entry: &NewEntry) -> String {
    parse(FILE, &entry.on_one_line(), &mut Vec::new()).map_or_else(String::new, |n| shape(&n))
}

/// The entries of the list as they are read.
fn entries(text: &str) -> Vec<(String, String)> {
    let file = parse(FILE, text, &mut Vec::new());
    let Some(Content::Map(map)) = file
        .as_ref()
        .and_then(|file| file.get("instances"))
        .map(|list| &list.content)
    else {
        return Vec::new();
    };
    map.iter()
        .map(|(key, node)| (key.name.clone(), shape(node)))
        .collect()
}

/// Everything else in the file: what is read beside the list, and every remark.
fn rest(text: &str) -> (Vec<String>, Vec<String>) {
    let file = parse(FILE, text, &mut Vec::new());
    let beside = match file.map(|file| file.content) {
        Some(Content::Map(map)) => map
            .iter()
            .filter(|(key, _)| key.name != "instances")
            .map(|(key, node)| format!("{}: {}", key.name, shape(node)))
            .collect(),
        _ => Vec::new(),
    };
    let remarks = text
        .lines()
        .filter(|line| line.trim_start().starts_with('#'))
        .map(ToOwned::to_owned);
    (beside, remarks.collect())
}

#[cfg(test)]
mod tests;
