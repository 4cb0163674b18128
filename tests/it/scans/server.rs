//! A forms server of our own for these tests: speaks Ona's API v1 as `forms.md` §1 has it, and misbehaves on order.
//! Written apart from the demo's, so that one wrong idea does not prove the other right.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, TimeDelta, TimeZone, Utc};
use poem::http::StatusCode;
use poem::listener::TcpAcceptor;
use poem::web::{Data, Path, Query};
use poem::{EndpointExt, Response, Route, get, handler};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio_util::sync::CancellationToken;

pub(super) const TOKEN: &str = "the-token";

/// How one answer about a form's data goes wrong.
#[derive(Clone, Debug)]
pub(super) enum Fault {
    Status(u16),
    /// An HTML page with this status.
    Html(u16),
    /// A complete answer cut in the middle.
    Half,
    Empty,
    /// 429 with this Retry-After.
    Wait(String),
    /// No answer, ever.
    Hang,
    /// To this address.
    Redirect(String),
    /// Everything, whatever was asked.
    Deaf,
    /// What was asked, the newest first, whatever order was asked for.
    Unsorted,
    /// This body as it is.
    Body(String),
}

#[derive(Clone, Debug)]
struct Row {
    created: DateTime<Utc>,
    modified: DateTime<Utc>,
    object: Map<String, Value>,
    /// Sent in place of the object.
    raw: Option<String>,
    visible: bool,
}

#[derive(Default)]
struct Form {
    rows: BTreeMap<i64, Row>,
    faults: VecDeque<Fault>,
    /// Every answer.
    always: Option<Fault>,
    definition: Option<Value>,
    definitions_sent: usize,
}

pub(super) struct State {
    forms: BTreeMap<String, Form>,
    next_id: i64,
    now: DateTime<Utc>,
    /// What was asked of forms' data, in order.
    pub(super) asked: Vec<String>,
    /// Whole seconds without offset, as Ona once wrote.
    pub(super) old_dates: bool,
}

