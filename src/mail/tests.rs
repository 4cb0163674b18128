//! Writing mail and reading it again.

use std::sync::Arc;

use super::*;
use crate::db::testing::{rolled_back, settings};
use crate::kernel::paging::Paging;
use crate::kernel::{Actor, Error, Language, Text};

fn letter() -> Letter {
    Letter::new(
        "alert",
        "mara@example.org",
        Language::En,
        Text::new("status-lost"),
    )
    .button(Text::new("status-lost"), "/set-password/secret/")
}

#[test]
fn a_queued_mail_waits_with_its_words() {
    rolled_back(|cx| {
        queue(cx, letter()).unwrap();

        let list = list(cx, Paging::default()).unwrap();

        assert_eq!(list.total, 1);
        let mail = &list.rows[0];
        assert_eq!(mail.state(), MailState::Waiting);
        assert_eq!((mail.subject.as_str(), mail.attempts), ("Lost", 0));
        assert!(mail.text_body.contains("/TR/set-password/secret/"));
        assert_eq!(counts(cx).unwrap().waiting, 1);
    });
}

#[test]
fn outside_dev_nobody_reads_what_a_mail_says() {
    rolled_back(|cx| {
        let mut settings = settings();
        settings.environment = "production".into();
        cx.settings = Arc::new(settings);
        queue(cx, letter()).unwrap();

        let list = list(cx, Paging::default()).unwrap();

        let mail = &list.rows[0];
        assert_eq!(mail.recipient, "mara@example.org");
        assert!(mail.text_body.is_empty() && mail.html_body.is_none());
    });
}

#[test]
fn the_list_is_for_administrators() {
    rolled_back(|cx| {
        cx.actor = Actor::Source("ona".into());

        let refused = list(cx, Paging::default());

        assert!(matches!(refused, Err(Error::Forbidden)));
    });
}
