//! Rows of cells out of a file: Excel, OpenDocument, or text with commas, semicolons or tabs.

use std::io::Cursor;

use calamine::{Data, DataRef, Reader};

use super::container::{self, Kind, too_long};
use super::{ItemFile, MOST_ROWS, delimited};
use crate::kernel::typed::Comma;
use crate::kernel::{Error, Result, Text};

/// Columns at most; a table of items has ten.
pub(super) const MOST_COLUMNS: usize = 100;

/// Letters of a cell at most; descriptions have 255.
pub(super) const MOST_LETTERS: usize = 4_000;

/// Cells of all tables of a file at most, the empty ones between others too, and bytes of their words: more than the
/// largest table of items needs.
pub(super) const MOST_CELLS: usize = MOST_ROWS * 40;
pub(super) const MOST_WORDS: usize = 64 << 20;

/// What reading a file may still take. A few kilobytes can repeat one long cell a million times, in every format that
/// keeps words apart from cells.
pub(super) struct Budget {
    cells: usize,
    bytes: usize,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self {
            cells: MOST_CELLS,
            bytes: MOST_WORDS,
        }
    }

    /// Takes `cells`, and the words of one of them that is `bytes` long.
    pub(super) fn take(&mut self, cells: usize, bytes: usize) -> Result<()> {
        self.take_times(cells, bytes, 1)
    }

    /// Takes `cells`, and words that are `bytes` long so many times.
    pub(super) fn take_times(&mut self, cells: usize, bytes: usize, times: usize) -> Result<()> {
        if bytes > MOST_LETTERS * 4 {
            return Err(Error::invalid(
                "file",
                Text::new("import-cell-too-long").arg("limit", MOST_LETTERS as i64),
            ));
        }
        let left = self.cells.checked_sub(cells);
        self.cells = left.ok_or_else(|| refused("import-bomb"))?;
        let left = self.bytes.checked_sub(bytes.saturating_mul(times));
        self.bytes = left.ok_or_else(|| refused("import-bomb"))?;
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
}

/// It cannot be read, or must not be.
pub(super) fn refused(why: &'static str) -> Error {
    Error::invalid("file", why)
}

/// Reads the first table of a file. Blank rows are left out.
///
/// # Errors
/// `Invalid` at `file` with the reason.
pub(super) fn read(file: &ItemFile) -> Result<Sheet> {
    let kind = container::kind(&file.content)?;
    if kind == Kind::Text {
        return delimited::read(&file.content);
    }
    let mut lines = match kind {
        Kind::Xlsx => xlsx(&file.content)?,
        Kind::Ods => whole::<calamine::Ods<_>>(&file.content)?,
        _ => whole::<calamine::Xls<_>>(&file.content)?,
    };
    lines.retain(|line| line.cells.iter().any(|cell| *cell != Cell::Empty));
    if lines.is_empty() {
        return Err(refused("import-empty"));
    }
    Ok(Sheet {
        lines,
        comma: Comma::Either,
    })
}

/// Excel's files are read cell by cell, so that one cell far away costs nothing.
fn xlsx(content: &[u8]) -> Result<Vec<Line>> {
    let broken = |_| refused("import-broken");
    let mut book = calamine::Xlsx::new(Cursor::new(content)).map_err(broken)?;
    let name = book.sheet_names().first().cloned();
    let name = name.ok_or_else(|| refused("import-empty"))?;
    let mut reader = book.worksheet_cells_reader(&name).map_err(broken)?;
    let (mut lines, mut budget): (Vec<Line>, _) = (Vec::new(), Budget::new());
    while let Some(cell) = reader.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        let bytes = match cell.get_value() {
            DataRef::Empty => continue,
            DataRef::SharedString(words) => words.len(),
            DataRef::String(words) => words.len(),
            _ => 0,
        };
        if column as usize >= MOST_COLUMNS {
            return Err(refused("import-too-wide"));
        }
        if row as usize > MOST_ROWS {
            return Err(too_long());
        }
        let number = row + 1;
        if lines.last().is_none_or(|line| line.number != number) {
            lines.push(Line {
                number,
                cells: Vec::new(),
            });
        }
        if let Some(line) = lines.last_mut() {
            let width = line.cells.len().max(column as usize + 1);
            budget.take(width - line.cells.len(), 0)?;
            budget.take(0, bytes)?;
            line.cells.resize(width, Cell::Empty);
            line.cells[column as usize] = shared(cell.get_value());
        }
    }
    Ok(lines)
}

/// Other files are read whole; how far they reach was looked at before.
fn whole<'c, R: Reader<Cursor<&'c [u8]>>>(content: &'c [u8]) -> Result<Vec<Line>> {
    let mut book = R::new(Cursor::new(content)).map_err(|_| refused("import-broken"))?;
    let range = book
        .worksheet_range_at(0)
        .ok_or_else(|| refused("import-empty"))?
        .map_err(|_| refused("import-broken"))?;
    let (row, column) = range.start().unwrap_or_default();
    if range.height() + row as usize > MOST_ROWS + 1 {
        return Err(too_long());
    }
    let lines = range.rows().zip(row + 1..).map(|(cells, number)| Line {
        number,
        cells: std::iter::repeat_n(Cell::Empty, column as usize)
            .chain(cells.iter().map(owned))
            .collect(),
    });
    Ok(lines.collect())
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
