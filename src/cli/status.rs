//! `cts status`: what runs, since when, and what does not.

use chrono::{DateTime, TimeDelta, Utc};

use crate::kernel::clock::Clock;
use crate::platform::backup::nightly::BackupStatus;
use crate::platform::supervisor::control::{Client, Request};
use crate::platform::supervisor::status::{FrontDoorStatus, ProcessStatus, Status};

use super::Global;
use super::output::{Column, Out};

/// Options of `cts status`; with `-i KEY`, `verify` is about that country's packages.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cts status\n  cts status --json\n  cts -i turkey status verify"
)]
pub struct Args {
    #[command(subcommand)]
    pub(super) of_country: Option<super::instance::status::Command>,
}

/// Asks the supervisor and prints.
///
/// # Errors
/// Exit code 3 and a hint when nothing runs.
pub fn run(global: &Global) -> anyhow::Result<()> {
    let paths = super::running_paths(global)?;
    let answer = Client::connect(&paths)?.ask(&Request::Status)?;
    let Some(status) = answer.status else {
        anyhow::bail!("the supervisor answered without a status");
    };
    let mut out = Out::standard(global.json);
    if global.json {
        return out.json(&status);
    }
    table(&mut out, &status)
}

/// One line of the table.
struct Row {
    name: String,
    prefix: String,
    port: String,
    process: ProcessStatus,
    /// When the newest backup was taken, and what is wrong with backups.
    backup: String,
}

fn words_of(backup: &BackupStatus) -> String {
    let taken = backup.last_at.map_or_else(
        || {
            if backup.nightly {
                "none".to_owned()
            } else {
                String::new()
            }
        },
        |at| at.format("%Y-%m-%d %H:%M").to_string(),
    );
    match (&backup.error, backup.last_at, backup.verified_at) {
        (Some(_), ..) => format!("{taken} FAILED"),
        (None, Some(_), None) => format!("{taken} not verified"),
        _ => taken,
    }
}

/// A certificate that ends within these days is told of.
const SOON: TimeDelta = TimeDelta::days(30);

