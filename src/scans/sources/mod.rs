//! Servers that hold submissions, one file each; no database in here.
//!
//! A [`Source`] answers an [`Ask`] with a [`Page`] of rows, or says with a [`SourceError`] why not; what to ask
//! next and how long to wait is the poller's to decide.

mod answer;
mod dates;
mod http;
pub(crate) mod ona;
mod ona_row;
mod receipt;
mod repair;

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

pub use http::{Http, Limits};
pub(super) use receipt::{
    FORM as RECEIPT_FORM, FilledPackage, FilledReceipt, KIND as RECEIPT_KIND, NAME as RECEIPT_NAME,
};

use super::definition::FormDefinition;
use super::model::{NewSubmission, ObservationKind};

/// A boxed future, so that sources of several dialects fit one list.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, SourceError>> + Send + 'a>>;

/// What is asked of a form.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ask {
    /// Rows with a larger id, in order of id.
    After(i64),
    /// Rows modified at this instant or later, in order of modification, without the first `skip`.
    ModifiedSince { since: DateTime<Utc>, skip: usize },
    /// The row modified last.
    NewestChange,
    /// Rows with ids in this range, in order of id.
    Between { from: i64, to: i64 },
}

/// Rows of a form.
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub rows: Vec<NewSubmission>,
    /// When each row was last modified, by the server's clock; as long as `rows`.
    pub modified: Vec<Option<DateTime<Utc>>>,
}

/// A row by its id and revision only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowKey {
    pub number: i64,
    pub revision: String,
}

/// Why a server gave no rows.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SourceError {
    /// Network, 5xx, HTML, or a body that is not complete JSON: may be better soon.
    #[error("{0}")]
    Transient(String),
    /// No answer in time.
    #[error("no answer within {} s", .0.as_secs())]
    TimedOut(Duration),
    /// The answer is larger than we take.
    #[error("the answer is larger than {0} MiB")]
    TooLarge(usize),
    /// The server asks to be left alone this long.
    #[error("the server answers {status} and asks to wait {} s", .wait.as_secs())]
    Wait { status: u16, wait: Duration },
    /// 401 or 403.
    #[error("the server refuses our token ({0})")]
    Credentials(String),
    /// 404.
    #[error("the server has no such form ({0})")]
    Missing(String),
    /// Another 4xx, or 501: it does not understand us.
    #[error("the server does not understand the question ({0})")]
    Refused(String),
}

/// A server that holds submissions.
pub trait Source: Send + Sync {
    /// Its name in the YAML.
    fn name(&self) -> &str;

    /// The current definition of a form.
    fn definition<'a>(&'a self, form: &'a str) -> Answer<'a, Definition>;

    /// Rows of a form, at most `limit` where the server heeds it.
    fn rows<'a>(&'a self, form: &'a AskedForm, ask: Ask, limit: i64) -> Answer<'a, Page>;

    /// Ids and revisions of rows with an id larger than `after`, in order of id.
    fn keys<'a>(&'a self, form: &'a str, after: i64, limit: i64) -> Answer<'a, Vec<RowKey>>;
}

/// A form as a source needs to know it.
#[derive(Clone, Debug)]
pub struct AskedForm {
    /// Its id on the server.
    pub key: String,
    /// What it is for decides which answers are read.
    pub kind: ObservationKind,
}

/// A definition, opaque outside this room.
#[derive(Clone, Debug)]
pub struct Definition(pub(in crate::scans) FormDefinition);

/// Reads a stored row again, the way its source reads rows now; `None` for sources that have no say in it, or when
/// the text is none of theirs.
pub(super) fn read_stored(
    source_kind: &str,
    payload: &str,
    kind: ObservationKind,
) -> Option<NewSubmission> {
    match source_kind {
        "ona" => {
            let raw = RawValue::from_string(payload.to_owned()).ok()?;
            Some(ona_row::read_row(&raw, kind).0)
        }
        RECEIPT_KIND => receipt::read(payload),
        _ => None,
    }
}

/// SHA-256 of some bytes.
pub(crate) fn sha256(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}
