//! Reads one mapping key by key, remembers what was asked for, and tells of everything else as unknown.

use std::cell::RefCell;

use super::problems::{Problem, join, suggestion};
use super::yaml::{Content, Node, Place};

/// Where problems are gathered while reading goes on.
#[derive(Debug, Default)]
pub(crate) struct Report(RefCell<Vec<Problem>>);

impl Report {
    /// Notes a problem.
    pub(crate) fn add(&self, place: &Place, path: &str, message: impl Into<String>) {
        let problem = Problem::new(place.clone(), path, message);
        self.0.borrow_mut().push(problem);
    }

    /// Notes problems found elsewhere.
    pub(crate) fn extend(&self, problems: Vec<Problem>) {
        self.0.borrow_mut().extend(problems);
    }

    pub(crate) fn into_problems(self) -> Vec<Problem> {
        self.0.into_inner()
    }
}

/// A value with the place it came from.
#[derive(Clone, Debug)]
pub(crate) struct Placed<T> {
    pub(crate) value: T,
    pub(crate) place: Place,
    pub(crate) path: String,
}

/// A mapping being read.
pub(crate) struct Section<'a> {
    node: &'a Node,
    path: String,
    report: &'a Report,
    asked: RefCell<Vec<&'static str>>,
}

impl<'a> Section<'a> {
    /// Begins to read a mapping; `None` (and a problem) when it is something else.
    pub(crate) fn new(node: &'a Node, path: impl Into<String>, report: &'a Report) -> Option<Self> {
        let path = path.into();
        if !matches!(node.content, Content::Map(_)) {
            report.add(
                &node.place,
                &path,
                format!("must be a mapping, is {}", node.kind()),
            );
            return None;
        }
        Some(Self {
            node,
            path,
            report,
            asked: RefCell::default(),
        })
    }

    /// The mapping's own place.
    pub(crate) fn place(&self) -> &'a Place {
        &self.node.place
    }

    /// The path of one of its keys.
    pub(crate) fn path_of(&self, key: &str) -> String {
        join(&self.path, key)
    }

    /// Notes a problem at a key, or at the mapping when the key is not there.
    pub(crate) fn problem(&self, key: &str, message: impl Into<String>) {
        let place = self.node.get(key).map_or(self.place(), |node| &node.place);
        self.report.add(place, &self.path_of(key), message);
    }

    /// The value of a key as it stands; empty counts as not there.
    pub(crate) fn node(&self, key: &'static str) -> Option<&'a Node> {
        self.asked.borrow_mut().push(key);
        self.node.get(key).filter(|node| !node.is_null())
    }

    /// Whether a key is there with something in it, without reading it.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.node.get(key).is_some_and(|node| !node.is_null())
    }

    /// A value that may be left out.
    pub(crate) fn optional<T>(
        &self,
        key: &'static str,
        read: impl Fn(&Node) -> Result<T, String>,
    ) -> Option<T> {
        self.placed(key, read).map(|placed| placed.value)
    }

    /// A value that may be left out, with its place.
    pub(crate) fn placed<T>(
        &self,
        key: &'static str,
        read: impl Fn(&Node) -> Result<T, String>,
    ) -> Option<Placed<T>> {
        let node = self.node(key)?;
        self.read(node, self.path_of(key), read)
    }

    /// A value that must be there.
    pub(crate) fn required<T>(
        &self,
        key: &'static str,
        read: impl Fn(&Node) -> Result<T, String>,
    ) -> Option<Placed<T>> {
        if self.node(key).is_none() {
            // A near miss is told as an unknown key with a suggestion; twice would be noise.
            if !self.has_near_miss(key) {
                let path = self.path_of(key);
                self.report.add(self.place(), &path, "is missing");
            }
            return None;
        }
        self.placed(key, read)
    }

    /// A list that may be left out; entries that are wrong are told and left out.
    pub(crate) fn list<T>(
        &self,
        key: &'static str,
        read: impl Fn(&Node) -> Result<T, String>,
    ) -> Vec<Placed<T>> {
        self.items(key)
            .into_iter()
            .filter_map(|(node, path)| self.read(node, path, &read))
            .collect()
    }

    /// The entries of a list as they stand, with their paths. A single text from an environment variable is
    /// split at commas.
    pub(crate) fn items(&self, key: &'static str) -> Vec<(&'a Node, String)> {
        let Some(node) = self.node(key) else {
            return Vec::new();
        };
        let path = self.path_of(key);
        if let Content::List(list) = &node.content {
            let numbered = list.iter().enumerate();
            return numbered
                .map(|(i, node)| (node, format!("{path}[{i}]")))
                .collect();
        }
        self.report.add(
            &node.place,
            &path,
            format!("must be a list, is {}", node.kind()),
        );
        Vec::new()
    }

    /// A mapping under a key.
    pub(crate) fn sub(&self, key: &'static str) -> Option<Section<'a>> {
        let node = self.node(key)?;
        Section::new(node, self.path_of(key), self.report)
    }

    /// Tells of every key nobody asked for.
    pub(crate) fn finish(&self) {
        let Content::Map(entries) = &self.node.content else {
            return;
        };
        let asked = self.asked.borrow();
        for (key, _) in entries {
            if !asked.contains(&key.name.as_str()) {
                let unused = asked
                    .iter()
                    .copied()
                    .filter(|known| self.node.get(known).is_none());
                let near = suggestion(&key.name, unused);
                let path = self.path_of(&key.name);
                self.report
                    .add(&key.place, &path, format!("unknown key{near}"));
            }
        }
    }

    fn has_near_miss(&self, key: &str) -> bool {
        let Content::Map(entries) = &self.node.content else {
            return false;
        };
        entries
            .iter()
            .any(|(entry, _)| crate::kernel::nearest(&entry.name, [key]).is_some())
    }

    fn read<T>(
        &self,
        node: &Node,
        path: String,
        read: impl Fn(&Node) -> Result<T, String>,
    ) -> Option<Placed<T>> {
        match read(node) {
            Ok(value) => Some(Placed {
                value,
                place: node.place.clone(),
                path,
            }),
            Err(message) => {
                self.report.add(&node.place, &path, message);
                None
            }
        }
    }
}
