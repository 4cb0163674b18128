//! `receipt list|show|confirm|settle`: what somebody at the place signed for, also for an officer on the phone with
//! them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use clap::Subcommand;
use serde::Serialize;

use super::listing::Limit;
use super::words::or_empty;
use crate::cli::failure::Failure;
use crate::cli::output::Column;
use crate::cli::session::Session;
use crate::kernel::ids::{PackageId, ReceiptId, ShipmentId};
use crate::kernel::{Error, OpContext, Result};
use crate::scans::service::{Remark, Signing, confirm_receipt};
use crate::shipments::receipts::model::{Finding, Receipt, ReceiptFilter, ReceiptLine};
use crate::shipments::receipts::service;

/// What was signed for
#[derive(Subcommand, Debug)]
#[command(after_help = "Examples:\n  receipt list --open\n  receipt show 5")]
pub enum Command {
    /// Receipts, the newest first
    #[command(after_help = "Examples:\n  receipt list --open\n  receipt list --shipment 27 --json")]
    List(ListArgs),
    /// One receipt and what it says of each package
    #[command(after_help = "Example:\n  receipt show 5")]
    Show {
        /// Its number
        #[arg(value_name = "RECEIPT", allow_negative_numbers = true)]
        id: ReceiptId,
    },
    /// Sign for what arrived, for somebody who says so on the telephone
    Confirm(ConfirmArgs),
    /// Say what became of what was short, damaged or missing
    #[command(after_help = "Example:\n  receipt settle 5 --note 'sent again with shipment 31'")]
    Settle {
        /// Its number
        #[arg(value_name = "RECEIPT", allow_negative_numbers = true)]
        id: ReceiptId,
        /// What became of it
        #[arg(long)]
        note: String,
    },
}

/// Options of `receipt list`.
#[derive(clap::Args, Debug)]
pub struct ListArgs {
    /// Only of this shipment
    #[arg(long, value_name = "SHIPMENT", allow_negative_numbers = true)]
    shipment: Option<ShipmentId>,
    /// Only those with something short, damaged or missing that nobody settled
    #[arg(long)]
    open: bool,
    #[command(flatten)]
    limit: Limit,
}

/// Options of `receipt confirm`.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  receipt confirm 27 --signed-by 'Samira Haddad'                 everything arrived, whole\n  \
    receipt confirm 27 --signed-by Samira --missing /TR27.3 --short /TR27.9=4\n  \
    receipt confirm 27 --signed-by Samira --only /TR27.1 --only /TR27.2"
)]
pub struct ConfirmArgs {
    /// The shipment
    #[arg(value_name = "SHIPMENT", allow_negative_numbers = true)]
    shipment: ShipmentId,
    /// The name of who received it
    #[arg(long, value_name = "NAME")]
    signed_by: String,
    /// The day it came (default: today)
    #[arg(long, value_name = "DAY")]
    arrived_on: Option<NaiveDate>,
    /// Only these packages arrived; without it all that are under way
    #[arg(long, value_name = "CODE", value_parser = crate::cli::instance::words::code())]
    only: Vec<String>,
    /// A package that did not come
    #[arg(long, value_name = "CODE", value_parser = crate::cli::instance::words::code())]
    missing: Vec<String>,
    /// A package that came with less inside, and how many units less: /TR27.9=4
    #[arg(long, value_name = "CODE", value_parser = crate::cli::instance::words::code())]
    short: Vec<String>,
    /// A package that came damaged, and how many units if they were counted
    #[arg(long, value_name = "CODE", value_parser = crate::cli::instance::words::code())]
    damaged: Vec<String>,
    /// A remark on the whole
    #[arg(long, default_value = "", hide_default_value = true)]
    note: String,
}

/// A receipt, as `receipt show --json` gives it.
#[derive(Serialize)]
struct ReceiptDetail {
    #[serde(flatten)]
    receipt: Receipt,
    lines: Vec<ReceiptLine>,
}

impl Command {
    /// Runs the command.
    pub async fn run(self, session: &mut Session) -> anyhow::Result<()> {
        match self {
            Self::List(args) => list(args, session).await,
            Self::Show { id } => show(id, session).await,
            Self::Confirm(args) => confirm(args, session).await,
            Self::Settle { id, note } => {
                let receipt = session
                    .write(move |cx| service::settle(cx, id, &note))
                    .await?;
                if session.out.is_json() {
                    return session.out.json(&receipt);
                }
                session.out.say(format!("receipt {id} is settled"))
            }
        }
    }
}

