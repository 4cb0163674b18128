//! One error for all domains. `Display` is for the person (English; pages translate), the cause stays in `source()`.

use std::error::Error as StdError;
use std::fmt;

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use super::text::Text;

/// Shorthand used by every service.
pub type Result<T, E = Error> = std::result::Result<T, E>;

type Cause = Box<dyn StdError + Send + Sync + 'static>;

/// What is wrong with one field of what was sent.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldError {
    /// The field's name, as in the form and the API.
    pub field: &'static str,
    /// What is wrong and what would be right.
    pub message: Text,
}

impl FieldError {
    /// A field that holds one of a fixed list holds none of it.
    pub fn no_choice(field: &'static str) -> Self {
        Self {
            field,
            message: "form-no-choice".into(),
        }
    }
}

/// Why a use case did not happen.
#[derive(Debug)]
pub enum Error {
    /// The thing does not exist, or this person may not know that it does.
    NotFound { what: Text },
    /// What was sent is wrong, field by field.
    Invalid(Vec<FieldError>),
    /// The thing is not in a state that allows this.
    Conflict(Text),
    /// Somebody else changed the thing since this person began; nothing was overwritten.
    Stale,
    /// Nobody is signed in.
    SignedOut,
    /// This person may not do this.
    Forbidden,
    /// Something this needs cannot be reached now; trying again later may help.
    Unavailable { what: Text, cause: Cause },
    /// A bug or a broken machine. People see a request id, the cause is in the log.
    Internal(Cause),
}

impl Error {
    /// `kind` is a key such as `thing-shipment`; `id` is what was asked for.
    pub fn not_found(kind: &'static str, id: impl fmt::Display) -> Self {
        Self::NotFound {
            what: Text::new("error-not-found")
                .arg("what", Text::new(kind))
                .arg("id", id.to_string()),
        }
    }

    /// One wrong field.
    pub fn invalid(field: &'static str, message: impl Into<Text>) -> Self {
        Self::Invalid(vec![FieldError {
            field,
            message: message.into(),
        }])
    }

    /// A field that holds one of a fixed list holds none of it.
    pub fn no_choice(field: &'static str) -> Self {
        Self::Invalid(vec![FieldError::no_choice(field)])
    }

    /// The thing is not in a state that allows this.
    pub fn conflict(message: impl Into<Text>) -> Self {
        Self::Conflict(message.into())
    }

    /// Refuses when a thing is no longer in the version that was edited.
    ///
    /// # Errors
    /// `Stale` when the versions differ.
    pub fn require_version(stored: i32, edited: i32) -> Result<()> {
        if stored == edited {
            return Ok(());
        }
        Err(Self::Stale)
    }

    /// Something cannot be reached; `what` is a key such as `error-unavailable-database`.
    pub fn unavailable(what: impl Into<Text>, cause: impl Into<Cause>) -> Self {
        Self::Unavailable {
            what: what.into(),
            cause: cause.into(),
        }
    }

    /// A bug or a broken machine.
    pub fn internal(cause: impl Into<Cause>) -> Self {
        Self::Internal(cause.into())
    }

    /// The sentence for the person, still without a language.
    pub fn text(&self) -> Text {
        match self {
            Self::NotFound { what } | Self::Unavailable { what, .. } => what.clone(),
            Self::Invalid(errors) => errors
                .first()
                .map_or_else(|| Text::new("error-invalid"), |e| e.message.clone()),
            Self::Conflict(message) => message.clone(),
            Self::Stale => Text::new("error-stale"),
            Self::SignedOut => Text::new("error-signed-out"),
            Self::Forbidden => Text::new("error-forbidden"),
            Self::Internal(_) => Text::new("error-internal"),
        }
    }

    /// Exit code of the command line: 1 refused, 2 wrong input, 3 broken or unreachable.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Invalid(_) => 2,
            Self::Unavailable { .. } | Self::Internal(_) => 3,
            _ => 1,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(errors) => {
                for (i, error) in errors.iter().enumerate() {
                    let sep = if i == 0 { "" } else { "; " };
                    write!(f, "{sep}{}: {}", error.field, error.message)?;
                }
                Ok(())
            }
            other => other.text().fmt(f),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Unavailable { cause, .. } | Self::Internal(cause) => Some(cause.as_ref()),
            _ => None,
        }
    }
}

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Self {
        if is_connection_lost(&error) {
            return Self::unavailable("error-unavailable-database", error);
        }
        if has_zero_byte(&error) {
            return Self::invalid("form", "error-invalid-characters");
        }
        if is_too_much(&error) {
            tracing::warn!(%error, "more than a column holds");
            return Self::invalid("form", "error-too-much");
        }
        Self::internal(error)
    }
}

/// PostgreSQL keeps no text with a zero byte in it, wherever somebody typed or searched for one.
fn has_zero_byte(error: &DieselError) -> bool {
    let DieselError::DatabaseError(_, info) = error else {
        return false;
    };
    // The second is said of a zero byte inside JSON.
    [
        "invalid byte sequence for encoding",
        "unsupported Unicode escape sequence",
    ]
    .iter()
    .any(|sentence| info.message().contains(sentence))
}

/// A sum of prices of a package or a shipment that no column holds, because of what somebody typed.
fn is_too_much(error: &DieselError) -> bool {
    matches!(error, DieselError::DatabaseError(_, info) if info.message().contains("numeric field overflow"))
}

/// Whether the connection behind this error is of no more use. PostgreSQL ends connections with these sentences
/// when it shuts down or crashes; libpq gives them no class of their own.
pub fn is_connection_lost(error: &DieselError) -> bool {
    match error {
        DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection, _)
        | DieselError::BrokenTransactionManager => true,
        DieselError::DatabaseError(_, info) => {
            let message = info.message();
            [
                "server closed the connection",
                "terminating connection",
                "no connection to the server",
                "could not receive data from server",
                "could not send data to server",
                "SSL connection has been closed",
            ]
            .iter()
            .any(|sentence| message.contains(sentence))
        }
        _ => false,
    }
}

/// Turns the violation of a named constraint into an error at a field.
pub trait OnConstraint<T> {
    /// When the constraint `name` was violated, `error` is returned in its place.
    fn on_constraint(self, name: &str, error: impl FnOnce() -> Error) -> Result<T>;
}

impl<T> OnConstraint<T> for diesel::QueryResult<T> {
    fn on_constraint(self, name: &str, error: impl FnOnce() -> Error) -> Result<T> {
        self.map_err(|e| match &e {
            DieselError::DatabaseError(_, info) if info.constraint_name() == Some(name) => error(),
            _ => e.into(),
        })
    }
}
