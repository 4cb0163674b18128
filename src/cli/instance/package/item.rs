//! `package item add|edit|delete|set`: what is in packages of a shipment in progress.

use clap::Subcommand;
use rust_decimal::Decimal;
use serde_json::json;

use crate::catalog;
use crate::catalog::model::DonorCodeKind;
use crate::cli::session::Session;
use crate::kernel::ids::{CatalogItemId, PackageItemId, ShipmentId};
use crate::kernel::{Error, OpContext, Result};
use crate::packages::model::{BulkChanges, ItemChoice, ItemFilter, NewPackageItem};
use crate::packages::service;

/// What is in packages
#[derive(Subcommand, Debug)]
#[command(
    after_help = "Examples:\n  package item add /TR27.3 --item 812 --quantity 20\
    \n  package item set 27 --donor 'Northern Fund'"
)]
pub enum Command {
    /// Put an item of the catalog into a package
    #[command(after_help = "Example:\n  package item add /TR27.3 --item 812 --quantity 20")]
    Add {
        /// The code of the package
        #[arg(value_name = "CODE", value_parser = crate::cli::instance::words::code())]
        code: String,
        /// The number of the item in the catalog
        #[arg(long, value_name = "ITEM", allow_negative_numbers = true)]
        item: CatalogItemId,
        /// How many
        #[arg(long, allow_negative_numbers = true)]
        quantity: i32,
    },
    /// Change one row of contents; `package show CODE --json` gives its number
    #[command(after_help = "Example:\n  package item edit 4711 --quantity 20")]
    Edit(Box<EditArgs>),
    /// Take one row out of its package
    #[command(after_help = "Example:\n  package item delete 4711")]
    Delete {
        /// The number of the row
        #[arg(value_name = "ROW", allow_negative_numbers = true)]
        id: PackageItemId,
    },
    /// Change many rows of a shipment at once; shows what would change and asks
    #[command(
        after_help = "Example:\n  package item set 27 --search blanket --donor ECHO --supplier 'Local market'"
    )]
    Set(SetArgs),
}

/// Options of `package item edit`.
#[derive(clap::Args, Debug)]
pub struct EditArgs {
    /// The number of the row
    #[arg(value_name = "ROW", allow_negative_numbers = true)]
    id: PackageItemId,
    /// How many
    #[arg(long, allow_negative_numbers = true)]
    quantity: Option<i32>,
    /// What it is
    #[arg(long)]
    description: Option<String>,
    /// Of what one is
    #[arg(long)]
    unit: Option<String>,
    /// Kilograms of one
    #[arg(long, allow_negative_numbers = true)]
    weight: Option<f64>,
    /// Price of one in the country's currency
    #[arg(long, allow_negative_numbers = true)]
    price_local: Option<Decimal>,
    /// Price of one in US dollars
    #[arg(long, allow_negative_numbers = true)]
    price_usd: Option<Decimal>,
    #[command(flatten)]
    origin: Origin,
}

/// Options of `package item set`.
#[derive(clap::Args, Debug)]
pub struct SetArgs {
    /// The number of the shipment
    #[arg(value_name = "SHIPMENT", allow_negative_numbers = true)]
    shipment: ShipmentId,
    /// Only in this package
    #[arg(long, value_name = "CODE", value_parser = crate::cli::instance::words::code())]
    package: Option<String>,
    /// Only items with this in their description
    #[arg(long, default_value = "", hide_default_value = true)]
    search: String,
    #[command(flatten)]
    origin: Origin,
}

/// Where items come from, by name.
#[derive(clap::Args, Debug)]
struct Origin {
    /// Category
    #[arg(long, value_name = "NAME")]
    category: Option<String>,
    /// Donor
    #[arg(long, value_name = "NAME")]
    donor: Option<String>,
    /// T1 code of the donor
    #[arg(long, value_name = "T1")]
    donor_t1: Option<String>,
    /// Supplier
    #[arg(long, value_name = "NAME")]
    supplier: Option<String>,
}

impl Origin {
    fn find(&self, cx: &mut OpContext<'_>) -> Result<BulkChanges> {
        let mut changes = BulkChanges::default();
        if let Some(name) = &self.category {
            let all = catalog::service::list_categories(cx)?.into_iter();
            changes.item_category_id =
                Some(named("category", name, all.map(|it| (it.name, it.id)))?);
        }
        if let Some(name) = &self.donor {
            let all = catalog::service::list_donors(cx)?.into_iter();
            changes.donor_id = Some(named("donor", name, all.map(|it| (it.name, it.id)))?);
        }
        if let Some(code) = &self.donor_t1 {
            let all = catalog::service::list_donor_codes(cx)?.into_iter();
            let t1 = all.filter(|it| it.kind == DonorCodeKind::T1);
            changes.donor_t1_id = Some(named("donor_t1", code, t1.map(|it| (it.code, it.id)))?);
        }
        if let Some(name) = &self.supplier {
            let all = catalog::service::list_suppliers(cx)?.into_iter();
            changes.supplier_id = Some(named("supplier", name, all.map(|it| (it.name, it.id)))?);
        }
        Ok(changes)
    }
}

