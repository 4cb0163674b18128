//! Who changed what, when, through which door: the audit of a country.

use chrono::{DateTime, NaiveDate, Utc};
use poem::web::Query;
use poem::{Response, handler};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::audit::{self, AuditFilter, AuditRow};
use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::{InstanceSettings, Language, Text};
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
    fn filter(&self, settings: &InstanceSettings) -> AuditFilter {
        let mut filter = AuditFilter {
            actor: some(&self.who),
            since: day(&self.from).map(|day| settings.begin_of(day)),
            // The day itself counts too.
            until: day(&self.to)
                .and_then(|day| day.succ_opt())
                .map(|day| settings.begin_of(day)),
            ..AuditFilter::default()
        };
        filter.set_what(&self.what);
        filter
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

fn day(text: &str) -> Option<NaiveDate> {
    text.trim().parse().ok()
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct AuditPage {
    query: AuditQuery,
    filtered: bool,
    list: Paginated<Line>,
}

#[derive(Serialize)]
struct Line {
    at: DateTime<Utc>,
    who: String,
    kind: String,
    door: String,
    action: String,
    object: String,
    /// Where the thing is shown, below the country's address.
    path: Option<String>,
    changes: Vec<Change>,
}

/// One value that changed; none where there was none.
#[derive(Serialize)]
struct Change {
    field: String,
    before: Option<String>,
    after: Option<String>,
}

impl Line {
    fn new(row: AuditRow) -> Self {
        let path = match row.object_type.as_str() {
            "shipment" => Some(format!("/shipments/{}/", row.object_id)),
            "user" => Some(format!("/users/{}/", row.object_id)),
            _ => None,
        };
        Self {
            at: row.at,
            who: row.actor_name,
            kind: format!("audit-actor-{}", row.actor_kind),
            door: format!("audit-door-{}", row.door.replace('_', "-")),
            action: row.action,
            object: format!("{} {}", row.object_type, row.object_id)
                .trim_end()
                .to_owned(),
            path: path.filter(|_| row.object_id.parse::<i64>().is_ok()),
            changes: changes(row.before.as_ref(), row.after.as_ref()),
        }
    }
}

impl Change {
    /// `status: 4 → 7`.
    fn in_a_line(&self) -> String {
        let after = self.after.as_deref().unwrap_or("–");
        match &self.before {
            Some(before) => format!("{}: {before} → {after}", self.field),
            None => format!("{}: {after}", self.field),
        }
    }
}

/// Puts the values before and after beside each other; what did not change is left out.
fn changes(before: Option<&Value>, after: Option<&Value>) -> Vec<Change> {
    let empty = serde_json::Map::new();
    let object = |value: Option<&Value>| value.and_then(Value::as_object).cloned();
    let (old, new) = (
        object(before).unwrap_or_else(|| empty.clone()),
        object(after).unwrap_or(empty),
    );
    let mut fields: Vec<&String> = old.keys().chain(new.keys()).collect();
    fields.sort();
    fields.dedup();
    fields
        .into_iter()
        .filter(|field| old.get(*field) != new.get(*field))
        .map(|field| Change {
            field: field.clone(),
            before: old.get(field).map(written),
            after: new.get(field).map(written),
        })
        .collect()
}

fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "–".into(),
        other => other.to_string(),
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
            action: "shipment.lost".into(),
            object: "shipment 27".into(),
            path: (kind == "user").then(|| "/shipments/27/".into()),
            changes: vec![Change {
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
            list,
        };
        let empty = || Paginated::new(Vec::new(), 0, Paging::default());
        vec![
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
fn sheet(list: Paginated<AuditRow>, language: Language) -> crate::kernel::Result<Sheet> {
    let word = |key: String| Text::new(key).in_language(language);
    let headings = [
        "audit-when",
        "audit-who",
        "audit-door",
        "audit-action",
        "audit-what",
        "audit-changes",
    ];
    let list = list.map(Line::new);
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
            line.action.into(),
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
    let filter = query.filter(app.settings());
    let number = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
    let paging = Paging::new(number(&query.page), number(&query.size));
    if let Some(kind) = FileKind::from_address(query.file.as_deref()) {
        let language = visit.language();
        let file = app
            .db()
            .read(&visit.op(), move |cx| {
                sheet(audit::list(cx, &filter, Sheet::PAGING)?, language)?.file(kind)
            })
            .await?;
        return Ok(file.into());
    }
    let list = app
        .db()
        .read(&visit.op(), move |cx| audit::list(cx, &filter, paging))
        .await?;
    let page = AuditPage {
        filtered: query.is_filtered(),
        query,
        list: list.map(Line::new),
    };
    app.page(&visit, &page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_changed_is_shown_with_both_values() {
        let before = json!({"status": 4, "note": "", "name": "x"});
        let after = json!({"status": 7, "note": "gone", "name": "x", "acceptable": true});

        let told: Vec<String> = changes(Some(&before), Some(&after))
            .into_iter()
            .map(|c| format!("{}: {:?} {:?}", c.field, c.before, c.after))
            .collect();

        assert_eq!(
            told,
            [
                "acceptable: None Some(\"true\")",
                "note: Some(\"\") Some(\"gone\")",
                "status: Some(\"4\") Some(\"7\")"
            ]
        );
    }
}
