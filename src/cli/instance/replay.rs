//! `scan replay`: stored submissions, read again; first what that would change, then a question, then the change.

use serde::Serialize;

use super::audit::instant;
use super::words::{or_empty, status_with};
use crate::cli::failure::Failure;
use crate::cli::output::Column;
use crate::cli::session::Session;
use crate::kernel::ids::SubmissionId;
use crate::scans::model::{ReplayChange, ReplayFilter, Standing};
use crate::scans::service;

/// Changes a table shows.
const SHOWN: usize = 50;

/// Options of `scan replay`.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  scan replay --form 4101 --dry-run        what would change\n  \
    scan replay --submission 640\n  scan replay --since 7d --until 2d --yes\n  scan replay --all --dry-run --json\n\n\
    What people decided stands: corrections, dismissals, voids. A scan is neither lost nor doubled, and a second \
    time nothing changes."
)]
#[command(group = clap::ArgGroup::new("which").required(true).multiple(true).args(["form", "submission", "since", "until", "all"]))]
pub struct Args {
    /// Only those of this form, by its number on the server
    #[arg(long, value_name = "FORM")]
    form: Option<String>,
    /// Only this one
    #[arg(long, value_name = "SUBMISSION", allow_negative_numbers = true)]
    submission: Option<SubmissionId>,
    /// Only those that came from then on: 30m, 2h, 7d ago, or a day such as 2026-11-01
    #[arg(long, value_name = "WHEN")]
    since: Option<String>,
    /// Only those that came before then
    #[arg(long, value_name = "WHEN")]
    until: Option<String>,
    /// All there are
    #[arg(long, conflicts_with_all = ["form", "submission", "since", "until"])]
    all: bool,
    /// Only tell what would change
    #[arg(long)]
    dry_run: bool,
}

/// What was done, or would be, as `--json` gives it.
#[derive(Debug, Default, Serialize)]
struct Answer {
    dry_run: bool,
    submissions: usize,
    read_otherwise: usize,
    changes: Vec<ReplayChange>,
}

/// Looks, tells, asks and does it.
pub(super) async fn run(args: Args, session: &mut Session) -> anyhow::Result<()> {
    let dry_run = args.dry_run;
    let filter = filter(args, session)?;
    let mut answer = all_pages(&filter, false, session).await?;
    if answer.submissions == 0 {
        return Err(Failure::refused("no stored submission is meant by this")
            .hint("`scan forms` lists the forms")
            .into());
    }
    answer.dry_run = true;
    let nothing = answer.changes.is_empty() && answer.read_otherwise == 0;
    if dry_run || nothing {
        return tell(&answer, session);
    }
    if !session.yes {
        print(&answer.changes, session)?;
    }
    session.confirm(&format!(
        "Read {} submissions again, so that {} observations stand otherwise?",
        answer.submissions,
        answer.changes.len()
    ))?;
    let done = all_pages(&filter, true, session).await?;
    tell(&done, session)
}

fn filter(args: Args, session: &Session) -> anyhow::Result<ReplayFilter> {
    let (now, zone) = (session.db.clock().now(), session.settings.time_zone);
    let at = |text: Option<String>| text.map(|text| instant(&text, now, zone)).transpose();
    Ok(ReplayFilter {
        form: args.form,
        submission: args.submission,
        since: at(args.since)?,
        until: at(args.until)?,
    })
}

/// One transaction a page, so that the poller is never held up for long.
async fn all_pages(
    filter: &ReplayFilter,
    keep: bool,
    session: &mut Session,
) -> anyhow::Result<Answer> {
    let mut answer = Answer::default();
    let mut after = SubmissionId(0);
    loop {
        let wanted = filter.clone();
        let page = session
            .write(move |cx| service::replay(cx, &wanted, after, keep))
            .await?;
        let Some(last) = page.last else {
            return Ok(answer);
        };
        after = last;
        answer.submissions += page.submissions;
        answer.read_otherwise += page.read_otherwise;
        answer.changes.extend(page.changes);
    }
}

fn tell(answer: &Answer, session: &mut Session) -> anyhow::Result<()> {
    if session.out.is_json() {
        return session.out.json(answer);
    }
    if answer.dry_run {
        print(&answer.changes, session)?;
    }
    let Answer {
        submissions,
        read_otherwise,
        changes,
        ..
    } = answer;
    let would = if answer.dry_run { "would be" } else { "were" };
    session.out.say(format!(
        "{submissions} submissions read again: {read_otherwise} {would} read otherwise, {} observations {} otherwise",
        changes.len(),
        if answer.dry_run { "would stand" } else { "stand" },
    ))
}

fn print(changes: &[ReplayChange], session: &mut Session) -> anyhow::Result<()> {
    if changes.is_empty() || session.out.is_json() {
        return Ok(());
    }
    session.out.table(
        &changes[..changes.len().min(SHOWN)],
        &[
            Column::number("submission", |c: &ReplayChange| c.submission_id.to_string()),
            Column::new("form", |c: &ReplayChange| {
                format!("{} row {}", c.form, c.row_key)
            }),
            Column::new("code", |c: &ReplayChange| or_empty(c.code.as_deref())),
            Column::new("now", |c: &ReplayChange| {
                c.before.as_ref().map_or_else(|| "not read".into(), words)
            }),
            Column::new("then", |c: &ReplayChange| words(&c.after)),
        ],
    )?;
    if changes.len() > SHOWN {
        session.out.say(format!(
            "{SHOWN} of {} shown; --json gives all",
            changes.len()
        ))?;
    }
    Ok(())
}

/// `applied, in transit, Depot; package in transit`.
fn words(standing: &Standing) -> String {
    let plain = |slug: &str| slug.replace('_', " ");
    let mut words = vec![plain(standing.state.slug())];
    words.extend(standing.reason.map(|reason| plain(reason.slug())));
    words.extend(standing.status.map(|status| status_with(status, None, 0)));
    words.push(standing.label.clone());
    words.retain(|word| !word.is_empty());
    let package = standing
        .package_status
        .map(|status| format!("; package {}", status_with(status, None, 0)));
    format!("{}{}", words.join(", "), package.unwrap_or_default())
}
