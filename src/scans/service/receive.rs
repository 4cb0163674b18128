//! Confirming receipt by hand: what a person signs for goes the way of every scan. It is stored as a submission,
//! becomes observations, and is interpreted at once; the receipt itself is kept beside them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};

use super::forms::ensure_receipt_form;
use super::interpret::{BATCH, apply};
use super::store::{Cursor, store_page};
use crate::kernel::error::FieldError;
use crate::kernel::ids::{ObservationId, PackageId, ReceiptId, ShipmentId, SubmissionId};
use crate::kernel::{Error, OpContext, Permission, Result, Text, one_line, several_lines};
use crate::scans::model::ObservationKind;
use crate::scans::queries::{replay, store as queries};
use crate::scans::sources::{FilledPackage, FilledReceipt, RECEIPT_KIND, read_stored};
use crate::shipments::model::Shipment;
use crate::shipments::receipts::model::{Finding, NewLine, NewReceipt, Waiting};
use crate::shipments::receipts::service as receipts;

/// The longest note of a package, and of a receipt.
const NOTE: usize = 500;
/// The longest name.
const NAME: usize = 100;
/// Days a receipt may come late: no phone's clock is believed further back either.
const LATE: i64 = 90;

/// What a person signs.
#[derive(Clone, Debug, Default)]
pub struct Signing {
    /// Made with the page it was filled in on: sent twice, it counts once.
    pub form_key: String,
    /// Whoever received the packages, by name.
    pub signed_by: String,
    /// The day they came; today when it is not said.
    pub arrived_on: Option<NaiveDate>,
    pub note: String,
    /// All packages that can be signed for came, whole unless a remark says otherwise; else only those ticked and
    /// those with a remark are meant.
    pub everything: bool,
    pub ticked: BTreeSet<PackageId>,
    pub remarks: BTreeMap<PackageId, Remark>,
}

/// What was found with one package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub finding: Finding,
    /// Units short or damaged.
    pub quantity: Option<i64>,
    pub note: String,
}

/// The receipt of a form, and whether it was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confirmed {
    pub id: ReceiptId,
    pub before: bool,
}

/// Makes a receipt of what a person signs, and scans of what arrived. The same form again gives the same receipt.
///
/// # Errors
/// `NotFound` also for shipments of another partner; `Conflict` when nothing can be signed for; `Invalid` at
/// `signed_by`, `arrived_on`, `note`, `packages`, or at `package` with its code in the message.
pub fn confirm_receipt(
    cx: &mut OpContext<'_>,
    shipment: ShipmentId,
    signing: &Signing,
) -> Result<Confirmed> {
    cx.require(Permission::ConfirmReceipt)?;
    if !(8..=64).contains(&signing.form_key.len()) {
        return Err(Error::invalid("packages", "receipt-form-key"));
    }
    // Of two taps the second waits here until the first is through.
    let form = ensure_receipt_form(cx)?;
    queries::lock_form(cx.conn, form)?;
    if let Some(id) = receipts::find_by_form(cx, &signing.form_key)? {
        return receipts::show(cx, id).map(|receipt| Confirmed {
            id: receipt.id,
            before: true,
        });
    }
    let (shipment, waiting) = receipts::lock_waiting(cx, shipment)?;
    let signing = checked(cx, &shipment, signing)?;
    let lines = lines(&signing, &waiting)?;
    let arrived = lines.iter().any(|line| line.finding.has_arrived());
    let submission_id = if arrived {
        let payload = payload(cx, &shipment, &signing, &waiting, &lines)?;
        let row = read_stored(RECEIPT_KIND, &payload, ObservationKind::Package)
            .ok_or_else(|| Error::internal("a receipt cannot be read"))?;
        store_page(cx, form, vec![row], Cursor::default())?;
        let id = queries::find_id(cx.conn, form, &signing.form_key)?;
        interpret_now(cx, id)?;
        Some(id)
    } else {
        None
    };
    let id = receipts::record(
        cx,
        &NewReceipt {
            shipment_id: shipment.id,
            submission_id,
            arrived_on: signing.arrived_on.unwrap_or_else(|| cx.today()),
            form_key: signing.form_key,
            signed_by: signing.signed_by,
            note: signing.note,
            lines,
        },
    )?;
    Ok(Confirmed { id, before: false })
}

fn checked(cx: &OpContext<'_>, shipment: &Shipment, signing: &Signing) -> Result<Signing> {
    let mut errors = Vec::new();
    let mut wrong = |field, message: Text| errors.push(FieldError { field, message });
    let mut signing = signing.clone();
    signing.signed_by = one_line(&signing.signed_by);
    signing.note = several_lines(&signing.note);
    if signing.signed_by.is_empty() {
        wrong("signed_by", Text::new("receipt-signed-by-required"));
    }
    for (field, text, limit) in [
        ("signed_by", &signing.signed_by, NAME),
        ("note", &signing.note, NOTE),
    ] {
        if text.chars().count() > limit {
            let message = Text::new("receipt-too-long").arg("limit", limit as i64);
            wrong(field, message);
        }
    }
    if let Some(day) = signing.arrived_on {
        if day > cx.today() {
            wrong("arrived_on", Text::new("receipt-arrived-later"));
        } else if day < shipment.shipment_on || (cx.today() - day).num_days() >= LATE {
            wrong("arrived_on", Text::new("receipt-arrived-early"));
        }
    }
    if errors.is_empty() {
        Ok(signing)
    } else {
        Err(Error::Invalid(errors))
    }
}

