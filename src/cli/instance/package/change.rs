//! `package add|edit|delete`: boxes of a shipment in progress.

use crate::catalog;
use crate::cli::session::Session;
use crate::kernel::ids::{KitId, ShipmentId};
use crate::kernel::{Error, OpContext, Result};
use crate::packages::model::{NewFromKits, NewPackages, PackageRow};
use crate::packages::service;
use crate::scans;

/// Options of `package add`.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  package add 27 --count 200 --kit 'Hygiene kit'\n  \
    package add 27 --count 20 --kit 'Hygiene kit=2' --kit 'Baby kit' --name 'Family box'\n  package add 27 --name Tents"
)]
pub struct AddArgs {
    /// The number of the shipment
    #[arg(value_name = "SHIPMENT", allow_negative_numbers = true)]
    shipment: ShipmentId,
    /// How many packages, 1 to 1000
    #[arg(long, default_value_t = 1, allow_negative_numbers = true)]
    count: i32,
    /// What they are called; with one kit the kit names them
    #[arg(long, default_value = "", hide_default_value = true)]
    name: String,
    /// More about them
    #[arg(long, default_value = "", hide_default_value = true)]
    description: String,
    /// A kit that goes into each, with how many (`NAME=2`); empty packages without any
    #[arg(long = "kit", value_name = "KIT")]
    kits: Vec<String>,
}

/// Options of `package edit`.
#[derive(clap::Args, Debug)]
pub struct EditArgs {
    /// The code on its label
    #[arg(value_name = "CODE", value_parser = crate::cli::instance::words::code())]
    code: String,
    /// Another name
    #[arg(long)]
    name: Option<String>,
    /// Another description
    #[arg(long)]
    description: Option<String>,
}

pub(super) async fn add(args: AddArgs, session: &mut Session) -> anyhow::Result<()> {
    let shipment = args.shipment;
    let rows = session
        .write(move |cx| {
            let made = if args.kits.is_empty() {
                let new = NewPackages {
                    name: args.name,
                    description: args.description,
                    count: args.count,
                    kit: None,
                    contents: Vec::new(),
                };
                service::add(cx, shipment, &new)?
            } else {
                let new = NewFromKits {
                    kits: kits(cx, &args.kits)?,
                    name: args.name,
                    description: args.description,
                    count: args.count,
                };
                service::add_from_kits(cx, shipment, &new)?
            };
            made.into_iter().map(|id| service::show(cx, id)).collect()
        })
        .await?;
    tell_made(session, &rows)
}

fn tell_made(session: &mut Session, rows: &Vec<PackageRow>) -> anyhow::Result<()> {
    if session.out.is_json() {
        return session.out.json(rows);
    }
    let code = |row: Option<&PackageRow>| row.map(|row| row.code.clone()).unwrap_or_default();
    let (first, last) = (code(rows.first()), code(rows.last()));
    session.out.say(match rows.len() {
        1 => format!("package {first} is created"),
        count => format!("{count} packages are created, {first} to {last}"),
    })
}

/// Kits by name or number, each with how many (`NAME=2`).
fn kits(cx: &mut OpContext<'_>, wanted: &[String]) -> Result<Vec<(KitId, i32)>> {
    wanted
        .iter()
        .map(|text| {
            let mut find = |name: &str| Ok(catalog::service::find_kit_by_name(cx, name)?.kit.id);
            let counted = text
                .rsplit_once('=')
                .and_then(|(name, count)| Some((name, count.trim().parse().ok()?)));
            let Some((name, count)) = counted else {
                return Ok((find(text)?, 1));
            };
            match find(name) {
                Ok(kit) => Ok((kit, count)),
                // A kit may have such a sign in its name.
                Err(unknown @ Error::NotFound { .. }) => match find(text) {
                    Ok(kit) => Ok((kit, 1)),
                    Err(Error::NotFound { .. }) => Err(unknown),
                    Err(error) => Err(error),
                },
                Err(error) => Err(error),
            }
        })
        .collect()
}

pub(super) async fn edit(args: EditArgs, session: &mut Session) -> anyhow::Result<()> {
    let row = session
        .write(move |cx| {
            let it = service::show_by_code(cx, &args.code)?;
            let name = args.name.unwrap_or(it.name);
            let description = args.description.unwrap_or(it.description);
            service::edit(cx, it.id, it.version, &name, &description)
        })
        .await?;
    if session.out.is_json() {
        return session.out.json(&row);
    }
    session
        .out
        .say(format!("package {} {} is saved", row.code, row.name))
}

pub(super) async fn delete(code: String, session: &mut Session) -> anyhow::Result<()> {
    let (package, goes) = session
        .read(move |cx| {
            let package = service::show_by_code(cx, &code)?;
            let goes =
                scans::service::preview_package_deletion(cx, package.shipment_id, &[package.id])?;
            Ok((package, goes))
        })
        .await?;
    session.confirm(&format!(
        "Delete package {} {} with {} items and {} lines of receipts? {} scans go back to the inbox.",
        package.code, package.name, goes.items, goes.receipts, goes.observations
    ))?;
    let (shipment, id) = (package.shipment_id, package.id);
    let gone = session
        .write(move |cx| scans::service::delete_packages(cx, shipment, &[id]))
        .await?;
    if session.out.is_json() {
        return session.out.json(&gone);
    }
    session
        .out
        .say(format!("package {} is deleted", package.code))
}
