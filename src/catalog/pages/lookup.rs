//! What fits to the letters of a field with type-ahead, as JSON for the script behind it.

use poem::web::{Data, Json, Query};
use poem::{EndpointExt, handler};
use serde::{Deserialize, Serialize};

use crate::catalog::model::{Choice, Choices, DonorCodeKind, Entity};
use crate::catalog::service::lookup;
use crate::kernel::Text;
use crate::web::{Access, App, Result, Routes, Visit};

/// `/lookup/<source>/?q=`, one for each thing that may be chosen.
pub(super) fn routes(access: Access) -> Routes {
    let list = |path: &str, entity: Entity| {
        Routes::new().get(&format!("/lookup/{path}/"), access, entities.data(entity))
    };
    Routes::new()
        .get("/lookup/items/", access, items)
        .merge(list("categories", Entity::Category))
        .merge(list("donors", Entity::Donor))
        .merge(list("codes", Entity::DonorCode))
        .merge(list("suppliers", Entity::Supplier))
        .merge(list("transporters", Entity::Transporter))
}

#[derive(Deserialize)]
struct LookupQuery {
    #[serde(default)]
    q: String,
    /// `t1` or `t3`; of codes.
    #[serde(default, rename = "type")]
    kind: String,
}

/// What the script shows and says.
#[derive(Serialize)]
struct Answer {
    rows: Vec<Choice>,
    more: bool,
    /// How many fit, for screen readers.
    said: String,
}

impl Answer {
    fn new(found: Choices, visit: &Visit) -> Self {
        let key = if found.more {
            "lookup-count-more"
        } else {
            "lookup-count"
        };
        let said = Text::new(key).arg("count", found.rows.len() as i64);
        Self {
            said: said.in_language(visit.language()),
            rows: found.rows,
            more: found.more,
        }
    }
}

#[handler]
async fn items(app: App, visit: Visit, Query(query): Query<LookupQuery>) -> Result<Json<Answer>> {
    let found = app
        .db()
        .read(&visit.op(), move |cx| lookup::items(cx, &query.q))
        .await?;
    Ok(Json(Answer::new(found, &visit)))
}

#[handler]
async fn entities(
    app: App,
    visit: Visit,
    Data(entity): Data<&Entity>,
    Query(query): Query<LookupQuery>,
) -> Result<Json<Answer>> {
    let entity = *entity;
    let kind = DonorCodeKind::from_slug(&query.kind);
    let found = app
        .db()
        .read(&visit.op(), move |cx| {
            lookup::entities(cx, entity, &query.q, kind)
        })
        .await?;
    Ok(Json(Answer::new(found, &visit)))
}
