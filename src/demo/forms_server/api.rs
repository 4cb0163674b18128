//! The side that speaks Ona's API v1: lists of submissions, single ones, forms and their definitions.

use std::sync::Arc;

use poem::http::{StatusCode, header};
use poem::web::{Compress, CompressionAlgo, CompressionLevel, Data, Path};
use poem::{Body, IntoResponse, Request, Response, handler};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::faults::{Fault, FaultKind};
use super::query::{self, Refusal};
use super::store::{Form, Row, Store};
use super::{Server, dates::Spelling, definitions};

/// Forms with more rows than this are paged unasked, unordered unless sorted, without ETag.
pub(super) const THRESHOLD: usize = 10_000;

type Reply = Result<Response, Response>;

fn detail(status: StatusCode, text: impl Into<String>) -> Response {
    let text: String = text.into();
    respond(status, &json!({ "detail": text }))
}

fn respond(status: StatusCode, value: &Value) -> Response {
    Response::builder()
        .status(status)
        .content_type("application/json")
        .body(value.to_string())
}

fn not_found() -> Response {
    detail(StatusCode::NOT_FOUND, "Not found.")
}

fn html(status: StatusCode, title: &str) -> Response {
    Response::builder()
        .status(status)
        .content_type("text/html")
        .body(format!(
            "<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
        ))
}

impl From<Refusal> for Response {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Bad(text) => detail(StatusCode::BAD_REQUEST, text),
            Refusal::Broken => html(StatusCode::INTERNAL_SERVER_ERROR, "Server Error (500)"),
        }
    }
}

/// Refuses a request without the right token.
fn check_token(server: &Server, req: &Request) -> Result<(), Response> {
    let given = req.header(header::AUTHORIZATION).unwrap_or_default();
    let Some(token) = given.strip_prefix("Token ") else {
        let text = "Authentication credentials were not provided.";
        return Err(detail(StatusCode::UNAUTHORIZED, text));
    };
    if server.is_token(token) {
        Ok(())
    } else {
        Err(detail(StatusCode::UNAUTHORIZED, "Invalid token"))
    }
}

/// Answers a request: token first, then a fault that waits, then what was asked.
async fn answer(
    server: &Server,
    req: &Request,
    form: Option<u32>,
    work: impl FnOnce(&Store) -> Reply,
) -> Response {
    if let Err(refused) = check_token(server, req) {
        return refused;
    }
    let fault = server.faults.lock().await.strike(form);
    let reply = {
        let store = server.store.read().await;
        work(&store).unwrap_or_else(|refused| refused)
    };
    let gzip = req
        .header(header::ACCEPT_ENCODING)
        .is_some_and(|it| it.contains("gzip"));
    match fault {
        None => compressed(reply, gzip),
        Some(fault) => spoil(reply, &fault, gzip).await,
    }
}

fn compressed(reply: Response, gzip: bool) -> Response {
    if gzip && reply.status() == StatusCode::OK {
        return Compress::new(reply, CompressionAlgo::GZIP)
            .with_quality(CompressionLevel::Fastest)
            .into_response();
    }
    reply
}

async fn spoil(reply: Response, fault: &Fault, gzip: bool) -> Response {
    match fault.kind {
        FaultKind::Error => detail(
            StatusCode::INTERNAL_SERVER_ERROR,
            "A server error occurred.",
        ),
        FaultKind::Html => html(StatusCode::BAD_GATEWAY, "502 Bad Gateway"),
        FaultKind::Empty => Response::builder()
            .content_type("application/json")
            .finish(),
        FaultKind::TooMany => {
            let mut reply = detail(StatusCode::TOO_MANY_REQUESTS, "Request was throttled.");
            reply
                .headers_mut()
                .insert(header::RETRY_AFTER, fault.retry_after.into());
            reply
        }
        FaultKind::Hang => {
            tokio::time::sleep(std::time::Duration::from_secs(600)).await;
            reply
        }
        FaultKind::Half => {
            let half = first_half(reply).await;
            compressed(
                Response::builder()
                    .content_type("application/json")
                    .body(half),
                gzip,
            )
        }
        FaultKind::Cut => {
            // The length of the whole is promised, half of it comes, then the connection closes.
            let half = first_half(reply).await;
            let promised = half.len() * 2 + 2;
            Response::builder()
                .content_type("application/json")
                .header(header::CONTENT_LENGTH, promised)
                .body(Body::from_bytes_stream(tokio_stream::iter([Ok::<
                    _,
                    std::io::Error,
                >(
                    half
                )])))
        }
    }
}

async fn first_half(reply: Response) -> bytes::Bytes {
    let body = reply.into_body().into_bytes().await.unwrap_or_default();
    body.slice(..body.len() / 2)
}

/// The number in `4101` or `4101.json`.
fn number(text: &str) -> Option<u32> {
    text.strip_suffix(".json").unwrap_or(text).parse().ok()
}

