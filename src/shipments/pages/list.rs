//! Where is everything: the list of shipments.

use poem::web::Query;
use poem::{Response, handler};
use serde::{Deserialize, Serialize};

use super::words::Words;
use crate::kernel::money::Currency;
use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::{Figures, Language, Model, Permission, Status, Text};
use crate::shipments::model::{ShipmentCounts, ShipmentFilter, ShipmentRow, Sort, SortKey};
use crate::shipments::service;
use crate::web::{App, FileKind, Page, Result, Sheet, Visit};

/// The address holds the whole state of the list.
#[derive(Deserialize, Default)]
pub(super) struct ListQuery {
    q: Option<String>,
    status: Option<String>,
    sort: Option<String>,
    page: Option<String>,
    size: Option<String>,
    /// `csv` or `xlsx`: the whole list as a file.
    file: Option<String>,
}

impl ListQuery {
    fn filter(&self) -> ShipmentFilter {
        let status = self.status.as_deref().unwrap_or_default();
        ShipmentFilter {
            search: self.q.clone().unwrap_or_default().trim().to_owned(),
            status: Status::from_slug(status),
            silent: status == SILENT,
        }
    }

    fn sort(&self) -> Sort {
        let text = self.sort.as_deref().unwrap_or_default();
        let (descending, slug) = match text.strip_prefix('-') {
            Some(slug) => (true, slug),
            None => (false, text),
        };
        SortKey::from_slug(slug).map_or_else(Sort::default, |key| Sort { key, descending })
    }

    fn paging(&self) -> Paging {
        Paging::from_address(self.page.as_deref(), self.size.as_deref())
    }
}

/// The word for "on the road and not seen for too long" in addresses.
const SILENT: &str = "silent";

/// What the template sees.
#[derive(Serialize)]
pub(super) struct ListPage {
    q: String,
    /// As in the address: `date` or `-date`; empty for the default order.
    sort: String,
    chips: Vec<Chip>,
    counts: ShipmentCounts,
    /// Whether a search or a chip hides some.
    filtered: bool,
    silent_days: u32,
    may_create: bool,
    list: Paginated<Row>,
}

#[derive(Serialize)]
struct Chip {
    /// As in the address; empty for all.
    value: &'static str,
    label: &'static str,
    icon: &'static str,
    count: i64,
    here: bool,
    tone: &'static str,
}

/// A row in the words of its reader: formatted here once, so that 500 of them cost little.
#[derive(Serialize)]
struct Row {
    id: i32,
    name: String,
    partner: String,
    color: Option<String>,
    date: String,
    release: String,
    donor: Option<String>,
    many_donors: bool,
    packages: String,
    bar: Vec<Part>,
    local: String,
    usd: String,
    status: Status,
    word: &'static str,
    percent: Option<String>,
    overdue: i32,
    overdue_word: &'static str,
    overdue_days: Option<i64>,
    silent: bool,
    note: String,
}

/// A share of the packages.
#[derive(Serialize)]
struct Part {
    status: Status,
    count: i32,
}

/// The packages of a shipment by what is said of them, for the eye.
fn bar(it: &ShipmentRow) -> Vec<Part> {
    let received = it.received_count;
    let parts = if matches!(it.status, Status::Lost | Status::Cancelled) {
        vec![
            (Status::Received, received),
            (it.status, it.package_count - received),
        ]
    } else if it.overdue_count > 0 {
        let rest = it.package_count - received - it.overdue_count - it.in_progress_count;
        vec![
            (Status::Received, received),
            (Status::Overdue, it.overdue_count),
            (Status::Ready, rest),
            (Status::InProgress, it.in_progress_count),
        ]
    } else {
        vec![
            (Status::Received, received),
            (Status::InTransit, it.in_transit_count),
            (Status::PickedUp, it.picked_up_count),
            (Status::Ready, it.ready_count),
            (Status::InProgress, it.in_progress_count),
        ]
    };
    let seen = |(status, count)| (count > 0).then_some(Part { status, count });
    parts.into_iter().filter_map(seen).collect()
}

impl Row {
    fn new(it: ShipmentRow, words: &'static Words, figures: Figures, local: &Currency) -> Self {
        Self {
            bar: bar(&it),
            id: it.id.0,
            name: it.display_name,
            partner: it.partner_name,
            color: it.partner_color,
            date: figures.day(it.shipment_on),
            release: it.store_release,
            donor: it.donor,
            many_donors: it.donor_count > 1,
            packages: figures.number(it.package_count),
            local: figures.local(it.price_local, local),
            usd: figures.usd(it.price_usd),
            status: it.status,
            word: words.status(it.status),
            percent: it.percent.map(|share| figures.percent(share)),
            overdue: it.overdue_count,
            overdue_word: words.overdue(),
            overdue_days: it.overdue_days,
            silent: it.silent,
            note: it.status_note,
        }
    }
}

