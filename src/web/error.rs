//! Errors of handlers. Turned into a response here only, and logged here once with the whole chain.

use std::error::Error as StdError;
use std::fmt;

use poem::http::StatusCode;
use poem::{IntoResponse, Response};
use serde::Serialize;

use super::app::App;
use super::page::Page;
use super::visit::Visit;
use crate::kernel::error::FieldError;
use crate::kernel::{Error, Text};

/// What handlers return.
pub type Result<T, E = WebError> = std::result::Result<T, E>;

/// Why a request is not answered with what it asked for.
#[derive(Debug)]
pub enum WebError {
    /// A use case did not happen.
    Domain(Error),
    /// The address or the method does not exist.
    NoSuchPage(StatusCode),
    /// The request cannot be read: a wrong value in the address, a body too large, …
    Unreadable(StatusCode),
    /// The form was not filled in on a page of ours, or too long ago.
    StaleForm,
    /// Too many attempts; seconds until the next may be made.
    TooMany(u64),
    /// A template or a handler broke.
    Broken(Box<dyn StdError + Send + Sync>),
}

impl WebError {
    /// The status of the response.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Domain(error) => match error {
                Error::NotFound { .. } => StatusCode::NOT_FOUND,
                Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
                Error::Conflict(_) | Error::Stale => StatusCode::CONFLICT,
                Error::SignedOut => StatusCode::UNAUTHORIZED,
                Error::Forbidden => StatusCode::FORBIDDEN,
                Error::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
                Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
            },
            Self::NoSuchPage(status) | Self::Unreadable(status) => *status,
            Self::StaleForm => StatusCode::FORBIDDEN,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The sentence for the person.
    pub fn text(&self) -> Text {
        match self {
            Self::Domain(error) => error.text(),
            Self::NoSuchPage(StatusCode::METHOD_NOT_ALLOWED) => Text::new("error-not-like-this"),
            Self::NoSuchPage(_) => Text::new("error-no-such-page"),
            Self::Unreadable(StatusCode::PAYLOAD_TOO_LARGE) => Text::new("error-too-large"),
            Self::Unreadable(_) => Text::new("error-unreadable"),
            Self::StaleForm => Text::new("error-stale-form"),
            Self::TooMany(seconds) => Text::new("error-too-many")
                .arg("minutes", i64::try_from(seconds.div_ceil(60)).unwrap_or(60)),
            Self::Broken(_) => Text::new("error-internal"),
        }
    }

    fn title(&self) -> Text {
        let key = match self.status().as_u16() {
            401 => "error-title-signed-out",
            403 => "error-title-forbidden",
            404 => "error-title-not-found",
            405 => "error-title-not-like-this",
            413 => "error-title-too-large",
            409 => "error-title-conflict",
            429 => "error-title-too-many",
            503 => "error-title-unavailable",
            500 => "error-title-internal",
            _ => "error-title-invalid",
        };
        Text::new(if matches!(self, Self::StaleForm) {
            "error-title-stale-form"
        } else {
            key
        })
    }

    /// Reads back what handlers and extractors threw through poem.
    pub(super) fn from_poem(error: poem::Error) -> Self {
        let status = error.status();
        let error = match error.downcast::<Self>() {
            Ok(ours) => return ours,
            Err(error) => error,
        };
        if error.is::<poem::error::ParsePathError>() {
            return Self::NoSuchPage(StatusCode::NOT_FOUND);
        }
        match status {
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Self::NoSuchPage(status),
            status if status.is_client_error() => Self::Unreadable(status),
            _ => Self::Broken(error.to_string().into()),
        }
    }

    fn log(&self) {
        match self {
            Self::Domain(error @ Error::Internal(_)) => {
                tracing::error!(error = %chain(error), "the request failed");
            }
            Self::Domain(error @ Error::Unavailable { .. }) => {
                tracing::warn!(error = %chain(error), "something cannot be reached");
            }
            Self::Broken(error) => {
                tracing::error!(error = %chain(error.as_ref()), "the request failed");
            }
            other => tracing::debug!(error = %other, "refused"),
        }
    }
}