fn named<T>(
    field: &'static str,
    name: &str,
    mut all: impl Iterator<Item = (String, T)>,
) -> Result<T> {
    let wanted = name.trim().to_lowercase();
    let found = all.find(|(name, _)| name.to_lowercase() == wanted);
    found
        .map(|(_, id)| id)
        .ok_or_else(|| Error::invalid(field, "package-choice-gone"))
}

impl Command {
    /// Runs the command.
    pub async fn run(self, session: &mut Session) -> anyhow::Result<()> {
        match self {
            Self::Add {
                code,
                item,
                quantity,
            } => {
                let new = NewPackageItem {
                    catalog_item_id: item,
                    quantity,
                };
                let package = session
                    .write(move |cx| {
                        let id = service::show_by_code(cx, &code)?.id;
                        service::add_items(cx, id, &[new])
                    })
                    .await?;
                if session.out.is_json() {
                    return session.out.json(&package);
                }
                session.out.say(format!(
                    "package {} holds {} items now",
                    package.code, package.item_count
                ))
            }
            Self::Edit(args) => edit(*args, session).await,
            Self::Delete { id } => delete(id, session).await,
            Self::Set(args) => set(args, session).await,
        }
    }
}

async fn edit(args: EditArgs, session: &mut Session) -> anyhow::Result<()> {
    let id = args.id;
    session
        .write(move |cx| {
            let (item, _) = service::show_item(cx, id)?;
            let origin = args.origin.find(cx)?;
            let mut values = item.values;
            values.quantity = args.quantity.unwrap_or(values.quantity);
            values.description = args.description.unwrap_or(values.description);
            values.unit = args.unit.unwrap_or(values.unit);
            values.weight = args.weight.or(values.weight);
            values.price_local = args.price_local.unwrap_or(values.price_local);
            values.price_usd = args.price_usd.unwrap_or(values.price_usd);
            values.item_category_id = origin.item_category_id.or(values.item_category_id);
            values.donor_id = origin.donor_id.or(values.donor_id);
            values.donor_t1_id = origin.donor_t1_id.or(values.donor_t1_id);
            values.supplier_id = origin.supplier_id.or(values.supplier_id);
            service::edit_item(cx, id, item.version, values)
        })
        .await?;
    if session.out.is_json() {
        return session.out.json(&json!({ "id": id, "changed": 1 }));
    }
    session.out.say(format!("row {id} is saved"))
}

async fn delete(id: PackageItemId, session: &mut Session) -> anyhow::Result<()> {
    let (item, package) = session.read(move |cx| service::show_item(cx, id)).await?;
    session.confirm(&format!(
        "Take {} of {} out of package {}?",
        item.values.quantity, item.values.description, package.code
    ))?;
    let package = session
        .write(move |cx| service::delete_item(cx, id))
        .await?;
    if session.out.is_json() {
        return session
            .out
            .json(&json!({ "id": id, "package": package.code }));
    }
    session
        .out
        .say(format!("row {id} is out of package {}", package.code))
}

async fn set(args: SetArgs, session: &mut Session) -> anyhow::Result<()> {
    let shipment = args.shipment;
    let (choice, changes, preview) = session
        .read(move |cx| {
            let package = match &args.package {
                Some(code) => Some(service::show_by_code(cx, code)?.id),
                None => None,
            };
            let choice = ItemChoice {
                filter: ItemFilter {
                    package,
                    search: args.search.trim().to_owned(),
                },
                ticked: None,
            };
            let changes = args.origin.find(cx)?;
            let preview = service::preview_bulk(cx, shipment, &choice, &changes)?;
            Ok((choice, changes, preview))
        })
        .await?;
    for line in &preview.lines {
        session.out.say(format!(
            "{} rows: {} {} becomes {}",
            line.rows,
            line.field.replace('_', " "),
            line.from.as_deref().unwrap_or("none"),
            line.to
        ))?;
    }
    session.confirm(&format!(
        "Change {} rows in {} packages?",
        preview.changed, preview.packages
    ))?;
    let done = session
        .write(move |cx| {
            let expected = Some(preview.mark.as_str());
            service::bulk_edit(cx, shipment, &choice, &changes, expected)
        })
        .await?;
    if session.out.is_json() {
        return session.out.json(&done);
    }
    session
        .out
        .say(format!("{} rows are changed", done.changed))
}
