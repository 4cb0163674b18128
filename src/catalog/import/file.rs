//! Rows of cells out of a file: Excel, OpenDocument, or text with commas, semicolons or tabs.

use std::io::Cursor;

use calamine::{Data, DataRef, Reader};

use super::container::{self, Kind, too_long};
use super::encoding::Encoding;
use super::{COLUMNS, ItemFile, MOST_ROWS, delimited};
use crate::kernel::typed::Comma;
use crate::kernel::{Error, Language, Result, Text};

/// Columns at most; a table of items has ten.
pub(super) const MOST_COLUMNS: usize = 100;

/// Cells at most, of all tables of a file together: the readers keep a place for each, also for blank ones between.
const MOST_CELLS: usize = 2_000_000;

/// Bytes of words at most, of all cells of all tables of a file: a word may be written once and repeated a million times.
const MOST_WORDS: usize = if cfg!(test) { 1 << 20 } else { 64 << 20 };

/// Characters of a cell at most, as in Excel.
const MOST_LETTERS: usize = 32_767;

/// What all tables of a file may still take in memory.
pub(super) struct Budget {
    cells: usize,
    words: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            cells: MOST_CELLS,
            words: MOST_WORDS,
        }
    }
}

impl Budget {
    /// Takes so many cells and bytes of words from what is left.
    ///
    /// # Errors
    /// `Invalid` when that was too much.
    pub(super) fn spend(&mut self, cells: usize, words: usize) -> Result<()> {
        let left = self.cells.checked_sub(cells);
        let left = left.zip(self.words.checked_sub(words));
        (self.cells, self.words) = left.ok_or_else(|| refused("import-too-much"))?;
        Ok(())
    }
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Empty,
    Text(String),
    Number(f64),
    /// `#N/A` and the like.
    Error(String),
}

/// A row with something in it, and its number in the spreadsheet.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) number: u32,
    pub(super) cells: Vec<Cell>,
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    pub(super) lines: Vec<Line>,
    /// What a comma in its numbers means.
    pub(super) comma: Comma,
    /// How its text was read, where there was something to choose.
    pub(super) encoding: Option<Encoding>,
}

/// Collects the rows of a table: of the first all cells, as it holds the headings, of others those below a heading that
/// is known. Nobody looks at the rest, so nothing is kept of it.
#[derive(Default)]
pub(super) struct Lines {
    rows: Vec<Line>,
    /// For each column whether its heading is known; nothing while the headings are read.
    known: Option<Vec<bool>>,
    budget: Budget,
}

impl Lines {
    /// Adds a cell; rows come one after the other.
    ///
    /// # Errors
    /// `Invalid` when the cell, or the table with it, is too long.
    pub(super) fn add(&mut self, number: u32, column: usize, cell: Cell) -> Result<()> {
        if cell == Cell::Empty {
            return Ok(());
        }
        if column >= MOST_COLUMNS {
            return Err(refused("import-too-wide"));
        }
        if let [headings] = self.rows.as_slice()
            && headings.number != number
            && self.known.is_none()
        {
            self.known = Some(headings.cells.iter().map(is_known_heading).collect());
        }
        let is_known = |known: &Vec<bool>| known.get(column).copied().unwrap_or_default();
        if !self.known.as_ref().is_none_or(is_known) {
            return Ok(());
        }
        if self.rows.last().is_none_or(|line| line.number != number) {
            if self.rows.len() > MOST_ROWS {
                return Err(too_long());
            }
            let cells = Vec::new();
            self.rows.push(Line { number, cells });
        }
        if let Some(line) = self.rows.last_mut() {
            let width = line.cells.len().max(column + 1);
            let words = match &cell {
                Cell::Text(words) | Cell::Error(words) => words.as_str(),
                Cell::Empty | Cell::Number(_) => "",
            };
            if words.len() > MOST_LETTERS && words.chars().count() > MOST_LETTERS {
                return Err(cell_too_long(number));
            }
            self.budget.spend(width - line.cells.len(), words.len())?;
            line.cells.resize(width, Cell::Empty);
            line.cells[column] = cell;
        }
        Ok(())
    }

    /// The rows, none of them blank.
    ///
    /// # Errors
    /// `Invalid` when there are none.
    pub(super) fn all(self) -> Result<Vec<Line>> {
        if self.rows.is_empty() {
            return Err(refused("import-empty"));
        }
        Ok(self.rows)
    }
}

fn is_known_heading(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(words) if COLUMNS.contains(&words.to_lowercase().as_str()))
}

fn cell_too_long(row: u32) -> Error {
    let why = Text::new("import-cell-too-long")
        .arg("row", i64::from(row))
        .arg("limit", MOST_LETTERS as i64);
    Error::invalid("file", why)
}

/// It cannot be read, or must not be.
pub(super) fn refused(why: &'static str) -> Error {
    Error::invalid("file", why)
}