/// What is said of each package.
fn lines(signing: &Signing, waiting: &[Waiting]) -> Result<Vec<NewLine>> {
    let known: BTreeSet<PackageId> = waiting.iter().map(|package| package.id).collect();
    let named = signing.ticked.iter().chain(signing.remarks.keys());
    if named.into_iter().any(|id| !known.contains(id)) {
        return Err(Error::invalid("packages", "receipt-package-signed"));
    }
    let meant = |package: &&Waiting| {
        signing.everything
            || signing.ticked.contains(&package.id)
            || signing.remarks.contains_key(&package.id)
    };
    let mut errors = Vec::new();
    let mut lines = Vec::new();
    for package in waiting.iter().filter(meant) {
        match line(package, signing.remarks.get(&package.id)) {
            Ok(line) => lines.push(line),
            Err(message) => errors.push(FieldError {
                field: "package",
                message: message.arg("code", package.code.clone()),
            }),
        }
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    if lines.is_empty() {
        return Err(Error::invalid("packages", "receipt-nothing-chosen"));
    }
    Ok(lines)
}

/// What is wrong with what is said of a package, to be told in its row; the sentence wants its `code`.
pub fn wrong_remark(package: &Waiting, remark: &Remark) -> Option<Text> {
    line(package, Some(remark)).err()
}

fn line(package: &Waiting, remark: Option<&Remark>) -> Result<NewLine, Text> {
    let Some(remark) = remark else {
        return Ok(NewLine {
            package_id: package.id,
            finding: Finding::Whole,
            quantity: None,
            note: String::new(),
        });
    };
    let note = several_lines(&remark.note);
    if note.chars().count() > NOTE {
        return Err(Text::new("receipt-package-note-long").arg("limit", NOTE as i64));
    }
    let counted = matches!(remark.finding, Finding::Short | Finding::Damaged);
    if remark.finding == Finding::Short && remark.quantity.is_none() && note.is_empty() {
        return Err(Text::new("receipt-short-how-much"));
    }
    let most = package.item_count;
    if counted
        && remark
            .quantity
            .is_some_and(|n| n < 1 || (most > 0 && n > most))
    {
        return Err(Text::new("receipt-quantity-range").arg("most", most));
    }
    Ok(NewLine {
        package_id: package.id,
        finding: remark.finding,
        quantity: remark.quantity.filter(|_| counted),
        note,
    })
}

fn payload(
    cx: &OpContext<'_>,
    shipment: &Shipment,
    signing: &Signing,
    waiting: &[Waiting],
    lines: &[NewLine],
) -> Result<String> {
    let codes: BTreeMap<PackageId, &str> = waiting
        .iter()
        .map(|package| (package.id, package.code.as_str()))
        .collect();
    let packages = lines.iter().map(|line| FilledPackage {
        code: codes[&line.package_id].to_owned(),
        finding: line.finding,
        quantity: line.quantity,
        note: line.note.clone(),
    });
    let filled = FilledReceipt {
        receipt: signing.form_key.clone(),
        shipment: shipment.id,
        signed_by: signing.signed_by.clone(),
        note: signing.note.clone(),
        place: shipment.partner_name.clone(),
        arrived_at: signing.arrived_on.and_then(|day| arrived_at(cx, day)),
        sent_at: cx.now,
        sent_by: cx.actor.name().to_owned(),
        packages: packages.collect(),
    };
    serde_json::to_string(&filled).map_err(Error::internal)
}

/// Noon of another day than today; of today the moment it is signed is nearer.
fn arrived_at(cx: &OpContext<'_>, day: NaiveDate) -> Option<DateTime<Utc>> {
    let noon = day.and_time(NaiveTime::from_hms_opt(12, 0, 0)?);
    let local = cx
        .settings
        .time_zone
        .from_local_datetime(&noon)
        .earliest()?;
    (day < cx.today()).then(|| local.to_utc())
}

/// Nobody waits for the next run: the page shows what was signed. The scans are this account's.
fn interpret_now(cx: &mut OpContext<'_>, id: SubmissionId) -> Result<()> {
    let pending = replay::claim_of(cx.conn, &[id])?;
    let ids: Vec<ObservationId> = pending.iter().map(|claimed| claimed.id).collect();
    for batch in ids.chunks(BATCH as usize) {
        apply(cx, batch)?;
    }
    if let Some(user) = cx.actor.user_id() {
        queries::set_scanned_by(cx.conn, id, user)?;
    }
    Ok(())
}
