//! What an import would do: which items are new, which are there already, what would be made with them, what is wrong.

use std::collections::{BTreeSet, HashMap, HashSet};

use rust_decimal::Decimal;
use serde::Serialize;

use super::MOST_ERRORS;
use super::encoding::Encoding;
use super::file::Sheet;
use super::rows::{self, Row};
use crate::catalog::model::{CatalogItem, DonorCodeKind, Entity};
use crate::catalog::queries::{alike, items};
use crate::kernel::{OpContext, Result, Text};

/// What is wrong with a row, or with one field of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RowError {
    pub row: u32,
    /// The column; none when it is about the whole row.
    pub field: Option<&'static str>,
    pub message: Text,
}

/// Names that the items need and that do not exist yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Creates {
    pub categories: Vec<String>,
    pub donors: Vec<String>,
    pub suppliers: Vec<String>,
    pub t1_codes: Vec<String>,
}

impl Creates {
    /// The lists of new names, each with its column.
    fn lists(&self) -> [(&'static str, Entity, &Vec<String>); 4] {
        [
            ("item_category", Entity::Category, &self.categories),
            ("donor", Entity::Donor, &self.donors),
            ("donor_t1", Entity::DonorCode, &self.t1_codes),
            ("supplier", Entity::Supplier, &self.suppliers),
        ]
    }
}

/// A name that would be made although it looks like another: only accents or dots of its letters differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LooksLike {
    /// The column.
    pub field: &'static str,
    pub name: String,
    pub other: String,
}

/// What an import would do.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Plan {
    pub file: String,
    /// How its text was read; none where there was nothing to choose, as in spreadsheets.
    pub encoding: Option<Encoding>,
    /// Rows with something in them, without the headings.
    pub rows: usize,
    /// Items that are not in the catalog yet.
    pub new: Vec<Row>,
    /// Items that are there exactly so.
    pub unchanged: usize,
    /// Of those, how many are put away and stay so.
    pub archived: usize,
    pub creates: Creates,
    /// Of the names to be made, those that are probably others written otherwise.
    pub looks_like: Vec<LooksLike>,
    /// The first of what is wrong.
    pub errors: Vec<RowError>,
    /// All of what is wrong.
    pub error_count: usize,
    #[serde(skip)]
    pub(super) known: Known,
}

impl Plan {
    /// Whether nothing is wrong.
    pub fn is_good(&self) -> bool {
        self.error_count == 0
    }

    /// Whether there is something to say yes to.
    pub fn may_be_confirmed(&self) -> bool {
        self.is_good() && !self.new.is_empty()
    }
}

/// What the catalog has, by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub(super) categories: Names,
    pub(super) donors: Names,
    pub(super) suppliers: Names,
    pub(super) t1_codes: Names,
}

impl Known {
    fn load(cx: &mut OpContext<'_>, rows: &[Row]) -> Result<Self> {
        let categories = rows.iter().map(|row| &row.item_category);
        let donors = rows.iter().filter_map(|row| row.donor.as_ref());
        let suppliers = rows.iter().filter_map(|row| row.supplier.as_ref());
        let codes = rows.iter().filter_map(|row| row.donor_t1.as_ref());
        let t1 = Some(DonorCodeKind::T1);
        Ok(Self {
            categories: Names::load(cx, Entity::Category, None, categories)?,
            donors: Names::load(cx, Entity::Donor, None, donors)?,
            suppliers: Names::load(cx, Entity::Supplier, None, suppliers)?,
            t1_codes: Names::load(cx, Entity::DonorCode, t1, codes)?,
        })
    }
}

/// What the names of a file mean in a short list: found there as forms find them, in any case.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    typed: HashMap<String, Meaning>,
    /// Of all rows, by id: names that mean the same are the same here.
    folded: HashMap<i32, String>,
    /// Rows made for the file.
    made: HashMap<String, i32>,
}

#[derive(Clone, Debug)]
struct Meaning {
    folded: String,
    id: Option<i32>,
    archived: bool,
}

