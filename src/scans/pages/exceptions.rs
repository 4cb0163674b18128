//! What could not be counted: the list of the inbox.

use poem::web::Query;
use poem::{Response, handler};
use serde::{Deserialize, Serialize};

use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::settings::country_name;
use crate::kernel::{Language, Model, Permission, Text};
use crate::scans::model::{ExceptionFilter, ExceptionKind, ExceptionRow, Reason};
use crate::scans::service;
use crate::web::{App, FileKind, Page, Result, Sheet, Visit};

/// The address holds the whole state of the list.
#[derive(Deserialize, Default)]
pub(super) struct ExceptionsQuery {
    reason: Option<String>,
    q: Option<String>,
    page: Option<String>,
    size: Option<String>,
    /// `csv` or `xlsx`: the whole list as a file.
    file: Option<String>,
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct ExceptionsPage {
    q: String,
    reason: Option<Reason>,
    chips: Vec<Chip>,
    all: i64,
    may_change: bool,
    list: Paginated<Line>,
}

#[derive(Serialize)]
struct Chip {
    reason: Reason,
    label: String,
    count: i64,
}

/// A line with the keys of its words and the address where it is settled.
#[derive(Serialize)]
pub(super) struct Line {
    #[serde(flatten)]
    row: ExceptionRow,
    path: String,
    sentence: String,
    short: String,
    /// What could not be read, when there are words for it; `detail` holds what there are none for.
    why: Option<&'static str>,
}

impl Line {
    pub(super) fn new(mut row: ExceptionRow, language: Language) -> Self {
        let why = unreadable(&row.detail).filter(|_| row.reason == Reason::Malformed);
        if why.is_some() {
            row.detail.clear();
        }
        if row.reason == Reason::OtherCountry {
            row.detail = country_name(&row.detail, &[], language);
        }
        Self {
            why,
            path: match row.observation_id {
                Some(id) => format!("/inbox/{id}/"),
                None => format!("/inbox/deleted/{}/", row.submission_id),
            },
            sentence: row.reason.text_key(),
            short: row.reason.short_text_key(),
            row,
        }
    }

    /// Examples for the tests that render every page: one of each reason.
    pub(super) fn samples() -> Vec<Self> {
        Reason::ALL
            .iter()
            .map(|reason| Self::new(sample(*reason), Language::En))
            .collect()
    }
}

/// The words for what a forms server's row lacks; the reader of rows says it in English only.
fn unreadable(detail: &str) -> Option<&'static str> {
    Some(match detail {
        "its list of packages is no list" => "exception-unreadable-list",
        "a package in its list cannot be read" => "exception-unreadable-package",
        "a code in its list cannot be read" => "exception-unreadable-code",
        "it names no device" => "exception-unreadable-device",
        "it has no _id" => "exception-unreadable-id",
        _ => return None,
    })
}

fn sample(reason: Reason) -> ExceptionRow {
    use crate::kernel::ids::{ObservationId, ScanId, SubmissionId};
    use crate::scans::model::ObservationKind;
    let deleted = reason == Reason::DeletedAtSource;
    let full = reason == Reason::UnknownCode;
    ExceptionRow {
        kind: if deleted {
            ExceptionKind::Deletion
        } else {
            ExceptionKind::Observation
        },
        observation_id: (!deleted).then_some(ObservationId(5)),
        submission_id: SubmissionId(7),
        about: ObservationKind::Package,
        reason,
        detail: match reason {
            Reason::UnknownCode => "Jordan".into(),
            Reason::Malformed => "it names no device".into(),
            _ => String::new(),
        },
        code: (reason != Reason::NoCode).then(|| "/TR27.99<".into()),
        status: full.then_some(crate::kernel::Status::InTransit),
        location: "STATUS_IN_TRANSIT-Zero_Point".into(),
        label: if full {
            "Zero Point".into()
        } else {
            String::new()
        },
        scan_id: full.then_some(ScanId(3)),
        package_id: None,
        shipment_id: None,
        source: "ona".into(),
        form: "4101".into(),
        row_key: "812".into(),
        device_id: if full { "device".into() } else { String::new() },
        user_name: full.then(|| "Monitor".into()),
        submitted_by: "phones".into(),
        scanned_at: chrono::DateTime::default(),
        since: chrono::DateTime::default(),
        suggestion: full.then(|| "/TR27.9".into()),
    }
}

