//! Pages of the catalog: what the office sees, changes, and is refused.

mod entities;
mod entity_form;
mod entity_list;
mod import;
mod import_alike;
mod import_large;
mod import_text;
mod item_form;
mod item_list;
mod kit_form;
mod kit_list;
mod kit_show;
mod lookup;
mod remove;

use cts::catalog::model::{Entity, ItemSort, NewEntity};
use cts::catalog::service::{self, alike};
use cts::catalog::{
    CatalogItem, CatalogItemRow, ItemFilter, Kit, NewCatalogItem, NewKit, NewKitItem,
};
use cts::kernel::ids::{CatalogItemId, ItemCategoryId};
use cts::kernel::paging::Paging;

use crate::support::TestApp;

/// A row of a short list; gives its id.
pub(crate) async fn an_entity(app: &TestApp, entity: Entity, name: &str) -> i32 {
    let new = NewEntity {
        name: name.into(),
        ..NewEntity::default()
    };
    app.write(move |cx| Ok(alike::create(cx, entity, &new)?.id))
        .await
}

/// An item of the category `Medicines` for 60 in local money and 1.5 dollars.
pub(crate) async fn an_item(app: &TestApp, description: &str) -> CatalogItem {
    let description = description.to_owned();
    app.write(move |cx| {
        let known = service::list_categories(cx)?;
        let category = match known.iter().find(|it| it.name == "Medicines") {
            Some(category) => category.id,
            None => service::create_categories(cx, vec!["Medicines".into()])?[0].id,
        };
        service::create_item(cx, item_of(category, &description))
    })
    .await
}

pub(crate) fn item_of(category: ItemCategoryId, description: &str) -> NewCatalogItem {
    NewCatalogItem {
        item_code: "M-1".into(),
        description: description.into(),
        unit: "box".into(),
        price_usd: "1.5".parse().unwrap(),
        price_local: "60".parse().unwrap(),
        weight: Some(0.4),
        item_category_id: category,
        donor_id: None,
        donor_t1_id: None,
        supplier_id: None,
    }
}

/// All items in use, by description.
pub(crate) async fn items(app: &TestApp) -> Vec<CatalogItemRow> {
    app.write(|cx| {
        let (filter, paging) = (ItemFilter::default(), Paging::default());
        Ok(service::list_items(cx, &filter, ItemSort::default(), paging)?.rows)
    })
    .await
}

/// A kit of some items.
pub(crate) async fn a_kit(app: &TestApp, name: &str, contents: &[(CatalogItemId, i32)]) -> Kit {
    let new = NewKit {
        name: name.into(),
        description: String::new(),
        contents: contents
            .iter()
            .map(|(catalog_item_id, quantity)| NewKitItem {
                catalog_item_id: *catalog_item_id,
                quantity: *quantity,
            })
            .collect(),
    };
    app.write(move |cx| service::create_kit(cx, new)).await
}

/// What a kit holds: description and quantity.
pub(crate) async fn contents(app: &TestApp, kit: &Kit) -> Vec<(String, i32)> {
    let id = kit.id;
    app.write(move |cx| {
        let contents = service::kit_contents(cx, id)?;
        Ok(contents
            .into_iter()
            .map(|content| (content.item.description, content.quantity))
            .collect())
    })
    .await
}