async fn list(args: ListArgs, session: &mut Session) -> anyhow::Result<()> {
    let filter = ReceiptFilter {
        shipment: args.shipment,
        open: args.open,
        ..ReceiptFilter::default()
    };
    let rows = args
        .limit
        .fetch(session, move |cx, paging| service::list(cx, filter, paging))
        .await?;
    session.out.list(
        &rows,
        &[
            Column::number("id", |r: &Receipt| r.id.to_string()),
            Column::number("shipment", |r: &Receipt| r.shipment_id.to_string()),
            Column::new("partner", |r: &Receipt| r.partner.clone()),
            Column::new("signed by", |r: &Receipt| r.signed_by.clone()),
            Column::new("arrived", |r: &Receipt| r.arrived_on.to_string()),
            Column::number("whole", |r: &Receipt| r.whole_count.to_string()),
            Column::number("short", |r: &Receipt| r.short_count.to_string()),
            Column::number("damaged", |r: &Receipt| r.damaged_count.to_string()),
            Column::number("missing", |r: &Receipt| r.missing_count.to_string()),
            Column::new("is", |r: &Receipt| state(r).to_owned()),
        ],
    )
}

fn state(receipt: &Receipt) -> &'static str {
    if receipt.is_open() {
        "open"
    } else if receipt.settled_at.is_some() {
        "settled"
    } else {
        ""
    }
}

async fn show(id: ReceiptId, session: &mut Session) -> anyhow::Result<()> {
    let shown = session
        .read(move |cx| {
            Ok(ReceiptDetail {
                receipt: service::show(cx, id)?,
                lines: service::lines(cx, id)?,
            })
        })
        .await?;
    if session.out.is_json() {
        return session.out.json(&shown);
    }
    let at = session.local_time();
    let it = shown.receipt;
    session.out.record(&[
        ("receipt", it.id.to_string()),
        ("shipment", format!("{} {}", it.shipment_id, it.shipment)),
        ("partner", it.partner.clone()),
        ("signed by", it.signed_by.clone()),
        ("arrived on", it.arrived_on.to_string()),
        ("sent", format!("{} {}", at(it.created_at), it.sent_by)),
        ("note", it.note.clone()),
        ("submission", or_empty(it.submission_id)),
        ("is", state(&it).to_owned()),
        ("settled", it.settled_note.clone()),
    ])?;
    session.out.section(
        &shown.lines,
        &[
            Column::new("package", |line: &ReceiptLine| line.code.clone()),
            Column::new("name", |line: &ReceiptLine| line.name.clone()),
            Column::new("found", |line: &ReceiptLine| line.finding.slug().to_owned()),
            Column::number("units", |line: &ReceiptLine| or_empty(line.quantity)),
            Column::new("note", |line: &ReceiptLine| line.note.clone()),
        ],
    )
}

async fn confirm(args: ConfirmArgs, session: &mut Session) -> anyhow::Result<()> {
    let mut found = BTreeMap::new();
    for (finding, codes) in [
        (Finding::Missing, &args.missing),
        (Finding::Short, &args.short),
        (Finding::Damaged, &args.damaged),
    ] {
        for text in codes {
            let (code, remark) = remark(finding, text)?;
            if found.insert(code.clone(), remark).is_some() {
                return Err(Failure::wrong_input(format!("{code} is named twice")).into());
            }
        }
    }
    let made = session
        .write(move |cx| {
            let ids = by_code(cx, args.shipment)?;
            let id = |code: &String| {
                let id = ids.get(code).copied();
                id.ok_or_else(|| Error::not_found("thing-package", code))
            };
            let signing = Signing {
                form_key: uuid::Uuid::now_v7().simple().to_string(),
                signed_by: args.signed_by,
                arrived_on: args.arrived_on,
                note: args.note,
                everything: args.only.is_empty(),
                ticked: args.only.iter().map(id).collect::<Result<_>>()?,
                remarks: found
                    .iter()
                    .map(|(code, remark)| Ok((id(code)?, remark.clone())))
                    .collect::<Result<_>>()?,
            };
            let made = confirm_receipt(cx, args.shipment, &signing)?;
            service::show(cx, made.id)
        })
        .await?;
    if session.out.is_json() {
        return session.out.json(&made);
    }
    session.out.say(format!(
        "receipt {}: {} packages arrived, {} missing",
        made.id,
        made.arrived_count(),
        made.missing_count
    ))
}

fn by_code(cx: &mut OpContext<'_>, shipment: ShipmentId) -> Result<BTreeMap<String, PackageId>> {
    let waiting = service::waiting(cx, shipment)?;
    Ok(waiting.into_iter().map(|it| (it.code, it.id)).collect())
}

/// `/TR27.9` or `/TR27.9=4`.
fn remark(finding: Finding, text: &str) -> anyhow::Result<(String, Remark)> {
    let (code, quantity) = match text.split_once('=') {
        None => (text, None),
        Some((code, number)) => {
            let number: i64 = number.parse().map_err(|_| {
                Failure::wrong_input(format!("{text} is no code with a number"))
                    .hint("for example /TR27.9=4")
            })?;
            (code, Some(number))
        }
    };
    let remark = Remark {
        finding,
        quantity,
        note: String::new(),
    };
    Ok((code.to_owned(), remark))
}
