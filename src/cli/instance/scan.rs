//! `scan poll|list`: asks the forms servers now; what was scanned where.

use std::sync::Arc;
use std::time::Duration;

use clap::Subcommand;

use super::listing::Limit;
use super::words::{or_empty, status_with};
use crate::audit;
use crate::cli::failure::Failure;
use crate::cli::output::Column;
use crate::cli::session::Session;
use crate::kernel::ids::ShipmentId;
use crate::packages;
use crate::scans::model::{FormPoll, ScanFilter, ScanRow};
use crate::scans::poller::{self, JOB, Which};
use crate::scans::service;
use crate::scans::sources::{Http, Limits};

/// How often to look whether a poll that is under way has ended.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// Scans of packages
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Ask the forms servers for scans now, and apply what came
    #[command(after_help = "Examples:\n  scan poll\n  scan poll --form 4101 --json")]
    Poll {
        /// Only this form, by its number on the server
        #[arg(long, value_name = "FORM")]
        form: Option<String>,
    },
    /// Scans, the newest first
    List(ListArgs),
}

/// Options of `scan list`.
#[derive(clap::Args, Debug)]
pub struct ListArgs {
    /// Only of this shipment
    #[arg(long, value_name = "SHIPMENT")]
    shipment: Option<ShipmentId>,
    /// Only of the package with this code
    #[arg(long, value_name = "CODE")]
    package: Option<String>,
    #[command(flatten)]
    limit: Limit,
}

impl Command {
    /// Runs the command.
    pub async fn run(self, session: &mut Session) -> anyhow::Result<()> {
        match self {
            Self::Poll { form } => poll(form, session).await,
            Self::List(args) => list(args, session).await,
        }
    }
}

async fn poll(form: Option<String>, session: &mut Session) -> anyhow::Result<()> {
    let http = Arc::new(Http::new(Limits::default())?);
    let which = Which {
        form,
        by_hand: true,
    };
    let asked = which.form.clone().unwrap_or_else(|| "all forms".into());
    session
        .write(move |cx| audit::record(cx, "scan.poll", "job", &asked, None, None))
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
    let forms = poller::poll(&session.db, &session.settings, &http, &which).await?;
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
