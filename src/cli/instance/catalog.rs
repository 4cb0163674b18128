//! `catalog list|show|archive|unarchive|delete|import|template`: items of the catalog.

use std::io::{IsTerminal, Read};
use std::path::PathBuf;

use anyhow::Context;
use clap::Subcommand;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use super::listing::Limit;
use super::words::or_empty;
use crate::catalog::import::{
    self, Creates, Encoding, ItemFile, LooksLike, MOST_BYTES, MOST_ERRORS, Plan, template,
};
use crate::catalog::model::{CatalogItem, CatalogItemRow, ItemFilter, ItemSort, ItemSortKey};
use crate::catalog::service;
use crate::cli::failure::Failure;
use crate::cli::output::Column;
use crate::cli::session::Session;
use crate::kernel::figures::Figures;
use crate::kernel::ids::CatalogItemId;
use crate::kernel::{Language, OpContext, Text};

/// Items of the catalog
#[derive(Subcommand, Debug)]
#[command(
    after_help = "Examples:\n  catalog list --search gauze\n  catalog import items.xlsx --dry-run"
)]
pub enum Command {
    /// Items by description
    #[command(after_help = "Example:\n  catalog list --search gauze")]
    List(ListArgs),
    /// One item
    #[command(after_help = "Example:\n  catalog show M-1")]
    Show(OneArgs),
    /// Puts an item away: offered no more, kept where it is used
    #[command(after_help = "Example:\n  catalog archive M-1")]
    Archive(OneArgs),
    /// Offers an item again
    #[command(after_help = "Example:\n  catalog unarchive M-1")]
    Unarchive(OneArgs),
    /// Deletes an item that no kit and no package holds
    #[command(after_help = "Example:\n  catalog delete M-1 --yes")]
    Delete(OneArgs),
    /// Adds the items of a spreadsheet (.xlsx, .xls, .ods, .csv), all or none
    #[command(
        after_help = "Examples:\n  catalog import items.xlsx --dry-run\n  catalog import items.csv --encoding windows-1254"
    )]
    Import(ImportArgs),
    /// Writes a spreadsheet to fill in
    #[command(after_help = "Example:\n  catalog template items.xlsx")]
    Template(TemplateArgs),
}

/// Options of `catalog list`.
#[derive(clap::Args, Debug)]
pub struct ListArgs {
    /// Part of the description or the item code
    #[arg(long, default_value = "", hide_default_value = true)]
    search: String,
    /// Those put away instead of those in use
    #[arg(long)]
    archived: bool,
    /// Sort by
    #[arg(long, default_value = "description", value_parser = sort_key())]
    sort: ItemSortKey,
    /// Largest first
    #[arg(long)]
    descending: bool,
    #[command(flatten)]
    limit: Limit,
}

/// Which item.
#[derive(clap::Args, Debug)]
pub struct OneArgs {
    /// Its number
    #[arg(value_name = "ITEM", allow_negative_numbers = true)]
    id: CatalogItemId,
}

/// Options of `catalog import`.
#[derive(clap::Args, Debug)]
pub struct ImportArgs {
    /// The spreadsheet
    file: PathBuf,
    /// Only say what it would do
    #[arg(long)]
    dry_run: bool,
    /// How the letters of a text file are stored; without it this is found by itself
    #[arg(long, value_parser = encoding())]
    encoding: Option<Encoding>,
}

/// Options of `catalog template`.
#[derive(clap::Args, Debug)]
pub struct TemplateArgs {
    /// Where to write it; a name that ends in .csv makes text
    file: PathBuf,
}

/// An import, as `--json` gives it.
#[derive(Serialize)]
struct ImportReport {
    file: String,
    encoding: Option<Encoding>,
    rows: usize,
    new: usize,
    unchanged: usize,
    archived: usize,
    creates: Creates,
    looks_like: Vec<LooksLike>,
    imported: bool,
    error_count: usize,
    errors: Vec<ErrorLine>,
}

/// What is wrong with a row.
#[derive(Serialize)]
struct ErrorLine {
    row: u32,
    field: Option<&'static str>,
    message: String,
}

fn sort_key() -> impl clap::builder::TypedValueParser<Value = ItemSortKey> {
    use clap::builder::TypedValueParser;
    clap::builder::PossibleValuesParser::new(ItemSortKey::ALL.map(ItemSortKey::slug))
        .map(|word| ItemSortKey::from_slug(&word).unwrap_or_default())
}

