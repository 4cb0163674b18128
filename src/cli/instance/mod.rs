//! The commands of one country, the same for the command line and the shell. One file per command.

pub mod audit;
pub mod backup;
pub mod before;
pub mod catalog;
pub mod config;
pub mod dbshell;
pub mod entity;
pub mod exception;
pub mod find;
pub mod job;
pub mod kit;
pub(in crate::cli) mod listing;
pub mod log;
pub mod migrate;
pub mod package;
pub mod readonly_user;
pub mod receipt;
mod replay;
pub mod restore;
pub mod role;
pub mod scan;
pub mod session;
pub mod shipment;
pub mod sql;
pub mod status;
pub mod totals;
pub mod user;
mod words;

use clap::Subcommand;

use crate::cli::session::Session;

/// What can be done in one country.
#[derive(Subcommand, Debug)]
pub enum InstanceCommand {
    #[command(subcommand)]
    User(user::Command),
    #[command(subcommand)]
    Shipment(shipment::Command),
    #[command(subcommand)]
    Package(package::Command),
    #[command(subcommand)]
    Catalog(catalog::Command),
    #[command(subcommand)]
    Kit(kit::Command),
    #[command(subcommand)]
    Entity(entity::Command),
    #[command(subcommand)]
    Scan(scan::Command),
    #[command(subcommand)]
    Receipt(receipt::Command),
    #[command(subcommand)]
    Exception(exception::Command),
    #[command(subcommand)]
    Job(job::Command),
    #[command(subcommand)]
    Totals(totals::Command),
    Find(find::Args),
    Sql(sql::Args),
    Dbshell(dbshell::Args),
    #[command(subcommand)]
    Session(session::Command),
    #[command(subcommand)]
    Role(role::Command),
    #[command(subcommand)]
    ReadonlyUser(readonly_user::Command),
    #[command(subcommand)]
    Log(log::Command),
    #[command(subcommand)]
    Audit(audit::Command),
    Backup(backup::Args),
    Restore(restore::Args),
    #[command(subcommand)]
    Before(before::Command),
    #[command(subcommand)]
    Config(config::Command),
    Migrate(migrate::Args),
}

impl InstanceCommand {
    /// Runs the command.
    ///
    /// # Errors
    /// What the command refuses; [`super::failure::explain`] makes words and an exit code of it.
    pub async fn run(self, session: &mut Session) -> anyhow::Result<()> {
        match self {
            Self::User(command) => command.run(session).await,
            Self::Shipment(command) => command.run(session).await,
            Self::Package(command) => command.run(session).await,
            Self::Catalog(command) => command.run(session).await,
            Self::Kit(command) => command.run(session).await,
            Self::Entity(command) => command.run(session).await,
            Self::Scan(command) => command.run(session).await,
            Self::Receipt(command) => command.run(session).await,
            Self::Exception(command) => command.run(session).await,
            Self::Job(command) => command.run(session).await,
            Self::Totals(command) => command.run(session).await,
            Self::Audit(command) => command.run(session).await,
            Self::Backup(args) => backup::run(args, session).await,
            Self::Restore(args) => restore::run(args, session).await,
            Self::Before(command) => command.run(session).await,
            Self::Config(command) => command.run(session),
            Self::Migrate(_) => migrate::run(session).await,
            Self::Find(args) => find::run(args, session).await,
            Self::Dbshell(args) => dbshell::run(args, session).await,
            Self::Session(command) => command.run(session).await,
            Self::Role(command) => command.run(session),
            Self::ReadonlyUser(command) => command.run(session).await,
            Self::Log(command) => command.run(session).await,
            Self::Sql(args) => sql::run(args, session).await,
        }
    }
}
