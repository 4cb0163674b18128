//! Asks the forms servers of a country for what is new and hands it to the services, page by page.
//!
//! [`poll`] is used by the job `scans.poll` and by `cts -i KEY scan poll`. Forms are polled side by side, so that
//! one that is down holds up no other: a poll that takes long goes on beside the next runs. The cursor algorithm is in [`form`], pauses after failures in [`backoff`].

mod backoff;
mod comparing;
mod form;
mod labels;
mod run;
mod trial;
mod under_way;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::json;
use tokio::sync::{Mutex, mpsc};

use self::form::PolledForm;
use self::run::Run;
pub use self::trial::{FormTrial, try_server};
use self::under_way::UnderWay;
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

/// How long a run of the job waits for its forms in a country.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Which forms are polled, and how eagerly.
#[derive(Clone, Debug, Default)]
pub struct Which {
    /// Only this form, by its id on the server; `None` for all.
    pub form: Option<String>,
    /// A person asks: forms that wait after a failure are asked too (unless the server itself said when to come
    /// back), and all rows are compared with the server's to find deletions.
    pub by_hand: bool,
    /// What is read once more, however far we read already; what is stored stays as it is unless the server has it
    /// otherwise.
    pub again: Again,
    /// Told of each form as its poll ends, for whoever waits.
    pub told: Option<mpsc::UnboundedSender<FormPoll>>,
}

/// Rows that are read once more.
#[derive(Clone, Copy, Debug, Default)]
pub struct Again {
    /// From this row on, by its number on the server.
    pub from_row: Option<i64>,
    /// All that came or was changed from this instant on, by the server's clock.
    pub since: Option<DateTime<Utc>>,
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
    let mut under_way = UnderWay::default();
    poll_beside(&mut under_way, None, db, settings, http, which).await
}

/// The same beside polls that are under way, for at most so long: then those that are not done go on alone, and the
/// run in which they end tells of them.
async fn poll_beside(
    under_way: &mut UnderWay,
    patience: Option<Duration>,
    db: &Db,
    settings: &Arc<InstanceSettings>,
    http: &Arc<Http>,
    which: &Which,
) -> Result<Vec<FormPoll>> {
    let id = format!("poll-{}", uuid::Uuid::new_v4().simple());
    let interpreter = under_way.interpreter.clone();
    let run = Run::new(db.clone(), id.clone(), which.clone(), interpreter);
    let op = Op::new(Actor::System, Door::Poller, id);
    db.write(&op, service::retry_open).await?;
    // What a crash left behind goes first; no server is needed for it.
    run.interpret_all(&op).await?;
    let asked = forms(settings, http, db, which);
    let names: Vec<String> = asked.iter().map(PolledForm::name).collect();
    for form in asked {
        under_way.begin(form, &run);
    }
    let deadline = patience.map(|patience| tokio::time::Instant::now() + patience);
    let mut polled = Vec::new();
    while let Some(result) = under_way.next(deadline).await? {
        if let (Some(told), Ok((_, form))) = (&which.told, &result) {
            // Somebody who went away need not hear it.
            let _ = told.send(form.clone());
        }
        polled.push(result);
    }
    run.interpret_all(&op).await?;
    let counts = db
        .write(&op, |cx| {
            tallies::draw_together(cx)?;
            tallies::state_counts_by_form(cx)
        })
        .await?;
    let mut forms = Vec::new();
    for result in polled {
        let (id, mut form) = result?;
        form.observations = counts.get(&id).copied().unwrap_or_default();
        forms.push(form);
    }
    // As the settings name them.
    forms.sort_by_key(|form: &FormPoll| {
        let name = form::name(&form.source, &form.form);
        names.iter().position(|known| *known == name)
    });
    gauge_states(&counts.into_values().sum());
    Ok(forms)
}

/// Interprets everything that is pending, without asking any server.
///
/// # Errors
/// When the database cannot be reached.
pub async fn interpret_all(db: &Db, op: &Op) -> Result<Interpreted> {
    let (id, which) = (op.request_id.clone(), Which::default());
    let run = Run::new(db.clone(), id, which, Arc::default());
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

/// The job of a country; `None` when no server is set up. A run waits for its forms for at most `patience`
/// ([`PATIENCE`]): a poll that takes longer goes on beside the next runs, and the one in which it ends tells of it.
pub fn job(settings: &Arc<InstanceSettings>, http: Arc<Http>, patience: Duration) -> Option<Job> {
    let every = settings
        .forms_servers
        .iter()
        .filter(|server| !server.token.is_empty())
        .map(|server| server.poll)
        .min()?;
    let every = every.max(Duration::from_secs(1));
    let settings = settings.clone();
    let under_way = Arc::new(Mutex::new(UnderWay::default()));
    Some(Job::new(JOB, Schedule::every(every), move |cx| {
        let (settings, http, under_way) = (settings.clone(), http.clone(), under_way.clone());
        run_job(cx, settings, http, under_way, patience)
    }))
}

async fn run_job(
    cx: JobContext,
    settings: Arc<InstanceSettings>,
    http: Arc<Http>,
    under_way: Arc<Mutex<UnderWay>>,
    patience: Duration,
) -> Result<JobSummary> {
    let mut under_way = under_way.lock().await;
    let all = Which::default();
    let forms = poll_beside(
        &mut under_way,
        Some(patience),
        &cx.db,
        &settings,
        &http,
        &all,
    )
    .await?;
    let new: usize = forms.iter().map(|form| form.new).sum();
    let failing: Vec<String> = forms
        .iter()
        .filter_map(|form| {
            let name = form::name(&form.source, &form.form);
            Some(format!("{name}: {}", form.error.as_ref()?))
        })
        .collect();
    Ok(JobSummary {
        done: new as i64,
        summary: json!({"forms": forms, "under_way": under_way.names()}),
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
