//! Parses the arguments, runs the command, turns an error into text and exit code.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    // reqwest is built without a provider of its own; a second call (there is none) would be the only way to fail.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let cli = cts::cli::Cli::parse();
    match cts::cli::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => cts::cli::report(&error),
    }
}
