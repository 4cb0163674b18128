//! `shipment create|edit|finalize|reopen|cancel|lost|lost-note|reinstate|delete`: what changes a shipment.

use chrono::NaiveDate;

use crate::accounts;
use crate::catalog;
use crate::cli::session::Session;
use crate::kernel::ids::{ShipmentId, TransporterId, UserId};
use crate::kernel::{Error, OpContext, Result, Status, Text};
use crate::scans;
use crate::shipments::model::{NewShipment, Shipment, ShipmentRow};
use crate::shipments::service;

/// Options of `shipment create`.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  shipment create --partner clinic@example.org --store-release WR-2231 --days 3\n  \
    shipment create --copy 27 --store-release WR-2240     like shipment 27, with its packages and what is in them"
)]
pub struct CreateArgs {
    /// Number of a shipment to make it like, with its packages and everything in them; what is not named is as there
    #[arg(long, value_name = "SHIPMENT", allow_negative_numbers = true)]
    copy: Option<ShipmentId>,
    /// E-mail address of the partner it goes to
    #[arg(long, value_name = "EMAIL", required_unless_present = "copy")]
    partner: Option<String>,
    /// Number of the paper that lets goods out of the store
    #[arg(long, value_name = "NUMBER")]
    store_release: String,
    /// What it is; without it partner, store release and date name it
    #[arg(long)]
    description: Option<String>,
    /// Name of the transporter; '' for none
    #[arg(long, value_name = "NAME")]
    transporter: Option<String>,
    /// Day it leaves (2026-11-20); today without it
    #[arg(long, value_name = "DAY")]
    date: Option<NaiveDate>,
    /// Days on the road, 0 to 999; 0 without it
    #[arg(long, value_parser = clap::value_parser!(u16).range(0..=999), allow_negative_numbers = true)]
    days: Option<u16>,
}

/// Options of `shipment edit`.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  shipment edit 27 --days 5\n  shipment edit 27 --transporter ''   takes the transporter away"
)]
pub struct EditArgs {
    /// Its number
    #[arg(value_name = "SHIPMENT", allow_negative_numbers = true)]
    id: ShipmentId,
    /// E-mail address of another partner
    #[arg(long, value_name = "EMAIL")]
    partner: Option<String>,
    /// Another store release
    #[arg(long, value_name = "NUMBER")]
    store_release: Option<String>,
    /// Another description; '' lets partner, store release and date name it
    #[arg(long)]
    description: Option<String>,
    /// Name of another transporter; '' for none
    #[arg(long, value_name = "NAME")]
    transporter: Option<String>,
    /// Another day it leaves
    #[arg(long, value_name = "DAY")]
    date: Option<NaiveDate>,
    /// Another number of days on the road
    #[arg(long, value_parser = clap::value_parser!(u16).range(0..=999), allow_negative_numbers = true)]
    days: Option<u16>,
}

/// Which shipment.
#[derive(clap::Args, Debug)]
pub struct OneArgs {
    /// Its number
    #[arg(value_name = "SHIPMENT")]
    pub(super) id: ShipmentId,
}

/// Which shipment, and a word about it.
#[derive(clap::Args, Debug)]
pub struct NoteArgs {
    /// Its number
    #[arg(value_name = "SHIPMENT", allow_negative_numbers = true)]
    id: ShipmentId,
    /// Why; everybody who sees the shipment can read it
    #[arg(long)]
    note: String,
}

/// Options of `shipment cancel`.
#[derive(clap::Args, Debug)]
pub struct CancelArgs {
    /// Its number
    #[arg(value_name = "SHIPMENT", allow_negative_numbers = true)]
    id: ShipmentId,
    /// Why
    #[arg(long, default_value = "", hide_default_value = true)]
    note: String,
}

/// Options of `shipment lost` and `shipment lost-note`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  shipment lost 27 --note 'Fire in the store' --acceptable")]
pub struct LostArgs {
    /// Its number
    #[arg(value_name = "SHIPMENT", allow_negative_numbers = true)]
    id: ShipmentId,
    /// What happened, and who said so
    #[arg(long)]
    note: String,
    /// The loss is acceptable
    #[arg(long)]
    acceptable: bool,
}

pub(super) async fn create(args: CreateArgs, session: &mut Session) -> anyhow::Result<()> {
    let row = session
        .write(move |cx| {
            let shipment_on = args.date.unwrap_or_else(|| cx.today());
            let like = match args.copy {
                Some(id) => Some(service::show_header(cx, id)?.1.values),
                None => None,
            };
            let like = like.map(|it| it.like_it_on(shipment_on));
            let partner_id = match (&args.partner, &like) {
                (Some(email), _) => partner(cx, email)?,
                (None, Some(like)) => like.partner_id,
                (None, None) => return Err(Error::invalid("partner", "shipment-no-partner")),
            };
            let mut new = like.unwrap_or_else(|| NewShipment {
                description: String::new(),
                shipment_on,
                expected_on: shipment_on,
                store_release: String::new(),
                partner_id,
                transporter_id: None,
            });
            (new.partner_id, new.store_release) = (partner_id, args.store_release);
            new.description = args.description.unwrap_or(new.description);
            if let Some(name) = &args.transporter {
                new.transporter_id = transporter(cx, name)?;
            }
            if let Some(days) = args.days {
                new.expected_on = NewShipment::expected_after(shipment_on, days);
            }
            let made = match args.copy {
                Some(from) => service::copy(cx, from, new)?,
                None => service::create(cx, new)?,
            };
            Ok(ShipmentRow::new(made, cx.now, &cx.settings))
        })
        .await?;
    tell(session, &row, "is created")
}

