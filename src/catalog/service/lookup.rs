//! Fields with type-ahead: what fits to some letters, and the thing that a field names.

use super::CHOOSE;
use crate::catalog::model::{CatalogItem, Choice, Choices, DonorCodeKind, Entity, EntityRow};
use crate::catalog::queries;
use crate::kernel::ids::CatalogItemId;
use crate::kernel::{Error, OpContext, Result, Text, one_line};

/// Shown at most.
const MOST: usize = 25;

/// Rows of a short list that have these letters in their name.
///
/// # Errors
/// `Forbidden` for those who choose nothing.
pub fn entities(
    cx: &mut OpContext<'_>,
    entity: Entity,
    letters: &str,
    kind: Option<DonorCodeKind>,
) -> Result<Choices> {
    cx.require(CHOOSE)?;
    let most = MOST as i64 + 1;
    let rows = queries::lookup::entities(cx.conn, entity, letters.trim(), kind, &[], most)?;
    Ok(cut(rows))
}

/// What a row is called that was chosen before, also when it was put away since.
///
/// # Errors
/// `Forbidden` for those who choose nothing.
pub fn name_of(cx: &mut OpContext<'_>, entity: Entity, id: i32) -> Result<Option<String>> {
    cx.require(CHOOSE)?;
    Ok(queries::alike::find(cx.conn, entity, id)?.map(|row| row.name))
}

/// Whether a row can be chosen anew: it is there, and was not put away.
///
/// # Errors
/// `Forbidden` for those who choose nothing.
pub fn is_offered(cx: &mut OpContext<'_>, entity: Entity, id: i32) -> Result<bool> {
    cx.require(CHOOSE)?;
    let row = queries::alike::find(cx.conn, entity, id)?;
    Ok(row.is_some_and(|row| row.archived_at.is_none()))
}

/// Items that have these letters in their description or code.
///
/// # Errors
/// `Forbidden` for those who choose nothing.
pub fn items(cx: &mut OpContext<'_>, letters: &str) -> Result<Choices> {
    cx.require(CHOOSE)?;
    let rows = queries::lookup::items(cx.conn, letters.trim(), MOST as i64 + 1)?;
    Ok(cut(rows))
}

fn cut(mut rows: Vec<Choice>) -> Choices {
    let more = rows.len() > MOST;
    rows.truncate(MOST);
    Choices { rows, more }
}

/// The row of a short list that a form's field names, in any case; nothing for a blank field.
///
/// # Errors
/// `Invalid` at `field` when there is none, or when it is put away and not the one that was chosen before (`own`).
pub fn entity_named(
    cx: &mut OpContext<'_>,
    entity: Entity,
    kind: Option<DonorCodeKind>,
    field: &'static str,
    name: &str,
    own: Option<i32>,
) -> Result<Option<EntityRow>> {
    cx.require(CHOOSE)?;
    let name = name.trim();
    if name.is_empty() {
        return Ok(None);
    }
    let mut found = queries::alike::find_by_name(cx.conn, entity, name, kind)?;
    if found.is_none() {
        // Names are stored as one line; those of old are found as they are.
        found = queries::alike::find_by_name(cx.conn, entity, &one_line(name), kind)?;
    }
    let Some(row) = found else {
        let unknown = Text::new("lookup-unknown")
            .arg("thing", Text::new(entity.thing()))
            .arg("name", name);
        return Err(Error::invalid(field, unknown));
    };
    if row.archived_at.is_some() && own != Some(row.id) {
        let archived = Text::new("catalog-is-archived").arg("name", row.name);
        return Err(Error::invalid(field, archived));
    }
    Ok(Some(row))
}

/// The item that a form's field names: by `… #id` as type-ahead writes it, else by its whole code or description.
///
/// # Errors
/// `Invalid` at `field` when there is none, when several fit, or when it is put away.
pub fn item_named(cx: &mut OpContext<'_>, field: &'static str, text: &str) -> Result<CatalogItem> {
    cx.require(CHOOSE)?;
    let text = text.trim();
    let named = text
        .rsplit_once('#')
        .and_then(|(words, id)| Some((words.trim(), id.trim().parse().ok()?)));
    let mut found = match named {
        Some((_, id)) => queries::items::list_by_id(cx.conn, &[CatalogItemId(id)])?,
        None => Vec::new(),
    };
    // Only with its own words before it, or none: a catheter may well be "#16".
    found.retain(|item| {
        named.is_some_and(|(words, _)| {
            words.is_empty() || one_line(words) == one_line(&item.description)
        })
    });
    if found.is_empty() {
        found = queries::items::list_by_text(cx.conn, text)?;
    }
    if found.is_empty() {
        found = queries::items::list_by_text(cx.conn, &one_line(text))?;
    }
    let item = found.pop();
    match item {
        None => Err(Error::invalid(
            field,
            Text::new("lookup-unknown")
                .arg("thing", Text::new("catalog-thing-item"))
                .arg("name", text),
        )),
        Some(_) if !found.is_empty() => Err(Error::invalid(
            field,
            Text::new("lookup-several").arg("name", text),
        )),
        Some(item) if item.archived_at.is_some() => Err(Error::invalid(
            field,
            Text::new("catalog-is-archived").arg("name", item.description),
        )),
        Some(item) => Ok(item),
    }
}

/// All rows of a short list that are in use, for a list to choose from, and those that are chosen although put away.
///
/// # Errors
/// `Forbidden` for those who choose nothing.
pub fn all(cx: &mut OpContext<'_>, entity: Entity, chosen: &[i32]) -> Result<Vec<Choice>> {
    cx.require(CHOOSE)?;
    Ok(queries::lookup::entities(
        cx.conn,
        entity,
        "",
        None,
        chosen,
        i64::MAX,
    )?)
}