/// Reads the first table of a file. Blank rows are left out. The languages are those of the country.
///
/// # Errors
/// `Invalid` at `file` with the reason, or at `encoding` when a text is in another than was chosen.
pub(super) fn read(file: &ItemFile, languages: &[Language]) -> Result<Sheet> {
    let kind = container::kind(&file.content)?;
    if kind == Kind::Text {
        return delimited::read(&file.content, file.encoding, languages);
    }
    let lines = match kind {
        Kind::Xlsx => xlsx(&file.content)?,
        Kind::Ods => whole::<calamine::Ods<_>>(&file.content)?,
        _ => whole::<calamine::Xls<_>>(&file.content)?,
    };
    Ok(Sheet {
        lines: lines.all()?,
        comma: Comma::Either,
        encoding: None,
    })
}

/// Excel's files are read cell by cell, so that one cell far away costs nothing.
fn xlsx(content: &[u8]) -> Result<Lines> {
    let broken = |_| refused("import-broken");
    let mut book = calamine::Xlsx::new(Cursor::new(content)).map_err(broken)?;
    let name = book.sheet_names().first().cloned();
    let name = name.ok_or_else(|| refused("import-empty"))?;
    let mut reader = book.worksheet_cells_reader(&name).map_err(broken)?;
    let mut lines = Lines::default();
    while let Some(cell) = reader.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        let value = shared(cell.get_value());
        if value == Cell::Empty {
            continue;
        }
        if row as usize > MOST_ROWS {
            return Err(too_long());
        }
        lines.add(row + 1, column as usize, value)?;
    }
    Ok(lines)
}

/// Other files are read whole; how far they reach was looked at before.
fn whole<'c, R: Reader<Cursor<&'c [u8]>>>(content: &'c [u8]) -> Result<Lines> {
    let mut book = R::new(Cursor::new(content)).map_err(|_| refused("import-broken"))?;
    let range = book
        .worksheet_range_at(0)
        .ok_or_else(|| refused("import-empty"))?
        .map_err(|_| refused("import-broken"))?;
    let (row, column) = range.start().unwrap_or_default();
    if range.height() + row as usize > MOST_ROWS + 1 {
        return Err(too_long());
    }
    let mut lines = Lines::default();
    for (cells, number) in range.rows().zip(row + 1..) {
        for (cell, column) in cells.iter().zip(column as usize..) {
            lines.add(number, column, owned(cell))?;
        }
    }
    Ok(lines)
}

fn text(words: &str) -> Cell {
    let words = words.trim();
    if words.is_empty() {
        Cell::Empty
    } else {
        Cell::Text(words.to_owned())
    }
}

fn shared(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::SharedString(words) => text(words),
        other => owned(&Data::from(other.clone())),
    }
}

fn owned(value: &Data) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        Data::String(words) | Data::DateTimeIso(words) | Data::DurationIso(words) => text(words),
        Data::Float(number) => Cell::Number(*number),
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Bool(is) => Cell::Text(if *is { "TRUE" } else { "FALSE" }.to_owned()),
        Data::DateTime(at) => at
            .as_datetime()
            .map_or(Cell::Number(at.as_f64()), |at| text(&at.date().to_string())),
        Data::Error(error) => Cell::Error(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::Workbook;

    use super::*;

    fn read(content: Vec<u8>) -> Result<Sheet> {
        let name = "items".to_owned();
        let file = ItemFile {
            name,
            content,
            encoding: None,
        };
        super::read(&file, &Language::ALL)
    }

    fn why(result: Result<Sheet>) -> String {
        match result {
            Err(Error::Invalid(errors)) => errors[0].message.key().to_owned(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn only_columns_with_a_known_heading_are_kept() {
        let sheet = read(b"remarks, Unit ,x\na,box,1\nb,,2\n,piece,\n".to_vec()).unwrap();

        let units: Vec<(u32, Option<&Cell>)> = sheet
            .lines
            .iter()
            .map(|line| (line.number, line.cells.get(1)))
            .collect();
        let cell = |words: &str| Cell::Text(words.to_owned());
        let (unit, first, last) = (cell("Unit"), cell("box"), cell("piece"));
        assert_eq!(
            units,
            [(1, Some(&unit)), (2, Some(&first)), (4, Some(&last))]
        );
        assert_eq!(sheet.lines[1].cells, [Cell::Empty, first]);
    }

    #[test]
    fn a_cell_longer_than_those_of_excel_is_refused_in_a_column_that_counts() {
        let long = "ş".repeat(MOST_LETTERS);

        assert!(read(format!("unit\n{long}\n").into_bytes()).is_ok());
        assert!(read(format!("remarks,unit\n{long}!,box\n").into_bytes()).is_ok());
        assert_eq!(
            why(read(format!("unit\n{long}!\n").into_bytes())),
            "import-cell-too-long"
        );
    }

    #[test]
    fn one_long_word_in_many_cells_is_refused_and_in_other_columns_costs_nothing() {
        let word = "x".repeat(30_000);
        let book = |heading: &str| {
            let mut book = Workbook::new();
            let sheet = book.add_worksheet();
            sheet.write(0, 0, heading).unwrap();
            for row in 1..=100 {
                sheet.write(row, 0, word.as_str()).unwrap();
            }
            book.save_to_buffer().unwrap()
        };

        assert!(book("unit").len() < 50_000);
        assert_eq!(why(read(book("unit"))), "import-too-much");
        assert!(read(book("remarks")).is_ok());
    }
}