fn find(store: &Store, pk: Option<u32>) -> Result<&Form, Response> {
    pk.and_then(|pk| store.forms.get(&pk)).ok_or_else(not_found)
}

/// `GET /api/v1/data` and `/api/v1/data.json`: the forms whose rows can be read.
#[handler]
pub(super) async fn data_list(server: Data<&Arc<Server>>, req: &Request) -> Response {
    answer(&server, req, None, |store| {
        let form = |form: &Form| {
            json!({"id": form.pk, "id_string": form.definition.id_string(), "title": form.definition.title(),
                "description": form.definition.title(), "url": format!("/api/v1/data/{}", form.pk)})
        };
        let list: Vec<Value> = store.forms.values().map(form).collect();
        Ok(respond(StatusCode::OK, &Value::Array(list)))
    })
    .await
}

/// `GET /api/v1/forms/{pk}`: what is known of a form.
#[handler]
pub(super) async fn form_metadata(
    server: Data<&Arc<Server>>,
    req: &Request,
    Path(pk): Path<String>,
) -> Response {
    let pk = number(&pk);
    answer(&server, req, pk, |store| {
        let form = find(store, pk)?;
        let last = form.rows.values().map(|row| row.created).max();
        let modified = form.by_modified.last().map(|(at, _)| Spelling::New.write(*at));
        Ok(respond(
            StatusCode::OK,
            &json!({
                "formid": form.pk, "id_string": form.definition.id_string(), "title": form.definition.title(),
                "version": definitions::VERSION, "encrypted": false, "downloadable": true,
                "num_of_submissions": form.rows.len(), "date_modified": modified,
                "last_submission_time": last.map(|at| Spelling::New.write(at)),
            }),
        ))
    })
    .await
}

/// `GET /api/v1/forms/{pk}/form.json`: the definition.
#[handler]
pub(super) async fn form_json(
    server: Data<&Arc<Server>>,
    req: &Request,
    Path(pk): Path<String>,
) -> Response {
    let pk = number(&pk);
    answer(&server, req, pk, |store| {
        Ok(respond(StatusCode::OK, &find(store, pk)?.definition.json()))
    })
    .await
}

/// `GET /api/v1/data/{pk}/{dataid}`: one submission.
#[handler]
pub(super) async fn data_one(
    server: Data<&Arc<Server>>,
    req: &Request,
    Path((pk, id)): Path<(String, String)>,
) -> Response {
    let pk = number(&pk);
    let id: Option<i64> = id.strip_suffix(".json").unwrap_or(&id).parse().ok();
    answer(&server, req, pk, |store| {
        let form = find(store, pk)?;
        let row = id.and_then(|id| form.rows.get(&id)).ok_or_else(not_found)?;
        let reply = Response::builder().content_type("application/json");
        Ok(reply.body(row.json.to_string()))
    })
    .await
}

/// `GET /api/v1/data/{pk}`: the submissions of a form.
#[handler]
pub(super) async fn data_rows(
    server: Data<&Arc<Server>>,
    req: &Request,
    Path(pk): Path<String>,
) -> Response {
    let pk = number(&pk);
    answer(&server, req, pk, |store| {
        list(find(store, pk)?, &Listing::of(req)?, req)
    })
    .await
}

/// What a request for submissions asks.
struct Listing {
    condition: query::Condition,
    sort: Vec<query::SortKey>,
    fields: Option<Vec<String>>,
    start: usize,
    limit: Option<usize>,
    /// Page from 1 and its size, when asked for.
    page: Option<(usize, usize)>,
}

impl Listing {
    fn of(req: &Request) -> Result<Self, Response> {
        let asked: Vec<(String, String)> = req.params().unwrap_or_default();
        let text = |name: &str| {
            let found = asked.iter().rfind(|(key, _)| key == name);
            found
                .map(|(_, value)| value.as_str())
                .filter(|value| !value.is_empty())
        };
        let whole = |name: &str| {
            let bad = || detail(StatusCode::BAD_REQUEST, format!("Invalid {name}."));
            text(name)
                .map(|text| text.parse::<usize>().map_err(|_| bad()))
                .transpose()
        };
        let fields = text("fields").map(|text| {
            serde_json::from_str(text).map_err(|_| {
                detail(
                    StatusCode::BAD_REQUEST,
                    "fields takes a JSON list of names.",
                )
            })
        });
        let page = match (whole("page")?, whole("page_size")?) {
            (None, None) => None,
            (Some(0), _) | (_, Some(0)) => {
                return Err(detail(StatusCode::BAD_REQUEST, "Invalid page."));
            }
            (page, size) => Some((page.unwrap_or(1), size.unwrap_or(THRESHOLD).min(THRESHOLD))),
        };
        Ok(Self {
            condition: query::parse(text("query").unwrap_or_default())?,
            sort: text("sort")
                .map(query::parse_sort)
                .transpose()?
                .unwrap_or_default(),
            fields: fields.transpose()?,
            start: whole("start")?.unwrap_or(0),
            limit: whole("limit")?,
            page,
        })
    }

