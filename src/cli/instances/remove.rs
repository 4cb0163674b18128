//! `cts instances remove KEY`: takes the entry out; the supervisor stops the country, its data stay.

use crate::cli::Global;
use crate::cli::failure::Failure;
use crate::cli::output::Out;
use crate::cli::session::confirm;
use crate::platform;
use crate::platform::config::{Config, edit};

/// Options of `cts instances remove`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The country's key
    key: String,
}

/// Removes it.
///
/// # Errors
/// When there is no such country, it is the only one, or nobody said yes.
pub(super) fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let root = global.root()?;
    let config = Config::load(&root)?;
    let instance = platform::find(&config, &args.key)?;
    let entry = edit::NewEntry {
        key: args.key.clone(),
        name: instance.settings.name.clone(),
        prefix: instance.settings.prefix.clone(),
        currency: instance.settings.currency.code.clone(),
        port: instance.port,
    };
    if config.countries().count() == 1 {
        return Err(Failure::refused(format!("{} is the only country", args.key))
            .hint("`cts stop` ends everything; a list without countries is taken with `cts reload --confirm`")
            .into());
    }
    let mut out = Out::standard(global.json);
    let question = format!(
        "Stop {} and take it from the list? Its data stay.",
        entry.name
    );
    confirm(global.yes, &mut out, &question)?;
    let list = edit::remove(&super::read_list(&root)?, &args.key).map_err(Failure::refused)?;
    let files = [(super::LIST.to_owned(), list)];
    super::would_be(&root, &files)?;
    super::write(&root, &files)?;
    super::reload(global, false)?;
    if global.json {
        return out.json(&serde_json::json!({
            "removed": args.key, "database": format!("cts_{}", args.key), "entry": entry.line()
        }));
    }
    out.say(format!(
        "{} was removed; its data stay in the database cts_{0}",
        args.key
    ))?;
    out.say(format!(
        "to have it back, write into {}: {}",
        super::LIST,
        entry.line()
    ))
}
