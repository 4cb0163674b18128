//! Items from a spreadsheet (`cts.md` §5.4): read, checked whole, shown, and then written all or not at all.
//!
//! [`mod@file`] makes rows of cells out of a file and refuses what is none or could do harm; [`rows`] makes values out of
//! cells; [`plan`] compares them with the catalog; [`mod@write`] brings them in with few statements. Begin with
//! [`preview`] and [`import`].

mod container;
mod delimited;
mod encoding;
pub mod file;
mod measure;
mod plan;
mod rows;
pub mod template;
mod under_way;
mod write;

use chrono::{DateTime, Utc};
use uuid::Uuid;

pub use encoding::Encoding;
pub use plan::{Creates, LooksLike, Plan, RowError};
pub use rows::{COLUMNS, Row};
pub use under_way::{UnderWay, Written};

use super::queries::uploads;
use crate::kernel::{Error, Model, OpContext, Permission, Result, Text};

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
    /// How its text is stored, when somebody said so; none finds it by itself.
    pub encoding: Option<Encoding>,
}

/// A file that was previewed.
#[derive(Clone, Debug)]
pub enum Kept {
    /// It waits for a yes.
    Waiting(ItemFile),
    /// Somebody said yes before.
    Done(Done),
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    pub file: String,
    pub at: DateTime<Utc>,
    /// How many items came in with it.
    pub items: i32,
}

/// Told how far it is: so many rows of so many.
pub type Progress<'p> = &'p (dyn Fn(usize, usize) + Send + Sync);

/// What an import of this file would do. Nothing is written.
///
/// # Errors
/// `Invalid` at `file` when it cannot be read; what is wrong with its rows stands in the plan.
pub fn preview(cx: &mut OpContext<'_>, file: &ItemFile) -> Result<Plan> {
    cx.require(Permission::add(Model::CatalogItem))?;
    let sheet = file::read(file, &cx.settings.offered_languages())?;
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

/// Keeps a file that was previewed until somebody says yes to it, or wants it read otherwise; gives the name to ask for it.
/// How it was read is kept with it: a yes is to what was seen.
///
/// # Errors
/// When the database refuses.
pub fn keep(cx: &mut OpContext<'_>, file: &ItemFile) -> Result<Uuid> {
    cx.require(Permission::add(Model::CatalogItem))?;
    forget_old(cx)?;
    let id = Uuid::new_v4();
    let by = cx.actor.user_id();
    uploads::insert(cx.conn, id, file, by, cx.now)?;
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

/// A file that was kept; only the one who brought it gets it. Whoever asks for it at the same time waits.
///
/// # Errors
/// `NotFound` when it waits no longer.
pub fn kept(cx: &mut OpContext<'_>, id: Uuid) -> Result<Kept> {
    cx.require(Permission::add(Model::CatalogItem))?;
    let by = cx.actor.user_id();
    uploads::lock(cx.conn, id, by)?.ok_or_else(gone)
}

/// A file waits no longer, or never did for whoever asks.
pub fn gone() -> Error {
    let what = Text::new("import-gone");
    Error::NotFound { what }
}

/// A yes to a file that was kept: imports it, once. A file with which something is wrong by now is not kept any longer.
///
/// # Errors
/// `NotFound` when it waits no longer, else as for [`import`].
pub fn confirm(cx: &mut OpContext<'_>, id: Uuid, progress: Progress<'_>) -> Result<Confirmed> {
    let file = match kept(cx, id)? {
        Kept::Waiting(file) => file,
        Kept::Done(done) => return Ok(Confirmed::Before(done)),
    };
    let plan = import(cx, &file, progress)?;
    if plan.is_good() {
        uploads::set_imported(cx.conn, id, plan.new.len() as i32, cx.now)?;
    } else {
        uploads::delete(cx.conn, id)?;
    }
    Ok(Confirmed::Now(Box::new(plan)))
}

/// Reads a file that was kept in another encoding and keeps it so, as it was sent anew.
///
/// # Errors
/// `NotFound` when it waits no longer, else as for [`preview`].
pub fn read_again(
    cx: &mut OpContext<'_>,
    id: Uuid,
    encoding: Option<Encoding>,
) -> Result<ReadAgain> {
    let file = match kept(cx, id)? {
        Kept::Waiting(file) => file,
        Kept::Done(done) => return Ok(ReadAgain::Before(done)),
    };
    let (plan, waiting) = preview_and_keep(cx, ItemFile { encoding, ..file })?;
    uploads::delete(cx.conn, id)?;
    Ok(ReadAgain::Now(Box::new(plan), waiting))
}

/// What an import of this file would do, and the name under which it waits: for a yes when it has something new and
/// nothing is wrong, or to be read in another encoding. What was sent before under the same name waits no longer.
///
/// # Errors
/// As for [`preview`].
pub fn preview_and_keep(cx: &mut OpContext<'_>, file: ItemFile) -> Result<(Plan, Option<Uuid>)> {
    let plan = preview(cx, &file)?;
    let file = ItemFile {
        encoding: plan.encoding,
        ..file
    };
    uploads::delete_waiting(cx.conn, &file.name, cx.actor.user_id())?;
    let keeps = plan.may_be_confirmed() || plan.encoding.is_some();
    let id = keeps.then(|| keep(cx, &file)).transpose()?;
    Ok((plan, id))
}

/// What came of reading a file again.
#[derive(Debug)]
pub enum ReadAgain {
    /// What it would do now, and the name under which it waits.
    Now(Box<Plan>, Option<Uuid>),
    /// Nothing, for somebody said yes to it before.
    Before(Done),
}

/// What a yes did.
#[derive(Debug)]
pub enum Confirmed {
    Now(Box<Plan>),
    /// Nothing, for it was done before.
    Before(Done),
}
