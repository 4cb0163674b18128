//! `status verify`: statuses follow from the set of scans; computed again and compared.

use clap::Subcommand;

use super::words::{or_empty, status_with};
use crate::cli::failure::Failure;
use crate::cli::output::Column;
use crate::cli::session::Session;
use crate::scans::model::StatusDifference;
use crate::scans::service::verify_statuses;

/// Statuses, which follow from the set of scans
#[derive(Subcommand, Debug)]
#[command(after_help = "Examples:\n  status verify\n  status verify --fix")]
pub enum Command {
    /// Compute all statuses again and compare
    #[command(after_help = "Examples:\n  status verify\n  status verify --fix")]
    Verify {
        /// Set right what differs
        #[arg(long)]
        fix: bool,
    },
}

impl Command {
    /// Runs the command; differences that stay end with exit code 1.
    pub async fn run(self, session: &mut Session) -> anyhow::Result<()> {
        let Self::Verify { fix } = self;
        let found = session.write(move |cx| verify_statuses(cx, fix)).await?;
        if session.out.is_json() || !found.is_empty() {
            print(session, &found)?;
        }
        if found.is_empty() {
            return session.out.say("all statuses are right");
        }
        if fix {
            return session.out.say(format!("{} set right", found.len()));
        }
        let message = format!("{} statuses are wrong", found.len());
        Err(Failure::refused(message)
            .hint("--fix sets them right")
            .into())
    }
}

fn print(session: &mut Session, found: &[StatusDifference]) -> anyhow::Result<()> {
    session.out.list(
        found,
        &[
            Column::number("shipment", |r: &StatusDifference| r.shipment_id.to_string()),
            Column::number("package", |r: &StatusDifference| or_empty(r.package_id)),
            Column::new("is", |r: &StatusDifference| {
                status_with(r.from_status, None, 0)
            }),
            Column::new("should be", |r: &StatusDifference| {
                status_with(r.to_status, None, 0)
            }),
        ],
    )
}
