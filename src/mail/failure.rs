//! Why mail was not taken: a kind people have a sentence for, and the words of the server or of the machine behind it.
//!
//! Kept as one line, `login refused: 535 …`, in the mail and in the record of the job; the command line shows it so.

use std::error::Error as StdError;
use std::fmt;

use serde::Serialize;

use crate::kernel::{Language, Text};

/// What went wrong with a mail, or with the server for all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// No mail server is set.
    NoServer,
    /// The sender that is set is none.
    Sender,
    /// The server did not answer.
    Unreachable,
    /// It answered, and does not any more.
    BrokenOff,
    /// Its certificate, or the encryption it offers, will not do.
    Certificate,
    /// It refuses the login that is set.
    Login,
    /// It refuses this mail for good.
    Refused,
    /// It may take this mail later.
    PutOff,
    /// The address has letters outside ASCII, which this server has no way to deliver to.
    NotAscii,
    /// The mail cannot be written as a message: the address is none.
    Address,
    /// It waited in a backup that was restored: nobody knows whether it left after that.
    Restored,
}

impl FailureKind {
    const ALL: [Self; 11] = [
        Self::NoServer,
        Self::Sender,
        Self::Unreachable,
        Self::BrokenOff,
        Self::Certificate,
        Self::Login,
        Self::Refused,
        Self::PutOff,
        Self::NotAscii,
        Self::Address,
        Self::Restored,
    ];

    /// The words a kept line begins with.
    fn label(self) -> &'static str {
        match self {
            Self::NoServer => "no mail server is set (mail.smtp)",
            Self::Sender => "no sender",
            Self::Unreachable => "mail server unreachable",
            Self::BrokenOff => "conversation broken off",
            Self::Certificate => "encryption or certificate refused",
            Self::Login => "login refused",
            Self::Refused => "mail refused",
            Self::PutOff => "mail put off",
            Self::NotAscii => "address outside ASCII",
            Self::Address => "no address",
            Self::Restored => "restored from a backup",
        }
    }

    fn text_key(self) -> &'static str {
        match self {
            Self::NoServer => "mails-no-server",
            Self::Sender => "mail-failure-sender",
            Self::Unreachable => "mail-failure-unreachable",
            Self::BrokenOff => "mail-failure-broken-off",
            Self::Certificate => "mail-failure-certificate",
            Self::Login => "mail-failure-login",
            Self::Refused => "mail-failure-refused",
            Self::PutOff => "mail-failure-put-off",
            Self::NotAscii => "mail-failure-not-ascii",
            Self::Address => "mail-failure-address",
            Self::Restored => "mail-failure-restored",
        }
    }
}

/// Why a mail was not taken, or none leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// None for what an older version kept.
    pub kind: Option<FailureKind>,
    /// What the server said, as it said it; may be empty.
    pub words: String,
}

impl Failure {
    pub(super) fn new(kind: FailureKind, words: impl Into<String>) -> Self {
        Self {
            kind: Some(kind),
            words: words.into(),
        }
    }

    /// What a kept line told; none when nothing went wrong.
    pub fn parse(line: &str) -> Option<Self> {
        if line.is_empty() {
            return None;
        }
        let known = FailureKind::ALL.into_iter().find_map(|kind| {
            let rest = line.strip_prefix(kind.label())?;
            let words = rest.strip_prefix(": ").or(rest.is_empty().then_some(""))?;
            Some(Self::new(kind, words))
        });
        Some(known.unwrap_or_else(|| Self {
            kind: None,
            words: line.to_owned(),
        }))
    }

    /// A sentence for people; what the server said follows it.
    pub fn text(&self) -> Text {
        Text::new(self.kind.map_or("mail-failure", FailureKind::text_key))
    }

    /// The sentence and what the server said, for a file.
    pub fn in_language(&self, language: Language) -> String {
        format!("{} {}", self.text().in_language(language), self.words)
            .trim_end()
            .to_owned()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = self.kind.map_or("", FailureKind::label);
        match (label, self.words.as_str()) {
            (label, "") => f.write_str(label),
            ("", words) => f.write_str(words),
            (label, words) => write!(f, "{label}: {words}"),
        }
    }
}

/// The innermost cause: what the server or the machine said, without the library's words around it.
pub(super) fn innermost(error: &dyn StdError) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_line_tells_the_same_again_and_has_a_sentence_in_every_language() {
        for kind in FailureKind::ALL {
            for words in ["", "535 5.7.8: wrong login"] {
                let failure = Failure::new(kind, words);
                assert_eq!(Failure::parse(&failure.to_string()), Some(failure));
            }
            for language in Language::ALL {
                let text = Failure::new(kind, "").text();
                assert!(text.is_known_in(language), "{kind:?} in {language:?}");
            }
        }
    }

    #[test]
    fn what_an_older_version_kept_is_told_as_it_stands() {
        let old = Failure::parse("permanent error (550): no such mailbox").unwrap();

        assert_eq!(old.kind, None);
        assert_eq!(old.to_string(), "permanent error (550): no such mailbox");
        assert_eq!(Failure::parse(""), None);
    }

    #[test]
    fn the_librarys_words_do_not_stand_twice() {
        let inner = std::io::Error::other("Connection refused");
        let outer = std::io::Error::other(inner);

        assert_eq!(innermost(&outer), "Connection refused");
    }
}
