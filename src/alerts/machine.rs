//! Tells administrators what is broken, and when it is well again: forms servers, scheduled jobs, backups. Addresses of
//! `mail.alerts`, else the country's coordinators.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::backups::{self, BackupState};
use super::model::{Alert, Broken, Problem};
use super::queries;
use crate::accounts;
use crate::jobs::{self, Job, JobContext, JobSummary, Schedule};
use crate::kernel::{Figures, Language, OpContext, Result, Text};
use crate::mail::{self, Letter, Line};
use crate::scans;
use crate::scans::model::FormState;

const EVERY: Duration = Duration::from_secs(60);
/// Mail cannot tell that mail fails: the system's page does.
const UNTELLABLE: &str = "mail.send";

/// The job `alerts.check`, for a country with these other jobs.
pub fn job(jobs: Vec<&'static str>) -> Job {
    Job::new("alerts.check", Schedule::every(EVERY), move |cx| {
        run(cx, jobs.clone())
    })
    .quiet()
}

async fn run(cx: JobContext, jobs: Vec<&'static str>) -> Result<JobSummary> {
    cx.db.write(&cx.op, move |cx| check(cx, &jobs)).await
}

/// Looks at everything, and writes the mails that are due.
///
/// # Errors
/// When the database refuses.
pub(super) fn check(cx: &mut OpContext<'_>, jobs: &[&str]) -> Result<JobSummary> {
    let mut broken = broken_jobs(cx, jobs)?;
    broken.extend(broken_forms(cx)?);
    broken.extend(broken_backup(cx)?);
    let before = queries::list_alerts(cx.conn)?;
    let now = cx.now;
    let mut alerts = Vec::new();
    let mut told = Vec::new();
    for broken in &broken {
        let known = before.iter().find(|alert| alert.subject == broken.subject);
        let mut alert = Alert::next(broken, known, now);
        if alert.is_due(broken.problem, now) {
            (alert.told_at, alert.is_known) = (Some(now), true);
            told.push((alert.clone(), broken.why.clone()));
        }
        alerts.push(alert);
    }
    let is_well = |alert: &&Alert| !broken.iter().any(|b| b.subject == alert.subject);
    let recovered: Vec<Alert> = before
        .iter()
        .filter(|alert| alert.is_known)
        .filter(is_well)
        .cloned()
        .collect();
    if alerts != before {
        queries::replace_alerts(cx.conn, &alerts)?;
    }
    let written = tell(cx, &told, &recovered)?;
    let summary = json!({"broken": alerts.len(), "told": told.len(), "recovered": recovered.len()});
    Ok(JobSummary::done(written, summary))
}

fn broken_jobs(cx: &mut OpContext<'_>, jobs: &[&str]) -> Result<Vec<Broken>> {
    let states = jobs::service::last_runs(cx)?;
    let fails = |state: &jobs::JobState| {
        state.is_failing && state.name != UNTELLABLE && jobs.contains(&state.name.as_str())
    };
    Ok(states
        .into_iter()
        .filter(fails)
        .map(|state| Broken {
            subject: format!("job:{}", state.name),
            problem: Problem::Job,
            detail: state.failure,
            why: None,
        })
        .collect())
}

fn broken_forms(cx: &mut OpContext<'_>) -> Result<Vec<Broken>> {
    let settings = cx.settings.clone();
    let is_read = |source: &str, form: &str| {
        settings.forms_servers.iter().any(|server| {
            let mut forms = server.package_forms.iter().chain(&server.device_form);
            server.name == source && forms.any(|key| key == form)
        })
    };
    let forms = scans::service::list_forms(cx)?;
    Ok(forms
        .into_iter()
        .filter(|(source, form)| form.state != FormState::Ok && is_read(source, &form.form_key))
        .map(|(source, form)| {
            // A server that does not answer is its own reason.
            let (problem, why) = if form.state == FormState::Failing {
                (Problem::Silent, None)
            } else {
                (Problem::Refused, Some(Text::new(form.state.text_key())))
            };
            Broken {
                subject: format!("form:{source}/{}", form.form_key),
                problem,
                detail: form.error,
                why,
            }
        })
        .collect())
}

