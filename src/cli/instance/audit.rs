//! `audit list`: who changed what, when, through which door.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use clap::Subcommand;

use super::listing::Limit;
use crate::audit::{self, AuditFilter, AuditRow};
use crate::cli::failure::Failure;
use crate::cli::output::Column;
use crate::cli::session::Session;
use crate::kernel::Door;
use crate::kernel::settings::begin_of_day;

/// Who changed what
#[derive(Subcommand, Debug)]
#[command(
    after_help = "Examples:\n  audit list --since 2h --actor mara\n  audit list --what shipment:27 --json"
)]
pub enum Command {
    /// Changes, the newest first
    List(ListArgs),
}

/// Options of `audit list`.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  audit list --since 2h\n  audit list --since 2026-11-01 --until 2026-11-08 --actor mara\n  \
    audit list --what shipment:27\n  audit list --what user.set_password --json"
)]
pub struct ListArgs {
    /// From then on: 30m, 2h, 7d ago, or a day such as 2026-11-01
    #[arg(long, value_name = "WHEN")]
    since: Option<String>,
    /// Before then
    #[arg(long, value_name = "WHEN")]
    until: Option<String>,
    /// Part of the name of who did it
    #[arg(long, value_name = "NAME")]
    actor: Option<String>,
    /// A kind of thing (shipment), one thing (shipment:27) or an action (shipment.lost)
    #[arg(long, value_name = "WHAT")]
    what: Option<String>,
    /// Through which door
    #[arg(long, value_name = "DOOR", value_parser = clap::builder::PossibleValuesParser::new(Door::ALL.map(Door::slug)))]
    door: Option<String>,
    #[command(flatten)]
    limit: Limit,
}

impl Command {
    /// Runs the command.
    pub async fn run(self, session: &mut Session) -> anyhow::Result<()> {
        let Self::List(args) = self;
        let (now, zone) = (session.db.clock().now(), session.settings.time_zone);
        let mut filter = AuditFilter {
            actor: args.actor,
            door: args.door,
            since: args
                .since
                .map(|text| instant(&text, now, zone))
                .transpose()?,
            until: args
                .until
                .map(|text| instant(&text, now, zone))
                .transpose()?,
            ..AuditFilter::default()
        };
        filter.set_what(args.what.as_deref().unwrap_or_default());
        let rows = args
            .limit
            .fetch(session, move |cx, paging| audit::list(cx, &filter, paging))
            .await?;
        let at = session.local_time();
        session.out.list(
            &rows,
            &[
                Column::new("at", |row: &AuditRow| at(row.at)),
                Column::new("who", |row: &AuditRow| {
                    if row.actor_name.is_empty() {
                        row.actor_kind.clone()
                    } else {
                        row.actor_name.clone()
                    }
                }),
                Column::new("door", |row: &AuditRow| row.door.clone()),
                Column::new("action", |row: &AuditRow| row.action.clone()),
                Column::new("thing", |row: &AuditRow| {
                    format!("{} {}", row.object_type, row.object_id)
                }),
                Column::new("before", |row: &AuditRow| written(row.before.as_ref())),
                Column::new("after", |row: &AuditRow| written(row.after.as_ref())),
            ],
        )
    }
}

fn written(value: Option<&serde_json::Value>) -> String {
    value.map_or_else(String::new, ToString::to_string)
}

/// `2h` ago, or the beginning of a day in the country's zone.
pub(super) fn instant(text: &str, now: DateTime<Utc>, zone: Tz) -> anyhow::Result<DateTime<Utc>> {
    let text = text.trim();
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Ok(begin_of_day(zone, day));
    }
    if let Ok(at) = text.parse::<DateTime<Utc>>() {
        return Ok(at);
    }
    let wrong = || {
        Failure::wrong_input(format!("{text} is no time"))
            .hint("30m, 2h or 7d for so long ago, or a day such as 2026-11-01")
    };
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let (count, unit) = text.split_at(digits);
    let count: i64 = count.parse().map_err(|_| wrong())?;
    let ago = match unit {
        "m" => TimeDelta::try_minutes(count),
        "h" => TimeDelta::try_hours(count),
        "d" => TimeDelta::try_days(count),
        _ => None,
    };
    ago.and_then(|ago| now.checked_sub_signed(ago))
        .ok_or_else(|| wrong().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let now: DateTime<Utc> = "2026-11-27T12:00:00Z".parse().unwrap();
        let read =
            |text: &str| instant(text, now, chrono_tz::Europe::Istanbul).map(|at| at.to_rfc3339());

        assert_eq!(read("2h").unwrap(), "2026-11-27T10:00:00+00:00");
        assert_eq!(read("7d").unwrap(), "2026-11-20T12:00:00+00:00");
        assert_eq!(read("2026-11-01").unwrap(), "2026-10-31T21:00:00+00:00");
        assert_eq!(
            read("2026-11-01T08:00:00Z").unwrap(),
            "2026-11-01T08:00:00+00:00"
        );
        for wrong in ["yesterday", "5", "h", "99999999999999d"] {
            assert!(
                read(wrong).unwrap_err().to_string().contains("is no time"),
                "{wrong}"
            );
        }
    }
}
