//! The commands of one country, the same for the command line and the shell. One file per command.

pub mod job;
pub mod sql;

use clap::Subcommand;

use super::session::Session;

/// What can be done in one country.
#[derive(Subcommand, Debug)]
pub enum InstanceCommand {
    #[command(subcommand)]
    Job(job::Command),
    Sql(sql::Args),
}

impl InstanceCommand {
    /// Runs the command.
    ///
    /// # Errors
    /// What the command refuses; [`super::failure::explain`] makes words and an exit code of it.
    pub async fn run(self, session: &mut Session) -> anyhow::Result<()> {
        match self {
            Self::Job(command) => command.run(session).await,
            Self::Sql(args) => sql::run(args, session).await,
        }
    }
}
