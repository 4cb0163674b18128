//! One box that takes any code, shipment, store release, partner, item or person, and goes there.

use poem::web::Query;
use poem::{Response, handler};
use serde::{Deserialize, Serialize};

use crate::kernel::paging::{Paginated, Paging};
use crate::packages::model::country_meant;
use crate::reports::find::{Found, find, looked_for};
use crate::shipments;
use crate::shipments::model::{ShipmentFilter, ShipmentRow, Sort};
use crate::web::{App, Page, Result, Visit};

/// Of each kind beside shipments, which have pages of their own.
const OF_EACH_KIND: i64 = 10;

/// What is found, in the order its kinds are shown, with the key of their heading.
const KINDS: [(&str, &str); 12] = [
    ("package", "search-packages"),
    ("partner", "search-partners"),
    ("item", "search-items"),
    ("kit", "search-kits"),
    ("donor", "search-donors"),
    ("supplier", "search-suppliers"),
    ("transporter", "search-transporters"),
    ("category", "search-categories"),
    ("donor-code", "search-donor-codes"),
    ("user", "search-people"),
    ("scan", "search-scans"),
    ("submission", "search-submissions"),
];

#[derive(Deserialize, Default)]
pub(super) struct SearchQuery {
    q: Option<String>,
    page: Option<String>,
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct SearchPage {
    q: String,
    groups: Vec<Group>,
    list: Paginated<ShipmentRow>,
    /// The other country whose code was looked for.
    elsewhere: Option<String>,
}

/// All that was found of one kind.
#[derive(Serialize)]
struct Group {
    label: &'static str,
    rows: Vec<Hit>,
}

#[derive(Serialize)]
struct Hit {
    title: String,
    /// Its code, number or address; nothing for what only the database numbers.
    id: String,
    /// Where it is shown, below the country's address; none when there is no page for it.
    path: Option<String>,
}

impl Hit {
    fn new(app: &App, found: Found) -> Self {
        let is_known_by_name = matches!(
            found.kind.as_str(),
            "kit" | "donor" | "supplier" | "transporter"
        );
        Self {
            path: path(app, &found),
            title: if found.title.is_empty() {
                found.id.clone()
            } else {
                found.title
            },
            id: if is_known_by_name {
                String::new()
            } else {
                found.id
            },
        }
    }
}

/// Where something is shown: on its own page, else in the list it stands in, searched for its name.
fn path(app: &App, found: &Found) -> Option<String> {
    let (own, list) = match found.kind.as_str() {
        "package" => ("/packages/:id/", ""),
        "shipment" => ("/shipments/:id/", ""),
        "partner" => ("", "/shipments/"),
        "item" => ("", "/catalog/"),
        "kit" => ("/catalog/kits/:id/", ""),
        "donor" => ("", "/entities/donors/"),
        "supplier" => ("", "/entities/suppliers/"),
        "transporter" => ("", "/entities/transporters/"),
        "category" => ("", "/entities/categories/"),
        "donor-code" => ("", "/entities/donor-codes/"),
        "user" => ("/users/:id/", ""),
        "submission" => ("/submissions/:id/", ""),
        _ => return None,
    };
    if app.has_page(own) {
        return Some(own.replace(":id", &found.row_id.to_string()));
    }
    let words: String = form_urlencoded::byte_serialize(found.title.as_bytes()).collect();
    app.has_page(list).then(|| format!("{list}?q={words}"))
}

impl Page for SearchPage {
    const TEMPLATE: &'static str = "reports/templates/search.html";

    fn samples() -> Vec<Self> {
        let none = || Paginated::new(Vec::new(), 0, Paging::default());
        let hit = |path: Option<&str>| Hit {
            title: "Zebra <b>".into(),
            id: "/TR27.1".into(),
            path: path.map(str::to_owned),
        };
        let group = |(_, label)| Group {
            label,
            rows: vec![hit(Some("/packages/1/")), hit(None)],
        };
        let page = |q: &str, groups, list| Self {
            q: q.into(),
            groups,
            list,
            elsewhere: None,
        };
        let elsewhere = Self {
            elsewhere: Some("Iraq".into()),
            ..page("/IQ1.1", Vec::new(), none())
        };
        let rows = ShipmentRow::samples();
        vec![
            page("", Vec::new(), none()),
            page("<zebra>", Vec::new(), none()),
            elsewhere,
            page("zebra", KINDS.map(group).into(), none()),
            page(
                "kits",
                KINDS.map(group).into(),
                Paginated::new(rows, 90, Paging::default()),
            ),
        ]
    }
}

/// The one thing that is meant: the only one whose code or whole name this is, else the only one found at all.
fn meant<'f>(found: &'f [Found], list: &Paginated<ShipmentRow>) -> Option<&'f Found> {
    let mut exact = found.iter().filter(|one| one.exact);
    match (exact.next(), exact.next()) {
        (Some(one), None) => return Some(one),
        (Some(_), Some(_)) => return None,
        _ => {}
    }
    match found {
        [only] if list.total == i64::from(only.kind == "shipment") => Some(only),
        _ => None,
    }
}

/// Goes to the one thing that is meant, else lists what fits.
#[handler]
pub(super) async fn get(
    app: App,
    visit: Visit,
    Query(query): Query<SearchQuery>,
) -> Result<Response> {
    let q = looked_for(&query.q.unwrap_or_default());
    let paging = Paging::from_address(query.page.as_deref(), Some("50"));
    let words = q.clone();
    let (found, list) = app
        .db()
        .read(&visit.op(), move |cx| {
            if words.is_empty() {
                return Ok((Vec::new(), Paginated::new(Vec::new(), 0, paging)));
            }
            let found = find(cx, &words, OF_EACH_KIND)?;
            let filter = ShipmentFilter {
                search: words,
                ..ShipmentFilter::default()
            };
            let list = shipments::service::list(cx, &filter, Sort::default(), paging)?;
            Ok((found, list))
        })
        .await?;
    if let Some(path) = meant(&found, &list).and_then(|found| path(&app, found)) {
        return Ok(app.redirect(&path));
    }
    if let ([only], 1, true) = (list.rows.as_slice(), list.total, found.is_empty()) {
        return Ok(app.redirect(&format!("/shipments/{}/", only.id)));
    }
    let groups = KINDS
        .into_iter()
        .map(|(kind, label)| Group {
            label,
            rows: found
                .iter()
                .filter(|one| one.kind == kind)
                .map(|one| Hit::new(&app, one.clone()))
                .collect(),
        })
        .filter(|group| !group.rows.is_empty())
        .collect();
    let page = SearchPage {
        elsewhere: country_meant(&q, app.settings()),
        q,
        groups,
        list,
    };
    app.page(&visit, &page)
}
