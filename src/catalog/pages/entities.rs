//! Which lists there are behind the catalog, and how long each is.

use poem::{Response, handler};
use serde::Serialize;

use crate::catalog::model::Entity;
use crate::catalog::service::alike;
use crate::web::{App, Page, Result, Visit};

/// What the template sees.
#[derive(Serialize)]
pub(super) struct EntitiesPage {
    lists: Vec<List>,
}

#[derive(Serialize)]
struct List {
    slug: &'static str,
    used: i64,
    archived: i64,
}

impl EntitiesPage {
    fn new(counts: Vec<(Entity, i64, i64)>) -> Self {
        let list = |(entity, used, archived): (Entity, i64, i64)| List {
            slug: entity.slug(),
            used,
            archived,
        };
        Self {
            lists: counts.into_iter().map(list).collect(),
        }
    }
}

impl Page for EntitiesPage {
    const TEMPLATE: &'static str = "catalog/templates/entities.html";

    fn samples() -> Vec<Self> {
        let all = Entity::ALL.map(|entity| (entity, 12, 3)).to_vec();
        vec![Self::new(all), Self::new(vec![(Entity::Category, 0, 0)])]
    }
}

/// The lists.
#[handler]
pub(super) async fn get(app: App, visit: Visit) -> Result<Response> {
    let counts = app.db().read(&visit.op(), alike::counts).await?;
    app.page(&visit, &EntitiesPage::new(counts))
}
