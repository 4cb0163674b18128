//! Writing mail, and looking at what was written.

use chrono::TimeDelta;

use super::compose::compose;
use super::failure::{Failure, FailureKind};
use super::model::{Letter, Mail, MailCounts, NewMail};
use super::queries;
use crate::kernel::ids::OutgoingMailId;
use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::{OpContext, Permission, Result};

/// Writes a mail within the transaction of the change it tells of. It leaves soon after that is committed, and never
/// when it is not.
///
/// # Errors
/// When the database refuses.
pub fn queue(cx: &mut OpContext<'_>, letter: Letter) -> Result<OutgoingMailId> {
    let words = compose(&letter, &cx.settings)?;
    let mail = NewMail {
        recipient: letter.recipient,
        subject: words.subject,
        text_body: words.text,
        html_body: Some(words.html),
        purpose: letter.purpose,
        created_at: cx.now,
        next_attempt_at: Some(cx.now),
    };
    Ok(queries::insert(cx.conn, &mail)?)
}

/// Gives up what waits in a country that was just restored from a backup: it may have left since that was made, and a copy
/// must not send it once more. For the administrator's connection, before the country is served.
///
/// # Errors
/// When the database refuses.
pub fn give_up_restored(conn: &mut diesel::PgConnection) -> Result<usize> {
    let why = Failure {
        kind: Some(FailureKind::Restored),
        words: String::new(),
    };
    Ok(queries::give_up_waiting(conn, &why.to_string())?)
}

/// Mail, the newest first. What it says is shown in dev only: it may hold links that let somebody in.
///
/// # Errors
/// `Forbidden` for those who do not administer.
pub fn list(cx: &mut OpContext<'_>, paging: Paging) -> Result<Paginated<Mail>> {
    cx.require(Permission::Administer)?;
    let list = queries::list(cx.conn, paging)?;
    if cx.settings.environment == "dev" {
        return Ok(list);
    }
    Ok(list.map(|mail| Mail {
        text_body: String::new(),
        html_body: None,
        ..mail
    }))
}

/// How outgoing mail is.
///
/// # Errors
/// `Forbidden` for those who do not administer.
pub fn counts(cx: &mut OpContext<'_>) -> Result<MailCounts> {
    cx.require(Permission::Administer)?;
    Ok(queries::counts(cx.conn, cx.now - TimeDelta::days(7))?)
}
