//! `cts demo reset`: throws the made-up data away and makes them anew, while everything runs.

use anyhow::Context;

use crate::cli::Global;
use crate::cli::output::Out;
use crate::cli::session::confirm;
use crate::demo::phones::Control;
use crate::demo::reset::{empty, forget_plan};
use crate::demo::{TOKEN_FILE, forms_server_token, stand_in};
use crate::platform::failure::Failure;
use crate::platform::{self, provision};

/// Throw away ALL data of the demo's countries and fill them anew
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  cts demo reset --yes")]
pub struct Args {}

/// Empties and fills again. The phones rest meanwhile, because their plans are gone.
///
/// # Errors
/// Outside dev, without a yes, and when the demo does not run.
pub(super) async fn run(global: &Global, _args: Args) -> anyhow::Result<()> {
    let (config, paths, folder) = super::open(global)?;
    let keys = super::fill::wanted(&config, &[]);
    let token = forms_server_token(&folder.join(TOKEN_FILE))?;
    let server = stand_in(&config.platform);
    let control = Control::new(&server, &token)?;
    if !control.is_there().await {
        let message = format!("no stand-in forms server of this installation answers on {server}");
        return Err(Failure::new(3, message)
            .hint("start everything with cts serve --demo, then reset")
            .into());
    }
    let question = format!(
        "throw away ALL data of {} and fill them anew?",
        keys.join(", ")
    );
    confirm(global.yes, &mut Out::standard(global.json), None, &question)?;
    for key in &keys {
        forget_plan(&folder, key)?;
    }
    control.reset().await?;
    for key in &keys {
        let country = platform::find(&config, key)?;
        let mut admin = provision::administer(&config, &paths, country)?;
        empty(&mut admin).with_context(|| format!("emptying {key} failed"))?;
    }
    super::fill::fill_all(global, &[]).await
}
