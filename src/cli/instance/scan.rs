//! `scan poll|forms|list|replay`: asks the forms servers now; how reading goes; what was scanned where; reading
//! again what is stored (in `replay`).

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use clap::Subcommand;
use serde::Serialize;
use serde_json::json;
use tokio::sync::mpsc;

use super::audit::instant;
use super::listing::Limit;
use super::words::{or_empty, status_with};
use crate::audit;
use crate::cli::failure::Failure;
use crate::cli::output::Column;
use crate::cli::session::Session;
use crate::kernel::ids::ShipmentId;
use crate::packages;
use crate::scans::model::{FormPoll, ScanFilter, ScanRow, SourceFormRow, StateCounts};
use crate::scans::poller::{self, Again, JOB, Which};
use crate::scans::service;
use crate::scans::sources::{Http, Limits};

/// How often to look whether a poll that is under way has ended.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// Scans of packages
#[derive(Subcommand, Debug)]
#[command(after_help = "Examples:\n  scan poll\n  scan forms\n  scan list --package /TR27.3")]
pub enum Command {
    /// Ask the forms servers for scans now, and apply what came
    Poll(PollArgs),
    /// How reading each form goes: since when it fails and why, how far we read
    #[command(after_help = "Examples:\n  scan forms\n  scan forms --json")]
    Forms(Limit),
    /// Scans, the newest first
    List(ListArgs),
    /// Read stored submissions again, after the reading of forms was mended; tells first what would change
    Replay(super::replay::Args),
}

/// Options of `scan poll`.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  scan poll\n  scan poll --form 4101 --json\n  scan poll --form 4101 --from-row 1200\n  \
    scan poll --since 7d\n\nReading rows again is harmless: a scan is neither lost nor doubled. `scan replay` reads what is \
    stored here again, without asking a server."
)]
pub struct PollArgs {
    /// Only this form, by its number on the server
    #[arg(long, value_name = "FORM")]
    form: Option<String>,
    /// Read again from this row on, by its number on the server
    #[arg(long, value_name = "ROW", requires = "form", value_parser = clap::value_parser!(i64).range(0..), allow_negative_numbers = true)]
    from_row: Option<i64>,
    /// Read again what came or was changed on the server from then on: 30m, 2h, 7d ago, or a day such as 2026-11-01
    #[arg(long, value_name = "WHEN")]
    since: Option<String>,
    /// How long a server may take for one answer
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=600), allow_negative_numbers = true)]
    timeout: u64,
}

/// Options of `scan list`.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  scan list --shipment 27\n  scan list --package /TR27.3 --json"
)]
pub struct ListArgs {
    /// Only of this shipment
    #[arg(long, value_name = "SHIPMENT", allow_negative_numbers = true)]
    shipment: Option<ShipmentId>,
    /// Only of the package with this code
    #[arg(long, value_name = "CODE", value_parser = crate::cli::instance::words::code())]
    package: Option<String>,
    #[command(flatten)]
    limit: Limit,
}

impl Command {
    /// Runs the command.
    pub async fn run(self, session: &mut Session) -> anyhow::Result<()> {
        match self {
            Self::Poll(args) => poll(args, session).await,
            Self::Forms(limit) => forms(limit, session).await,
            Self::List(args) => list(args, session).await,
            Self::Replay(args) => super::replay::run(args, session).await,
        }
    }
}

