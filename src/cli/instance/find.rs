//! `find TEXT`: whatever has this text, of every kind; the same as the search box of the pages.

use crate::cli::output::Column;
use crate::cli::session::Session;
use crate::reports::find::{Found, find};

/// Find packages, shipments, scans, catalog items, partners and people by a text
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  find /TR27.3\n  find 'winter kits'\n  find mara@example.org\n  find 354100000009999"
)]
pub struct Args {
    /// A code, number, name, e-mail address, phone or store release
    text: String,
    /// At most so many of each kind
    #[arg(long, value_name = "ROWS", default_value_t = 20, value_parser = clap::value_parser!(i64).range(1..=1000), allow_negative_numbers = true)]
    limit: i64,
}

/// Runs the command.
pub async fn run(args: Args, session: &mut Session) -> anyhow::Result<()> {
    let rows = session
        .read(move |cx| find(cx, &args.text, args.limit))
        .await?;
    session.out.list(
        &rows,
        &[
            Column::new("kind", |row: &Found| row.kind.clone()),
            Column::new("id", |row: &Found| row.id.clone()),
            Column::new("what", |row: &Found| row.title.clone()),
            Column::new("detail", |row: &Found| row.detail.clone()),
        ],
    )
}
