//! A form on a server: what it is for, how reading it goes, what a poll did.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::schema::source_forms;
use crate::kernel::Text;
use crate::kernel::ids::{SourceFormId, SourceId};

words! {
    /// What a form is for.
    Purpose, "form-purpose" {
        /// Scans of packages or vouchers.
        Package = "package",
        /// Binds a phone to a user.
        Device = "device",
    }
}

words! {
    /// How reading a form goes.
    FormState, "form-state" {
        Ok = "ok",
        /// The server fails; asked again with growing pauses.
        Failing = "failing",
        /// The server does not know our token, or it may not read this form.
        Credentials = "credentials",
        /// The server has no such form.
        Missing = "missing",
        /// The server does not understand us: a bug of ours.
        Refused = "refused",
    }
}

/// A form and how far we read it.
#[derive(Clone, Debug, Queryable, Selectable, Serialize)]
#[diesel(table_name = source_forms)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct SourceFormRow {
    pub id: SourceFormId,
    pub source_id: SourceId,
    /// Its id on the server.
    pub form_key: String,
    pub purpose: Purpose,
    pub title: String,
    /// Largest row id stored.
    pub max_row: i64,
    /// Largest modification time the server sent.
    pub modified_mark: Option<DateTime<Utc>>,
    pub page_size: i32,
    pub state: FormState,
    /// What the last attempt said; empty when it went well.
    pub error: String,
    /// Failed attempts in a row.
    pub failures: i32,
    pub failing_since: Option<DateTime<Utc>>,
    pub next_attempt_at: Option<DateTime<Utc>>,
    pub polled_at: Option<DateTime<Utc>>,
    pub succeeded_at: Option<DateTime<Utc>>,
    /// When a submission never seen before last came.
    pub new_row_at: Option<DateTime<Utc>>,
    /// When all rows were last compared with the server's.
    pub compared_at: Option<DateTime<Utc>>,
    /// The form's own name for itself, the same on every server.
    pub identity: String,
    pub time_outs: i16,
    pub ask_again_at: Option<DateTime<Utc>>,
    /// What is odd although polls go well.
    pub warning: String,
}

/// What can be odd about a form although polls go well: as logs and the command line say it, and the key of its words.
pub(in crate::scans) mod warnings {
    pub(in crate::scans) const UNASKED: &str = "the server sends rows it was not asked for";
    pub(in crate::scans) const UNSORTED_CHANGES: &str =
        "the server does not list rows by modification";
    pub(in crate::scans) const FUTURE: &str =
        "the server sends a modification time that lies in the future";
    pub(in crate::scans) const UNSORTED: &str =
        "the server does not sort what it lists; deletions there do not show";
    const GONE: &str = " submissions are gone at the source; nothing was flagged";

    pub(in crate::scans) fn gone(gone: usize, all: usize) -> String {
        format!("{gone} of {all}{GONE}")
    }

    pub(super) fn counts_of_gone(warning: &str) -> Option<(i64, i64)> {
        let (gone, all) = warning.strip_suffix(GONE)?.split_once(" of ")?;
        Some((gone.parse().ok()?, all.parse().ok()?))
    }
}

impl SourceFormRow {
    /// What is odd about the form in words of the catalogue.
    pub fn warning_text(&self) -> Option<Text> {
        let key = match self.warning.as_str() {
            warnings::UNASKED => "form-warning-unasked",
            warnings::UNSORTED_CHANGES => "form-warning-unsorted-changes",
            warnings::FUTURE => "form-warning-future",
            warnings::UNSORTED => "form-warning-unsorted",
            other => {
                let (gone, all) = warnings::counts_of_gone(other)?;
                let text = Text::new("form-warning-gone");
                return Some(text.arg("gone", gone).arg("all", all));
            }
        };
        Some(Text::new(key))
    }
}

/// How many observations are in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateCounts {
    /// The sum of the five.
    pub received: i64,
    pub pending: i64,
    pub applied: i64,
    pub open: i64,
    pub dismissed: i64,
    pub void: i64,
}

impl StateCounts {
    /// Adds `count` observations in the state of this slug.
    pub(in crate::scans) fn add(&mut self, state: &str, count: i64) {
        let slot = match state {
            "pending" => &mut self.pending,
            "applied" => &mut self.applied,
            "open" => &mut self.open,
            "dismissed" => &mut self.dismissed,
            _ => &mut self.void,
        };
        *slot += count;
        self.received += count;
    }
}

impl std::iter::Sum for StateCounts {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, of| Self {
            received: sum.received + of.received,
            pending: sum.pending + of.pending,
            applied: sum.applied + of.applied,
            open: sum.open + of.open,
            dismissed: sum.dismissed + of.dismissed,
            void: sum.void + of.void,
        })
    }
}

/// What one poll of one form did.
#[derive(Clone, Debug, Serialize)]
pub struct FormPoll {
    /// The server's name in the YAML.
    pub source: String,
    /// The form's id on the server.
    pub form: String,
    pub purpose: Purpose,
    /// Whether the server was asked; it is not while it must be left alone.
    pub asked: bool,
    /// Submissions the server sent, those it had sent before included.
    pub fetched: usize,
    /// Submissions never seen before.
    pub new: usize,
    /// Submissions edited since.
    pub edited: usize,
    /// Submissions found gone at the source.
    pub deleted: usize,
    /// All observations of this form by state, after the poll.
    pub observations: StateCounts,
    pub state: FormState,
    /// Why the poll did not come to its end.
    pub error: Option<String>,
    /// What is odd although it did.
    pub warning: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_with_counts_is_read_back() {
        let warning = warnings::gone(3, 1200);

        assert_eq!(
            warning,
            "3 of 1200 submissions are gone at the source; nothing was flagged"
        );
        assert_eq!(warnings::counts_of_gone(&warning), Some((3, 1200)));
        assert_eq!(warnings::counts_of_gone("something else"), None);
    }
}
