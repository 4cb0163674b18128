//! Tells the owner of a shipment and the coordinators that it is late: the day before, when it is overdue, after three
//! days, after a week; each once. One mail a person, whatever the number of shipments.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;

use super::model::{Late, Stage};
use super::queries;
use crate::accounts;
use crate::accounts::User;
use crate::jobs::{Job, JobContext, JobSummary, Schedule};
use crate::kernel::ids::UserId;
use crate::kernel::text::Arg;
use crate::kernel::{Figure, OpContext, Result, Text};
use crate::mail::{self, Letter, Line};

/// The day of the country begins at most this much before somebody is told.
const EVERY: Duration = Duration::from_secs(15 * 60);
/// Shipments named in one mail; the rest is counted.
const NAMED: usize = 50;

/// The job `shipments.overdue`.
pub fn job() -> Job {
    Job::new("shipments.overdue", Schedule::every(EVERY), run).quiet()
}

async fn run(cx: JobContext) -> Result<JobSummary> {
    cx.db.write(&cx.op, tell).await
}

/// Writes the mails that are due, and which stages they told.
///
/// # Errors
/// When the database refuses.
pub(super) fn tell(cx: &mut OpContext<'_>) -> Result<JobSummary> {
    queries::delete_told_of_others(cx.conn)?;
    let today = cx.today();
    let late: Vec<(Late, Stage)> =
        queries::list_late(cx.conn, today, cx.settings.overdue_from_ready)?
            .into_iter()
            .filter_map(|late| {
                let stage = Stage::after((today - late.expected_on).num_days())?;
                Some((late, stage))
            })
            .collect();
    if late.is_empty() {
        return Ok(JobSummary::default());
    }
    let rows: Vec<_> = late
        .iter()
        .map(|(late, stage)| (late.id, late.expected_on, stage.number()))
        .collect();
    queries::insert_told(cx.conn, &rows, cx.now)?;
    let mails = write_mails(cx, &late)?;
    let summary = json!({"shipments": late.len(), "mails": mails});
    Ok(JobSummary::done(late.len() as i64, summary))
}

/// Coordinators hear of all, owners of their own.
fn write_mails(cx: &mut OpContext<'_>, late: &[(Late, Stage)]) -> Result<usize> {
    let coordinators = accounts::service::list_coordinators(cx)?;
    let mut of_owner: BTreeMap<UserId, Vec<&(Late, Stage)>> = BTreeMap::new();
    for line in late {
        let owner = line.0.owner;
        let hears_anyway = |id: &UserId| coordinators.iter().any(|user| user.id == *id);
        if let Some(owner) = owner.filter(|id| !hears_anyway(id)) {
            of_owner.entry(owner).or_default().push(line);
        }
    }
    let all: Vec<_> = late.iter().collect();
    for user in &coordinators {
        let letter = letter(cx, user, &all);
        mail::queue(cx, letter)?;
    }
    let owners: Vec<UserId> = of_owner.keys().copied().collect();
    let owners = accounts::service::list_by_id(cx, &owners)?;
    for user in &owners {
        let letter = letter(cx, user, &of_owner[&user.id]);
        mail::queue(cx, letter)?;
    }
    Ok(coordinators.len() + owners.len())
}

fn letter(cx: &OpContext<'_>, user: &User, lines: &[&(Late, Stage)]) -> Letter {
    let language = user.language_or(cx.settings.default_language());
    let is_late = lines.iter().any(|(_, stage)| *stage != Stage::DueTomorrow);
    let key = if is_late {
        "late-subject"
    } else {
        "late-subject-tomorrow"
    };
    let count = lines.len() as i64;
    let mut letter = Letter::new(
        "shipments.overdue",
        user.email.as_str(),
        language,
        Text::new(key).arg("count", count),
    );
    // The latest first: it needs somebody most.
    let mut sorted: Vec<_> = lines.to_vec();
    sorted.sort_by_key(|(late, stage)| (std::cmp::Reverse(*stage), late.expected_on));
    for (late, stage) in sorted.iter().take(NAMED) {
        letter = letter.line(Line::Entry {
            title: late.name.clone(),
            path: Some(format!("/shipments/{}/", late.id)),
            words: sentence(cx, late, *stage),
            said: String::new(),
        });
    }
    if sorted.len() > NAMED {
        let more = (sorted.len() - NAMED) as i64;
        letter = letter.words(Text::new("late-more").arg("count", more));
    }
    letter.button(Text::new("late-open"), "/shipments/?status=overdue")
}

fn sentence(cx: &OpContext<'_>, late: &Late, stage: Stage) -> Text {
    let seen = late.last_scan_at.map_or_else(
        || Arg::from("–"),
        |at| Figure::Day(cx.settings.day_of(at)).into(),
    );
    Text::new(format!("late-{}", stage.slug()))
        .arg("partner", late.partner.as_str())
        .arg("expected", Figure::Day(late.expected_on))
        .arg("days", (cx.today() - late.expected_on).num_days())
        .arg("packages", i64::from(late.packages))
        .arg("seen", seen)
}
