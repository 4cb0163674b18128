//! Is this one all right: what stands above the tabs of a shipment, whichever is open.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::Serialize;

use crate::kernel::ids::ShipmentId;
use crate::kernel::paging::Paging;
use crate::kernel::{InstanceSettings, Model, OpContext, Permission, Result, Status, Text};
use crate::packages;
use crate::packages::model::Place;
use crate::shipments::model::Shipment;
use crate::shipments::receipts::model::{Receipt, ReceiptFilter};
use crate::shipments::{receipts, service};

/// The parts of a shipment's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tab {
    Packages,
    Items,
    Scans,
    History,
}

/// What every tab of a shipment shows above it and beside it.
#[derive(Clone, Debug, Serialize)]
pub struct Overview {
    pub id: ShipmentId,
    pub tab: Tab,
    name: String,
    status: Status,
    percent: Option<i32>,
    overdue_count: i32,
    overdue_days: Option<i64>,
    silent: bool,
    partner: String,
    color: Option<String>,
    release: String,
    transporter: Option<String>,
    donor: Option<String>,
    many_donors: bool,
    shipment_on: NaiveDate,
    expected_on: NaiveDate,
    expected_days: i64,
    packages: i32,
    items: i64,
    received_items: i64,
    price_local: Decimal,
    price_usd: Decimal,
    note: String,
    stages: Vec<Stage>,
    bar: Vec<Part>,
    wrong: Vec<Wrong>,
    places: Vec<Place>,
    /// What was signed for, the newest first.
    receipts: Vec<Receipt>,
    may: May,
}

/// A step on the way.
#[derive(Clone, Debug, Serialize)]
struct Stage {
    status: Status,
    /// `done`, `now` or empty.
    state: &'static str,
    on: Option<NaiveDate>,
    /// How many packages are there, when not all.
    count: Option<i32>,
}

/// Packages by what is said of them.
#[derive(Clone, Debug, Serialize)]
struct Part {
    status: Status,
    count: i32,
}

/// Something that needs attention, in words.
#[derive(Clone, Debug, Serialize)]
struct Wrong {
    tone: &'static str,
    title: Text,
    /// Where the packages it is about were last seen.
    place: Option<String>,
    seen_at: Option<DateTime<Utc>>,
    note: String,
    /// Where to do something about it, and what that is called.
    path: Option<String>,
    link: &'static str,
}

impl Wrong {
    fn sample(at: DateTime<Utc>) -> Self {
        Self {
            tone: "warn",
            title: Text::new("shipment-wrong-overdue")
                .arg("count", 14)
                .arg("days", 3),
            place: Some("Warehouse".into()),
            seen_at: Some(at),
            note: String::new(),
            path: Some("/receipts/5/".into()),
            link: "receipt-open-link",
        }
    }
}

/// What the reader may do now.
#[derive(Clone, Copy, Debug, Default, Serialize)]
struct May {
    edit: bool,
    /// Make one like it.
    copy: bool,
    /// Add packages, and change what is in them.
    pack: bool,
    delete: bool,
    finalize: bool,
    reopen: bool,
    cancel: bool,
    lose: bool,
    edit_lost_note: bool,
    reinstate: bool,
    receive: bool,
    /// Signing for it is what a partner comes here for.
    receive_first: bool,
}

impl Overview {
    /// Gathers it for the actor of `cx`.
    ///
    /// # Errors
    /// `NotFound` also for shipments of another partner.
    pub fn load(cx: &mut OpContext<'_>, id: ShipmentId, tab: Tab) -> Result<Self> {
        let shipment = service::show(cx, id)?;
        let places = if shipment.last_scan_at.is_some() {
            packages::service::places(cx, id, 6)?
        } else {
            Vec::new()
        };
        let beside = receipts::service::beside(cx, &shipment)?;
        let may = may(cx, &shipment, beside.may_sign);
        let mut page = Self::new(shipment, places, may, tab, cx.now, &cx.settings);
        if beside.any {
            page.add_receipts(cx)?;
        }
        Ok(page)
    }

    fn add_receipts(&mut self, cx: &mut OpContext<'_>) -> Result<()> {
        let filter = ReceiptFilter {
            shipment: Some(self.id),
            ..ReceiptFilter::default()
        };
        let receipts = receipts::service::list(cx, filter, RECEIPTS)?;
        // The newest say it all when there are no others.
        let open = if receipts.total > RECEIPTS.size {
            let open = ReceiptFilter {
                open: true,
                ..filter
            };
            Some(receipts::service::list(cx, open, RECEIPTS)?)
        } else {
            None
        };
        let open = open.as_ref().unwrap_or(&receipts);
        self.wrong.extend(not_whole(&open.rows));
        self.wrong.extend(more_not_whole(open.total));
        self.receipts = receipts.rows;
        Ok(())
    }