/// A running server; gone when dropped.
pub(super) struct Server {
    state: Arc<Mutex<State>>,
    pub(super) url: String,
    stop: CancellationToken,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Server {
    pub(super) fn start(forms: &[&str]) -> Self {
        let forms = forms
            .iter()
            .map(|form| ((*form).to_owned(), Form::default()))
            .collect();
        let state = Arc::new(Mutex::new(State {
            forms,
            next_id: 1,
            now: Utc.with_ymd_and_hms(2026, 11, 10, 12, 0, 0).unwrap(),
            asked: Vec::new(),
            old_dates: false,
        }));
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        listener.set_nonblocking(true).unwrap();
        let acceptor = TcpAcceptor::from_std(listener).unwrap();
        let app = Route::new()
            .at("/api/v1/data/:form", get(data_json))
            .at("/api/v1/forms/:form/form.json", get(form_json))
            .data(state.clone());
        let stop = CancellationToken::new();
        let server = poem::Server::new_with_acceptor(acceptor).run_with_graceful_shutdown(
            app,
            stop.clone().cancelled_owned(),
            Some(Duration::ZERO),
        );
        tokio::spawn(server);
        Self { state, url, stop }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Fills a form; the answers go over what every row has.
    pub(super) fn submit(&self, form: &str, answers: Value) -> i64 {
        let mut state = self.state();
        let id = state.reserve();
        state.commit(form, id, answers);
        id
    }

    pub(super) fn fail(&self, form: &str, fault: Fault) {
        self.state().form(form).faults.push_back(fault);
    }

    pub(super) fn always(&self, form: &str, fault: Option<Fault>) {
        self.state().form(form).always = fault;
    }
}

impl State {
    fn form(&mut self, form: &str) -> &mut Form {
        self.forms.get_mut(form).expect("the form exists")
    }

    pub(super) fn add_form(&mut self, form: &str) {
        self.forms.insert(form.to_owned(), Form::default());
    }

    pub(super) fn set_definition(&mut self, form: &str, definition: Value) {
        self.form(form).definition = Some(definition);
    }

    pub(super) fn definitions_sent(&mut self, form: &str) -> usize {
        self.form(form).definitions_sent
    }

    pub(super) fn advance(&mut self, by: TimeDelta) {
        self.now += by;
    }

    /// Takes an id that is not visible yet, as a transaction does that commits later.
    pub(super) fn reserve(&mut self) -> i64 {
        self.next_id += 1;
        self.next_id - 1
    }

    pub(super) fn skip_ids(&mut self, how_many: i64) {
        self.next_id += how_many;
    }

    pub(super) fn commit(&mut self, form: &str, id: i64, answers: Value) {
        let now = self.now;
        let mut object = json!({"_id": id, "_uuid": format!("uuid-{id}"), "_edited": false,
            "deviceid": "phone-1", "_version": "1", "gps": "36.2 37.1 400 8"});
        merge(&mut object, answers);
        let row = Row {
            created: now,
            modified: now,
            object: object.as_object().unwrap().clone(),
            raw: None,
            visible: true,
        };
        self.form(form).rows.insert(id, row);
    }

    pub(super) fn commit_raw(&mut self, form: &str, raw: &str) -> i64 {
        let id = self.reserve();
        self.commit(form, id, json!({}));
        let row = self.form(form).rows.get_mut(&id).unwrap();
        row.raw = Some(raw.replace("ID", &id.to_string()));
        id
    }

    pub(super) fn set_created(&mut self, form: &str, id: i64, created: DateTime<Utc>) {
        self.form(form).rows.get_mut(&id).unwrap().created = created;
    }

    /// As when the time was taken long before the commit.
    pub(super) fn set_modified(&mut self, form: &str, id: i64, modified: DateTime<Utc>) {
        self.form(form).rows.get_mut(&id).unwrap().modified = modified;
    }

    pub(super) fn edit(&mut self, form: &str, id: i64, answers: Value) {
        let now = self.now;
        let row = self.form(form).rows.get_mut(&id).unwrap();
        row.modified = now;
        let old = row.object["_uuid"].as_str().unwrap().to_owned();
        let mut object = Value::Object(row.object.clone());
        merge(
            &mut object,
            json!({"_uuid": format!("{old}-e"), "_edited": true, "meta/deprecatedID": format!("uuid:{old}")}),
        );
        merge(&mut object, answers);
        row.object.clone_from(object.as_object().unwrap());
    }

    /// Late media: the time moves, the answers do not.
    pub(super) fn touch(&mut self, form: &str, id: i64) {
        let now = self.now;
        let row = self.form(form).rows.get_mut(&id).unwrap();
        row.modified = now;
        row.object.insert("_media_count".into(), json!(1));
    }

    pub(super) fn delete(&mut self, form: &str, id: i64) {
        self.form(form).rows.remove(&id).unwrap();
    }

    pub(super) fn hide(&mut self, form: &str, id: i64, hidden: bool) {
        self.form(form).rows.get_mut(&id).unwrap().visible = !hidden;
    }
}

fn merge(object: &mut Value, answers: Value) {
    for (key, value) in answers.as_object().expect("answers are an object") {
        object[key.as_str()] = value.clone();
    }
}

#[derive(Deserialize)]
struct Parameters {
    query: Option<String>,
    sort: Option<String>,
    start: Option<usize>,
    limit: Option<usize>,
    fields: Option<String>,
}

fn reply(status: u16, content_type: &str, body: String) -> Response {
    Response::builder()
        .status(StatusCode::from_u16(status).unwrap())
        .content_type(content_type)
        .body(body)
}

fn detail(status: u16, words: &str) -> Response {
    reply(
        status,
        "application/json",
        json!({"detail": words}).to_string(),
    )
}

fn refused(request: &poem::Request) -> bool {
    request.header("authorization") != Some(&format!("Token {TOKEN}"))
}

#[handler]
async fn data_json(
    request: &poem::Request,
    Path(form): Path<String>,
    Query(asked): Query<Parameters>,
    Data(state): Data<&Arc<Mutex<State>>>,
) -> Response {
    if refused(request) {
        return detail(401, "Invalid token");
    }
    let key = form.trim_end_matches(".json");
    let (fault, body) = {
        let mut state = state.lock().unwrap();
        state.asked.push(format!(
            "{key}?{}",
            request.uri().query().unwrap_or_default()
        ));
        let old_dates = state.old_dates;
        let Some(form) = state.forms.get_mut(key) else {
            return detail(404, "Not found.");
        };
        let fault = form.faults.pop_front().or_else(|| form.always.clone());
        let body = match fault {
            Some(Fault::Deaf) => list(form, &Parameters::nothing(), old_dates),
            Some(Fault::Unsorted) => {
                let sort = None;
                list(form, &Parameters { sort, ..asked }, old_dates)
            }
            _ => list(form, &asked, old_dates),
        };
        (fault, body)
    };
    let Ok(body) = body else {
        return detail(400, "bad query");
    };
    match fault {
        None | Some(Fault::Deaf | Fault::Unsorted) => reply(200, "application/json", body),
        Some(Fault::Status(status)) => detail(status, "no"),
        Some(Fault::Html(status)) => reply(
            status,
            "text/html; charset=utf-8",
            "<html>404 Not Found</html>".into(),
        ),
        Some(Fault::Half) => {
            let half = body.floor_char_boundary(body.len() / 2);
            reply(200, "application/json", body[..half].to_owned())
        }
        Some(Fault::Empty) => reply(200, "application/json", String::new()),
        Some(Fault::Body(body)) => reply(200, "application/json", body),
        Some(Fault::Wait(value)) => {
            detail(429, "slow down").with_header_value("retry-after", &value)
        }
        Some(Fault::Redirect(to)) => detail(302, "there").with_header_value("location", &to),
        Some(Fault::Hang) => std::future::pending().await,
    }
}

trait WithHeader {
    fn with_header_value(self, name: &'static str, value: &str) -> Response;
}

impl WithHeader for Response {
    fn with_header_value(mut self, name: &'static str, value: &str) -> Response {
        self.headers_mut().insert(name, value.parse().unwrap());
        self
    }
}

#[handler]
fn form_json(
    request: &poem::Request,
    Path(form): Path<String>,
    Data(state): Data<&Arc<Mutex<State>>>,
) -> Response {
    if refused(request) {
        return detail(401, "Invalid token");
    }
    let mut state = state.lock().unwrap();
    match state.forms.get_mut(&form) {
        Some(Form {
            definition: Some(definition),
            definitions_sent,
            ..
        }) => {
            *definitions_sent += 1;
            reply(200, "application/json", definition.to_string())
        }
        _ => detail(404, "Not found."),
    }
}

impl Parameters {
    fn nothing() -> Self {
        Self {
            query: None,
            sort: None,
            start: None,
            limit: None,
            fields: None,
        }
    }
}

/// The rows that were asked for, in the order asked for.
fn list(form: &Form, asked: &Parameters, old_dates: bool) -> Result<String, ()> {
    let query: Value = match &asked.query {
        Some(query) => serde_json::from_str(query).map_err(drop)?,
        None => json!({}),
    };
    let mut rows: Vec<(i64, &Row)> = form
        .rows
        .iter()
        .filter(|(_, row)| row.visible)
        .map(|(id, row)| (*id, row))
        .filter(|(id, row)| matches(*id, row, &query))
        .collect();
    match asked.sort.as_deref() {
        Some(r#"{"_id":1}"#) => rows.sort_by_key(|(id, _)| *id),
        Some(r#"{"_date_modified":1,"_id":1}"#) => {
            rows.sort_by_key(|(id, row)| (row.modified, *id));
        }
        Some(r#"{"_date_modified":-1}"#) => {
            rows.sort_by_key(|(_, row)| std::cmp::Reverse(row.modified));
        }
        Some(_) => return Err(()),
        // Large forms come in no order at all when none is asked for.
        None => rows.reverse(),
    }
    let texts: Vec<String> = rows
        .into_iter()
        .skip(asked.start.unwrap_or(0))
        .take(asked.limit.unwrap_or(usize::MAX))
        .map(|(_, row)| text(row, asked, old_dates))
        .collect();
    Ok(format!("[{}]", texts.join(", ")))
}

fn matches(id: i64, row: &Row, query: &Value) -> bool {
    query
        .as_object()
        .into_iter()
        .flatten()
        .all(|(field, conditions)| {
            conditions
                .as_object()
                .into_iter()
                .flatten()
                .all(|(operator, value)| {
                    let order = match field.as_str() {
                        "_id" => id.cmp(&value.as_i64().expect("ids are numbers")),
                        "_date_modified" => {
                            let text = value.as_str().expect("times are text");
                            assert!(
                                text.ends_with('Z'),
                                "a time without offset means another one: {text}"
                            );
                            row.modified.cmp(&text.parse::<DateTime<Utc>>().unwrap())
                        }
                        other => panic!("not asked for in these tests: {other}"),
                    };
                    match operator.as_str() {
                        "$gt" => order.is_gt(),
                        "$gte" => order.is_ge(),
                        "$lt" => order.is_lt(),
                        "$lte" => order.is_le(),
                        other => panic!("not asked for in these tests: {other}"),
                    }
                })
        })
}

fn text(row: &Row, asked: &Parameters, old_dates: bool) -> String {
    if let Some(raw) = &row.raw {
        let is_object = raw.starts_with('{');
        if asked.fields.is_none() || !is_object {
            return raw.clone();
        }
    }
    let spell = |at: DateTime<Utc>| {
        if old_dates {
            at.format("%Y-%m-%dT%H:%M:%S").to_string()
        } else {
            at.to_rfc3339_opts(SecondsFormat::Micros, false)
        }
    };
    let mut object = row.object.clone();
    object
        .entry("_submission_time")
        .or_insert_with(|| json!(spell(row.created)));
    object.insert("_date_modified".into(), json!(spell(row.modified)));
    if let Some(fields) = &asked.fields {
        let fields: Vec<String> = serde_json::from_str(fields).expect("a list of names");
        object.retain(|key, _| fields.contains(key));
    }
    Value::Object(object).to_string()
}
