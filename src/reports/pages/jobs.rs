//! Is the machine well: version, database, backups, forms servers, scheduled jobs and their last runs.

use chrono::{DateTime, Utc};
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::{Deserialize, Serialize};

use super::JobsOf;
use crate::audit;
use crate::jobs::{self, JobRun, Trigger};
use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::{Error, Figure, Language, Text};
use crate::reports::system::{self, Fact};
use crate::scans;
use crate::scans::model::{FormState, SourceFormRow, StateCounts};
use crate::web::{App, FileKind, Flash, Page, Result, Sheet, Visit};

/// What the address may ask for.
#[derive(Default, Deserialize)]
pub(super) struct JobsQuery {
    /// `csv` or `xlsx`: all runs as a file.
    file: Option<String>,
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct JobsPage {
    jobs: Vec<JobLine>,
    forms: Vec<FormLine>,
    observations: StateCounts,
    runs: Paginated<RunLine>,
    facts: Vec<Fact>,
    /// How many things are not well.
    failing: usize,
}

#[derive(Serialize)]
struct JobLine {
    name: &'static str,
    label: String,
    every_minutes: u64,
    last: Option<RunLine>,
    /// Its latest run that ended went wrong, whatever one that is still going will do.
    is_failing: bool,
    ok_at: Option<DateTime<Utc>>,
}

#[derive(Serialize)]
struct FormLine {
    source: String,
    form: SourceFormRow,
    purpose: String,
    state: String,
    /// The form's warning in words of the catalogue, when there are any for it.
    warning: Option<Text>,
    bad: bool,
}

#[derive(Serialize)]
struct RunLine {
    label: String,
    trigger: String,
    started_at: DateTime<Utc>,
    /// `ok`, `failed` …, or `running`.
    outcome: String,
    milliseconds: Option<i64>,
    done: i64,
    error: String,
    bad: bool,
}

impl RunLine {
    fn new(run: JobRun) -> Self {
        Self {
            label: format!("job-{}", run.job.replace(['.', '_'], "-")),
            trigger: format!("job-trigger-{}", run.trigger),
            milliseconds: run.duration_ms(),
            bad: run.is_bad(),
            outcome: run.outcome.unwrap_or_else(|| "running".into()),
            started_at: run.started_at,
            done: run.done,
            error: run.error,
        }
    }

    fn sample(outcome: &str) -> Self {
        Self {
            label: "job-cleanup".into(),
            trigger: "job-trigger-start".into(),
            started_at: DateTime::default(),
            outcome: outcome.into(),
            milliseconds: (outcome != "running").then_some(1_250),
            done: 3,
            error: if outcome == "failed" {
                "<it broke>".into()
            } else {
                String::new()
            },
            bad: outcome == "failed",
        }
    }
}

impl FormLine {
    fn new(source: String, form: SourceFormRow) -> Self {
        Self {
            source,
            purpose: form.purpose.text_key(),
            state: form.state.text_key(),
            bad: form.state != FormState::Ok,
            warning: form.warning_text(),
            form,
        }
    }
}

impl Page for JobsPage {
    const TEMPLATE: &'static str = "reports/templates/jobs.html";