    fn new(
        it: Shipment,
        places: Vec<Place>,
        may: May,
        tab: Tab,
        now: DateTime<Utc>,
        settings: &InstanceSettings,
    ) -> Self {
        let today = settings.day_of(now);
        let overdue_count = it.overdue_count(today, settings);
        let overdue_days = (overdue_count > 0).then(|| (today - it.expected_on).num_days());
        Self {
            wrong: wrong(&it, overdue_count, overdue_days, &places, now, settings),
            stages: stages(&it, settings),
            bar: bar(&it, overdue_count, settings),
            id: it.id,
            tab,
            percent: it.percent(),
            silent: it.is_silent(now, settings),
            expected_days: (it.expected_on - it.shipment_on).num_days(),
            name: it.display_name,
            status: it.status,
            overdue_count,
            overdue_days,
            partner: it.partner_name,
            color: it.partner_color,
            release: it.store_release,
            transporter: it.transporter_name,
            many_donors: it.donor_count > 1,
            donor: it.donor_name,
            shipment_on: it.shipment_on,
            expected_on: it.expected_on,
            packages: it.package_count,
            items: it.item_count,
            received_items: it.received_item_count,
            price_local: it.price_local,
            price_usd: it.price_usd,
            note: it.status_note,
            places,
            receipts: Vec::new(),
            may,
        }
    }

    /// Examples for the test that renders every page.
    pub fn samples(tab: Tab) -> Vec<Self> {
        let day = NaiveDate::default();
        let at = DateTime::<Utc>::default();
        let all = May {
            edit: true,
            copy: true,
            pack: true,
            delete: true,
            finalize: true,
            reopen: true,
            cancel: true,
            lose: true,
            edit_lost_note: true,
            reinstate: true,
            receive: true,
            receive_first: true,
        };
        let sample = |status: Status, may: May| Self {
            id: ShipmentId(27),
            tab,
            name: "Winter kits <Mare>".into(),
            status,
            percent: Some(41),
            overdue_count: 14,
            overdue_days: Some(3),
            silent: true,
            partner: "Al Noor".into(),
            color: Some("#0e7490".into()),
            release: "WR-2231".into(),
            transporter: None,
            donor: None,
            many_donors: status == Status::Lost,
            shipment_on: day,
            expected_on: day,
            expected_days: 2,
            packages: 24,
            items: 1392,
            received_items: 580,
            price_local: Decimal::ONE,
            price_usd: Decimal::TEN,
            note: "Fire in the store".into(),
            stages: STAGES
                .into_iter()
                .map(|status| Stage {
                    status,
                    state: "now",
                    on: Some(day),
                    count: Some(3),
                })
                .collect(),
            bar: vec![Part { status, count: 10 }],
            wrong: vec![Wrong::sample(at)],
            receipts: Receipt::samples(),
            places: vec![Place {
                label: None,
                packages: 3,
                on_the_road: 1,
                status: Status::InTransit,
                last_at: Some(at),
            }],
            may,
        };
        let unpacked = May {
            edit: true,
            pack: true,
            finalize: true,
            ..May::default()
        };
        let quiet = Self {
            wrong: Vec::new(),
            places: Vec::new(),
            receipts: Vec::new(),
            packages: 0,
            ..sample(Status::InProgress, unpacked)
        };
        vec![
            sample(Status::Received, all),
            sample(Status::Lost, all),
            quiet,
        ]
    }
}

/// Receipts that stand beside a shipment; the page of all has the others.
const RECEIPTS: Paging = Paging { page: 1, size: 5 };

/// What receipts found short, damaged or missing, as long as nobody settled it.
fn not_whole(receipts: &[Receipt]) -> impl Iterator<Item = Wrong> {
    receipts.iter().filter(|it| it.is_open()).map(|it| Wrong {
        tone: "warn",
        title: Text::new("shipment-wrong-receipt").arg("counts", it.wrong_counts()),
        place: None,
        seen_at: None,
        note: it.signed_by.clone(),
        path: Some(format!("/receipts/{}/", it.id)),
        link: "receipt-open-link",
    })
}

/// Says that there are more receipts of that kind than stand on the page.
fn more_not_whole(total: i64) -> Option<Wrong> {
    let more = total - RECEIPTS.size;
    (more > 0).then(|| Wrong {
        tone: "warn",
        title: Text::new("shipment-wrong-receipts-more").arg("count", more),
        place: None,
        seen_at: None,
        note: String::new(),
        path: Some("/receipts/?show=open".into()),
        link: "receipts-title",
    })
}

const STAGES: [Status; 5] = [
    Status::InProgress,
    Status::Ready,
    Status::PickedUp,
    Status::InTransit,
    Status::Received,
];