    fn is_sorted_by(&self, keys: &[&str]) -> bool {
        self.sort.len() == keys.len()
            && self
                .sort
                .iter()
                .zip(keys)
                .all(|(sort, key)| sort.field == *key && !sort.descending)
    }

    /// The rows asked for, before paging, in order. Stops early where an index gives the order.
    fn rows<'a>(&self, form: &'a Form) -> Vec<&'a Row> {
        let holds = |row: &&Row| self.condition.holds(row);
        let take = match (self.page, self.limit) {
            (None, Some(limit)) => limit,
            _ => usize::MAX,
        };
        let id = self.condition.smallest_id().unwrap_or(i64::MIN);
        let modified = self.condition.earliest_modified();
        if self.is_sorted_by(&["_id"]) || (self.sort.is_empty() && modified.is_none()) {
            return form
                .rows_from(id)
                .filter(holds)
                .skip(self.start)
                .take(take)
                .collect();
        }
        if self.is_sorted_by(&["_date_modified", "_id"]) {
            let from = modified.unwrap_or_default();
            return form
                .changed_from(from)
                .filter(holds)
                .skip(self.start)
                .take(take)
                .collect();
        }
        let mut rows: Vec<&Row> = form.rows_from(id).filter(holds).collect();
        query::sort(&mut rows, &self.sort);
        rows.into_iter().skip(self.start).take(take).collect()
    }
}

fn list(form: &Form, listing: &Listing, req: &Request) -> Reply {
    let mut rows = listing.rows(form);
    let small = form.rows.len() <= THRESHOLD;
    let automatic = !small && listing.page.is_none() && listing.limit.is_none();
    if automatic && listing.sort.is_empty() {
        // Order is put in only below the threshold; beyond it comes what the table gives.
        rows.sort_by_key(|row| (row.id.wrapping_mul(0x9e37_79b9) & 0xffff, row.id));
    }
    let mut reply = Response::builder().content_type("application/json");
    let page = if automatic {
        Some((1, THRESHOLD))
    } else {
        listing.page
    };
    if let Some((page, size)) = page {
        let total = rows.len();
        let pages = total.div_ceil(size).max(1);
        if page > pages {
            return Err(detail(StatusCode::BAD_REQUEST, "Invalid page."));
        }
        rows = rows
            .into_iter()
            .skip((page - 1) * size)
            .take(size)
            .collect();
        if let Some(link) = link(req, page, pages, size) {
            reply = reply.header(header::LINK, link);
        }
    }
    if small {
        let etag = etag(&rows);
        if req.header(header::IF_NONE_MATCH) == Some(etag.as_str()) {
            return Ok(reply
                .status(StatusCode::NOT_MODIFIED)
                .header(header::ETAG, etag)
                .finish());
        }
        reply = reply.header(header::ETAG, etag);
    }
    Ok(reply.body(body(&rows, listing.fields.as_deref())))
}

/// Links that carry only the page and its size: what else was asked is lost, as it is there.
fn link(req: &Request, page: usize, pages: usize, size: usize) -> Option<String> {
    if pages < 2 {
        return None;
    }
    let host = req.header(header::HOST).unwrap_or("localhost");
    let path = req.uri().path();
    let to = |page: usize, rel: &str| {
        format!("<http://{host}{path}?page={page}&page_size={size}>; rel=\"{rel}\"")
    };
    let mut links = Vec::new();
    if page < pages {
        links.push(to(page + 1, "next"));
        links.push(to(pages, "last"));
    }
    if page > 1 {
        links.push(to(1, "first"));
        links.push(to(page - 1, "prev"));
    }
    Some(links.join(", "))
}

fn etag(rows: &[&Row]) -> String {
    let mut hash = Sha256::new();
    for row in rows {
        hash.update(row.id.to_le_bytes());
        hash.update(row.modified.timestamp_micros().to_le_bytes());
    }
    format!("\"{}\"", &hex::encode(hash.finalize())[..32])
}

fn body(rows: &[&Row], fields: Option<&[String]>) -> String {
    let mut text =
        String::with_capacity(rows.iter().map(|row| row.json.len() + 1).sum::<usize>() + 2);
    text.push('[');
    for (i, row) in rows.iter().enumerate() {
        if i > 0 {
            text.push(',');
        }
        match fields {
            None => text.push_str(&row.json),
            Some(fields) => text.push_str(&only(row, fields).to_string()),
        }
    }
    text.push(']');
    text
}

fn only(row: &Row, fields: &[String]) -> Value {
    if fields
        .iter()
        .all(|field| field == "_id" || field == "_uuid")
    {
        let value = |field: &String| match field.as_str() {
            "_id" => json!(row.id),
            _ => json!(&*row.uuid),
        };
        return fields
            .iter()
            .map(|field| (field.clone(), value(field)))
            .collect::<Map<_, _>>()
            .into();
    }
    let mut object = row.object();
    object.retain(|key, _| fields.contains(key));
    Value::Object(object)
}
