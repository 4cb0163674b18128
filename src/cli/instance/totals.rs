//! `totals verify`: counts and sums kept beside the rows, compared with the rows themselves.

use clap::Subcommand;

use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::shipments::service::verify_totals;

/// Counts and sums kept beside the rows
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Compute them again and compare
    #[command(after_help = "Examples:\n  totals verify\n  totals verify --fix")]
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
        let totals = session.write(move |cx| verify_totals(cx, fix)).await?;
        if session.out.is_json() {
            session.out.json(&totals)?;
        } else {
            session.out.record(&[
                ("packages that differ", totals.packages.to_string()),
                ("shipments that differ", totals.shipments.to_string()),
                ("shipments whose donors differ", totals.donors.to_string()),
                ("tallies that differ", totals.tallies.to_string()),
            ])?;
        }
        if totals.is_right() {
            return session.out.say("all totals are right");
        }
        if totals.fixed {
            return session.out.say("set right");
        }
        Err(Failure::refused("some totals are wrong")
            .hint("--fix sets them right")
            .into())
    }
}
