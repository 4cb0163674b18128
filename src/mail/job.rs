//! The job `mail.send`: sends what is due. One address that does not work holds up no other; when the server cannot be
//! used, everything waits.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;

use super::model::{Mail, next_attempt};
use super::queries;
use super::server::{Connection, NotTaken};
use crate::jobs::{Job, JobContext, JobSummary, Schedule};
use crate::kernel::settings::MailServer;
use crate::kernel::{OpContext, Result};

/// A mail leaves at most about this long after it was written.
const EVERY: Duration = Duration::from_secs(15);
/// Mails of one run.
const MOST: i64 = 200;
/// Days settled mail is kept.
const DAYS: i64 = 90;

/// What a run did.
#[derive(Default)]
struct Tally {
    sent: i64,
    not_taken: i64,
    unusable: Option<String>,
}

/// Sends the mail of a country.
pub fn job() -> Job {
    Job::new("mail.send", Schedule::every(EVERY), run).quiet()
}

async fn run(cx: JobContext) -> Result<JobSummary> {
    let due = cx
        .db
        .write(&cx.op, |cx| {
            queries::delete_settled_before(cx.conn, cx.now - TimeDelta::days(DAYS))?;
            Ok(queries::list_due(cx.conn, cx.now, MOST)?)
        })
        .await?;
    if due.is_empty() {
        return Ok(JobSummary::default());
    }
    let settings = cx.db.settings().clone();
    let tally = match &settings.mail.server {
        Some(server) => send_all(&cx, server, due).await?,
        None if settings.environment == "dev" => write_to_log(&cx, due).await?,
        None => Tally {
            unusable: Some("no mail server is set (mail.smtp)".into()),
            ..Tally::default()
        },
    };
    if let Some(error) = tally.unusable.clone() {
        cx.db
            .write(&cx.op, move |cx| {
                Ok(queries::set_error_of_due(cx.conn, cx.now, &error)?)
            })
            .await?;
    }
    Ok(JobSummary {
        done: tally.sent,
        summary: json!({"sent": tally.sent, "not_taken": tally.not_taken}),
        error: tally.unusable,
    })
}

async fn send_all(cx: &JobContext, server: &MailServer, due: Vec<Mail>) -> Result<Tally> {
    let settings = cx.db.settings().clone();
    let mut tally = Tally::default();
    let connection = match Connection::open(server, &settings.mail.from).await {
        Ok(connection) => connection,
        Err(error) => {
            tally.unusable = Some(error.to_string());
            return Ok(tally);
        }
    };
    for mail in due {
        if cx.stop.is_cancelled() {
            break;
        }
        match connection.send(&mail, &settings.key).await {
            Ok(()) => {
                settle(cx, &mail, Ok(())).await?;
                tally.sent += 1;
            }
            Err(NotTaken::Unusable(error)) => {
                // It broke over this one: others go first the next time, or it could keep them all for ever.
                settle(cx, &mail, Err((error.clone(), false))).await?;
                tally.not_taken += 1;
                tally.unusable = Some(error);
                break;
            }
            Err(NotTaken::Refused(error)) => {
                settle(cx, &mail, Err((error, true))).await?;
                tally.not_taken += 1;
            }
            Err(NotTaken::PutOff(error)) => {
                settle(cx, &mail, Err((error, false))).await?;
                tally.not_taken += 1;
            }
        }
    }
    Ok(tally)
}

/// In dev nothing leaves the machine.
async fn write_to_log(cx: &JobContext, due: Vec<Mail>) -> Result<Tally> {
    let mut tally = Tally::default();
    for mail in due {
        let (to, subject, text) = (&mail.recipient, &mail.subject, &mail.text_body);
        tracing::info!(mail.id = mail.id.0, to, subject, text, "mail");
        settle(cx, &mail, Ok(())).await?;
        tally.sent += 1;
    }
    Ok(tally)
}

/// Writes down what became of a mail, at once: after a crash nothing is sent twice that can be helped.
async fn settle(
    cx: &JobContext,
    mail: &Mail,
    became: std::result::Result<(), (String, bool)>,
) -> Result<()> {
    let (id, attempts) = (mail.id, mail.attempts + 1);
    cx.db
        .write(&cx.op, move |cx: &mut OpContext<'_>| {
            let next = match became {
                Ok(()) => {
                    queries::set_sent(cx.conn, id, cx.now)?;
                    None
                }
                Err((error, is_refused)) => {
                    let next = next_attempt(attempts, is_refused, cx.now);
                    queries::set_failed(cx.conn, id, next, &error)?;
                    tracing::warn!(mail.id = id.0, attempts, error, "a mail was not taken");
                    next
                }
            };
            if next.is_none() && cx.settings.environment != "dev" {
                queries::set_forgotten(cx.conn, id)?;
            }
            Ok(())
        })
        .await
}
