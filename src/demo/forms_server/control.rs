//! The side for tests, the bench and the simulated phones: fills forms in and lets things go wrong. Only there
//! when the stand-in was started with `--control`, and only for callers on this machine.
//!
//! | POST | body | answer |
//! |---|---|---|
//! | `/control/submit` | `{form, data, …}` or `{form, submissions: [{data, …}]}`, see [`Submission`] | `{ids}` |
//! | `/control/backdate` | the same with `created` | `{ids}` |
//! | `/control/edit` | `{form, id, data}`; null removes a key | `{uuid}` |
//! | `/control/delete` | `{form, id}` | `{}` |
//! | `/control/reserve` | | `{id}`: taken, not yet visible |
//! | `/control/commit` | as submit, with the reserved `id` | `{ids}` |
//! | `/control/form` | `{form, kind, country}` | `{}` |
//! | `/control/fail` | [`Fault`]: `{kind, times, form, retry_after}` | `{}` |
//! | `/control/backlog` | [`Backlog`] | `{rows, codes}` |
//! | `/control/reset` | | `{}`: no rows, no faults |
//! | `/control/state` | | `{rows, forms: {pk: rows}}` |

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::{Data, Path, RemoteAddr};
use poem::{Request, Response, handler};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Server;
use super::backlog::Backlog;
use super::definitions::Definition;
use super::faults::Fault;
use super::store::{StoreError, Submission};

/// Why a control request was not carried out.
#[derive(Debug, thiserror::Error)]
enum ControlError {
    #[error("{0}")]
    Store(#[from] StoreError),
    #[error("the body cannot be read: {0}")]
    Body(#[from] serde_json::Error),
    #[error("{0}")]
    Missing(&'static str),
}

type Done = Result<Value, ControlError>;

/// `POST /control/{action}`.
#[handler]
pub(super) async fn control(
    server: Data<&Arc<Server>>,
    remote: &RemoteAddr,
    req: &Request,
    Path(action): Path<String>,
    body: String,
) -> Response {
    let local = remote
        .as_socket_addr()
        .is_some_and(|address| address.ip().is_loopback());
    if !server.control || !local {
        return reply(StatusCode::NOT_FOUND, &json!({"detail": "Not found."}));
    }
    // A token may be left out, but not be wrong: then the caller means another server.
    if req.header("authorization").is_some() && !server.is_allowed(req) {
        return reply(
            StatusCode::UNAUTHORIZED,
            &json!({"detail": "Invalid token"}),
        );
    }
    match act(&server, &action, &body).await {
        Some(Ok(value)) => reply(StatusCode::OK, &value),
        Some(Err(error)) => reply(
            StatusCode::BAD_REQUEST,
            &json!({"detail": error.to_string()}),
        ),
        None => reply(StatusCode::NOT_FOUND, &json!({"detail": "no such action"})),
    }
}

fn reply(status: StatusCode, value: &Value) -> Response {
    Response::builder()
        .status(status)
        .content_type("application/json")
        .body(value.to_string())
}

async fn act(server: &Server, action: &str, body: &str) -> Option<Done> {
    Some(match action {
        "submit" | "commit" => submit(server, body, false).await,
        "backdate" => submit(server, body, true).await,
        "edit" => edit(server, body).await,
        "delete" => delete(server, body).await,
        "reserve" => reserve(server).await,
        "form" => add_form(server, body).await,
        "fail" => fail(server, body).await,
        "backlog" => backlog(server, body).await,
        "reset" => reset(server).await,
        "state" => state(server).await,
        _ => return None,
    })
}

/// A form's number, as a number or as text.
fn take_form(object: &mut Map<String, Value>) -> Result<u32, ControlError> {
    let form = object
        .remove("form")
        .ok_or(ControlError::Missing("`form` is missing"))?;
    let number = form.as_u64().or_else(|| form.as_str()?.parse().ok());
    let number = number.and_then(|number| u32::try_from(number).ok());
    number.ok_or(ControlError::Missing("`form` is a number"))
}

async fn submit(server: &Server, body: &str, backdated: bool) -> Done {
    let mut object: Map<String, Value> = serde_json::from_str(body)?;
    let form = take_form(&mut object)?;
    let submissions: Vec<Submission> = match object.remove("submissions") {
        Some(list) => serde_json::from_value(list)?,
        None => vec![serde_json::from_value(Value::Object(object))?],
    };
    if backdated
        && submissions
            .iter()
            .any(|submission| submission.created.is_none())
    {
        return Err(ControlError::Missing("`created` is missing"));
    }
    let now = server.clock.now();
    let ids = server.store.write().await.submit(form, submissions, now)?;
    Ok(json!({ "ids": ids }))
}

#[derive(Deserialize)]
struct RowBody {
    id: i64,
    #[serde(default)]
    data: Map<String, Value>,
}

fn row_body(body: &str) -> Result<(u32, RowBody), ControlError> {
    let mut object: Map<String, Value> = serde_json::from_str(body)?;
    let form = take_form(&mut object)?;
    Ok((form, serde_json::from_value(Value::Object(object))?))
}

async fn edit(server: &Server, body: &str) -> Done {
    let (form, row) = row_body(body)?;
    let now = server.clock.now();
    let uuid = server
        .store
        .write()
        .await
        .edit(form, row.id, row.data, now)?;
    Ok(json!({ "uuid": uuid }))
}

async fn delete(server: &Server, body: &str) -> Done {
    let (form, row) = row_body(body)?;
    server.store.write().await.delete(form, row.id)?;
    Ok(json!({}))
}

async fn reserve(server: &Server) -> Done {
    let id = server.store.write().await.reserve()?;
    Ok(json!({ "id": id }))
}

async fn add_form(server: &Server, body: &str) -> Done {
    let mut object: Map<String, Value> = serde_json::from_str(body)?;
    let form = take_form(&mut object)?;
    let definition: Definition = serde_json::from_value(Value::Object(object))?;
    server.store.write().await.add_form(form, definition)?;
    Ok(json!({}))
}

async fn fail(server: &Server, body: &str) -> Done {
    let mut object: Map<String, Value> = serde_json::from_str(body)?;
    if object.contains_key("form") {
        let form = take_form(&mut object)?;
        object.insert("form".into(), json!(form));
    }
    let fault: Fault = serde_json::from_value(Value::Object(object))?;
    server.faults.lock().await.add(fault);
    Ok(json!({}))
}

async fn backlog(server: &Server, body: &str) -> Done {
    let backlog: Backlog = serde_json::from_str(body)?;
    let now = server.clock.now();
    let submissions = backlog.submissions(now);
    let codes = submissions.len() * backlog.codes;
    let ids = server
        .store
        .write()
        .await
        .submit(backlog.form, submissions, now)?;
    Ok(json!({ "rows": ids.len(), "codes": codes }))
}

async fn reset(server: &Server) -> Done {
    server.faults.lock().await.clear();
    server.store.write().await.clear()?;
    Ok(json!({}))
}

async fn state(server: &Server) -> Done {
    let store = server.store.read().await;
    let forms: Map<String, Value> = store
        .forms
        .iter()
        .map(|(pk, form)| (pk.to_string(), json!(form.rows.len())))
        .collect();
    Ok(json!({ "rows": store.count(), "forms": forms }))
}
