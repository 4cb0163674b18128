//! Ona API v1 (`forms.md` §1): what is asked, and how its answers are cut into rows.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::ona_row::{id_text, read_row};
use super::{
    Answer, Ask, AskedForm, Definition, Http, Page, RowKey, Source, SourceError, answer, dates,
    repair,
};
use crate::kernel::clock::Clock;
use crate::kernel::settings::{FormsServer, Secret};
use crate::scans::definition::FormDefinition;

/// One Ona server.
pub(crate) struct Ona {
    name: String,
    url: String,
    token: Secret,
    http: Arc<Http>,
    clock: Clock,
}

impl Ona {
    pub(crate) fn new(server: &FormsServer, http: Arc<Http>, clock: Clock) -> Self {
        Self {
            name: server.name.clone(),
            url: server.url.trim_end_matches('/').to_owned(),
            token: server.token.clone(),
            http,
            clock,
        }
    }

    async fn get(&self, path: &str, query: &[(&str, String)]) -> Result<String, SourceError> {
        let url = format!("{}/api/v1/{path}", self.url);
        answer::get(&self.http, &url, query, &self.token, self.clock.now()).await
    }

    async fn list(&self, form: &str, query: &[(&str, String)]) -> Result<String, SourceError> {
        self.get(&format!("data/{form}.json"), query).await
    }
}

/// Query, sort and limits as the API spells them. Sort is always sent: without it large forms come unordered.
fn parameters(ask: Ask, limit: i64) -> Vec<(&'static str, String)> {
    let (query, sort, start, limit) = match ask {
        Ask::After(id) => (json!({"_id": {"$gt": id}}), r#"{"_id":1}"#, 0, limit),
        Ask::Between { from, to } => (
            json!({"_id": {"$gte": from, "$lte": to}}),
            r#"{"_id":1}"#,
            0,
            limit,
        ),
        Ask::ModifiedSince { since, skip } => (
            json!({"_date_modified": {"$gte": dates::for_query(since)}}),
            r#"{"_date_modified":1,"_id":1}"#,
            skip,
            limit,
        ),
        Ask::NewestChange => (json!({}), r#"{"_date_modified":-1}"#, 0, 1),
    };
    let mut parameters = vec![
        ("sort", sort.to_owned()),
        ("start", start.to_string()),
        ("limit", limit.to_string()),
    ];
    if ask != Ask::NewestChange {
        parameters.push(("query", query.to_string()));
    }
    parameters
}

fn rows(body: &str) -> Result<Vec<&RawValue>, SourceError> {
    // Some servers begin with a mark of byte order, which is no JSON.
    serde_json::from_str(body.trim_start_matches('\u{feff}'))
        .map_err(|error| SourceError::Transient(format!("not a complete list of rows: {error}")))
}

impl Source for Ona {
    fn name(&self) -> &str {
        &self.name
    }

    fn definition<'a>(&'a self, form: &'a str) -> Answer<'a, Definition> {
        Box::pin(async move {
            let body = self.get(&format!("forms/{form}/form.json"), &[]).await?;
            let json: Value = serde_json::from_str(&body).map_err(|error| {
                SourceError::Transient(format!("not a complete form definition: {error}"))
            })?;
            Ok(Definition(FormDefinition::from_json(&json)))
        })
    }

    fn rows<'a>(&'a self, form: &'a AskedForm, ask: Ask, limit: i64) -> Answer<'a, Page> {
        Box::pin(async move {
            let body = self.list(&form.key, &parameters(ask, limit)).await?;
            let repaired;
            let raw = match rows(&body) {
                Ok(raw) => raw,
                // One row that is no JSON must not hold up the others for ever.
                Err(error) => {
                    repaired = repair::without_nan(&body).ok_or(error)?;
                    rows(&repaired)?
                }
            };
            let mut page = Page::default();
            for row in raw {
                let (submission, modified) = read_row(row, form.kind);
                page.rows.push(submission);
                page.modified.push(modified);
            }
            Ok(page)
        })
    }

    fn keys<'a>(&'a self, form: &'a str, after: i64, limit: i64) -> Answer<'a, Vec<RowKey>> {
        #[derive(Default, Deserialize)]
        struct Keys<'a> {
            #[serde(borrow, rename = "_id")]
            id: Option<&'a RawValue>,
            #[serde(borrow, rename = "_uuid")]
            uuid: Option<&'a RawValue>,
        }
        Box::pin(async move {
            let mut parameters = parameters(Ask::After(after), limit);
            parameters.push(("fields", r#"["_id","_uuid"]"#.to_owned()));
            let body = self.list(form, &parameters).await?;
            let key = |raw: Option<&RawValue>| id_text(&serde_json::from_str(raw?.get()).ok()?);
            Ok(rows(&body)?
                .into_iter()
                .filter_map(|row| {
                    // What is no object has no id to be compared.
                    let row: Keys<'_> = serde_json::from_str(row.get()).unwrap_or_default();
                    Some(RowKey {
                        number: key(row.id)?.parse().ok()?,
                        revision: key(row.uuid).unwrap_or_default(),
                    })
                })
                .collect())
        })
    }
}

/// Reads a modification time as rows carry it.
pub(super) fn instant(value: Option<&Value>) -> Option<DateTime<Utc>> {
    dates::instant(value?.as_str()?)
}

#[cfg(test)]
mod tests {
    use super::rows;

    #[test]
    fn a_mark_of_byte_order_before_the_list_is_passed_over() {
        assert_eq!(rows("\u{feff}[{},{}]").unwrap().len(), 2);
        assert!(rows("[{},").is_err());
    }
}