fn may(cx: &OpContext<'_>, it: &Shipment, receive: bool) -> May {
    if !cx.actor.may(Permission::change(Model::Shipment)) {
        return May {
            receive,
            receive_first: receive,
            ..May::default()
        };
    }
    May {
        receive,
        receive_first: false,
        edit: true,
        copy: cx.actor.may(Permission::add(Model::Shipment)),
        pack: it.may_change_contents() && cx.actor.may(Permission::add(Model::Package)),
        delete: cx.actor.may(Permission::delete(Model::Shipment)),
        finalize: it.may_finalize(),
        reopen: it.may_reopen(),
        cancel: it.may_cancel(),
        lose: it.may_mark_lost(),
        edit_lost_note: it.may_edit_lost_note(),
        reinstate: it.may_reinstate() && cx.actor.may(Permission::ReinstateShipments),
    }
}

/// The five steps; a closed shipment stands where its packages are.
fn stages(it: &Shipment, settings: &InstanceSettings) -> Vec<Stage> {
    let reached = if it.closed_as().is_some() {
        it.furthest(Status::InProgress)
    } else {
        it.status
    };
    let mut stages: Vec<Stage> = STAGES
        .into_iter()
        .map(|status| stage(it, status, reached, settings))
        .collect();
    // Made here after it was on its way, as imports are: then nobody knows the day.
    let mut later: Option<NaiveDate> = None;
    for stage in stages.iter_mut().rev() {
        stage.on = stage.on.filter(|on| later.is_none_or(|later| *on <= later));
        later = stage.on.or(later);
    }
    stages
}

fn stage(it: &Shipment, status: Status, reached: Status, settings: &InstanceSettings) -> Stage {
    let on = match status {
        Status::InProgress => Some(settings.day_of(it.created_at)),
        Status::Ready => it.ready_on,
        Status::PickedUp => it.picked_up_on,
        Status::InTransit => it.in_transit_on,
        _ => it.received_on,
    };
    // Packages that are here or further.
    let count: i32 = STAGES
        .into_iter()
        .filter(|further| *further >= status)
        .map(|further| it.count_of(further))
        .sum();
    let partly = status >= Status::PickedUp && status <= reached && count < it.package_count;
    Stage {
        status,
        state: match status.cmp(&reached) {
            std::cmp::Ordering::Less => "done",
            std::cmp::Ordering::Equal if status == Status::Received && !partly => "done",
            std::cmp::Ordering::Equal => "now",
            std::cmp::Ordering::Greater => "",
        },
        on: on.filter(|_| status <= reached),
        count: partly.then_some(count),
    }
}

/// Packages by effective status, the furthest first.
fn bar(it: &Shipment, overdue: i32, settings: &InstanceSettings) -> Vec<Part> {
    let received = it.received_count;
    let parts = if let Some(closed) = it.closed_as() {
        vec![
            (Status::Received, received),
            (closed, it.package_count - received),
        ]
    } else {
        let late = |count: i32| if overdue > 0 { 0 } else { count };
        let ready = if overdue > 0 && settings.overdue_from_ready {
            0
        } else {
            it.ready_count
        };
        vec![
            (Status::Received, received),
            (Status::Overdue, overdue),
            (Status::InTransit, late(it.in_transit_count)),
            (Status::PickedUp, late(it.picked_up_count)),
            (Status::Ready, ready),
            (Status::InProgress, it.count_of(Status::InProgress)),
        ]
    };
    let seen = |(status, count)| (count > 0).then_some(Part { status, count });
    parts.into_iter().filter_map(seen).collect()
}

fn wrong(
    it: &Shipment,
    overdue_count: i32,
    overdue_days: Option<i64>,
    places: &[Place],
    now: DateTime<Utc>,
    settings: &InstanceSettings,
) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let waiting = places
        .iter()
        .filter(|place| place.on_the_road > 0)
        .max_by_key(|place| place.on_the_road);
    let mut road = |title: Text| {
        wrong.push(Wrong {
            tone: "warn",
            title,
            place: waiting.and_then(|place| place.label.clone()),
            seen_at: waiting.and_then(|place| place.last_at),
            note: String::new(),
            path: None,
            link: "",
        });
    };
    if let Some(days) = overdue_days {
        road(
            Text::new("shipment-wrong-overdue")
                .arg("count", i64::from(overdue_count))
                .arg("days", days),
        );
    } else if it.is_silent(now, settings) {
        let days = it.last_scan_at.map_or(0, |at| (now - at).num_days());
        road(
            Text::new("shipment-wrong-silent")
                .arg("count", i64::from(it.on_the_road_count()))
                .arg("days", days),
        );
    }
    let mut closed = |tone, key: &'static str| {
        wrong.push(Wrong {
            tone,
            title: Text::new(key),
            place: None,
            seen_at: None,
            note: it.status_note.clone(),
            path: None,
            link: "",
        });
    };
    match it.closed_as() {
        Some(Status::Lost) if it.loss_acceptable => {
            closed("error", "shipment-wrong-lost-acceptable");
        }
        Some(Status::Lost) => closed("error", "shipment-wrong-lost"),
        Some(_) => closed("info", "shipment-wrong-cancelled"),
        None => {}
    }
    wrong
}
