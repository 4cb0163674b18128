//! `package …`: one package, what is in it, where it was scanned, what became of it; packing and changing.

mod change;
mod item;

use clap::Subcommand;
use serde::Serialize;

use crate::cli::instance::listing::Limit;
use crate::cli::instance::words::{or_empty, status_with};
use crate::cli::output::Column;
use crate::cli::session::Session;
use crate::events::{self, Event};
use crate::packages::model::{PackageItem, PackageRow};
use crate::packages::service;
use crate::scans::{self, model::ScanRow};

/// Packages of this country
#[derive(Subcommand, Debug)]
#[command(after_help = "Examples:\n  package show /TR27.3\n  package add 27 --kit 'Trauma kit=2'")]
pub enum Command {
    /// One package by the code on its label
    #[command(after_help = "Example:\n  package show /TR27.3")]
    Show {
        /// The code, for example /TR27.3
        #[arg(value_name = "CODE", value_parser = crate::cli::instance::words::code())]
        code: String,
    },
    /// Add packages to a shipment in progress, many at once
    Add(change::AddArgs),
    /// Change the name or description of one
    #[command(after_help = "Example:\n  package edit /TR27.1 --name 'Trauma kit'")]
    Edit(change::EditArgs),
    /// Delete one with what is in it; its number is not used again
    #[command(after_help = "Example:\n  package delete /TR27.1")]
    Delete {
        /// The code on its label
        #[arg(value_name = "CODE", value_parser = crate::cli::instance::words::code())]
        code: String,
    },
    #[command(subcommand)]
    Item(item::Command),
}

/// One package, as `package show --json` gives it.
#[derive(Serialize)]
struct PackageDetail {
    #[serde(flatten)]
    package: PackageRow,
    items: Vec<PackageItem>,
    /// In time order, void ones included.
    scans: Vec<ScanRow>,
    events: Vec<Event>,
}

impl Command {
    /// Runs the command.
    pub async fn run(self, session: &mut Session) -> anyhow::Result<()> {
        match self {
            Self::Show { code } => show(code, session).await,
            Self::Add(args) => change::add(args, session).await,
            Self::Edit(args) => change::edit(args, session).await,
            Self::Delete { code } => change::delete(code, session).await,
            Self::Item(command) => command.run(session).await,
        }
    }
}

async fn show(code: String, session: &mut Session) -> anyhow::Result<()> {
    let (package, items) = session
        .read(move |cx| {
            let package = service::show_by_code(cx, &code)?;
            let items = service::items(cx, package.id)?;
            Ok((package, items))
        })
        .await?;
    let id = package.id;
    let events = Limit::all()
        .fetch(session, move |cx, paging| {
            events::list_of_package(cx, id, paging)
        })
        .await?;
    let scans = Limit::all()
        .fetch(session, move |cx, paging| {
            scans::service::list_of_package(cx, id, paging)
        })
        .await?;
    let detail = PackageDetail {
        package,
        items,
        scans,
        events,
    };
    if session.out.is_json() {
        return session.out.json(&detail);
    }
    print(session, &detail)
}

fn print(session: &mut Session, detail: &PackageDetail) -> anyhow::Result<()> {
    let at = session.local_time();
    let package = &detail.package;
    session.out.record(&[
        ("package", format!("{} {}", package.code, package.name)),
        ("status", status_with(package.status, None, 0)),
        ("own status", status_with(package.own_status, None, 0)),
        ("shipment", package.shipment_id.to_string()),
        ("expected", package.expected_on.to_string()),
        ("picked up", or_empty(package.picked_up_at.map(at))),
        ("in transit", or_empty(package.in_transit_at.map(at))),
        ("received", or_empty(package.received_at.map(at))),
        ("last scan", or_empty(package.last_scan_label.as_deref())),
    ])?;
    session.out.section(
        &detail.items,
        &[
            Column::new("item", |r: &PackageItem| r.description.clone()),
            Column::new("unit", |r: &PackageItem| r.unit.clone()),
            Column::number("quantity", |r: &PackageItem| r.quantity.to_string()),
            Column::new("donor", |r: &PackageItem| or_empty(r.donor.as_deref())),
        ],
    )?;
    session.out.section(
        &detail.scans,
        &[
            Column::new("scanned", |r: &ScanRow| at(r.scanned_at)),
            Column::new("says", |r: &ScanRow| {
                or_empty(r.status.map(|s| status_with(s, None, 0)))
            }),
            Column::new("place", |r: &ScanRow| r.label.clone()),
            Column::new("by", |r: &ScanRow| {
                r.user_name.clone().unwrap_or_else(|| r.device_id.clone())
            }),
            Column::new("is", |r: &ScanRow| {
                r.voided_at.map_or(r.state.slug(), |_| "void").to_owned()
            }),
        ],
    )?;
    session.out.section(
        &detail.events,
        &[
            Column::new("recorded", |r: &Event| at(r.at)),
            Column::new("event", |r: &Event| r.kind.slug().to_owned()),
            Column::new("from", |r: &Event| {
                or_empty(r.from_status.map(|s| status_with(s, None, 0)))
            }),
            Column::new("to", |r: &Event| {
                or_empty(r.to_status.map(|s| status_with(s, None, 0)))
            }),
            Column::new("by", |r: &Event| {
                format!("{} {}", r.actor_kind, r.actor_name)
            }),
        ],
    )
}
