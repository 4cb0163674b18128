//! `shipment …`: what is on the road, and what people decide about it.

mod change;

use clap::Subcommand;
use serde::Serialize;

use crate::cli::instance::listing::Limit;
use crate::cli::instance::words::{or_empty, status, status_with};
use crate::cli::output::Column;
use crate::cli::session::Session;
use crate::kernel::Status;
use crate::kernel::ids::ShipmentId;
use crate::packages::model::{ItemTotal, PackageFilter, PackageRow};
use crate::shipments::model::{ShipmentFilter, ShipmentRow, Sort, SortKey};
use crate::{packages, shipments};

/// Shipments of this country
#[derive(Subcommand, Debug)]
#[command(
    after_help = "Examples:\n  shipment list --status in_transit\n  shipment show 27\n  shipment finalize 27"
)]
pub enum Command {
    /// Shipments, overdue ones first
    List(ListArgs),
    /// One shipment with its packages and what is in them
    Show(ShowArgs),
    /// Make a shipment
    Create(change::CreateArgs),
    /// Change what its head says; what is not named stays
    Edit(change::EditArgs),
    /// Close it for editing and make it ready for pickup
    #[command(after_help = "Example:\n  shipment finalize 27")]
    Finalize(change::OneArgs),
    /// Open it for editing again, while nothing was picked up
    #[command(after_help = "Example:\n  shipment reopen 27")]
    Reopen(change::OneArgs),
    /// Cancel it
    #[command(after_help = "Example:\n  shipment cancel 27 --note 'the clinic closed'")]
    Cancel(change::CancelArgs),
    /// Say that it is lost
    Lost(change::LostArgs),
    /// Change what is said of a loss
    LostNote(change::LostArgs),
    /// Take a lost or cancelled one back to what its packages say
    #[command(after_help = "Example:\n  shipment reinstate 27 --note 'found at the border'")]
    Reinstate(change::NoteArgs),
    /// Delete it with all packages, for good
    #[command(after_help = "Example:\n  shipment delete 27 --yes")]
    Delete(change::OneArgs),
}

/// Options of `shipment list`.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  shipment list --status overdue\n  shipment list --search Aleppo --sort date --descending"
)]
pub struct ListArgs {
    /// Only those with this status; `overdue`: those with overdue packages
    #[arg(long, value_parser = status())]
    status: Option<Status>,
    /// Part of description, store release or partner; or a package code or shipment number
    #[arg(long, default_value = "", hide_default_value = true)]
    search: String,
    /// Only those on the road without a scan for too long
    #[arg(long)]
    silent: bool,
    /// Sort by
    #[arg(long, default_value = "urgency", value_parser = sort_key())]
    sort: SortKey,
    /// Largest or latest first
    #[arg(long)]
    descending: bool,
    #[command(flatten)]
    limit: Limit,
}

/// Options of `shipment show`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  shipment show 27")]
pub struct ShowArgs {
    /// Its number
    #[arg(value_name = "SHIPMENT", allow_negative_numbers = true)]
    id: ShipmentId,
}

/// One shipment, as `shipment show --json` gives it.
#[derive(Serialize)]
struct ShipmentDetail {
    #[serde(flatten)]
    shipment: ShipmentRow,
    packages: Vec<PackageRow>,
    items: Vec<ItemTotal>,
}

fn sort_key() -> impl clap::builder::TypedValueParser<Value = SortKey> {
    use clap::builder::TypedValueParser;
    clap::builder::PossibleValuesParser::new(SortKey::ALL.map(SortKey::slug))
        .map(|word| SortKey::from_slug(&word).unwrap_or_default())
}

impl Command {
    /// Runs the command.
    pub async fn run(self, session: &mut Session) -> anyhow::Result<()> {
        match self {
            Self::List(args) => list(args, session).await,
            Self::Show(args) => show(args, session).await,
            Self::Create(args) => change::create(args, session).await,
            Self::Edit(args) => change::edit(args, session).await,
            Self::Finalize(args) => change::finalize(args, session).await,
            Self::Reopen(args) => change::reopen(args, session).await,
            Self::Cancel(args) => change::cancel(args, session).await,
            Self::Lost(args) => change::lost(args, session).await,
            Self::LostNote(args) => change::lost_note(args, session).await,
            Self::Reinstate(args) => change::reinstate(args, session).await,
            Self::Delete(args) => change::delete(args, session).await,
        }
    }
}

