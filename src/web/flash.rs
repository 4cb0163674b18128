//! Messages for the next page, kept in the session until one shows them.

use serde::{Deserialize, Serialize};

use crate::kernel::Text;

/// How a message is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlashKind {
    Success,
    Info,
    Warning,
    Error,
}

/// A message for the next page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flash {
    pub kind: FlashKind,
    pub text: Text,
    /// What takes it back: a path that is posted to.
    pub undo: Option<String>,
}

impl Flash {
    /// It was done.
    pub fn success(text: impl Into<Text>) -> Self {
        Self::new(FlashKind::Success, text)
    }

    /// Something to know.
    pub fn info(text: impl Into<Text>) -> Self {
        Self::new(FlashKind::Info, text)
    }

    /// It was done, but.
    pub fn warning(text: impl Into<Text>) -> Self {
        Self::new(FlashKind::Warning, text)
    }

    /// It was not done.
    pub fn error(text: impl Into<Text>) -> Self {
        Self::new(FlashKind::Error, text)
    }

    /// Offers a button that posts to `path` and takes it back.
    pub fn with_undo(mut self, path: impl Into<String>) -> Self {
        self.undo = Some(path.into());
        self
    }

    fn new(kind: FlashKind, text: impl Into<Text>) -> Self {
        Self {
            kind,
            text: text.into(),
            undo: None,
        }
    }
}
