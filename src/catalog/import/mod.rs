//! Items from a spreadsheet (`cts.md` §5.4): read, checked whole, shown, and then written all or not at all.
//!
//! [`mod@file`] makes rows of cells out of a file and refuses what is none or could do harm; [`rows`] makes values out of
//! cells; [`plan`] compares them with the catalog; [`mod@write`] brings them in with few statements. Begin with
//! [`preview`] and [`import`].

mod container;
mod delimited;
pub mod file;
mod measure;
mod plan;
mod rows;
pub mod template;
mod write;

use uuid::Uuid;

pub use plan::{Creates, Plan, RowError};
pub use rows::{COLUMNS, Row};

use super::queries::uploads;
use crate::kernel::{Error, Model, OpContext, Permission, Result};

/// Files larger than this are refused.
pub const MOST_BYTES: usize = 10 << 20;

/// Rows of a file at most.
pub const MOST_ROWS: usize = 50_000;

/// Errors that are shown one by one.
pub const MOST_ERRORS: usize = 50;

/// Hours that a file waits for a yes.
const KEPT_HOURS: i64 = 24;

/// A file with items, as somebody has it.
#[derive(Clone, Debug)]
pub struct ItemFile {
    pub name: String,
    pub content: Vec<u8>,
}

/// Told how far it is: so many rows of so many.
pub type Progress<'p> = &'p (dyn Fn(usize, usize) + Send + Sync);

/// What an import of this file would do. Nothing is written.
///
/// # Errors
/// `Invalid` at `file` when it cannot be read; what is wrong with its rows stands in the plan.
pub fn preview(cx: &mut OpContext<'_>, file: &ItemFile) -> Result<Plan> {
    cx.require(Permission::add(Model::CatalogItem))?;
    let sheet = file::read(file)?;
    plan::make(cx, &file.name, sheet)
}

/// Brings the items of a file into the catalog: all of them when nothing is wrong, else none; the plan says which.
/// Categories, donors, suppliers and T1 codes that it names are made, also by those who may not add them otherwise:
/// whoever may import brings whole rows.
///
/// # Errors
/// As for [`preview`]; `Conflict` when somebody added the same meanwhile.
pub fn import(cx: &mut OpContext<'_>, file: &ItemFile, progress: Progress<'_>) -> Result<Plan> {
    let plan = preview(cx, file)?;
    if plan.is_good() {
        write::all(cx, &plan, progress)?;
    }
    Ok(plan)
}

/// Keeps a file whose preview is good until somebody says yes to it; gives the name to ask for it.
///
/// # Errors
/// When the database refuses.
pub fn keep(cx: &mut OpContext<'_>, file: &ItemFile) -> Result<Uuid> {
    cx.require(Permission::add(Model::CatalogItem))?;
    forget_old(cx)?;
    let id = Uuid::new_v4();
    let by = cx.actor.user_id();
    uploads::insert(cx.conn, id, &file.name, &file.content, by, cx.now)?;
    Ok(id)
}

/// Forgets files that waited too long for a yes.
///
/// # Errors
/// When the database refuses.
pub fn forget_old(cx: &mut OpContext<'_>) -> Result<usize> {
    let before = cx.now - chrono::TimeDelta::hours(KEPT_HOURS);
    Ok(uploads::delete_before(cx.conn, before)?)
}

/// Takes a file that was kept; only the one who brought it gets it, and only once.
///
/// # Errors
/// `NotFound` when it waits no longer.
pub fn take(cx: &mut OpContext<'_>, id: Uuid) -> Result<ItemFile> {
    cx.require(Permission::add(Model::CatalogItem))?;
    let by = cx.actor.user_id();
    let (name, content) =
        uploads::take(cx.conn, id, by)?.ok_or_else(|| Error::not_found("import-thing-file", id))?;
    Ok(ItemFile { name, content })
}
