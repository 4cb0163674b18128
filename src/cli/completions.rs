//! `cts completions SHELL`: what a shell needs to complete commands and options.

use clap::CommandFactory;
use clap_complete::Shell;

/// Print completions for a shell
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cts completions bash > /etc/bash_completion.d/cts\n  \
    cts completions zsh > ~/.zfunc/_cts\n  cts completions fish > ~/.config/fish/completions/cts.fish"
)]
pub struct Args {
    /// The shell
    shell: Shell,
}

/// Prints the script.
///
/// # Errors
/// When nobody reads it.
pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::Cli::command(), "cts", &mut script);
    super::output::Out::standard(false).text(String::from_utf8(script)?.trim_end())
}
