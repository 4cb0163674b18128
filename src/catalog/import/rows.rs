//! Items out of rows of cells: which column is which, and what is wrong with a row by itself.

use rust_decimal::Decimal;
use serde::Serialize;

use super::file::{Cell, Line, Sheet, refused};
use super::plan::RowError;
use crate::catalog::model::{NewCatalogItem, checked_name};
use crate::kernel::error::FieldError;
use crate::kernel::ids::ItemCategoryId;
use crate::kernel::money::Currency;
use crate::kernel::typed::{Comma, NotANumber, decimal};
use crate::kernel::{Error, Result, Text, one_line};

/// The columns a table must have, in any order.
pub const COLUMNS: [&str; 10] = [
    "item_code",
    "item_category",
    "description",
    "donor",
    "donor_t1",
    "supplier",
    "weight",
    "unit",
    "price_local",
    "price_usd",
];

/// An item of the file, with what it points at by name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// In the spreadsheet; the headings are row 1.
    pub row: u32,
    pub item_code: String,
    pub item_category: String,
    pub description: String,
    pub donor: Option<String>,
    pub donor_t1: Option<String>,
    pub supplier: Option<String>,
    pub weight: Option<f64>,
    pub unit: String,
    pub price_local: Decimal,
    pub price_usd: Decimal,
}

/// The rows of a table that are good by themselves, and what is wrong with the others.
///
/// # Errors
/// `Invalid` at `file` when columns are missing.
pub(super) fn read(sheet: Sheet, currency: &Currency) -> Result<(Vec<Row>, Vec<RowError>)> {
    let mut lines = sheet.lines.into_iter();
    let headings = lines.next().ok_or_else(|| refused("import-empty"))?;
    let places = places(&headings)?;
    let (mut rows, mut errors) = (Vec::with_capacity(lines.len()), Vec::new());
    for line in lines {
        let reader = LineReader {
            line: &line,
            places: &places,
            comma: sheet.comma,
        };
        match reader.row(currency) {
            Ok(Some(row)) => rows.push(row),
            Ok(None) => {}
            Err(wrong) => errors.extend(wrong),
        }
    }
    Ok((rows, errors))
}

/// Where each of [`COLUMNS`] stands.
fn places(headings: &Line) -> Result<[usize; 10]> {
    let names: Vec<String> = headings
        .cells
        .iter()
        .map(|cell| match cell {
            Cell::Text(words) => words.trim().to_lowercase(),
            _ => String::new(),
        })
        .collect();
    let mut places = [0; 10];
    let mut missing = Vec::new();
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        let found: Vec<usize> = (0..names.len()).filter(|at| names[*at] == column).collect();
        match found.as_slice() {
            [] => missing.push(column),
            [at] => *place = *at,
            _ => {
                let twice = Text::new("import-column-twice").arg("column", column);
                return Err(Error::invalid("file", twice));
            }
        }
    }
    if missing.is_empty() {
        return Ok(places);
    }
    let columns = Text::new("import-columns-missing").arg("columns", missing.join(", "));
    Err(Error::invalid("file", columns))
}

struct LineReader<'l> {
    line: &'l Line,
    places: &'l [usize; 10],
    comma: Comma,
}

