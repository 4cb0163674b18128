//! `totals verify`: counts and sums kept beside the rows, compared with the rows themselves.

use clap::Subcommand;
use serde::Serialize;

use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::scans::service::verify_tallies;
use crate::shipments::service::{Totals, verify_totals};

/// Counts and sums kept beside the rows
#[derive(Subcommand, Debug)]
#[command(after_help = "Examples:\n  totals verify\n  totals verify --fix")]
pub enum Command {
    /// Compute them again and compare
    #[command(after_help = "Examples:\n  totals verify\n  totals verify --fix")]
    Verify {
        /// Set right what differs
        #[arg(long)]
        fix: bool,
    },
}

#[derive(Serialize)]
struct Verified {
    #[serde(flatten)]
    totals: Totals,
    /// Forms and states with another number of observations than the tally says.
    observations: i64,
}

impl Command {
    /// Runs the command; differences that stay end with exit code 1.
    pub async fn run(self, session: &mut Session) -> anyhow::Result<()> {
        let Self::Verify { fix } = self;
        let verified = session
            .write(move |cx| {
                Ok(Verified {
                    totals: verify_totals(cx, fix)?,
                    observations: verify_tallies(cx, fix)?,
                })
            })
            .await?;
        let totals = verified.totals;
        if session.out.is_json() {
            session.out.json(&verified)?;
        } else {
            session.out.record(&[
                ("packages that differ", totals.packages.to_string()),
                ("shipments that differ", totals.shipments.to_string()),
                ("shipments whose donors differ", totals.donors.to_string()),
                ("tallies that differ", totals.tallies.to_string()),
                (
                    "counts of observations that differ",
                    verified.observations.to_string(),
                ),
            ])?;
        }
        if totals.is_right() && verified.observations == 0 {
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