/// An error and its causes in one line.
pub fn chain(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

impl From<Error> for WebError {
    fn from(error: Error) -> Self {
        Self::Domain(error)
    }
}

impl fmt::Display for WebError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Domain(error) => error.fmt(f),
            Self::Broken(error) => error.fmt(f),
            other => other.text().fmt(f),
        }
    }
}

impl StdError for WebError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Domain(error) => error.source(),
            Self::Broken(error) => error.source(),
            _ => None,
        }
    }
}

impl poem::error::ResponseError for WebError {
    fn status(&self) -> StatusCode {
        self.status()
    }
}

/// The page of an error: what happened, and a way on.
#[derive(Serialize)]
pub(super) struct ErrorPage {
    status: u16,
    title: Text,
    text: Text,
    /// What else is wrong; the first stands in `text`.
    more: Vec<Text>,
    /// Where the form is that was wrong or stale.
    back: Option<String>,
}

impl Page for ErrorPage {
    const TEMPLATE: &'static str = "web/templates/error.html";

    fn samples() -> Vec<Self> {
        let wrong = |field| FieldError {
            field,
            message: "error-invalid".into(),
        };
        let errors = [
            WebError::NoSuchPage(StatusCode::NOT_FOUND),
            WebError::NoSuchPage(StatusCode::METHOD_NOT_ALLOWED),
            WebError::Unreadable(StatusCode::PAYLOAD_TOO_LARGE),
            WebError::Domain(Error::not_found("thing-shipment", 27)),
            WebError::Domain(Error::Invalid(vec![wrong("code"), wrong("name")])),
            WebError::Domain(Error::Forbidden),
            WebError::Domain(Error::internal("broken")),
            WebError::StaleForm,
            WebError::TooMany(90),
        ];
        errors
            .iter()
            .map(|error| Self::of(error, true, None))
            .collect()
    }
}

impl ErrorPage {
    /// What to show; who only opened an address looks for the button it belongs to.
    fn of(error: &WebError, is_look: bool, back: Option<String>) -> Self {
        let more = match error {
            WebError::Domain(Error::Invalid(fields)) => {
                let others = fields.iter().skip(1);
                others.map(|field| field.message.clone()).collect()
            }
            _ => Vec::new(),
        };
        let is_opened = is_look && error.status() == StatusCode::METHOD_NOT_ALLOWED;
        let text = if is_opened {
            Text::new("error-behind-a-button")
        } else {
            error.text()
        };
        Self {
            status: error.status().as_u16(),
            title: error.title(),
            text,
            more,
            back,
        }
    }
}

/// The same for machines.
#[derive(Serialize)]
struct ErrorBody {
    error: String,
    request_id: String,
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    fields: std::collections::BTreeMap<String, Vec<String>>,
}

impl ErrorBody {
    fn of(error: &WebError, visit: &Visit) -> Self {
        let mut fields = std::collections::BTreeMap::<String, Vec<String>>::new();
        if let WebError::Domain(Error::Invalid(errors)) = error {
            for e in errors {
                let words = e.message.in_language(visit.language());
                fields.entry(e.field.to_owned()).or_default().push(words);
            }
        }
        Self {
            error: error.text().in_language(visit.language()),
            request_id: visit.request_id().to_owned(),
            fields,
        }
    }
}

impl App {
    /// Answers an error in the form the visitor can read.
    pub(super) fn error_response(&self, visit: &Visit, error: &WebError) -> Response {
        error.log();
        let status = error.status();
        let mut response = if visit.wants_json() {
            let body = ErrorBody::of(error, visit);
            poem::web::Json(body).with_status(status).into_response()
        } else if matches!(error, WebError::Domain(Error::SignedOut)) {
            self.redirect(&visit.sign_in_path())
        } else {
            let page = ErrorPage::of(error, visit.is_look(), visit.referer_path());
            self.page_with(visit, status, &page)
                .unwrap_or_else(|broken| {
                    tracing::error!(error = %chain(&broken), "the error page does not render");
                    plain(status, &error.text())
                })
        };
        if let WebError::TooMany(seconds) = error {
            response
                .headers_mut()
                .insert("retry-after", (*seconds).into());
        }
        response
    }
}

/// The last resort: no template, no frame.
fn plain(status: StatusCode, text: &Text) -> Response {
    Response::builder()
        .status(status)
        .content_type("text/plain; charset=utf-8")
        .body(text.to_string())
}