impl LineReader<'_> {
    fn cell(&self, column: &'static str) -> &Cell {
        let at = COLUMNS.iter().position(|name| *name == column);
        at.and_then(|at| self.line.cells.get(self.places[at]))
            .unwrap_or(&Cell::Empty)
    }

    /// The words of a cell; a whole number as it is seen, without `.0`.
    fn words(&self, wrong: &mut Vec<FieldError>, column: &'static str) -> String {
        match self.cell(column) {
            Cell::Empty => String::new(),
            Cell::Text(words) => words.clone(),
            Cell::Number(number) => number.to_string(),
            Cell::Error(error) => {
                wrong.push(at(column, cell_error(error)));
                String::new()
            }
        }
    }

    fn number(&self, wrong: &mut Vec<FieldError>, column: &'static str) -> Option<Decimal> {
        let read = match self.cell(column) {
            Cell::Empty => return None,
            Cell::Error(error) => {
                wrong.push(at(column, cell_error(error)));
                return Some(Decimal::ZERO);
            }
            Cell::Text(words) => decimal(words, self.comma),
            // The shortest words for a float are what was typed.
            Cell::Number(number) => number
                .to_string()
                .parse()
                .map_err(|_| NotANumber::Unreadable),
        };
        Some(read.unwrap_or_else(|why| {
            wrong.push(at(column, why.into()));
            Decimal::ZERO
        }))
    }

    fn price(&self, wrong: &mut Vec<FieldError>, column: &'static str) -> Decimal {
        self.number(wrong, column).unwrap_or_else(|| {
            wrong.push(at(column, "catalog-required".into()));
            Decimal::ZERO
        })
    }

    /// A name that may be left out.
    fn name(&self, wrong: &mut Vec<FieldError>, column: &'static str) -> Option<String> {
        let words = one_line(&self.words(wrong, column));
        if words.is_empty() {
            return None;
        }
        checked(wrong, column, &words, 45)
    }

    /// The row; nothing when none of the known columns holds anything.
    fn row(&self, currency: &Currency) -> std::result::Result<Option<Row>, Vec<RowError>> {
        if COLUMNS
            .iter()
            .all(|column| *self.cell(column) == Cell::Empty)
        {
            return Ok(None);
        }
        let mut wrong = Vec::new();
        let category = self.words(&mut wrong, "item_category");
        let category = checked(&mut wrong, "item_category", &category, 100);
        let donor = self.name(&mut wrong, "donor");
        let donor_t1 = self.name(&mut wrong, "donor_t1");
        let supplier = self.name(&mut wrong, "supplier");
        let item = NewCatalogItem {
            item_code: self.words(&mut wrong, "item_code"),
            description: self.words(&mut wrong, "description"),
            unit: self.words(&mut wrong, "unit"),
            price_usd: self.price(&mut wrong, "price_usd"),
            price_local: self.price(&mut wrong, "price_local"),
            weight: self
                .number(&mut wrong, "weight")
                .and_then(|weight| f64::try_from(weight).ok()),
            item_category_id: ItemCategoryId(0),
            donor_id: None,
            donor_t1_id: None,
            supplier_id: None,
        };
        match item.checked(currency) {
            Ok(item) if wrong.is_empty() => Ok(Some(Row {
                row: self.line.number,
                item_code: item.item_code,
                item_category: category.unwrap_or_default(),
                description: item.description,
                donor,
                donor_t1,
                supplier,
                weight: item.weight,
                unit: item.unit,
                price_local: item.price_local.normalize(),
                price_usd: item.price_usd.normalize(),
            })),
            Err(Error::Invalid(more)) => {
                wrong.extend(more);
                Err(self.located(wrong))
            }
            Ok(_) | Err(_) => Err(self.located(wrong)),
        }
    }

    /// In the order of columns, each column once.
    fn located(&self, wrong: Vec<FieldError>) -> Vec<RowError> {
        COLUMNS
            .iter()
            .filter_map(|column| wrong.iter().find(|error| error.field == *column))
            .map(|error| RowError {
                row: self.line.number,
                field: Some(error.field),
                message: error.message.clone(),
            })
            .collect()
    }
}

/// A name, if it is one; what is wrong with it is noted.
fn checked(
    wrong: &mut Vec<FieldError>,
    column: &'static str,
    words: &str,
    limit: usize,
) -> Option<String> {
    match checked_name(column, words, limit) {
        Ok(name) => Some(name),
        Err(Error::Invalid(errors)) => {
            wrong.extend(errors);
            None
        }
        Err(_) => None,
    }
}

fn at(field: &'static str, message: Text) -> FieldError {
    FieldError { field, message }
}

fn cell_error(error: &str) -> Text {
    Text::new("import-cell-error").arg("error", error)
}