async fn poll(args: PollArgs, session: &mut Session) -> anyhow::Result<()> {
    let timeout = Duration::from_secs(args.timeout);
    let (now, zone) = (session.db.clock().now(), session.settings.time_zone);
    let since = args.since.map(|since| instant(&since, now, zone));
    let again = Again {
        from_row: args.from_row,
        since: since.transpose()?,
    };
    if again.since.is_some_and(|since| since > now) {
        return Err(Failure::wrong_input("--since: that time is still to come").into());
    }
    let http = Arc::new(Http::new(Limits {
        total: timeout,
        ..Limits::default()
    })?);
    let (told, mut ends) = mpsc::unbounded_channel();
    let which = Which {
        form: args.form,
        by_hand: true,
        again,
        told: Some(told),
    };
    let asked = which.form.clone().unwrap_or_else(|| "all forms".into());
    let object = asked.clone();
    let read_again = (again.from_row.is_some() || again.since.is_some())
        .then(|| json!({"from_row": again.from_row, "since": again.since}));
    session
        .write(move |cx| audit::record(cx, "scan.poll", "job", &object, None, read_again))
        .await?;
    let name = format!("job:{JOB}");
    let mut has_told = false;
    let lock = loop {
        if let Some(lock) = session.db.try_lock(&name).await? {
            break lock;
        }
        if !has_told {
            session.out.say("waiting for the poll that is under way")?;
            has_told = true;
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    };
    session.out.say(format!(
        "asking for {asked}, up to {} s for an answer",
        timeout.as_secs()
    ))?;
    let (db, settings) = (session.db.clone(), session.settings.clone());
    let polling = poller::poll(&db, &settings, &http, &which);
    tokio::pin!(polling);
    let forms = loop {
        tokio::select! {
            forms = &mut polling => break forms?,
            Some(form) = ends.recv() => session.out.say(words_of(&form))?,
        }
    };
    drop(lock);
    print(session, &forms)?;
    if forms.is_empty() {
        return Err(no_forms(&which).into());
    }
    let failed: Vec<String> = forms
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
    if failed.is_empty() {
        return Ok(());
    }
    let message = format!(
        "{} of {} forms were not read to the end",
        failed.len(),
        forms.len()
    );
    Err(Failure::broken(format!("{message}\n  {}", failed.join("\n  "))).into())
}

/// `ona 4101: 12 new`, as it happens.
fn words_of(form: &FormPoll) -> String {
    let what = match &form.error {
        Some(error) => error.clone(),
        None => format!("{} new", form.new),
    };
    format!("{} {}: {what}", form.source, form.form)
}

/// A form as `scan forms` shows it.
#[derive(Serialize)]
struct FormRow {
    source: String,
    #[serde(flatten)]
    form: SourceFormRow,
    observations: StateCounts,
}

async fn forms(limit: Limit, session: &mut Session) -> anyhow::Result<()> {
    let rows = session
        .read(|cx| {
            let counts = service::state_counts_by_form(cx)?;
            let forms = service::list_forms(cx)?;
            Ok(forms
                .into_iter()
                .map(|(source, form)| FormRow {
                    source,
                    observations: counts.get(&form.id).copied().unwrap_or_default(),
                    form,
                })
                .collect::<Vec<_>>())
        })
        .await?;
    let rows = limit.first(&mut session.out, rows)?;
    let at = session.local_time();
    let time = move |instant: Option<DateTime<Utc>>| instant.map_or_else(String::new, at);
    session.out.list(
        &rows,
        &[
            Column::new("source", |r: &FormRow| r.source.clone()),
            Column::new("form", |r: &FormRow| r.form.form_key.clone()),
            Column::new("for", |r: &FormRow| r.form.purpose.slug().to_owned()),
            Column::new("title", |r: &FormRow| r.form.title.clone()),
            Column::new("state", |r: &FormRow| r.form.state.slug().to_owned()),
            Column::new("since", move |r: &FormRow| time(r.form.failing_since)),
            Column::new("read well", move |r: &FormRow| time(r.form.succeeded_at)),
            Column::new("asked again", move |r: &FormRow| {
                time(r.form.next_attempt_at)
            }),
            Column::number("up to row", |r: &FormRow| r.form.max_row.to_string()),
            Column::number("applied", |r: &FormRow| r.observations.applied.to_string()),
            Column::number("open", |r: &FormRow| r.observations.open.to_string()),
            Column::new("why", |r: &FormRow| {
                if r.form.error.is_empty() {
                    r.form.warning.clone()
                } else {
                    r.form.error.clone()
                }
            }),
        ],
    )
}

fn no_forms(which: &Which) -> Failure {
    match &which.form {
        Some(form) => Failure::wrong_input(format!(
            "no forms server of this country has the form {form}"
        )),
        None => Failure::refused("this country reads no forms server")
            .hint("forms_servers in instances/KEY.yaml, with a token"),
    }
}

fn print(session: &mut Session, forms: &[FormPoll]) -> anyhow::Result<()> {
    session.out.list(
        forms,
        &[
            Column::new("source", |r: &FormPoll| r.source.clone()),
            Column::new("form", |r: &FormPoll| r.form.clone()),
            Column::new("for", |r: &FormPoll| r.purpose.slug().to_owned()),
            Column::number("fetched", |r: &FormPoll| r.fetched.to_string()),
            Column::number("new", |r: &FormPoll| r.new.to_string()),
            Column::number("edited", |r: &FormPoll| r.edited.to_string()),
            Column::number("deleted", |r: &FormPoll| r.deleted.to_string()),
            Column::number("applied", |r: &FormPoll| r.observations.applied.to_string()),
            Column::number("open", |r: &FormPoll| r.observations.open.to_string()),
            Column::number("pending", |r: &FormPoll| r.observations.pending.to_string()),
            Column::new("state", |r: &FormPoll| r.state.slug().to_owned()),
        ],
    )
}

async fn list(args: ListArgs, session: &mut Session) -> anyhow::Result<()> {
    let package = match args.package {
        Some(code) => {
            let package = session
                .read(move |cx| packages::service::show_by_code(cx, &code))
                .await?;
            Some(package.id)
        }
        None => None,
    };
    let filter = ScanFilter {
        shipment: args.shipment,
        package,
        since: None,
        newest_first: true,
        ..ScanFilter::default()
    };
    let rows = args
        .limit
        .fetch(session, move |cx, paging| {
            service::list(cx, &filter, paging)
        })
        .await?;
    let at = session.local_time();
    session.out.list(
        &rows,
        &[
            Column::number("id", |r: &ScanRow| r.id.to_string()),
            Column::new("code", |r: &ScanRow| r.code.clone()),
            Column::new("says", |r: &ScanRow| {
                or_empty(r.status.map(|s| status_with(s, None, 0)))
            }),
            Column::new("place", |r: &ScanRow| r.label.clone()),
            Column::new("scanned", |r: &ScanRow| at(r.scanned_at)),
            Column::new("received", |r: &ScanRow| at(r.received_at)),
            Column::new("by", |r: &ScanRow| {
                r.user_name.clone().unwrap_or_else(|| r.device_id.clone())
            }),
            Column::new("is", |r: &ScanRow| match r.voided_at {
                Some(_) => "void".to_owned(),
                None => r.state.slug().to_owned(),
            }),
        ],
    )
}