fn encoding() -> impl clap::builder::TypedValueParser<Value = Encoding> {
    use clap::builder::TypedValueParser;
    clap::builder::PossibleValuesParser::new(Encoding::ALL.map(Encoding::slug))
        .try_map(|word| Encoding::from_slug(&word).ok_or_else(|| format!("{word} is no encoding")))
}

impl Command {
    /// Runs the command.
    pub async fn run(self, session: &mut Session) -> anyhow::Result<()> {
        match self {
            Self::List(args) => list(args, session).await,
            Self::Show(args) => {
                let row = session
                    .read(move |cx| service::show_item(cx, args.id))
                    .await?;
                show(session, &row)
            }
            Self::Archive(args) => change(session, args.id, service::archive_item).await,
            Self::Unarchive(args) => change(session, args.id, service::unarchive_item).await,
            Self::Delete(args) => {
                session.confirm(&format!("Delete item {} for good?", args.id))?;
                let gone = session
                    .write(move |cx| service::delete_item(cx, args.id))
                    .await?;
                if session.out.is_json() {
                    return session.out.json(&gone);
                }
                session.out.say(format!("{} was deleted", gone.description))
            }
            Self::Import(args) => run_import(args, session).await,
            Self::Template(args) => write_template(&args, session),
        }
    }
}

async fn list(args: ListArgs, session: &mut Session) -> anyhow::Result<()> {
    let filter = ItemFilter {
        search: args.search,
        archived: args.archived,
        ..ItemFilter::default()
    };
    let sort = ItemSort {
        key: args.sort,
        descending: args.descending,
    };
    let rows = args
        .limit
        .fetch(session, move |cx, paging| {
            service::list_items(cx, &filter, sort, paging)
        })
        .await?;
    let currency = session.settings.currency.clone();
    let figures = Figures::default();
    session.out.list(
        &rows,
        &[
            Column::number("id", |r: &CatalogItemRow| r.item.id.to_string()),
            Column::new("code", |r: &CatalogItemRow| r.item.item_code.clone()),
            Column::new("description", |r: &CatalogItemRow| {
                r.item.description.clone()
            }),
            Column::new("category", |r: &CatalogItemRow| r.category.clone()),
            Column::new("unit", |r: &CatalogItemRow| r.item.unit.clone()),
            Column::new("donor", |r: &CatalogItemRow| or_empty(r.donor.as_deref())),
            Column::new("supplier", |r: &CatalogItemRow| {
                or_empty(r.supplier.as_deref())
            }),
            Column::number("local", |r: &CatalogItemRow| {
                figures.local(r.item.price_local, &currency)
            }),
            Column::number("usd", |r: &CatalogItemRow| figures.usd(r.item.price_usd)),
        ],
    )
}

fn show(session: &mut Session, row: &CatalogItemRow) -> anyhow::Result<()> {
    if session.out.is_json() {
        return session.out.json(row);
    }
    let item = &row.item;
    let at = session.local_time();
    let currency = session.settings.currency.clone();
    let figures = Figures::default();
    session.out.record(&[
        ("item", format!("{} {}", item.id, item.description)),
        ("code", item.item_code.clone()),
        ("category", row.category.clone()),
        ("unit", item.unit.clone()),
        ("donor", or_empty(row.donor.as_deref())),
        ("t1 code", or_empty(row.donor_t1.as_deref())),
        ("supplier", or_empty(row.supplier.as_deref())),
        (
            "price",
            format!(
                "{}, {}",
                figures.local_with_code(item.price_local, &currency),
                figures.usd_with_code(item.price_usd)
            ),
        ),
        ("weight in kg", or_empty(item.weight)),
        ("archived", or_empty(item.archived_at.map(at))),
    ])
}