fn of_certificate(ends_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<String> {
    let ends_at = ends_at.filter(|ends_at| *ends_at < now + SOON)?;
    let at = ends_at.format("%Y-%m-%d %H:%M UTC");
    Some(if ends_at < now {
        format!(
            "the certificate of the front door is not valid any more since {at}: browsers refuse it"
        )
    } else {
        let days = (ends_at - now).num_days();
        format!("the certificate of the front door is valid until {at}, {days} more days")
    })
}

fn of_refused_certificate(front_door: &FrontDoorStatus) -> Option<String> {
    let refused = front_door.certificate_refused.as_ref()?;
    let since = refused.since.format("%Y-%m-%d %H:%M:%S UTC");
    let meanwhile = front_door
        .certificate_ends_at
        .map_or_else(String::new, |ends_at| {
            format!(", valid until {}", ends_at.format("%Y-%m-%d %H:%M UTC"))
        });
    Some(format!(
        "the certificate of the front door was changed and cannot be used since {since}; the one before is served on{meanwhile}:\n  \
         {}\nhint: put a certificate and the key that belongs to it there; both are read again within seconds",
        refused.problem
    ))
}

/// What is not as it should be, and is no process.
fn warn(out: &mut Out, status: &Status) -> anyhow::Result<()> {
    if let Some(problem) = &status.configuration {
        out.say(format!(
            "the configuration on disk is not in force since {}; everything runs on as it was:\n  {}",
            problem.since.format("%Y-%m-%d %H:%M:%S UTC"),
            problem.problem
        ))?;
        if let Some(hint) = &problem.hint {
            out.say(format!("hint: {hint}"))?;
        }
    }
    for note in &status.waiting {
        out.say(format!("note: {note}"))?;
    }
    let now = Clock::default().now();
    if let Some(words) = of_certificate(status.front_door.certificate_ends_at, now) {
        out.say(words)?;
    }
    if let Some(words) = of_refused_certificate(&status.front_door) {
        out.say(words)?;
    }
    for instance in &status.instances {
        if let Some(error) = &instance.backup.error {
            out.say(format!(
                "the backup of {} failed: {error}",
                instance.process.key
            ))?;
        }
    }
    Ok(())
}

fn table(out: &mut Out, status: &Status) -> anyhow::Result<()> {
    out.say(format!(
        "{} ({}), version {}, pid {}, since {}",
        status.front_door.url,
        status.supervisor.environment,
        status.supervisor.version,
        status.supervisor.pid,
        status.supervisor.since.format("%Y-%m-%d %H:%M:%S UTC"),
    ))?;
    warn(out, status)?;
    let plain = |process: &ProcessStatus| Row {
        name: process.key.clone(),
        prefix: String::new(),
        port: String::new(),
        process: process.clone(),
        backup: String::new(),
    };
    let mut rows: Vec<Row> = status
        .instances
        .iter()
        .map(|instance| Row {
            name: instance.process.key.clone(),
            prefix: instance.prefix.clone(),
            port: instance.port.to_string(),
            process: instance.process.clone(),
            backup: words_of(&instance.backup),
        })
        .collect();
    rows.extend(
        status
            .postgres
            .iter()
            .map(|postgres| plain(&postgres.process)),
    );
    rows.extend(status.extras.iter().map(plain));
    out.table(
        &rows,
        &[
            Column::new("name", |row: &Row| row.name.clone()),
            Column::new("state", |row: &Row| row.process.state.replace('_', " ")),
            Column::number("pid", |row: &Row| {
                row.process
                    .pid
                    .map_or_else(String::new, |pid| pid.to_string())
            }),
            Column::number("port", |row: &Row| row.port.clone()),
            Column::new("prefix", |row: &Row| row.prefix.clone()),
            Column::number("restarts", |row: &Row| row.process.restarts.to_string()),
            Column::number("memory", |row: &Row| {
                let bytes = row.process.memory_bytes;
                bytes.map_or_else(String::new, |bytes| {
                    format!("{} MB", bytes.div_ceil(1 << 20))
                })
            }),
            Column::new("since", |row: &Row| {
                row.process.since.format("%Y-%m-%d %H:%M:%S").to_string()
            }),
            Column::new("backup (UTC)", |row: &Row| row.backup.clone()),
            Column::new("reason", |row: &Row| {
                row.process.reason.clone().unwrap_or_default()
            }),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::supervisor::status::RefusedCertificate;

    #[test]
    fn a_certificate_that_cannot_be_used_is_told_with_what_is_served() {
        let now = DateTime::UNIX_EPOCH;
        let mut front_door = FrontDoorStatus {
            state: "ready".into(),
            address: "127.0.0.1:8443".into(),
            redirect_from: None,
            url: "https://localhost:8443/".into(),
            held_requests: 0,
            certificate_ends_at: Some(now + TimeDelta::days(365)),
            certificate_refused: None,
        };

        let before = of_refused_certificate(&front_door);
        front_door.certificate_refused = Some(RefusedCertificate {
            since: now,
            problem: "key.pem holds no private key that can be read".into(),
        });
        let told = of_refused_certificate(&front_door).unwrap();

        assert_eq!(before, None);
        assert!(
            told.contains("since 1970-01-01 00:00:00 UTC; the one before is served on, valid until 1971-01-01 00:00 UTC:"),
            "{told}"
        );
        assert!(
            told.contains("\n  key.pem holds no private key that can be read\nhint: "),
            "{told}"
        );
    }

    #[test]
    fn a_certificate_near_its_end_is_told_of() {
        let now = DateTime::UNIX_EPOCH;
        let said = |days: i64| of_certificate(Some(now + TimeDelta::days(days)), now);

        assert_eq!(of_certificate(None, now), None);
        assert_eq!(said(31), None);
        assert!(
            said(29)
                .unwrap()
                .ends_with("until 1970-01-30 00:00 UTC, 29 more days")
        );
        assert!(
            said(-1)
                .unwrap()
                .contains("not valid any more since 1969-12-31")
        );
    }
}
