//! A shipment: its packages, its items, its history.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use poem::web::{Path, Query};
use poem::{Response, handler};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::overview::{Overview, Tab};
use super::sheets;
use crate::events::{self, Event, EventKind};
use crate::kernel::ids::{PackageId, ShipmentId};
use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::{OpContext, Status};
use crate::packages;
use crate::packages::model::{ItemTotal, PackageFilter, PackageRow};
use crate::web::{App, FileKind, Page, Result, Sheet, Visit};

/// The address holds the state of the list of packages.
#[derive(Deserialize, Default)]
pub(super) struct ShowQuery {
    q: Option<String>,
    status: Option<String>,
    page: Option<String>,
    size: Option<String>,
    /// `csv` or `xlsx`: the whole list as a file.
    file: Option<String>,
}

impl ShowQuery {
    fn paging(&self) -> Paging {
        Paging::from_address(self.page.as_deref(), self.size.as_deref())
    }

    fn filter(&self) -> PackageFilter {
        PackageFilter {
            status: self.status.as_deref().and_then(Status::from_slug),
            search: self.q.clone().unwrap_or_default().trim().to_owned(),
        }
    }
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct ShowPage {
    shipment: Overview,
    q: String,
    /// The effective status asked for.
    status: Option<Status>,
    packages: Option<Paginated<PackageRow>>,
    items: Option<Vec<ItemTotal>>,
    history: Option<Paginated<Moment>>,
}

/// What happened at one moment, the same to many packages once.
#[derive(Serialize)]
struct Moment {
    at: DateTime<Utc>,
    kind: EventKind,
    from: Option<Status>,
    to: Option<Status>,
    /// Empty when it happened to the shipment itself.
    packages: usize,
    /// The package, when it is one.
    package: Option<Named>,
    actor_kind: String,
    actor: String,
    door: String,
}

#[derive(Clone, Serialize)]
struct Named {
    id: PackageId,
    code: String,
}

impl ShowPage {
    fn of(shipment: Overview) -> Self {
        Self {
            shipment,
            q: String::new(),
            status: None,
            packages: None,
            items: None,
            history: None,
        }
    }
}

impl Page for ShowPage {
    const TEMPLATE: &'static str = "shipments/templates/show.html";

