//! Where a shipment has been: its scans in time order, one stop per place and moment.

use chrono::{DateTime, Utc};
use poem::web::{Path, Query};
use poem::{Response, handler};
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use serde::{Deserialize, Serialize};

use crate::kernel::ids::{ObservationId, PackageId, ScanId, ShipmentId, SubmissionId};
use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::{Language, Status, Text};
use crate::scans::model::{ObservationState, ScanRow};
use crate::scans::service;
use crate::shipments;
use crate::shipments::pages::{Overview, Tab};
use crate::web::{App, Cell, FileKind, Page, Result, Sheet, Visit};

/// The address holds the page.
#[derive(Deserialize, Default)]
pub(super) struct JourneyQuery {
    page: Option<String>,
    /// `csv` or `xlsx`: all scans as a file.
    file: Option<String>,
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct JourneyPage {
    shipment: Overview,
    stops: Paginated<Stop>,
}

/// What one phone sent of one place: the packages it scanned there.
#[derive(Serialize)]
pub(super) struct Stop {
    label: String,
    status: Option<Status>,
    scanned_at: DateTime<Utc>,
    /// When the phone could send it, if that was much later.
    sent_late_at: Option<DateTime<Utc>>,
    user: Option<String>,
    device: String,
    latitude: Option<f64>,
    longitude: Option<f64>,
    country: Option<String>,
    /// Days since the stop before, when there were more than one.
    gap_days: Option<i64>,
    packages: Vec<Seen>,
    submission_id: SubmissionId,
}

#[derive(Serialize)]
struct Seen {
    id: PackageId,
    code: String,
    state: ObservationState,
    void: bool,
}

/// Puts scans of one submission together; they come in time order.
fn stops(scans: Vec<ScanRow>) -> Vec<Stop> {
    let mut stops: Vec<Stop> = Vec::new();
    for scan in scans {
        let seen = Seen {
            id: scan.package_id,
            code: scan.code,
            state: scan.state,
            void: scan.voided_at.is_some(),
        };
        if let Some(last) = stops.last_mut()
            && last.submission_id == scan.submission_id
            && last.status == scan.status
        {
            last.packages.push(seen);
            continue;
        }
        let gap = stops
            .last()
            .map(|last| (scan.scanned_at - last.scanned_at).num_days());
        stops.push(Stop {
            label: scan.label,
            status: scan.status,
            scanned_at: scan.scanned_at,
            sent_late_at: is_late(&scan.submitted_at, &scan.scanned_at)
                .then_some(scan.submitted_at),
            user: scan.user_name,
            device: scan.device_id,
            latitude: scan.latitude,
            longitude: scan.longitude,
            country: scan.country,
            gap_days: gap.filter(|days| *days > 1),
            packages: vec![seen],
            submission_id: scan.submission_id,
        });
    }
    stops
}

/// Whether a phone could send a scan only six hours later or more.
pub(super) fn is_late(sent_at: &DateTime<Utc>, scanned_at: &DateTime<Utc>) -> bool {
    (*sent_at - *scanned_at).num_hours() >= 6
}

/// Scans for the tests that render every page: full, bare, void.
pub(super) fn sample_scans() -> Vec<ScanRow> {
    let at = DateTime::<Utc>::default();
    let bare = ScanRow {
        id: ScanId(1),
        observation_id: ObservationId(1),
        submission_id: SubmissionId(1),
        package_id: PackageId(1),
        shipment_id: ShipmentId(27),
        code: "/TR27.1<".into(),
        status: None,
        label: String::new(),
        latitude: None,
        longitude: None,
        accuracy: None,
        country: None,
        scanned_at: at,
        submitted_at: at,
        received_at: at,
        device_id: String::new(),
        user_id: None,
        user_name: None,
        state: ObservationState::Open,
        reason: Some(crate::scans::model::Reason::MissingStatus),
        voided_at: None,
        void_note: String::new(),
    };
    let full = ScanRow {
        submission_id: SubmissionId(2),
        status: Some(Status::InTransit),
        label: "Zero Point".into(),
        latitude: Some(36.6),
        longitude: Some(37.1),
        accuracy: Some(12.0),
        country: Some("SY".into()),
        scanned_at: at + chrono::TimeDelta::days(4),
        submitted_at: at + chrono::TimeDelta::days(6),
        received_at: at + chrono::TimeDelta::days(6),
        device_id: "device".into(),
        user_name: Some("Monitor".into()),
        state: ObservationState::Applied,
        reason: None,
        ..bare.clone()
    };
    let void = ScanRow {
        submission_id: SubmissionId(3),
        status: Some(Status::PickedUp),
        state: ObservationState::Void,
        voided_at: Some(at),
        void_note: "Wrong box".into(),
        ..full.clone()
    };
    vec![bare, full, void]
}

impl Page for JourneyPage {
    const TEMPLATE: &'static str = "scans/templates/journey.html";

    fn samples() -> Vec<Self> {
        let page = |shipment, scans| Self {
            shipment,
            stops: Paginated::new(stops(scans), 3, Paging::default()),
        };
        Overview::samples(Tab::Scans)
            .into_iter()
            .flat_map(|it| [page(it.clone(), sample_scans()), page(it, Vec::new())])
            .collect()
    }
}

/// All scans as a file, one to a line.
fn sheet(list: Paginated<ScanRow>, language: Language) -> crate::kernel::Result<Sheet> {
    let headings = [
        "inbox-code",
        "shipment-status",
        "inbox-where",
        "inbox-when",
        "scan-sent",
        "scan-received",
        "inbox-who",
        "inbox-phone",
        "scan-latitude",
        "scan-longitude",
        "scan-country",
        "jobs-state",
    ];
    let degrees = |value: Option<f64>| -> Cell {
        let number = value.and_then(Decimal::from_f64);
        number.map(|number| number.round_dp(6)).into()
    };
    Sheet::new("scans", language, headings.map(Text::new)).rows(list, |scan| {
        vec![
            scan.code.into(),
            scan.status.into(),
            scan.label.into(),
            scan.scanned_at.into(),
            scan.submitted_at.into(),
            scan.received_at.into(),
            scan.user_name.into(),
            scan.device_id.into(),
            degrees(scan.latitude),
            degrees(scan.longitude),
            scan.country.into(),
            Text::new(scan.state.text_key())
                .in_language(language)
                .into(),
        ]
    })
}

/// Shows it.
#[handler]
pub(super) async fn get(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Query(query): Query<JourneyQuery>,
) -> Result<Response> {
    let id = ShipmentId(id);
    if let Some(kind) = FileKind::from_address(query.file.as_deref()) {
        let language = visit.language();
        let file = app
            .db()
            .read(&visit.op(), move |cx| {
                shipments::service::show(cx, id)?;
                let list = service::list_of_shipment(cx, id, Sheet::PAGING)?;
                sheet(list, language)?.file(kind)
            })
            .await?;
        return Ok(file.into());
    }
    let page = query.page.as_deref().and_then(|text| text.parse().ok());
    let paging = Paging::new(page, Some(500));
    let page = app
        .db()
        .read(&visit.op(), move |cx| {
            let shipment = Overview::load(cx, id, Tab::Scans)?;
            let scans = service::list_of_shipment(cx, id, paging)?;
            let stops = Paginated {
                rows: stops(scans.rows),
                total: scans.total,
                page: scans.page,
                size: scans.size,
            };
            Ok(JourneyPage { shipment, stops })
        })
        .await?;
    app.page(&visit, &page)
}
