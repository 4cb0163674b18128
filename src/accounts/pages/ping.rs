//! How long a session has been idle, and a sign of life that keeps it open.

use poem::web::Json;
use serde::Serialize;

use crate::web::session::IDLE;
use crate::web::{App, Result, Visit};

/// Read by the script that warns before a session ends.
#[derive(Serialize)]
pub(crate) struct Idle {
    idle_seconds: i64,
    left_seconds: i64,
}

/// Asks without keeping the session open, when sent with `X-Background`.
#[poem::handler]
pub(crate) fn get(app: App, visit: Visit) -> Json<Idle> {
    let now = app.db().clock().now();
    let idle_seconds = visit.session().map_or(0, |session| {
        (now - session.last_seen_at).num_seconds().max(0)
    });
    Json(Idle {
        idle_seconds,
        left_seconds: (IDLE.num_seconds() - idle_seconds).max(0),
    })
}

/// Somebody is there.
#[poem::handler]
pub(crate) async fn post(app: App, visit: Visit) -> Result<Json<Idle>> {
    app.keep_alive(&visit).await?;
    Ok(Json(Idle {
        idle_seconds: 0,
        left_seconds: IDLE.num_seconds(),
    }))
}