fn chips(counts: &ShipmentCounts, filter: &ShipmentFilter) -> Vec<Chip> {
    let of = |status: Status, icon, tone| Chip {
        value: status.slug(),
        label: status.text_key(),
        icon,
        count: counts.of(status),
        here: filter.status == Some(status),
        tone,
    };
    let hot = |tone, count| if count > 0 { tone } else { "" };
    let all = Chip {
        value: "",
        label: "shipment-chip-all",
        icon: "",
        count: counts.all,
        here: filter.status.is_none() && !filter.silent,
        tone: "",
    };
    let silent = Chip {
        value: SILENT,
        label: "shipment-chip-silent",
        icon: "",
        count: counts.silent,
        here: filter.silent,
        tone: hot("hot", counts.silent),
    };
    vec![
        all,
        of(Status::Overdue, "", hot("hot", counts.overdue)),
        silent,
        of(Status::InTransit, "", ""),
        of(Status::PickedUp, "", ""),
        of(Status::Ready, "", ""),
        of(Status::InProgress, "", ""),
        of(Status::Received, "", ""),
        of(Status::Lost, "", ""),
        of(Status::Cancelled, "", ""),
    ]
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "shipments/templates/list.html";

    fn samples() -> Vec<Self> {
        let empty = |q: &str| Self {
            q: q.to_owned(),
            sort: String::new(),
            chips: chips(&ShipmentCounts::default(), &ShipmentFilter::default()),
            counts: ShipmentCounts::default(),
            filtered: !q.is_empty(),
            silent_days: 4,
            may_create: !q.is_empty(),
            list: Paginated::new(Vec::new(), 0, Paging::default()),
        };
        let row = |status, note: &str| Row {
            id: 27,
            name: "Winter kits <Mare>".into(),
            partner: "Al Noor".into(),
            color: Some("#0e7490".into()),
            date: "18 Nov 2026".into(),
            release: "WR-2231".into(),
            donor: (status == Status::Received).then(|| "ECHO".into()),
            many_donors: status == Status::Lost,
            packages: "24".into(),
            bar: vec![Part {
                status: Status::Received,
                count: 10,
            }],
            local: "214,300.00".into(),
            usd: "5,210.00".into(),
            status,
            word: Words::in_language(Language::En).status(status),
            percent: (status == Status::Received).then(|| "41%".into()),
            overdue: 14,
            overdue_word: "Overdue",
            overdue_days: Some(3),
            silent: true,
            note: note.into(),
        };
        let rows: Vec<Row> = Status::ALL
            .into_iter()
            .map(|status| row(status, ""))
            .collect();
        let mut full = empty("");
        full.may_create = true;
        full.sort = "-date".into();
        full.counts = ShipmentCounts {
            all: 1000,
            overdue: 7,
            silent: 2,
            ..ShipmentCounts::default()
        };
        full.list = Paginated::new(rows, 1000, Paging { page: 2, size: 100 });
        vec![empty(""), empty("nothing like it"), full]
    }
}

/// The whole list as a file has what the table shows.
fn sheet(
    list: Paginated<ShipmentRow>,
    language: Language,
    local: &str,
) -> crate::kernel::Result<Sheet> {
    let many = Text::new("shipment-many-donors").in_language(language);
    let headings = [
        "shipment-name",
        "shipment-partner",
        "shipment-status",
        "shipment-progress",
        "status-overdue",
        "shipment-note",
        "shipment-date",
        "shipment-store-release",
        "shipment-donor",
        "shipment-packages",
    ];
    Sheet::new("shipments", language, headings.map(Text::new))
        .heading(local)
        .heading("USD")
        .rows(list, |row| {
            let donor = if row.donor_count > 1 {
                Some(many.clone())
            } else {
                row.donor
            };
            vec![
                row.display_name.into(),
                row.partner_name.into(),
                row.status.into(),
                row.percent.into(),
                row.overdue_count.into(),
                row.status_note.into(),
                row.shipment_on.into(),
                row.store_release.into(),
                donor.into(),
                row.package_count.into(),
                row.price_local.into(),
                row.price_usd.into(),
            ]
        })
}

/// The list.
#[handler]
pub(super) async fn get(
    app: App,
    visit: Visit,
    Query(query): Query<ListQuery>,
) -> Result<Response> {
    let (filter, sort, paging) = (query.filter(), query.sort(), query.paging());
    let wanted = filter.clone();
    if let Some(kind) = FileKind::from_address(query.file.as_deref()) {
        let (language, local) = (visit.language(), app.settings().currency.code.clone());
        let file = app
            .db()
            .read(&visit.op(), move |cx| {
                let list = service::list(cx, &wanted, sort, Sheet::PAGING)?;
                sheet(list, language, &local)?.file(kind)
            })
            .await?;
        return Ok(file.into());
    }
    let (list, counts) = app
        .db()
        .read(&visit.op(), move |cx| {
            service::list_with_counts(cx, &wanted, sort, paging)
        })
        .await?;
    let (words, figures) = (Words::in_language(visit.language()), visit.figures());
    let local = &app.settings().currency;
    let page = ListPage {
        sort: query.sort.unwrap_or_default(),
        chips: chips(&counts, &filter),
        counts,
        filtered: !filter.search.is_empty() || filter.status.is_some() || filter.silent,
        silent_days: app.settings().silent_after_days,
        may_create: visit.may(Permission::add(Model::Shipment)),
        list: list.map(|row| Row::new(row, words, figures, local)),
        q: filter.search,
    };
    app.page(&visit, &page)
}