async fn list(args: ListArgs, session: &mut Session) -> anyhow::Result<()> {
    let filter = ShipmentFilter {
        search: args.search,
        status: args.status,
        silent: args.silent,
    };
    let sort = Sort {
        key: args.sort,
        descending: args.descending,
    };
    let rows = args
        .limit
        .fetch(session, move |cx, paging| {
            shipments::service::list(cx, &filter, sort, paging)
        })
        .await?;
    session.out.list(
        &rows,
        &[
            Column::number("id", |r: &ShipmentRow| r.id.to_string()),
            Column::new("shipment", |r: &ShipmentRow| r.display_name.clone()),
            Column::new("partner", |r: &ShipmentRow| r.partner_name.clone()),
            Column::new("shipped", |r: &ShipmentRow| r.shipment_on.to_string()),
            Column::new("expected", |r: &ShipmentRow| r.expected_on.to_string()),
            Column::number("packages", |r: &ShipmentRow| r.package_count.to_string()),
            Column::new("status", |r: &ShipmentRow| {
                status_with(r.status, r.percent, r.overdue_count)
            }),
            Column::new("last scan", |r: &ShipmentRow| {
                or_empty(r.last_scan_label.as_deref())
            }),
        ],
    )
}

async fn show(args: ShowArgs, session: &mut Session) -> anyhow::Result<()> {
    let id = args.id;
    let (shipment, items) = session
        .read(move |cx| {
            let shipment = shipments::service::show(cx, id)?;
            let row = ShipmentRow::new(shipment, cx.now, &cx.settings);
            Ok((row, packages::service::item_totals(cx, id)?))
        })
        .await?;
    let packages = Limit::all()
        .fetch(session, move |cx, paging| {
            packages::service::list(cx, id, &PackageFilter::default(), paging)
        })
        .await?;
    if session.out.is_json() {
        return session.out.json(&ShipmentDetail {
            shipment,
            packages,
            items,
        });
    }
    print(session, &shipment, &packages, &items)
}

fn print(
    session: &mut Session,
    shipment: &ShipmentRow,
    packages: &[PackageRow],
    items: &[ItemTotal],
) -> anyhow::Result<()> {
    let at = session.local_time();
    session.out.record(&[
        (
            "shipment",
            format!("{} {}", shipment.id, shipment.display_name),
        ),
        (
            "status",
            status_with(shipment.status, shipment.percent, shipment.overdue_count),
        ),
        ("partner", shipment.partner_name.clone()),
        ("store release", shipment.store_release.clone()),
        ("shipped", shipment.shipment_on.to_string()),
        ("expected", shipment.expected_on.to_string()),
        ("donor", or_empty(shipment.donor.as_deref())),
        ("note", shipment.status_note.clone()),
    ])?;
    session.out.section(
        packages,
        &[
            Column::new("code", |r: &PackageRow| r.code.clone()),
            Column::new("package", |r: &PackageRow| r.name.clone()),
            Column::new("status", |r: &PackageRow| status_with(r.status, None, 0)),
            Column::number("items", |r: &PackageRow| r.item_count.to_string()),
            Column::new("last scan", |r: &PackageRow| {
                or_empty(r.last_scan_label.as_deref())
            }),
            Column::new("at", |r: &PackageRow| or_empty(r.last_scan_at.map(at))),
        ],
    )?;
    session.out.section(
        items,
        &[
            Column::new("item", |r: &ItemTotal| r.description.clone()),
            Column::new("unit", |r: &ItemTotal| r.unit.clone()),
            Column::number("quantity", |r: &ItemTotal| r.quantity.to_string()),
            Column::number("received", |r: &ItemTotal| r.received.to_string()),
        ],
    )
}
