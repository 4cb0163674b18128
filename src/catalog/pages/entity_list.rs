//! One of the short lists: categories, donors, donor codes, suppliers, transporters.

use poem::web::{Data, Query};
use poem::{Response, handler};
use serde::Serialize;

use super::query::ListQuery;
use crate::catalog::model::{
    DonorCodeKind, Entity, EntityFilter, EntityRow, EntitySort, EntitySortKey,
};
use crate::catalog::service::alike;
use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::{Language, Permission, Text};
use crate::web::{App, Cell, FileKind, Page, Result, Sheet, Visit};

/// What the template sees.
#[derive(Serialize)]
pub(super) struct EntityListPage {
    entity: Entity,
    slug: &'static str,
    q: String,
    /// As in the address.
    sort: String,
    kind: Option<DonorCodeKind>,
    archived: bool,
    /// How many are put away, or in use when these are put away.
    others: i64,
    filtered: bool,
    may_add: bool,
    list: Paginated<EntityRow>,
}

impl Page for EntityListPage {
    const TEMPLATE: &'static str = "catalog/templates/entity_list.html";

    fn samples() -> Vec<Self> {
        let page = |entity: Entity, rows: Vec<EntityRow>, q: &str| Self {
            entity,
            slug: entity.slug(),
            q: q.into(),
            sort: "-name".into(),
            kind: (q == "t3").then_some(DonorCodeKind::T3),
            archived: q == "t3",
            others: 2,
            filtered: !q.is_empty(),
            may_add: true,
            list: Paginated::new(rows, 100, Paging::default()),
        };
        let mut pages: Vec<Self> = Entity::ALL
            .into_iter()
            .map(|entity| page(entity, EntityRow::samples(), ""))
            .collect();
        pages.push(page(Entity::Donor, Vec::new(), ""));
        pages.push(page(Entity::DonorCode, Vec::new(), "t3"));
        pages
    }
}

/// The whole list as a file has what the table shows.
fn sheet(
    list: Paginated<EntityRow>,
    entity: Entity,
    language: Language,
) -> crate::kernel::Result<Sheet> {
    let headings: &[&'static str] = match entity {
        Entity::Donor => &["entity-name", "entity-t1", "entity-t3", "catalog-items"],
        Entity::DonorCode => &["entity-code", "entity-kind", "catalog-items"],
        Entity::Transporter => &["entity-name"],
        Entity::Category | Entity::Supplier => &["entity-name", "catalog-items"],
    };
    let headings = headings.iter().copied().map(Text::new);
    Sheet::new(entity.slug(), language, headings).rows(list, |row| {
        let mut cells: Vec<Cell> = vec![row.name.into()];
        match entity {
            Entity::Donor => {
                cells.push(row.t1_codes.join(", ").into());
                cells.push(row.t3_codes.join(", ").into());
            }
            Entity::DonorCode => {
                cells.push(row.kind.map(|kind| kind.slug().to_uppercase()).into());
            }
            _ => {}
        }
        if entity != Entity::Transporter {
            cells.push(row.item_count.into());
        }
        cells
    })
}

/// The list.
#[handler]
pub(super) async fn get(
    app: App,
    visit: Visit,
    Data(entity): Data<&Entity>,
    Query(query): Query<ListQuery>,
) -> Result<Response> {
    let entity = *entity;
    let filter = EntityFilter {
        search: query.search(),
        archived: query.is_archived(),
        kind: query
            .kind
            .as_deref()
            .and_then(DonorCodeKind::from_slug)
            .filter(|_| entity == Entity::DonorCode),
    };
    let (word, descending) = query.sort();
    let key = EntitySortKey::from_slug(word);
    let sort = EntitySort {
        key: key.unwrap_or_default(),
        descending,
    };
    let (wanted, paging) = (filter.clone(), query.paging());
    if let Some(kind) = query.file() {
        return file(&app, &visit, entity, (wanted, sort), kind).await;
    }
    let (list, others) = app
        .db()
        .read(&visit.op(), move |cx| {
            let list = alike::list(cx, entity, &wanted, sort, paging)?;
            let others = EntityFilter {
                archived: !wanted.archived,
                ..EntityFilter::default()
            };
            let one = Paging { page: 1, size: 1 };
            let others = alike::list(cx, entity, &others, sort, one)?.total;
            Ok((list, others))
        })
        .await?;
    let page = EntityListPage {
        entity,
        slug: entity.slug(),
        sort: key.map_or_else(|| "name".into(), |_| query.sort.clone().unwrap_or_default()),
        filtered: !filter.search.is_empty() || filter.kind.is_some(),
        q: filter.search,
        kind: filter.kind,
        archived: filter.archived,
        others,
        may_add: visit.may(Permission::add(entity.model())),
        list,
    };
    app.page(&visit, &page)
}

async fn file(
    app: &App,
    visit: &Visit,
    entity: Entity,
    (filter, sort): (EntityFilter, EntitySort),
    kind: FileKind,
) -> Result<Response> {
    let language = visit.language();
    let file = app
        .db()
        .read(&visit.op(), move |cx| {
            let list = alike::list(cx, entity, &filter, sort, Sheet::PAGING)?;
            sheet(list, entity, language)?.file(kind)
        })
        .await?;
    Ok(file.into())
}
