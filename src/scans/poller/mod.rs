//! Asks the forms servers of a country for what is new and hands it to the services, page by page.
//!
//! [`poll`] is used by the job `scans.poll` and by `cts -i KEY scan poll`. Forms are polled side by side, so that
//! one that is down holds up no other. The cursor algorithm is in [`form`], pauses after failures in [`backoff`].

mod backoff;
mod comparing;
mod form;
mod labels;
mod run;
mod trial;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::sync::mpsc;

use self::form::PolledForm;
use self::run::Run;
pub use self::trial::{FormTrial, try_server};
use super::model::{FormPoll, Interpreted, Purpose, StateCounts};
use super::service;
use super::service::tallies;
use super::sources::ona::Ona;
use super::sources::{Http, Source};
use crate::db::Db;
use crate::jobs::{Job, JobContext, JobSummary, Schedule};
use crate::kernel::clock::Clock;
use crate::kernel::settings::{FormsServer, FormsServerKind};
use crate::kernel::{Actor, Door, InstanceSettings, Op, Result};

/// The name of the job that polls.
pub const JOB: &str = "scans.poll";

/// Which forms are polled, and how eagerly.
#[derive(Clone, Debug, Default)]
pub struct Which {
    /// Only this form, by its id on the server; `None` for all.
    pub form: Option<String>,
    /// A person asks: forms that wait after a failure are asked too (unless the server itself said when to come
    /// back), and all rows are compared with the server's to find deletions.
    pub by_hand: bool,
    /// Told of each form as its poll ends, for whoever waits.
    pub told: Option<mpsc::UnboundedSender<FormPoll>>,
}

/// Polls the forms of the settings and interprets what came. A form that fails says so in its [`FormPoll`].
///
/// # Errors
/// When the database cannot be reached.
pub async fn poll(
    db: &Db,
    settings: &Arc<InstanceSettings>,
    http: &Arc<Http>,
    which: &Which,
) -> Result<Vec<FormPoll>> {
    let id = format!("poll-{}", uuid::Uuid::new_v4().simple());
    let run = Run::new(db.clone(), id.clone(), which.clone());
    let op = Op::new(Actor::System, Door::Poller, id);
    db.write(&op, service::retry_open).await?;
    // What a crash left behind goes first; no server is needed for it.
    run.interpret_all(&op).await?;
    let mut tasks = tokio::task::JoinSet::new();
    for (index, form) in forms(settings, http, db, which).into_iter().enumerate() {
        let run = run.clone();
        tasks.spawn(async move { (index, form.poll(&run).await) });
    }
    let mut polled = Vec::new();
    while let Some(done) = tasks.join_next().await {
        let (index, result) = done.map_err(crate::kernel::Error::internal)?;
        if let (Some(told), Ok((_, form))) = (&which.told, &result) {
            // Somebody who went away need not hear it.
            let _ = told.send(form.clone());
        }
        polled.push((index, result));
    }
    run.interpret_all(&op).await?;
    polled.sort_by_key(|(index, _)| *index);
    let counts = db
        .write(&op, |cx| {
            tallies::draw_together(cx)?;
            tallies::state_counts_by_form(cx)
        })
        .await?;
    let mut forms = Vec::new();
    for (_, result) in polled {
        let (id, mut form) = result?;
        form.observations = counts.get(&id).copied().unwrap_or_default();
        forms.push(form);
    }
    gauge_states(&counts.into_values().sum());
    Ok(forms)
}

/// Interprets everything that is pending, without asking any server.
///
/// # Errors
/// When the database cannot be reached.
pub async fn interpret_all(db: &Db, op: &Op) -> Result<Interpreted> {
    let run = Run::new(db.clone(), op.request_id.clone(), Which::default());
    run.interpret_all(op).await
}

fn forms(
    settings: &Arc<InstanceSettings>,
    http: &Arc<Http>,
    db: &Db,
    which: &Which,
) -> Vec<PolledForm> {
    let mut forms = Vec::new();
    for server in &settings.forms_servers {
        // Without a token the source is switched off.
        if server.token.is_empty() {
            continue;
        }
        let source = source_of(server, http, db.clock());
        for (form_key, purpose) in forms_of(server) {
            if which.form.as_ref().is_none_or(|form| *form == form_key) {
                forms.push(PolledForm::new(
                    source.clone(),
                    server.clone(),
                    form_key,
                    purpose,
                ));
            }
        }
    }
    forms
}

fn source_of(server: &FormsServer, http: &Arc<Http>, clock: &Clock) -> Arc<dyn Source> {
    match server.kind {
        FormsServerKind::Ona => Arc::new(Ona::new(server, http.clone(), clock.clone())),
    }
}

/// Each form once; `0` switches one off, as it always did.
fn forms_of(server: &FormsServer) -> Vec<(String, Purpose)> {
    let mut seen = HashSet::new();
    let packages = server
        .package_forms
        .iter()
        .map(|form| (form, Purpose::Package));
    let devices = server
        .device_form
        .iter()
        .map(|form| (form, Purpose::Device));
    // Phones first: scans then know whose phone took them.
    devices
        .chain(packages)
        .filter(|(form, _)| !form.is_empty() && *form != "0" && seen.insert((*form).clone()))
        .map(|(form, purpose)| (form.clone(), purpose))
        .collect()
}

/// The job of a country; `None` when no server is set up.
pub fn job(settings: &Arc<InstanceSettings>, http: Arc<Http>) -> Option<Job> {
    let every = settings
        .forms_servers
        .iter()
        .filter(|server| !server.token.is_empty())
        .map(|server| server.poll)
        .min()?;
    let every = every.max(Duration::from_secs(1));
    let settings = settings.clone();
    Some(Job::new(JOB, Schedule::every(every), move |cx| {
        run_job(cx, settings.clone(), http.clone())
    }))
}

async fn run_job(
    cx: JobContext,
    settings: Arc<InstanceSettings>,
    http: Arc<Http>,
) -> Result<JobSummary> {
    let forms = poll(&cx.db, &settings, &http, &Which::default()).await?;
    let new: usize = forms.iter().map(|form| form.new).sum();
    let failing: Vec<String> = forms
        .iter()
        .filter_map(|form| {
            Some(format!(
                "{} {}: {}",
                form.source,
                form.form,
                form.error.as_ref()?
            ))
        })
        .collect();
    Ok(JobSummary {
        done: new as i64,
        summary: json!({"forms": forms}),
        error: (!failing.is_empty()).then(|| failing.join("; ")),
    })
}

fn gauge_states(counts: &StateCounts) {
    for (state, count) in [
        ("pending", counts.pending),
        ("applied", counts.applied),
        ("open", counts.open),
        ("dismissed", counts.dismissed),
        ("void", counts.void),
    ] {
        metrics::gauge!("cts_observations", "state" => state).set(count as f64);
    }
}
