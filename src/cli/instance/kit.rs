//! `kit list|show|create|edit|add|copy|delete`: sets of items that are packed together.

use clap::Subcommand;
use serde::Serialize;

use super::listing::Limit;
use crate::catalog::model::{KitContent, KitRow, KitShape, NewKit, NewKitItem};
use crate::catalog::service::{self, lookup};
use crate::cli::output::Column;
use crate::cli::session::Session;
use crate::kernel::figures::Figures;
use crate::kernel::ids::KitId;

/// Kits of this country
#[derive(Subcommand, Debug)]
#[command(after_help = "Examples:\n  kit list\n  kit show 'Trauma kit'")]
pub enum Command {
    /// Kits by name, at today's prices
    #[command(after_help = "Example:\n  kit list --json")]
    List {
        /// Part of the name or description
        #[arg(long, default_value = "", hide_default_value = true)]
        search: String,
        #[command(flatten)]
        limit: Limit,
    },
    /// One kit and what it holds
    #[command(after_help = "Example:\n  kit show 'Trauma kit'")]
    Show(OneArgs),
    /// Makes a kit
    #[command(
        after_help = "Examples:\n  kit create 'Dressing kit' --item 7:100 --item 'Gauze:20'\n  kit create Empty --description 'For later'"
    )]
    Create(CreateArgs),
    /// Changes the words of a kit, and how many it holds of what is in it
    #[command(
        after_help = "Examples:\n  kit edit 'Trauma kit' --name 'Trauma kit, large' --description 'For thirty people'\n  kit edit 'Dressing kit' --item 7:120 --item 'Gauze:0'"
    )]
    Edit(EditArgs),
    /// Adds items to a kit, all or none
    #[command(after_help = "Example:\n  kit add 'Dressing kit' --item 7:500")]
    Add(AddArgs),
    /// Copies a kit with all it holds
    #[command(after_help = "Example:\n  kit copy 'Trauma kit' 'Trauma kit, small'")]
    Copy(CopyArgs),
    /// Deletes a kit; packages built from it stay
    #[command(after_help = "Example:\n  kit delete 'Trauma kit, small' --yes")]
    Delete(OneArgs),
}

/// Which kit.
#[derive(clap::Args, Debug)]
pub struct OneArgs {
    /// Its name or number
    #[arg(value_name = "KIT")]
    kit: String,
}

/// Options of `kit create`.
#[derive(clap::Args, Debug)]
pub struct CreateArgs {
    /// Its name
    name: String,
    /// A few more words
    #[arg(long, default_value = "", hide_default_value = true)]
    description: String,
    /// An item (number, code or description) and how many of it
    #[arg(long = "item", value_name = "ITEM:QUANTITY", value_parser = line)]
    items: Vec<Line>,
}

/// Options of `kit edit`; what is not given stays.
#[derive(clap::Args, Debug)]
pub struct EditArgs {
    /// Its name or number
    #[arg(value_name = "KIT")]
    kit: String,
    /// Another name
    #[arg(long)]
    name: Option<String>,
    /// Other words about it
    #[arg(long)]
    description: Option<String>,
    /// An item in it (number, code or description) and how many the kit holds from now on; 0 takes it out
    #[arg(long = "item", value_name = "ITEM:QUANTITY", value_parser = line)]
    items: Vec<Line>,
}

/// Options of `kit add`.
#[derive(clap::Args, Debug)]
pub struct AddArgs {
    /// Its name or number
    #[arg(value_name = "KIT")]
    kit: String,
    /// An item (number, code or description) and how many of it
    #[arg(long = "item", value_name = "ITEM:QUANTITY", value_parser = line, required = true)]
    items: Vec<Line>,
}

/// Options of `kit copy`.
#[derive(clap::Args, Debug)]
pub struct CopyArgs {
    /// Name or number of the kit
    #[arg(value_name = "KIT")]
    kit: String,
    /// Name of the copy
    name: String,
}

/// An item as it was typed, and how many of it.
#[derive(Clone, Debug)]
struct Line {
    item: String,
    quantity: i32,
}

/// A kit, as `kit show --json` gives it.
#[derive(Serialize)]
struct KitDetail {
    #[serde(flatten)]
    kit: KitRow,
    contents: Vec<KitContent>,
}

fn line(text: &str) -> Result<Line, String> {
    let (item, quantity) = text
        .rsplit_once(':')
        .ok_or("write an item, a colon and how many of it")?;
    let quantity = quantity
        .trim()
        .parse()
        .map_err(|_| format!("{quantity} is not a quantity"))?;
    // A number alone is the item's; words are a code or a description.
    let item = item.trim();
    let item = if item.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("#{item}")
    } else {
        item.to_owned()
    };
    Ok(Line { item, quantity })
}

fn resolved(
    cx: &mut crate::kernel::OpContext<'_>,
    lines: &[Line],
) -> crate::kernel::Result<Vec<NewKitItem>> {
    lines
        .iter()
        .map(|line| {
            let item = lookup::item_named(cx, "item", &line.item)?;
            Ok(NewKitItem {
                catalog_item_id: item.id,
                quantity: line.quantity,
            })
        })
        .collect()
}

