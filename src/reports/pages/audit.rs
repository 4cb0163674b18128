//! Who changed what, when, through which door: the audit of a country.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use poem::http::StatusCode;
use poem::web::Query;
use poem::{Response, handler};
use serde::{Deserialize, Serialize};

use crate::audit::{self, AuditFilter, AuditRow};
use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::typed::western_digits;
use crate::kernel::{Figures, InstanceSettings, Language, OpContext, Text};
use crate::reports::changes::{Change, Reader};
use crate::reports::names::Names;
use crate::web::{App, FileKind, Page, Result, Sheet, Visit};

/// The address holds the whole state of the list.
#[derive(Clone, Default, Deserialize, Serialize)]
pub(super) struct AuditQuery {
    /// Part of a name.
    #[serde(default)]
    who: String,
    /// `shipment`, `shipment:27`, or an action such as `shipment.lost`.
    #[serde(default)]
    what: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default, skip_serializing)]
    page: Option<String>,
    #[serde(default, skip_serializing)]
    size: Option<String>,
    /// `csv` or `xlsx`: the whole list as a file.
    #[serde(default, skip_serializing)]
    file: Option<String>,
}

impl AuditQuery {
    /// What is asked for, or what is wrong with its days.
    fn filter(&self, settings: &InstanceSettings) -> Result<AuditFilter, Wrong> {
        let (from, to) = (day(&self.from), day(&self.to));
        let mut wrong = Wrong {
            from: from.clone().err(),
            to: to.clone().err(),
        };
        let (from, to) = (from.ok().flatten(), to.ok().flatten());
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            wrong.to = Some("audit-to-before-from".into());
        }
        if wrong != Wrong::default() {
            return Err(wrong);
        }
        let mut filter = AuditFilter {
            actor: some(&self.who),
            since: from.map(|day| settings.begin_of(day)),
            // The day itself counts too.
            until: to
                .and_then(|day| day.succ_opt())
                .map(|day| settings.begin_of(day)),
            ..AuditFilter::default()
        };
        filter.set_what(&self.what);
        Ok(filter)
    }

    fn is_filtered(&self) -> bool {
        [&self.who, &self.what, &self.from, &self.to]
            .iter()
            .any(|text| !text.trim().is_empty())
    }
}