    fn samples() -> Vec<Self> {
        let job = |last: Option<RunLine>| JobLine {
            name: "cleanup",
            label: "job-cleanup".into(),
            every_minutes: 60,
            is_failing: last.as_ref().is_some_and(|run| run.bad),
            last,
            ok_at: None,
        };
        let outcomes = ["ok", "failed", "skipped", "interrupted", "running"];
        vec![
            Self {
                jobs: vec![job(None)],
                forms: Vec::new(),
                observations: StateCounts::default(),
                runs: Paginated::new(Vec::new(), 0, Paging::default()),
                facts: Vec::new(),
                failing: 0,
            },
            Self {
                jobs: vec![
                    job(Some(RunLine::sample("ok"))),
                    job(Some(RunLine::sample("failed"))),
                ],
                forms: FormState::ALL
                    .iter()
                    .map(|state| sample_form(*state))
                    .collect(),
                observations: StateCounts::default(),
                runs: Paginated::new(outcomes.map(RunLine::sample).into(), 5, Paging::default()),
                facts: [false, true]
                    .map(|bad| Fact {
                        label: "system-backup",
                        words: Text::new("system-backup-ok").arg("size", Figure::Bytes(3_000_000)),
                        detail: bad.then(|| "<b>".into()),
                        at: bad.then(DateTime::default),
                        bad,
                    })
                    .into(),
                failing: 2,
            },
        ]
    }
}

fn sample_form(state: FormState) -> FormLine {
    use crate::kernel::ids::{SourceFormId, SourceId};
    use crate::scans::model::Purpose;
    let at = (state == FormState::Failing).then(DateTime::<Utc>::default);
    let form = SourceFormRow {
        id: SourceFormId(1),
        source_id: SourceId(1),
        form_key: "4101".into(),
        purpose: Purpose::Package,
        title: String::new(),
        max_row: 812,
        modified_mark: None,
        page_size: 500,
        state,
        error: if state == FormState::Ok {
            String::new()
        } else {
            "500 <html>".into()
        },
        failures: 3,
        failing_since: at,
        next_attempt_at: at,
        polled_at: at,
        succeeded_at: at,
        new_row_at: at,
        compared_at: at,
        identity: String::new(),
        time_outs: 0,
        ask_again_at: None,
        warning: if state == FormState::Missing {
            "odd".into()
        } else {
            String::new()
        },
    };
    FormLine::new("ona".into(), form)
}

/// All runs that are kept, as a file.
fn sheet(runs: Paginated<JobRun>, language: Language) -> crate::kernel::Result<Sheet> {
    let word = |key: String| Text::new(key).in_language(language);
    let headings = [
        "jobs-when",
        "jobs-job",
        "jobs-why",
        "jobs-outcome",
        "jobs-took-ms",
        "jobs-done",
        "mails-error",
    ];
    let runs = runs.map(RunLine::new);
    Sheet::new("runs", language, headings.map(Text::new)).rows(runs, |run| {
        vec![
            run.started_at.into(),
            word(run.label).into(),
            word(run.trigger).into(),
            word(format!("job-outcome-{}", run.outcome)).into(),
            run.milliseconds.into(),
            run.done.into(),
            run.error.into(),
        ]
    })
}

/// Shows it.
#[handler]
pub(super) async fn get(
    app: App,
    visit: Visit,
    Data(jobs_of): Data<&JobsOf>,
    Query(query): Query<JobsQuery>,
) -> Result<Response> {
    if let Some(kind) = FileKind::from_address(query.file.as_deref()) {
        let language = visit.language();
        let file = app
            .db()
            .read(&visit.op(), move |cx| {
                sheet(jobs::service::list_runs(cx, None, Sheet::PAGING)?, language)?.file(kind)
            })
            .await?;
        return Ok(file.into());
    }
    let (states, forms, observations, runs, facts) = app
        .db()
        .read(&visit.op(), |cx| {
            Ok((
                jobs::service::last_runs(cx)?,
                scans::service::list_forms(cx)?,
                scans::service::state_counts(cx)?,
                jobs::service::list_runs(cx, None, Paging { page: 1, size: 25 })?,
                system::facts(cx)?,
            ))
        })
        .await?;
    let jobs: Vec<JobLine> = (jobs_of.0)(&app)
        .iter()
        .map(|job| {
            let state = states.iter().find(|state| state.name == job.name);
            JobLine {
                name: job.name,
                label: job.text_key(),
                every_minutes: job.every.interval().as_secs().div_ceil(60),
                is_failing: state.is_some_and(|state| state.is_failing),
                last: state.map(|state| RunLine::new(state.last.clone())),
                ok_at: state.and_then(|state| state.ok_at),
            }
        })
        .collect();
    let forms: Vec<FormLine> = forms
        .into_iter()
        .map(|(source, form)| FormLine::new(source, form))
        .collect();
    let failing = facts.iter().filter(|fact| fact.bad).count()
        + forms.iter().filter(|line| line.bad).count()
        + jobs.iter().filter(|job| job.is_failing).count();
    let page = JobsPage {
        jobs,
        forms,
        observations,
        runs: runs.map(RunLine::new),
        facts,
        failing,
    };
    app.page(&visit, &page)
}

/// The system's page lies at its jobs.
#[handler]
pub(super) fn overview(app: App) -> Response {
    app.redirect("/system/jobs/")
}

/// Runs a job now, in the background; the page shows it as soon as it began.
#[handler]
pub(super) async fn run_now(
    app: App,
    visit: Visit,
    Data(jobs_of): Data<&JobsOf>,
    Path(name): Path<String>,
) -> Result<Response> {
    let job = (jobs_of.0)(&app)
        .into_iter()
        .find(|job| job.name == name)
        .ok_or_else(|| Error::not_found("thing-job", &name))?;
    app.db()
        .write(&visit.op(), move |cx| {
            audit::record(cx, "job.run", "job", &name, None, None)
        })
        .await?;
    let db = app.db().clone();
    let label = Text::new(job.text_key()).in_language(visit.language());
    tokio::spawn(async move {
        if let Err(error) = jobs::run_now(&db, &job, Trigger::Person).await {
            tracing::warn!(job = job.name, %error, "a job that a person asked for could not be run");
        }
    });
    let text = Text::new("job-started").arg("job", label);
    app.flash(&visit, Flash::info(text)).await;
    Ok(app.redirect("/system/jobs/"))
}