impl Command {
    /// Runs the command.
    pub async fn run(self, session: &mut Session) -> anyhow::Result<()> {
        match self {
            Self::List { search, limit } => list(&search, limit, session).await,
            Self::Show(args) => {
                let id = find(session, args.kit).await?.kit.id;
                show(session, id).await
            }
            Self::Create(args) => create(args, session).await,
            Self::Edit(args) => edit(args, session).await,
            Self::Add(args) => add(args, session).await,
            Self::Copy(args) => {
                let id = find(session, args.kit).await?.kit.id;
                let made = session
                    .write(move |cx| service::copy_kit(cx, id, &args.name))
                    .await?;
                show(session, made.id).await
            }
            Self::Delete(args) => {
                let kit = find(session, args.kit).await?.kit;
                session.confirm(&format!("Delete the kit {}?", kit.name))?;
                let id = kit.id;
                session.write(move |cx| service::delete_kit(cx, id)).await?;
                if session.out.is_json() {
                    return session.out.json(&kit);
                }
                session.out.say(format!("{} was deleted", kit.name))
            }
        }
    }
}

async fn find(session: &mut Session, kit: String) -> anyhow::Result<KitRow> {
    session
        .read(move |cx| service::find_kit_by_name(cx, &kit))
        .await
}

async fn list(search: &str, limit: Limit, session: &mut Session) -> anyhow::Result<()> {
    let search = search.to_owned();
    let rows = session
        .read(move |cx| service::search_kits(cx, &search))
        .await?;
    let rows = limit.first(&mut session.out, rows)?;
    let currency = session.settings.currency.clone();
    let figures = Figures::default();
    session.out.list(
        &rows,
        &[
            Column::number("id", |r: &KitRow| r.kit.id.to_string()),
            Column::new("kit", |r: &KitRow| r.kit.name.clone()),
            Column::number("items", |r: &KitRow| r.item_row_count.to_string()),
            Column::number("quantity", |r: &KitRow| r.item_count.to_string()),
            Column::number("local", |r: &KitRow| {
                figures.local(r.price_local, &currency)
            }),
            Column::number("usd", |r: &KitRow| figures.usd(r.price_usd)),
        ],
    )
}

async fn show(session: &mut Session, id: KitId) -> anyhow::Result<()> {
    let (kit, contents) = session
        .read(move |cx| Ok((service::show_kit(cx, id)?, service::kit_contents(cx, id)?)))
        .await?;
    if session.out.is_json() {
        return session.out.json(&KitDetail { kit, contents });
    }
    let currency = session.settings.currency.clone();
    let figures = Figures::default();
    session.out.record(&[
        ("kit", format!("{} {}", kit.kit.id, kit.kit.name)),
        ("description", kit.kit.description.clone()),
        ("quantity", kit.item_count.to_string()),
        (
            "price",
            format!(
                "{}, {}",
                figures.local_with_code(kit.price_local, &currency),
                figures.usd_with_code(kit.price_usd)
            ),
        ),
    ])?;
    session.out.section(
        &contents,
        &[
            Column::number("id", |r: &KitContent| r.item.id.to_string()),
            Column::new("item", |r: &KitContent| r.item.description.clone()),
            Column::new("category", |r: &KitContent| r.category.clone()),
            Column::new("unit", |r: &KitContent| r.item.unit.clone()),
            Column::number("quantity", |r: &KitContent| r.quantity.to_string()),
        ],
    )
}

async fn create(args: CreateArgs, session: &mut Session) -> anyhow::Result<()> {
    let made = session
        .write(move |cx| {
            let kit = NewKit {
                contents: resolved(cx, &args.items)?,
                name: args.name,
                description: args.description,
            };
            service::create_kit(cx, kit)
        })
        .await?;
    show(session, made.id).await
}

async fn edit(args: EditArgs, session: &mut Session) -> anyhow::Result<()> {
    let saved = session
        .write(move |cx| {
            let kit = service::find_kit_by_name(cx, &args.kit)?.kit;
            let contents = service::kit_contents(cx, kit.id)?;
            let quantity = |line: &Line| -> crate::kernel::Result<NewKitItem> {
                Ok(NewKitItem {
                    catalog_item_id: service::held_item(&kit, &contents, &line.item)?,
                    quantity: line.quantity,
                })
            };
            let quantities: crate::kernel::Result<_> = args.items.iter().map(quantity).collect();
            let shape = KitShape {
                quantities: quantities?,
                name: args.name.unwrap_or_else(|| kit.name.clone()),
                description: args.description.unwrap_or_else(|| kit.description.clone()),
            };
            service::update_kit(cx, kit.id, kit.version, &shape)
        })
        .await?;
    show(session, saved.id).await
}

async fn add(args: AddArgs, session: &mut Session) -> anyhow::Result<()> {
    let id = find(session, args.kit).await?.kit.id;
    session
        .write(move |cx| {
            let lines = resolved(cx, &args.items)?;
            service::add_to_kit(cx, id, &lines)
        })
        .await?;
    show(session, id).await
}