fn some(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A day as it is typed; none when nothing is.
fn day(text: &str) -> Result<Option<NaiveDate>, Text> {
    let text = western_digits(text);
    if text.is_empty() {
        return Ok(None);
    }
    let day = text.parse::<NaiveDate>().ok();
    match day.filter(|day| YEARS.contains(&day.year())) {
        Some(day) => Ok(Some(day)),
        None => Err("audit-no-day".into()),
    }
}

/// Years somebody can mean.
const YEARS: RangeInclusive<i32> = 1900..=2199;

/// What is wrong with the days between which somebody looks.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
struct Wrong {
    from: Option<Text>,
    to: Option<Text>,
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct AuditPage {
    query: AuditQuery,
    filtered: bool,
    wrong: Wrong,
    choices: Vec<Choice>,
    list: Paginated<Line>,
}

#[derive(Serialize)]
struct Line {
    at: DateTime<Utc>,
    who: String,
    kind: String,
    door: String,
    /// As it is stored and asked for.
    action: String,
    /// In words; none for an action of an older version.
    done: Option<Text>,
    /// What it was done to, in words.
    object: String,
    /// The same as it is stored and asked for.
    object_asked: String,
    /// Where the thing is shown, below the country's address.
    path: Option<String>,
    changes: Vec<Change>,
}

/// An action one can ask for.
#[derive(Serialize)]
struct Choice {
    action: &'static str,
    words: String,
}

impl Choice {
    /// All actions by their words.
    fn all(language: Language) -> Vec<Self> {
        let choice = |action: &&'static str| {
            let words = audit::action_text(action)?.in_language(language);
            Some(Self {
                action: *action,
                words,
            })
        };
        let mut all: Vec<Self> = audit::ACTIONS.iter().filter_map(choice).collect();
        all.sort_by(|one, other| one.words.cmp(&other.words));
        all
    }
}

impl Line {
    fn new(row: AuditRow, reader: &Reader<'_>) -> Self {
        let path = match row.object_type.as_str() {
            "kit" => Some(format!("/catalog/kits/{}/", row.object_id)),
            "package" => Some(format!("/packages/{}/", row.object_id)),
            "receipt" => Some(format!("/receipts/{}/", row.object_id)),
            "shipment" => Some(format!("/shipments/{}/", row.object_id)),
            "user" => Some(format!("/users/{}/", row.object_id)),
            _ => None,
        };
        Self {
            at: row.at,
            kind: format!("audit-actor-{}", row.actor_kind),
            door: format!("audit-door-{}", row.door.replace('_', "-")),
            done: audit::action_text(&row.action),
            object: reader.object(&row.object_type, &row.object_id),
            object_asked: format!("{}:{}", row.object_type, row.object_id)
                .trim_end_matches(':')
                .to_owned(),
            path: path.filter(|_| reader.is_there(&row.object_type, &row.object_id)),
            changes: reader.changes(&row),
            who: row.actor_name,
            action: row.action,
        }
    }
}

impl Page for AuditPage {
    const TEMPLATE: &'static str = "reports/templates/audit.html";

    fn samples() -> Vec<Self> {
        let line = |kind: &str, door: &str| Line {
            at: DateTime::default(),
            who: "Mara <b>".into(),
            kind: format!("audit-actor-{kind}"),
            door: format!("audit-door-{door}"),
            action: "shipment.<lost>".into(),
            done: audit::action_text("shipment.lost").filter(|_| kind == "user"),
            object: "Shipment 27".into(),
            object_asked: "shipment:27".into(),
            path: (kind == "user").then(|| "/shipments/27/".into()),
            changes: vec![Change {
                label: (kind == "user").then(|| "Status".into()),
                field: "status".into(),
                before: (door == "page").then(|| "4".into()),
                after: Some("<7>".into()),
            }],
        };
        let lines = vec![
            line("user", "page"),
            line("operator", "command-line"),
            line("operator", "shell"),
            line("source", "poller"),
            line("system", "job"),
            line("anonymous", "api"),
            line("operator", "demo"),
            line("operator", "import"),
        ];
        let page = |list, filtered| Self {
            query: AuditQuery {
                who: "\"x".into(),
                ..AuditQuery::default()
            },
            filtered,
            wrong: Wrong::default(),
            choices: Choice::all(Language::En),
            list,
        };
        let empty = || Paginated::new(Vec::new(), 0, Paging::default());
        let mut wrong = page(empty(), true);
        wrong.wrong = Wrong {
            from: Some("audit-no-day".into()),
            to: Some("audit-to-before-from".into()),
        };
        vec![
            wrong,
            page(empty(), false),
            page(empty(), true),
            page(
                Paginated::new(lines, 1000, Paging { page: 2, size: 50 }),
                true,
            ),
        ]
    }
}

/// The whole list as a file has what the table shows.
fn sheet(
    cx: &mut OpContext<'_>,
    filter: &AuditFilter,
    language: Language,
    figures: Figures,
) -> crate::kernel::Result<Sheet> {
    let list = audit::list(cx, filter, Sheet::PAGING)?;
    let names = Names::load(cx, &list.rows)?;
    let reader = Reader {
        language,
        figures,
        settings: &cx.settings,
        names: &names,
    };
    let word = |key: String| Text::new(key).in_language(language);
    let headings = [
        "audit-when",
        "audit-who",
        "audit-door",
        "audit-action",
        "audit-what",
        "audit-changes",
    ];
    let list = list.map(|row| Line::new(row, &reader));
    Sheet::new("changes", language, headings.map(Text::new)).rows(list, |line| {
        let changes: Vec<String> = line.changes.iter().map(Change::in_a_line).collect();
        let who = if line.who.is_empty() {
            word(line.kind)
        } else {
            line.who
        };
        vec![
            line.at.into(),
            who.into(),
            word(line.door).into(),
            line.done
                .map_or(line.action, |done| done.in_language(language))
                .into(),
            line.object.into(),
            changes.join("; ").into(),
        ]
    })
}

/// The list.
#[handler]
pub(super) async fn get(
    app: App,
    visit: Visit,
    Query(query): Query<AuditQuery>,
) -> Result<Response> {
    let filter = match query.filter(app.settings()) {
        Ok(filter) => filter,
        Err(wrong) => {
            let page = AuditPage {
                filtered: true,
                query,
                wrong,
                choices: Choice::all(visit.language()),
                list: Paginated::whole(Vec::new()),
            };
            return app.page_with(&visit, StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let paging = Paging::from_address(query.page.as_deref(), query.size.as_deref());
    if let Some(kind) = FileKind::from_address(query.file.as_deref()) {
        let (language, figures) = (visit.language(), visit.figures());
        let file = app
            .db()
            .read(&visit.op(), move |cx| {
                sheet(cx, &filter, language, figures)?.file(kind)
            })
            .await?;
        return Ok(file.into());
    }
    let (list, names) = app
        .db()
        .read(&visit.op(), move |cx| {
            let list = audit::list(cx, &filter, paging)?;
            let names = Names::load(cx, &list.rows)?;
            Ok((list, names))
        })
        .await?;
    let reader = Reader {
        language: visit.language(),
        figures: visit.figures(),
        settings: app.settings(),
        names: &names,
    };
    let page = AuditPage {
        filtered: query.is_filtered(),
        query,
        wrong: Wrong::default(),
        choices: Choice::all(visit.language()),
        list: list.map(|row| Line::new(row, &reader)),
    };
    app.page(&visit, &page)
}
