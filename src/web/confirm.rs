//! Questions before something that is not easily taken back.
//!
//! A route that asks ([`super::Routes::asks`]) acts only when the field [`FIELD`] says that it is meant. In a browser
//! with scripts the question is a dialog: the form (macro `asked` of `components/form.html`) or the button carries it
//! in `data-confirm`, and the answer becomes the field. Without scripts the same sending is answered by a page that
//! asks, names the thing and sends again what was sent.

use poem::{FromRequest, Request, RequestBody, Response};
use serde::Serialize;

use super::app::App;
use super::csrf;
use super::error::{Result, WebError};
use super::page::Page;
use super::visit::Visit;
use crate::kernel::{Error, Text};

/// The field that says that something is meant.
pub const FIELD: &str = "sure";

/// What somebody sent who is to be asked; the handler of a question takes it.
#[derive(Clone, Debug)]
pub struct Unasked(Vec<(String, String)>);

impl Unasked {
    /// What was sent, when it has to be asked about.
    pub(super) fn of(asks: Asks, body: &[u8]) -> Option<Self> {
        let fields: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
        let is_there = |name: &str| fields.iter().any(|(field, _)| field == name);
        let is_asked = match asks {
            Asks::Never => false,
            Asks::Always => true,
            Asks::About(field) => is_there(field),
        };
        (is_asked && !is_there(FIELD)).then_some(Self(fields))
    }

    /// What was sent, unless it says that it is meant; for what only its handler can tell is to be asked about.
    pub fn unless_meant(fields: Vec<(String, String)>) -> Option<Self> {
        let is_meant = fields.iter().any(|(field, _)| field == FIELD);
        (!is_meant).then_some(Self(fields))
    }

    /// The value of a field; empty when it was not sent.
    pub fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(field, _)| field == name);
        found.map_or("", |(_, value)| value.as_str())
    }
}

impl<'a> FromRequest<'a> for Unasked {
    async fn from_request(req: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        let unasked = req.data::<Self>().cloned();
        unasked.ok_or_else(|| WebError::Domain(Error::internal("a question outside asks()")).into())
    }
}

/// Whether a route asks before it acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    Never,
    Always,
    /// Only when this field is among what was sent.
    About(&'static str),
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// What would happen, to which thing.
    pub text: Text,
    /// The word on the button that does it.
    pub button: Text,
    /// Where to go instead: a path of this country.
    pub back: String,
}

/// The page of a question.
#[derive(Serialize)]
pub(super) struct ConfirmPage {
    text: Text,
    button: Text,
    back: String,
    /// What is sent again.
    fields: Vec<(String, String)>,
}

impl Page for ConfirmPage {
    const TEMPLATE: &'static str = "web/templates/confirm.html";

    fn samples() -> Vec<Self> {
        let page = |fields: &[(&str, &str)]| Self {
            text: Text::new("error-forbidden"),
            button: Text::new("cancel"),
            back: "/".into(),
            fields: fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        };
        vec![page(&[]), page(&[("note", "<b>"), ("note", "\"")])]
    }
}

impl App {
    /// Asks whether something is meant; the page sends `unasked` again to the same address, with the answer.
    ///
    /// # Errors
    /// When the template breaks.
    pub fn ask(&self, visit: &Visit, unasked: Unasked, question: Question) -> Result<Response> {
        let mut fields = unasked.0;
        fields.retain(|(name, _)| name != csrf::FIELD);
        let Question { text, button, back } = question;
        let page = ConfirmPage {
            text,
            button,
            back,
            fields,
        };
        self.page(visit, &page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_yet_meant_is_asked_about() {
        let asked = |asks, body: &str| Unasked::of(asks, body.as_bytes()).is_some();

        assert!(asked(Asks::Always, ""));
        assert!(!asked(Asks::Always, "a=1&sure=1"));
        assert!(!asked(Asks::Never, ""));
        assert!(asked(Asks::About("remove"), "name=x&remove=3"));
        assert!(!asked(Asks::About("remove"), "name=x"));
        assert!(!asked(Asks::About("remove"), "remove=3&sure=1"));
    }
}