impl Names {
    fn load<'r>(
        cx: &mut OpContext<'_>,
        entity: Entity,
        kind: Option<DonorCodeKind>,
        typed: impl Iterator<Item = &'r String>,
    ) -> Result<Self> {
        let typed: BTreeSet<&str> = typed.map(String::as_str).collect();
        let typed: Vec<&str> = typed.into_iter().collect();
        let meanings = alike::list_by_name(cx.conn, entity, &typed, kind)?;
        let folded = alike::list_folded(cx.conn, entity)?;
        Ok(Self {
            typed: meanings
                .into_iter()
                .map(|it| {
                    let meaning = Meaning {
                        folded: it.folded,
                        id: it.id,
                        archived: it.archived,
                    };
                    (it.typed, meaning)
                })
                .collect(),
            folded: folded.into_iter().map(|row| (row.id, row.folded)).collect(),
            made: HashMap::new(),
        })
    }

    /// The row that a name means; none until it is made.
    pub(super) fn id(&self, name: &str) -> Option<i32> {
        let meaning = self.typed.get(name)?;
        meaning
            .id
            .or_else(|| self.made.get(&meaning.folded).copied())
    }

    pub(super) fn add(&mut self, id: i32, folded: String) {
        self.made.insert(folded, id);
    }

    fn folded(&self, name: Option<&String>) -> Option<&str> {
        let meaning = self.typed.get(name?.as_str())?;
        Some(&meaning.folded)
    }

    fn folded_of(&self, id: Option<i32>) -> Option<&str> {
        self.folded.get(&id?).map(String::as_str)
    }

    fn is_archived(&self, name: &str) -> bool {
        self.typed.get(name).is_some_and(|meaning| meaning.archived)
    }

    /// Names without a row, each once however it is written, as it is written first.
    fn missing<'r>(&self, wanted: impl Iterator<Item = &'r String>) -> Vec<String> {
        let mut met = HashSet::new();
        let mut missing: Vec<String> = wanted
            .filter(|name| self.id(name).is_none() && met.insert(self.folded(Some(*name))))
            .cloned()
            .collect();
        missing.sort_unstable();
        missing
    }
}

/// What makes an item the same as another: description, donor, supplier, local price.
type Key<'k> = (&'k str, Option<&'k str>, Option<&'k str>, Decimal);

fn key<'k>(row: &'k Row, known: &'k Known) -> Key<'k> {
    (
        &row.description,
        known.donors.folded(row.donor.as_ref()),
        known.suppliers.folded(row.supplier.as_ref()),
        row.price_local,
    )
}

/// Compares a table with the catalog.
///
/// # Errors
/// `Invalid` at `file` when columns are missing; what is wrong with rows stands in the plan.
pub(super) fn make(cx: &mut OpContext<'_>, file: &str, sheet: Sheet) -> Result<Plan> {
    let encoding = sheet.encoding;
    let (rows, mut errors) = rows::read(sheet, &cx.settings.currency)?;
    let wrong: HashSet<u32> = errors.iter().map(|error| error.row).collect();
    let known = Known::load(cx, &rows)?;
    let descriptions: BTreeSet<&str> = rows.iter().map(|row| row.description.as_str()).collect();
    let descriptions: Vec<&str> = descriptions.into_iter().collect();
    let stored = items::list_by_description(cx.conn, &descriptions)?;
    let total = rows.len() + wrong.len();
    let SortedOut {
        new,
        unchanged,
        archived,
    } = sorted_out(&rows, &stored, &known, &mut errors);
    errors.sort_by_key(|error| error.row);
    let creates = creates(&new, &known);
    let looks_like = looks_like(cx, &creates)?;
    let error_count = errors.len();
    errors.truncate(MOST_ERRORS);
    Ok(Plan {
        file: file.to_owned(),
        encoding,
        rows: total,
        creates,
        looks_like,
        new,
        unchanged,
        archived,
        errors,
        error_count,
        known,
    })
}

/// Rows of a file beside those that are wrong.
#[derive(Default)]
struct SortedOut {
    new: Vec<Row>,
    unchanged: usize,
    archived: usize,
}