    fn samples() -> Vec<Self> {
        let mut pages: Vec<Self> = Overview::samples(Tab::Packages)
            .into_iter()
            .map(Self::of)
            .collect();
        let none = || Paginated::new(Vec::new(), 0, Paging::default());
        for page in &mut pages {
            page.packages = Some(none());
        }
        if let Some(page) = pages.first_mut() {
            page.packages = Some(Paginated::new(
                PackageRow::samples(),
                1000,
                Paging::default(),
            ));
            page.status = Some(Status::Overdue);
        }
        for (tab, shipment) in [Tab::Items, Tab::History]
            .into_iter()
            .flat_map(|tab| Overview::samples(tab).into_iter().map(move |it| (tab, it)))
        {
            let mut page = Self::of(shipment);
            match tab {
                Tab::Items => page.items = Some(vec![sample_item()]),
                _ => {
                    page.history = Some(Paginated::new(
                        [0, 1, 24].into_iter().map(sample_moment).collect(),
                        3,
                        Paging::default(),
                    ));
                }
            }
            pages.push(page);
        }
        pages
    }
}

fn sample_item() -> ItemTotal {
    ItemTotal {
        description: "Blanket".into(),
        unit: "piece".into(),
        donor: None,
        packages: 3,
        quantity: 30,
        received: 10,
        price_local: Decimal::ONE,
        price_usd: Decimal::ONE,
    }
}

fn sample_moment(packages: usize) -> Moment {
    Moment {
        at: DateTime::default(),
        kind: EventKind::Status,
        from: Some(Status::InProgress),
        to: Some(Status::Ready),
        packages,
        package: (packages == 1).then(|| Named {
            id: PackageId(1),
            code: "/TR27.1".into(),
        }),
        actor_kind: "user".into(),
        actor: "Officer".into(),
        door: "page".into(),
    }
}

/// The packages of a shipment: its main page.
#[handler]
pub(super) async fn of_packages(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Query(query): Query<ShowQuery>,
) -> Result<Response> {
    let id = ShipmentId(id);
    let (paging, filter) = (query.paging(), query.filter());
    if let Some(kind) = FileKind::from_address(query.file.as_deref()) {
        let (language, local) = (visit.language(), app.settings().currency.code.clone());
        let file = app
            .db()
            .read(&visit.op(), move |cx| {
                let list = packages::service::list(cx, id, &filter, Sheet::PAGING)?;
                sheets::packages(list, language, &local)?.file(kind)
            })
            .await?;
        return Ok(file.into());
    }
    let page = app
        .db()
        .read(&visit.op(), move |cx| {
            let mut page = ShowPage::of(Overview::load(cx, id, Tab::Packages)?);
            page.packages = Some(packages::service::list(cx, id, &filter, paging)?);
            page.status = filter.status;
            page.q = filter.search;
            Ok(page)
        })
        .await?;
    app.page(&visit, &page)
}

/// The contents of all packages together.
#[handler]
pub(super) async fn items(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Query(query): Query<ShowQuery>,
) -> Result<Response> {
    let id = ShipmentId(id);
    if let Some(kind) = FileKind::from_address(query.file.as_deref()) {
        let (language, local) = (visit.language(), app.settings().currency.code.clone());
        let file = app
            .db()
            .read(&visit.op(), move |cx| {
                let list = packages::service::item_totals(cx, id)?;
                sheets::items(list, language, &local)?.file(kind)
            })
            .await?;
        return Ok(file.into());
    }
    let page = app
        .db()
        .read(&visit.op(), move |cx| {
            let mut page = ShowPage::of(Overview::load(cx, id, Tab::Items)?);
            page.items = Some(packages::service::item_totals(cx, id)?);
            Ok(page)
        })
        .await?;
    app.page(&visit, &page)
}

/// What happened to a shipment and its packages.
#[handler]
pub(super) async fn history(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Query(query): Query<ShowQuery>,
) -> Result<Response> {
    let id = ShipmentId(id);
    let paging = Paging::new(query.paging().page.into(), Some(500));
    let page = app
        .db()
        .read(&visit.op(), move |cx| {
            let mut page = ShowPage::of(Overview::load(cx, id, Tab::History)?);
            let events = events::list_of_shipment(cx, id, paging)?;
            page.history = Some(moments(cx, events)?);
            Ok(page)
        })
        .await?;
    app.page(&visit, &page)
}

fn moments(
    cx: &mut OpContext<'_>,
    events: Paginated<Event>,
) -> crate::kernel::Result<Paginated<Moment>> {
    let mut moments: Vec<(Moment, Vec<PackageId>)> = Vec::new();
    for event in events.rows {
        if let Some((last, ids)) = moments.last_mut()
            && is_same(last, ids.is_empty(), &event)
        {
            ids.extend(event.package_id);
            continue;
        }
        let moment = Moment {
            at: event.at,
            kind: event.kind,
            from: event.from_status,
            to: event.to_status,
            packages: 0,
            package: None,
            actor_kind: event.actor_kind,
            actor: event.actor_name,
            door: event.door,
        };
        moments.push((moment, event.package_id.into_iter().collect()));
    }
    let single: Vec<PackageId> = moments
        .iter()
        .filter_map(|(_, ids)| match ids.as_slice() {
            [id] => Some(*id),
            _ => None,
        })
        .collect();
    let codes: HashMap<PackageId, String> = packages::service::codes(cx, &single)?;
    let rows = moments
        .into_iter()
        .map(|(moment, ids)| Moment {
            packages: ids.len(),
            package: match ids.as_slice() {
                [id] => codes.get(id).map(|code| Named {
                    id: *id,
                    code: code.clone(),
                }),
                _ => None,
            },
            ..moment
        })
        .collect();
    Ok(Paginated {
        rows,
        total: events.total,
        page: events.page,
        size: events.size,
    })
}

/// Whether an event is the same as the last one, to another package.
fn is_same(last: &Moment, of_shipment: bool, event: &Event) -> bool {
    !of_shipment
        && event.package_id.is_some()
        && (last.at, last.kind, last.from, last.to)
            == (event.at, event.kind, event.from_status, event.to_status)
        && last.actor == event.actor_name
}
