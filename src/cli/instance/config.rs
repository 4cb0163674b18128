//! `config show`: what this country runs with, and where each setting comes from.

use clap::Subcommand;

use crate::cli::instances;
use crate::cli::session::Session;
use crate::platform;
use crate::platform::config::Config;

/// Settings of this country
#[derive(Subcommand, Debug)]
#[command(after_help = "Example:\n  config show")]
pub enum Command {
    /// Each setting with its value and where it comes from; secrets are masked
    #[command(after_help = "Examples:\n  config show\n  config show --json")]
    Show,
}

impl Command {
    /// Runs the command.
    ///
    /// # Errors
    /// When the configuration on disk has problems.
    pub fn run(self, session: &mut Session) -> anyhow::Result<()> {
        let Self::Show = self;
        let key = &session.settings.key;
        let (config, _) = Config::load_for(&session.root, key)?;
        let instance = platform::find(&config, key)?;
        instances::show::print(&mut session.out, &config.effective(instance))
    }
}