/// The rows that are new, and how many are there already; what is wrong with the others.
fn sorted_out(
    rows: &[Row],
    stored: &[CatalogItem],
    known: &Known,
    errors: &mut Vec<RowError>,
) -> SortedOut {
    let stored: HashMap<Key<'_>, &CatalogItem> = stored
        .iter()
        .map(|item| {
            let donor = known.donors.folded_of(item.donor_id.map(|id| id.0));
            let supplier = known.suppliers.folded_of(item.supplier_id.map(|id| id.0));
            let price = item.price_local.normalize();
            ((item.description.as_str(), donor, supplier, price), item)
        })
        .collect();
    let mut seen: HashMap<Key<'_>, u32> = HashMap::with_capacity(rows.len());
    let mut sorted = SortedOut::default();
    for row in rows {
        let before = errors.len();
        archived_names(row, known, errors);
        if let Some(first) = seen.insert(key(row, known), row.row) {
            let message = Text::new("import-row-twice").arg("row", i64::from(first));
            errors.push(whole_row(row, message));
            seen.insert(key(row, known), first);
        }
        match stored.get(&key(row, known)) {
            Some(item) if is_same(row, item, known) => {
                sorted.unchanged += 1;
                sorted.archived += usize::from(item.archived_at.is_some());
            }
            Some(item) => errors.push(RowError {
                row: row.row,
                field: Some("description"),
                message: Text::new("import-differs").arg("id", i64::from(item.id.0)),
            }),
            None if errors.len() == before => sorted.new.push(row.clone()),
            None => {}
        }
    }
    sorted
}

fn whole_row(row: &Row, message: Text) -> RowError {
    RowError {
        row: row.row,
        field: None,
        message,
    }
}

/// What is put away is not given to new items.
fn archived_names(row: &Row, known: &Known, errors: &mut Vec<RowError>) {
    for (field, names, name) in [
        ("item_category", &known.categories, Some(&row.item_category)),
        ("donor", &known.donors, row.donor.as_ref()),
        ("donor_t1", &known.t1_codes, row.donor_t1.as_ref()),
        ("supplier", &known.suppliers, row.supplier.as_ref()),
    ] {
        if let Some(name) = name.filter(|name| names.is_archived(name)) {
            errors.push(RowError {
                row: row.row,
                field: Some(field),
                message: Text::new("catalog-is-archived").arg("name", name.as_str()),
            });
        }
    }
}

fn is_same(row: &Row, item: &CatalogItem, known: &Known) -> bool {
    item.item_code == row.item_code
        && item.unit == row.unit
        && item.weight == row.weight
        && item.price_usd.normalize() == row.price_usd
        && known.categories.folded_of(Some(item.item_category_id.0))
            == known.categories.folded(Some(&row.item_category))
        && known.t1_codes.folded_of(item.donor_t1_id.map(|id| id.0))
            == known.t1_codes.folded(row.donor_t1.as_ref())
}

/// Names are told apart by their letters, so `Surup` beside `Şurup` is made; whoever imports is told.
fn looks_like(cx: &mut OpContext<'_>, creates: &Creates) -> Result<Vec<LooksLike>> {
    let mut found = Vec::new();
    for (field, entity, names) in creates.lists() {
        if names.is_empty() {
            continue;
        }
        let kind = (entity == Entity::DonorCode).then_some(DonorCodeKind::T1);
        let rows = alike::list_looking_like(cx.conn, entity, names, kind)?;
        found.extend(rows.into_iter().map(|row| LooksLike {
            field,
            name: row.name,
            other: row.other,
        }));
    }
    Ok(found)
}

fn creates(new: &[Row], known: &Known) -> Creates {
    let names = |name: fn(&Row) -> Option<&String>| new.iter().filter_map(name);
    Creates {
        categories: known
            .categories
            .missing(names(|row| Some(&row.item_category))),
        donors: known.donors.missing(names(|row| row.donor.as_ref())),
        suppliers: known.suppliers.missing(names(|row| row.supplier.as_ref())),
        t1_codes: known.t1_codes.missing(names(|row| row.donor_t1.as_ref())),
    }
}
