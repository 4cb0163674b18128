//! `cts demo phones`: people on the road who scan packages, in the foreground.

use crate::cli::Global;
use crate::cli::output::Out;
use crate::demo::phones;
use crate::kernel::clock::Clock;

/// Run simulated phones that scan the demo's packages along their roads, in the foreground
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  cts demo phones")]
pub struct Args {}

/// Sends scans until it is stopped.
///
/// # Errors
/// Outside dev, and when the configuration has problems.
pub(super) async fn run(global: &Global, _args: Args) -> anyhow::Result<()> {
    let (_, _, folder) = super::open(global)?;
    let follow = format!("phones follow the plans in {}", folder.display());
    Out::standard(false).mention(follow);
    phones::run(folder, Clock::default(), super::stopping()?).await
}
