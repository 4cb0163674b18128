//! The state of a form on a page: what was typed, and what is wrong with it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::kernel::{Error, Text};

/// A form as its template sees it: `page.form.values.<field>` and `page.form.errors.<field>`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FormState<F> {
    /// What to show in the fields: what was typed, or what is stored.
    pub values: F,
    /// Messages by field.
    pub errors: BTreeMap<String, Vec<Text>>,
    /// What somebody else saved while this was being typed; fields that differ from it say so.
    pub stored: Option<F>,
}

impl<F> FormState<F> {
    /// A form nobody has sent yet.
    pub fn new(values: F) -> Self {
        Self {
            values,
            errors: BTreeMap::new(),
            stored: None,
        }
    }

    /// A form about a thing that somebody else changed meanwhile ([`Error::Stale`]): what was typed is kept, what is
    /// stored now stands beside it, and sending it again (with the new version among `values`) replaces that.
    pub fn changed_meanwhile(values: F, stored: F) -> Self {
        Self {
            stored: Some(stored),
            ..Self::new(values)
        }
    }

    /// A form about a thing that takes no more changes since it was opened ([`Error::Conflict`]): what happened is said
    /// on top, and what was typed is kept for when it may be saved again.
    pub fn overtaken(values: F, why: Text) -> Self {
        let mut form = Self::new(values);
        form.add("form", why);
        form.add("form", "form-overtaken");
        form
    }

    /// A form that was sent and is wrong. Other errors than wrong fields are given back.
    ///
    /// # Errors
    /// The error itself, unless it is about fields.
    pub fn refused(values: F, error: Error) -> Result<Self, Error> {
        let Error::Invalid(fields) = error else {
            return Err(error);
        };
        let mut form = Self::new(values);
        for field in fields {
            form.add(field.field, field.message);
        }
        Ok(form)
    }

    /// Adds a message at a field.
    pub fn add(&mut self, field: &str, message: impl Into<Text>) {
        let messages = self.errors.entry(field.to_owned()).or_default();
        messages.push(message.into());
    }

    /// Whether nothing is wrong.
    pub fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }
}
