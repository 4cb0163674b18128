//! YAML with positions: the tree every setting is read from. Scalars are typed by serde_yaml, lines and columns
//! come from saphyr-parser, so that a problem can say where it stands.

use std::fmt;
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use serde_yaml::Value;

use super::problems::Problem;

/// Where something stands: a file with line and column, or the name of an environment variable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Path of the file from the root, or the name of the variable.
    pub file: Arc<str>,
    /// Counted from 1; 0 when there is no line to name.
    pub line: usize,
    /// Counted from 1.
    pub column: usize,
}

impl Place {
    /// A whole file, or an environment variable.
    pub(crate) fn whole(file: &str) -> Self {
        Self {
            file: file.into(),
            line: 0,
            column: 0,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            return f.write_str(&self.file);
        }
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// A key of a mapping and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) name: String,
    pub(crate) place: Place,
}

/// What a node holds.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// A string, number, boolean or null.
    Scalar {
        value: Value,
        text: String,
    },
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

/// One value of a file.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) content: Content,
    pub(crate) place: Place,
}

impl Node {
    /// A scalar that came from elsewhere than a file; typed as YAML would type it.
    pub(crate) fn scalar(text: &str, place: Place) -> Self {
        let value = serde_yaml::from_str(text)
            .ok()
            .filter(is_scalar)
            // `#aabbcc` would be a remark in a file; in a variable it is a colour.
            .filter(|value| *value != Value::Null || !text.trim_start().starts_with('#'));
        Self {
            content: Content::Scalar {
                value: value.unwrap_or_else(|| Value::String(text.to_owned())),
                text: text.to_owned(),
            },
            place,
        }
    }

    /// An empty mapping.
    pub(crate) fn empty(place: Place) -> Self {
        Self {
            content: Content::Map(Vec::new()),
            place,
        }
    }

    /// Whether nothing was written.
    pub(crate) fn is_null(&self) -> bool {
        matches!(
            &self.content,
            Content::Scalar {
                value: Value::Null,
                ..
            }
        )
    }

    /// The value of a key of a mapping.
    pub(crate) fn get(&self, name: &str) -> Option<&Node> {
        match &self.content {
            Content::Map(entries) => entries
                .iter()
                .find(|(key, _)| key.name == name)
                .map(|(_, node)| node),
            _ => None,
        }
    }

    /// What it is, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match &self.content {
            Content::Map(_) => "a mapping",
            Content::List(_) => "a list",
            Content::Scalar { value, .. } => match value {
                Value::Null => "empty",
                Value::Bool(_) => "true or false",
                Value::Number(_) => "a number",
                _ => "a text",
            },
        }
    }

    /// Lays `over` upon this: mappings merge, everything else is replaced.
    pub(crate) fn merge(&mut self, over: Node) {
        match (&mut self.content, over.content) {
            (Content::Map(mine), Content::Map(theirs)) => {
                for (key, node) in theirs {
                    match mine.iter_mut().find(|(k, _)| k.name == key.name) {
                        Some((_, old)) => old.merge(node),
                        None => mine.push((key, node)),
                    }
                }
            }
            (mine, content) => {
                *mine = content;
                self.place = over.place;
            }
        }
    }

    /// Puts a value under a path of keys, making mappings on the way.
    pub(crate) fn set(&mut self, path: &[&str], value: Node) {
        let place = value.place.clone();
        let nested = path.iter().rev().fold(value, |inner, name| {
            let key = Key {
                name: (*name).to_owned(),
                place: place.clone(),
            };
            Node {
                content: Content::Map(vec![(key, inner)]),
                place: place.clone(),
            }
        });
        self.merge(nested);
    }
}

fn is_scalar(value: &Value) -> bool {
    matches!(
        value,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)
    )
}

/// What some editors put before the first word of a file, to say that it is UTF-8; no part of the text.
pub(super) const BYTE_ORDER_MARK: char = '\u{feff}';

