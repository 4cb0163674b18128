//! `exception list|correct|retry|dismiss|keep|void`: what could not be applied and waits for a person.

use clap::Subcommand;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::listing::Limit;
use super::words::{or_empty, status};
use crate::cli::output::Column;
use crate::cli::session::Session;
use crate::kernel::Status;
use crate::kernel::ids::{ObservationId, SubmissionId};
use crate::scans::model::{Correction, ExceptionFilter, ExceptionRow, Reason, Settled};
use crate::scans::service;

/// What could not be applied and waits for a person
#[derive(Subcommand, Debug)]
#[command(after_help = "Examples:\n  exception list --reason unknown_code\
    \n  exception correct 812 --code /TR27.3 --note 'label was torn'\
    \n  exception retry 812")]
pub enum Command {
    /// What waits, the newest first
    List(ListArgs),
    /// Say what the code or the status should have been, and apply it
    #[command(
        after_help = "Example:\n  exception correct 812 --code /TR27.3 --note 'label was torn'"
    )]
    Correct(CorrectArgs),
    /// Try again, for example after the missing shipment was entered
    #[command(after_help = "Example:\n  exception retry 812")]
    Retry {
        /// The number of the observation
        #[arg(value_name = "OBSERVATION", allow_negative_numbers = true)]
        id: ObservationId,
    },
    /// Say that nothing needs to be done
    #[command(after_help = "Example:\n  exception dismiss 812 --note 'a test label'")]
    Dismiss {
        /// The number of the observation
        #[arg(value_name = "OBSERVATION", allow_negative_numbers = true)]
        id: ObservationId,
        /// Why
        #[arg(long)]
        note: String,
    },
    /// Let the scans of a submission count that was deleted at the source
    #[command(after_help = "Example:\n  exception keep 640 --note 'deleted by mistake'")]
    Keep(DeletedArgs),
    /// Void the scans of a submission that was deleted at the source
    #[command(after_help = "Example:\n  exception void 640 --note 'it was a test'")]
    Void(DeletedArgs),
}

/// Options of `exception keep` and `exception void`.
#[derive(clap::Args, Debug)]
pub struct DeletedArgs {
    /// The number of the submission
    #[arg(value_name = "SUBMISSION", allow_negative_numbers = true)]
    id: SubmissionId,
    /// Why
    #[arg(long)]
    note: String,
}

/// Options of `exception list`.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  exception list --reason unknown_code\n  exception list --json"
)]
pub struct ListArgs {
    /// Only those with this reason
    #[arg(long, value_parser = reason())]
    reason: Option<Reason>,
    /// Part of a code, place, device or row number
    #[arg(long)]
    search: Option<String>,
    #[command(flatten)]
    limit: Limit,
}

/// Options of `exception correct`.
#[derive(clap::Args, Debug)]
#[command(group = clap::ArgGroup::new("what").required(true).multiple(true).args(["code", "status"]))]
pub struct CorrectArgs {
    /// The number of the observation
    #[arg(value_name = "OBSERVATION", allow_negative_numbers = true)]
    id: ObservationId,
    /// The code of the package that was meant
    #[arg(long, value_name = "CODE")]
    code: Option<String>,
    /// The status that was meant
    #[arg(long, value_parser = status())]
    status: Option<Status>,
    /// Why
    #[arg(long)]
    note: String,
}

fn reason() -> impl TypedValueParser<Value = Reason> {
    PossibleValuesParser::new(Reason::ALL.iter().map(|reason| reason.slug()))
        .map(|word| Reason::from_slug(&word).unwrap_or(Reason::Malformed))
}

impl Command {
    /// Runs the command.
    pub async fn run(self, session: &mut Session) -> anyhow::Result<()> {
        let settled = match self {
            Self::List(args) => return list(args, session).await,
            Self::Correct(args) => {
                let correction = Correction {
                    code: args.code,
                    status: args.status,
                    note: args.note,
                };
                session
                    .write(move |cx| service::correct(cx, args.id, &correction))
                    .await?
            }
            Self::Retry { id } => session.write(move |cx| service::retry(cx, id)).await?,
            Self::Dismiss { id, note } => {
                session
                    .write(move |cx| service::dismiss(cx, id, &note))
                    .await?
            }
            Self::Keep(args) => return deleted(args, false, session).await,
            Self::Void(args) => return deleted(args, true, session).await,
        };
        tell(session, &settled)
    }
}

async fn deleted(args: DeletedArgs, void: bool, session: &mut Session) -> anyhow::Result<()> {
    let DeletedArgs { id, note } = args;
    session
        .write(move |cx| {
            if void {
                service::void_deleted(cx, id, &note)
            } else {
                service::keep_deleted(cx, id, &note)
            }
        })
        .await?;
    if session.out.is_json() {
        let decision = if void { "void" } else { "kept" };
        return session
            .out
            .json(&serde_json::json!({ "submission_id": id, "scans": decision }));
    }
    let words = if void { "are void" } else { "count" };
    session
        .out
        .say(format!("the scans of submission {id} {words}"))
}

async fn list(args: ListArgs, session: &mut Session) -> anyhow::Result<()> {
    let filter = ExceptionFilter {
        reason: args.reason,
        search: args.search,
        ..ExceptionFilter::default()
    };
    let rows = args
        .limit
        .fetch(session, move |cx, paging| {
            service::list_exceptions(cx, &filter, paging)
        })
        .await?;
    let at = session.local_time();
    session.out.list(
        &rows,
        &[
            Column::number("id", |r: &ExceptionRow| or_empty(r.observation_id)),
            Column::new("reason", |r: &ExceptionRow| {
                r.reason.slug().replace('_', " ")
            }),
            Column::new("code", |r: &ExceptionRow| or_empty(r.code.as_deref())),
            Column::new("perhaps", |r: &ExceptionRow| {
                or_empty(r.suggestion.as_deref())
            }),
            Column::new("place", |r: &ExceptionRow| r.label.clone()),
            Column::new("scanned", |r: &ExceptionRow| at(r.scanned_at)),
            Column::new("by", |r: &ExceptionRow| {
                r.user_name.clone().unwrap_or_else(|| r.device_id.clone())
            }),
            Column::new("form", |r: &ExceptionRow| {
                format!("{} {} row {}", r.source, r.form, r.row_key)
            }),
            Column::new("detail", |r: &ExceptionRow| r.detail.clone()),
        ],
    )
}

fn tell(session: &mut Session, settled: &Settled) -> anyhow::Result<()> {
    if session.out.is_json() {
        return session.out.json(settled);
    }
    let reason = settled
        .reason
        .map_or_else(String::new, |r| format!(": {}", r.slug().replace('_', " ")));
    session.out.say(format!(
        "observation {} is now {}{reason}",
        settled.id, settled.state
    ))
}