async fn change(
    session: &mut Session,
    id: CatalogItemId,
    f: fn(&mut OpContext<'_>, CatalogItemId) -> crate::kernel::Result<CatalogItem>,
) -> anyhow::Result<()> {
    let row = session
        .write(move |cx| {
            f(cx, id)?;
            service::show_item(cx, id)
        })
        .await?;
    show(session, &row)
}

/// Reads no more of a file than an import takes.
fn read(args: &ImportArgs) -> anyhow::Result<ItemFile> {
    let broken = |error: std::io::Error| {
        Failure::wrong_input(format!("cannot read {}: {error}", args.file.display()))
    };
    let mut content = Vec::new();
    std::fs::File::open(&args.file)
        .map_err(broken)?
        .take(MOST_BYTES as u64 + 1)
        .read_to_end(&mut content)
        .map_err(broken)?;
    let name = args.file.file_name().unwrap_or_default();
    Ok(ItemFile {
        name: name.to_string_lossy().into_owned(),
        content,
        encoding: args.encoding,
    })
}

async fn run_import(args: ImportArgs, session: &mut Session) -> anyhow::Result<()> {
    let file = read(&args)?;
    let plan = if args.dry_run {
        session.read(move |cx| import::preview(cx, &file)).await?
    } else {
        let bar = progress_bar();
        let shown = bar.clone();
        let plan = session
            .write(move |cx| {
                import::import(cx, &file, &move |done, of| {
                    shown.set_length(of as u64);
                    shown.set_position(done as u64);
                })
            })
            .await;
        bar.finish_and_clear();
        plan?
    };
    report(session, plan, args.dry_run)
}

fn progress_bar() -> ProgressBar {
    let target = if std::io::stderr().is_terminal() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar = ProgressBar::with_draw_target(Some(0), target);
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos} of {len} items") {
        bar.set_style(style);
    }
    bar
}

fn report(session: &mut Session, plan: Plan, dry_run: bool) -> anyhow::Result<()> {
    let report = ImportReport {
        imported: plan.is_good() && !dry_run,
        file: plan.file,
        encoding: plan.encoding,
        rows: plan.rows,
        new: plan.new.len(),
        unchanged: plan.unchanged,
        archived: plan.archived,
        creates: plan.creates,
        looks_like: plan.looks_like,
        error_count: plan.error_count,
        errors: plan
            .errors
            .into_iter()
            .map(|error| ErrorLine {
                row: error.row,
                field: error.field,
                message: error.message.to_string(),
            })
            .collect(),
    };
    if session.out.is_json() {
        session.out.json(&report)?;
    } else {
        print(session, &report)?;
    }
    if report.error_count == 0 {
        return Ok(());
    }
    let what = match report.error_count {
        1 => "nothing was imported: 1 thing is wrong".to_owned(),
        count => format!("nothing was imported: {count} things are wrong"),
    };
    Err(Failure::wrong_input(what).into())
}

fn print(session: &mut Session, report: &ImportReport) -> anyhow::Result<()> {
    for error in &report.errors {
        let field = error
            .field
            .map_or_else(String::new, |field| format!("field {field}: "));
        session
            .out
            .text(format!("row {}: {field}{}", error.row, error.message))?;
    }
    if report.error_count > report.errors.len() {
        let more = report.error_count - report.errors.len();
        return session.out.text(format!(
            "giving up after {MOST_ERRORS} errors, {more} more are not listed"
        ));
    }
    if report.error_count > 0 {
        return Ok(());
    }
    let names = |names: &[String]| names.join(", ");
    let read_as = report
        .encoding
        .map(|encoding| ("read as", encoding.slug().to_owned()));
    let mut fields: Vec<(&str, String)> = read_as.into_iter().collect();
    fields.extend([
        ("rows", report.rows.to_string()),
        ("new items", report.new.to_string()),
        ("already there", report.unchanged.to_string()),
        ("archived", report.archived.to_string()),
        ("new categories", names(&report.creates.categories)),
        ("new donors", names(&report.creates.donors)),
        ("new suppliers", names(&report.creates.suppliers)),
        ("new t1 codes", names(&report.creates.t1_codes)),
    ]);
    session.out.record(&fields)?;
    for row in &report.looks_like {
        let (name, other) = (row.name.as_str(), row.other.as_str());
        let words = Text::new("import-looks-like")
            .arg("name", name)
            .arg("other", other);
        session.out.say(format!("{}: {words}", row.field))?;
    }
    session.out.say(if report.imported {
        format!("{} items were added", report.new)
    } else {
        "nothing was written".to_owned()
    })
}

fn write_template(args: &TemplateArgs, session: &mut Session) -> anyhow::Result<()> {
    let is_text = args
        .file
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    let content = if is_text {
        template::csv().into_bytes()
    } else {
        template::xlsx(Language::En)?
    };
    std::fs::write(&args.file, content)
        .with_context(|| format!("cannot write {}", args.file.display()))?;
    session
        .out
        .say(format!("{} was written", args.file.display()))
}