/// Reads a text. A file that cannot be read as YAML gives `None`; duplicate keys are told and the last one dropped.
pub(crate) fn parse(file: &str, text: &str, problems: &mut Vec<Problem>) -> Option<Node> {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    // What a machine leaves that lost its power while it wrote; the parser would take it for the end of the file.
    if let Some(at) = text.find('\0') {
        let before = &text[..at];
        let place = Place {
            file: file.into(),
            line: before.matches('\n').count() + 1,
            column: before.chars().rev().take_while(|c| *c != '\n').count() + 1,
        };
        let message = "holds zero bytes, as a file that was not written to its end does";
        let hint = "write it anew; a backup of the configuration may have it whole";
        problems.push(Problem::new(place, "", message).hinting(hint));
        return None;
    }
    let mut reader = Reader {
        file: file.into(),
        events: Parser::new_from_str(text),
        problems,
    };
    match reader.document() {
        Ok(node) => Some(node),
        Err(problem) => {
            reader.problems.push(problem);
            None
        }
    }
}

struct Reader<'t, 'p> {
    file: Arc<str>,
    events: Parser<'t, saphyr_parser::StrInput<'t>>,
    problems: &'p mut Vec<Problem>,
}

impl<'t> Reader<'t, '_> {
    fn next(&mut self) -> Result<(Event<'t>, Place), Problem> {
        match self.events.next() {
            Some(Ok((event, span))) => Ok((event, self.place(span))),
            Some(Err(error)) => {
                let at = *error.marker();
                let place = self.place(Span::empty(at));
                Err(Problem::new(
                    place,
                    "",
                    format!("not YAML: {}", error.info()),
                ))
            }
            None => Ok((Event::StreamEnd, Place::whole(&self.file))),
        }
    }

    fn place(&self, span: Span) -> Place {
        Place {
            file: self.file.clone(),
            line: span.start.line(),
            column: span.start.col() + 1,
        }
    }

    fn document(&mut self) -> Result<Node, Problem> {
        loop {
            let (event, place) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
                Event::StreamEnd | Event::DocumentEnd => {
                    return Ok(Node::empty(Place::whole(&self.file)));
                }
                event => {
                    let mut node = self.node(event, place, "")?;
                    self.end()?;
                    if node.is_null() {
                        node = Node::empty(Place::whole(&self.file));
                    }
                    return Ok(node);
                }
            }
        }
    }

    /// Reads on to the end, so that a mistake after the first document is seen.
    fn end(&mut self) -> Result<(), Problem> {
        loop {
            match self.next()? {
                (Event::StreamEnd, _) => return Ok(()),
                (Event::DocumentStart(_), place) => {
                    return Err(Problem::new(
                        place,
                        "",
                        "a second document; one file holds one",
                    ));
                }
                _ => {}
            }
        }
    }

    fn node(&mut self, event: Event<'t>, place: Place, path: &str) -> Result<Node, Problem> {
        let content = match event {
            Event::Scalar(text, style, ..) => scalar(&text, style),
            Event::SequenceStart(..) => {
                let mut list = Vec::new();
                loop {
                    let (event, place) = self.next()?;
                    if matches!(event, Event::SequenceEnd) {
                        break Content::List(list);
                    }
                    let path = format!("{path}[{}]", list.len());
                    list.push(self.node(event, place, &path)?);
                }
            }
            Event::MappingStart(..) => self.mapping(path)?,
            _ => {
                return Err(Problem::new(
                    place,
                    path,
                    "anchors and aliases are not used here",
                ));
            }
        };
        Ok(Node { content, place })
    }

    fn mapping(&mut self, path: &str) -> Result<Content, Problem> {
        let mut entries: Vec<(Key, Node)> = Vec::new();
        loop {
            let (event, place) = self.next()?;
            let name = match event {
                Event::MappingEnd => return Ok(Content::Map(entries)),
                Event::Scalar(text, ..) => text.into_owned(),
                _ => return Err(Problem::new(place, path, "a key must be a plain word")),
            };
            let path = super::problems::join(path, &name);
            let key = Key {
                name: name.clone(),
                place,
            };
            let (event, place) = self.next()?;
            let node = self.node(event, place, &path)?;
            if let Some((first, _)) = entries.iter().find(|(k, _)| k.name == name) {
                let message = format!(
                    "stands here a second time (first in line {})",
                    first.place.line
                );
                self.problems.push(Problem::new(key.place, path, message));
            } else {
                entries.push((key, node));
            }
        }
    }
}

fn scalar(text: &str, style: ScalarStyle) -> Content {
    let value = match style {
        ScalarStyle::Plain => serde_yaml::from_str(text).ok().filter(is_scalar),
        _ => None,
    };
    Content::Scalar {
        value: value.unwrap_or_else(|| Value::String(text.to_owned())),
        text: text.to_owned(),
    }
}