fn broken_backup(cx: &mut OpContext<'_>) -> Result<Option<Broken>> {
    let (state, _) = backups::last(cx)?;
    let (problem, detail) = match state {
        BackupState::Good { .. } | BackupState::Left(_) => return Ok(None),
        BackupState::None => (Problem::BackupNone, String::new()),
        BackupState::Failed(error) => (Problem::BackupFailed, error),
        BackupState::Unverified => (Problem::BackupUnverified, String::new()),
        BackupState::Old { .. } => (Problem::BackupOld, String::new()),
    };
    Ok(Some(Broken {
        subject: "backup".into(),
        problem,
        detail,
        why: None,
    }))
}

/// Something of which administrators are told now, and what kind of failure it is.
type Told = (Alert, Option<Text>);

/// One mail to each, whatever there is to tell; gives how many.
fn tell(cx: &mut OpContext<'_>, told: &[Told], recovered: &[Alert]) -> Result<i64> {
    if told.is_empty() && recovered.is_empty() {
        return Ok(0);
    }
    let recipients = recipients(cx)?;
    for (email, language) in &recipients {
        let letter = letter(cx, email, *language, told, recovered);
        mail::queue(cx, letter)?;
    }
    if recipients.is_empty() {
        tracing::warn!(
            broken = told.len(),
            recovered = recovered.len(),
            "nobody is there to be told of an alert: set mail.alerts, or make a coordinator"
        );
    }
    Ok(recipients.len() as i64)
}

fn recipients(cx: &mut OpContext<'_>) -> Result<Vec<(String, Language)>> {
    let default = cx.settings.default_language();
    if !cx.settings.mail.alerts.is_empty() {
        let alerts = cx.settings.mail.alerts.iter();
        return Ok(alerts.map(|email| (email.clone(), default)).collect());
    }
    let coordinators = accounts::service::list_coordinators(cx)?;
    Ok(coordinators
        .into_iter()
        .map(|user| {
            let language = user.language_or(default);
            (user.email, language)
        })
        .collect())
}

fn letter(
    cx: &OpContext<'_>,
    email: &str,
    language: Language,
    told: &[Told],
    recovered: &[Alert],
) -> Letter {
    let subject = if told.is_empty() {
        Text::new("alert-subject-well").arg("count", recovered.len() as i64)
    } else {
        Text::new("alert-subject").arg("count", told.len() as i64)
    };
    let mut letter = Letter::new("alert", email, language, subject).for_administrators();
    for (alert, why) in told {
        let mut sentence = Text::new(format!("alert-{}", alert.problem))
            .arg("since", local(cx, language, alert.since));
        if let Some(why) = why {
            sentence = sentence.arg("why", why.clone());
        }
        letter = letter.line(entry(alert, language, sentence, alert.detail.as_str()));
    }
    if !recovered.is_empty() && !told.is_empty() {
        let count = recovered.len() as i64;
        letter = letter.words(Text::new("alert-subject-well").arg("count", count));
    }
    for alert in recovered {
        let sentence = Text::new("alert-well").arg("since", local(cx, language, alert.since));
        letter = letter.line(entry(alert, language, sentence, ""));
    }
    letter.button(Text::new("alert-open"), "/system/jobs/")
}

fn local(cx: &OpContext<'_>, language: Language, at: DateTime<Utc>) -> String {
    Figures::new(language).moment(at.with_timezone(&cx.settings.time_zone))
}

fn entry(alert: &Alert, language: Language, words: Text, said: &str) -> Line {
    let title = match alert.subject.split_once(':') {
        Some(("job", name)) => {
            let job = Text::new(jobs::text_key(name)).in_language(language);
            Text::new("alert-job").arg("job", job)
        }
        Some((_, form)) => Text::new("alert-form").arg("form", form),
        None => Text::new("system-backup"),
    };
    Line::Entry {
        title: title.in_language(language),
        path: None,
        words,
        said: said.to_owned(),
    }
}
