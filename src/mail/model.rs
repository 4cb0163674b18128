//! What a mail says, a row of outgoing mail, and when a mail that was not taken is tried again.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use serde::Serialize;

use super::failure::Failure;
use crate::db::schema::outgoing_mails;
use crate::kernel::ids::OutgoingMailId;
use crate::kernel::{Language, Text};

/// A mail the server puts off is tried this often, over about a day.
const TRIES: i32 = 12;
/// One it refuses for good is tried a little more: a wrong setting at the server is often mended within the hour.
const TRIES_REFUSED: i32 = 4;

/// What a mail is to say, not yet in words.
#[derive(Clone, Debug)]
pub struct Letter {
    /// What it is about (`user.invitation`); `mail-purpose-user-invitation` is its text.
    pub(super) purpose: &'static str,
    pub(super) recipient: String,
    pub(super) language: Language,
    pub(super) subject: Text,
    pub(super) lines: Vec<Line>,
    pub(super) is_for_administrators: bool,
}

/// A part of a mail.
#[derive(Clone, Debug)]
pub enum Line {
    /// A paragraph.
    Words(Text),
    /// A button that leads to a path of the country.
    Button { label: Text, path: String },
    /// One of a list: a title that leads to a path of the country, and a few words.
    Entry {
        title: String,
        path: Option<String>,
        words: Text,
        /// What a program or a server said, in its own words and none of our languages; may be empty. It is quoted.
        said: String,
    },
}

impl Letter {
    /// A mail about something to somebody.
    pub fn new(
        purpose: &'static str,
        recipient: impl Into<String>,
        language: Language,
        subject: Text,
    ) -> Self {
        Self {
            purpose,
            recipient: recipient.into(),
            language,
            subject,
            lines: Vec::new(),
            is_for_administrators: false,
        }
    }

    /// Adds a part.
    pub fn line(mut self, line: Line) -> Self {
        self.lines.push(line);
        self
    }

    /// Adds a paragraph.
    pub fn words(self, words: Text) -> Self {
        self.line(Line::Words(words))
    }

    /// Adds a button that leads to a path of the country.
    pub fn button(self, label: Text, path: impl Into<String>) -> Self {
        let path = path.into();
        self.line(Line::Button { label, path })
    }

    /// Marks it as about the machine: its subject names environment and country, for those who look after several.
    pub fn for_administrators(mut self) -> Self {
        self.is_for_administrators = true;
        self
    }
}

/// A mail in words.
#[derive(Debug, Insertable)]
#[diesel(table_name = outgoing_mails)]
pub(super) struct NewMail {
    pub(super) recipient: String,
    pub(super) subject: String,
    pub(super) text_body: String,
    pub(super) html_body: Option<String>,
    pub(super) purpose: &'static str,
    pub(super) created_at: DateTime<Utc>,
    pub(super) next_attempt_at: Option<DateTime<Utc>>,
}

/// A row of outgoing mail.
#[derive(Clone, Debug, Queryable, Selectable, Serialize)]
#[diesel(table_name = outgoing_mails)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct Mail {
    pub id: OutgoingMailId,
    pub recipient: String,
    pub subject: String,
    pub text_body: String,
    pub html_body: Option<String>,
    /// What it is about (`user.invitation`).
    pub purpose: String,
    pub created_at: DateTime<Utc>,
    /// Not sent before this; none once it is settled.
    pub next_attempt_at: Option<DateTime<Utc>>,
    pub sent_at: Option<DateTime<Utc>>,
    pub attempts: i32,
    /// Why it was not taken at the last attempt, a [`Failure`] in a line.
    pub last_error: String,
}

impl Mail {
    /// How far it got.
    pub fn state(&self) -> MailState {
        match (self.sent_at, self.next_attempt_at) {
            (Some(_), _) => MailState::Sent,
            (None, Some(_)) => MailState::Waiting,
            (None, None) => MailState::GivenUp,
        }
    }

    /// Why it was not taken at the last attempt.
    pub fn failure(&self) -> Option<Failure> {
        Failure::parse(&self.last_error)
    }

    /// The key of what it is about in the catalogue of texts.
    pub fn purpose_key(&self) -> String {
        format!("mail-purpose-{}", self.purpose.replace(['.', '_'], "-"))
    }
}

/// How far a mail got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MailState {
    Waiting,
    Sent,
    GivenUp,
}

/// How outgoing mail is, for the page about the machine.
#[derive(Clone, Debug, Default, PartialEq, Eq, QueryableByName)]
pub struct MailCounts {
    /// To be sent.
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    pub waiting: i64,
    /// Those of them that were tried in vain.
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    pub failing: i64,
    /// Given up within the last week.
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    pub given_up: i64,
    /// Why it was not taken last, when something fails: a [`Failure`] in a line.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub last_error: String,
}

/// When a mail is tried again after so many attempts; none when it is given up.
pub(super) fn next_attempt(
    attempts: i32,
    is_refused: bool,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let most = if is_refused { TRIES_REFUSED } else { TRIES };
    if attempts >= most {
        return None;
    }
    let minutes = 2_i64.pow(attempts.clamp(0, 20).unsigned_abs()).min(360);
    Some(now + TimeDelta::minutes(minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end_after_about_a_day() {
        let begin = DateTime::UNIX_EPOCH;
        let mut now = begin;
        let mut attempts = 1;
        while let Some(next) = next_attempt(attempts, false, now) {
            assert!(next > now);
            (now, attempts) = (next, attempts + 1);
        }

        assert_eq!(attempts, TRIES);
        assert!((20..48).contains(&(now - begin).num_hours()));
        assert!(next_attempt(TRIES_REFUSED, true, now).is_none());
    }
}