pub(super) async fn edit(args: EditArgs, session: &mut Session) -> anyhow::Result<()> {
    let row = session
        .write(move |cx| {
            let (_, stored) = service::show_header(cx, args.id)?;
            let mut header = stored.values.clone();
            if let Some(email) = &args.partner {
                header.partner_id = partner(cx, email)?;
            }
            if let Some(name) = &args.transporter {
                header.transporter_id = transporter(cx, name)?;
            }
            if let Some(text) = args.store_release {
                header.store_release = text;
            }
            if let Some(text) = args.description {
                header.description = text;
            }
            let way = header.expected_on - header.shipment_on;
            header.shipment_on = args.date.unwrap_or(header.shipment_on);
            header.expected_on = args.days.map_or(header.shipment_on + way, |days| {
                NewShipment::expected_after(header.shipment_on, days)
            });
            let done = service::edit(cx, args.id, stored.version, header)?;
            Ok(ShipmentRow::new(done, cx.now, &cx.settings))
        })
        .await?;
    tell(session, &row, "is saved")
}

fn partner(cx: &mut OpContext<'_>, email: &str) -> Result<UserId> {
    let user = accounts::service::find_by_email(cx, email)?;
    Ok(user
        .ok_or_else(|| Error::invalid("partner", "shipment-no-partner"))?
        .id)
}

fn transporter(cx: &mut OpContext<'_>, name: &str) -> Result<Option<TransporterId>> {
    if name.trim().is_empty() {
        return Ok(None);
    }
    let all = catalog::service::list_transporters(cx)?;
    let found = all
        .into_iter()
        .find(|it| it.name.to_lowercase() == name.trim().to_lowercase());
    let found = found.ok_or_else(|| Error::invalid("transporter", "shipment-no-transporter"))?;
    Ok(Some(found.id))
}

/// Runs a use case on one shipment and tells how it stands.
async fn step<F>(session: &mut Session, words: &str, act: F) -> anyhow::Result<()>
where
    F: FnOnce(&mut OpContext<'_>) -> Result<Shipment> + Send + 'static,
{
    let row = changed(session, act).await?;
    tell(session, &row, words)
}

/// Runs a use case on one shipment; how it stands then.
async fn changed<F>(session: &mut Session, act: F) -> anyhow::Result<ShipmentRow>
where
    F: FnOnce(&mut OpContext<'_>) -> Result<Shipment> + Send + 'static,
{
    session
        .write(move |cx| {
            let done = act(cx)?;
            Ok(ShipmentRow::new(done, cx.now, &cx.settings))
        })
        .await
}

pub(super) async fn finalize(args: OneArgs, session: &mut Session) -> anyhow::Result<()> {
    let it = session.read(move |cx| service::show(cx, args.id)).await?;
    if it.asks_to_finalize() {
        let question = Text::new("shipment-finalize-empty").arg("name", it.display_name);
        session.confirm(&question.to_string())?;
    }
    let row = changed(session, move |cx| service::finalize(cx, args.id)).await?;
    let words = match row.status {
        Status::Ready => "is ready for pickup",
        // Labels of a draft were scanned before.
        _ => "is finalized",
    };
    tell(session, &row, words)
}

pub(super) async fn reopen(args: OneArgs, session: &mut Session) -> anyhow::Result<()> {
    step(session, "is in progress again", move |cx| {
        service::reopen(cx, args.id)
    })
    .await
}

pub(super) async fn cancel(args: CancelArgs, session: &mut Session) -> anyhow::Result<()> {
    session.confirm(&format!("Cancel shipment {}?", args.id))?;
    step(session, "is cancelled", move |cx| {
        service::cancel(cx, args.id, &args.note)
    })
    .await
}

pub(super) async fn lost(args: LostArgs, session: &mut Session) -> anyhow::Result<()> {
    session.confirm(&format!("Mark shipment {} as lost?", args.id))?;
    step(session, "is lost", move |cx| {
        service::mark_lost(cx, args.id, &args.note, args.acceptable)
    })
    .await
}

pub(super) async fn lost_note(args: LostArgs, session: &mut Session) -> anyhow::Result<()> {
    step(session, "has a new note", move |cx| {
        let (_, stored) = service::show_header(cx, args.id)?;
        service::edit_lost_note(cx, args.id, stored.version, &args.note, args.acceptable)
    })
    .await
}

pub(super) async fn reinstate(args: NoteArgs, session: &mut Session) -> anyhow::Result<()> {
    let act = move |cx: &mut OpContext<'_>| service::reinstate(cx, args.id, &args.note);
    let row = changed(session, act).await?;
    let words = format!("is reinstated, now: {}", row.status.label());
    tell(session, &row, &words)
}

pub(super) async fn delete(args: OneArgs, session: &mut Session) -> anyhow::Result<()> {
    let id = args.id;
    let goes = session
        .read(move |cx| scans::service::preview_shipment_deletion(cx, id))
        .await?;
    session.confirm(&format!(
        "Delete {} with its {} packages, {} items and {} receipts for good? {} scans go back to the inbox.",
        goes.name, goes.packages, goes.items, goes.receipts, goes.observations
    ))?;
    let gone = session
        .write(move |cx| scans::service::delete_shipment(cx, id, &goes.name))
        .await?;
    if session.out.is_json() {
        return session.out.json(&gone);
    }
    session.out.say(format!(
        "shipment {id} {} is deleted, {} scans wait in the inbox",
        gone.name, gone.observations
    ))
}

fn tell(session: &mut Session, row: &ShipmentRow, words: &str) -> anyhow::Result<()> {
    if session.out.is_json() {
        return session.out.json(row);
    }
    session
        .out
        .say(format!("shipment {} {} {words}", row.id, row.display_name))
}