impl Page for ExceptionsPage {
    const TEMPLATE: &'static str = "scans/templates/exceptions.html";

    fn samples() -> Vec<Self> {
        let page = |rows: Vec<Line>, may_change| Self {
            q: String::new(),
            reason: None,
            chips: vec![Chip {
                reason: Reason::UnknownCode,
                label: Reason::UnknownCode.short_text_key(),
                count: 3,
            }],
            all: rows.len() as i64,
            may_change,
            list: Paginated::new(rows, 1000, Paging::default()),
        };
        let mut searched = page(Vec::new(), true);
        searched.q = "nothing".into();
        vec![
            page(Vec::new(), true),
            page(Line::samples(), true),
            page(Line::samples(), false),
            searched,
        ]
    }
}

/// The whole list as a file has what the table shows.
fn sheet(list: Paginated<ExceptionRow>, language: Language) -> crate::kernel::Result<Sheet> {
    let word = |key: String| Text::new(key).in_language(language);
    let headings = [
        "inbox-what",
        "inbox-detail",
        "inbox-code",
        "inbox-suggestion",
        "inbox-where",
        "inbox-when",
        "inbox-who",
        "inbox-source",
        "jobs-form",
        "jobs-new-row",
        "inbox-since",
    ];
    let list = list.map(|row| Line::new(row, language));
    Sheet::new("inbox", language, headings.map(Text::new)).rows(list, |line| {
        let row = line.row;
        let why = line.why.map(|why| word(why.to_owned()));
        let place = if row.label.is_empty() {
            row.location
        } else {
            row.label
        };
        vec![
            word(line.short).into(),
            why.unwrap_or(row.detail).into(),
            row.code.into(),
            row.suggestion.into(),
            place.into(),
            row.scanned_at.into(),
            row.user_name.unwrap_or(row.device_id).into(),
            row.source.into(),
            row.form.into(),
            row.row_key.into(),
            row.since.into(),
        ]
    })
}

/// The list.
#[handler]
pub(super) async fn get(
    app: App,
    visit: Visit,
    Query(query): Query<ExceptionsQuery>,
) -> Result<Response> {
    let paging = Paging::from_address(query.page.as_deref(), query.size.as_deref());
    let filter = ExceptionFilter {
        reason: query.reason.as_deref().and_then(Reason::from_slug),
        search: query.q.clone().map(|q| q.trim().to_owned()),
        ..ExceptionFilter::default()
    };
    let wanted = filter.clone();
    if let Some(kind) = FileKind::from_address(query.file.as_deref()) {
        let language = visit.language();
        let file = app
            .db()
            .read(&visit.op(), move |cx| {
                let list = service::list_exceptions(cx, &wanted, Sheet::PAGING)?;
                sheet(list, language)?.file(kind)
            })
            .await?;
        return Ok(file.into());
    }
    let (list, counts) = app
        .db()
        .read(&visit.op(), move |cx| {
            let list = service::list_exceptions(cx, &wanted, paging)?;
            Ok((list, service::count_exceptions(cx)?))
        })
        .await?;
    let page = ExceptionsPage {
        q: filter.search.unwrap_or_default(),
        reason: filter.reason,
        all: counts.iter().map(|(_, count)| count).sum(),
        chips: counts
            .into_iter()
            .map(|(reason, count)| Chip {
                reason,
                label: reason.short_text_key(),
                count,
            })
            .collect(),
        may_change: visit.may(Permission::change(Model::Scan)),
        list: list.map(|row| Line::new(row, visit.language())),
    };
    app.page(&visit, &page)
}
