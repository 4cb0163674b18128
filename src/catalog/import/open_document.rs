//! How far the tables of an OpenDocument file reach, and what their words would take.

use quick_xml::events::{BytesStart, Event};

use super::MOST_ROWS;
use super::container::too_long;
use super::file::{Budget, MOST_COLUMNS, refused};
use crate::kernel::Result;

/// Counts rows, columns and words that the tables of an OpenDocument file would have with all their repetitions, up to
/// the last cell with something in it.
pub(super) fn measure(xml: impl std::io::BufRead) -> Result<()> {
    let mut reader = quick_xml::Reader::from_reader(xml);
    let (mut budget, mut buffer) = (Budget::new(), Vec::new());
    let (mut table, mut row, mut cell) = (Extent::default(), Row::default(), Words::default());
    loop {
        buffer.clear();
        let event = reader
            .read_event_into(&mut buffer)
            .map_err(|_| refused("import-broken"))?;
        match &event {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "table" => table = Extent::default(),
                "table-row" => row = Row::of(times(tag, "table:number-rows-repeated")),
                "table-cell" | "covered-table-cell" => {
                    cell = row.cell(tag)?;
                    if matches!(event, Event::Empty(_)) {
                        cell.take(row, &mut budget)?;
                    }
                }
                _ => {}
            },
            Event::Text(words) => cell.bytes += words.len(),
            Event::End(tag) => match tag.local_name().as_ref() {
                "table-cell" | "covered-table-cell" => cell.take(row, &mut budget)?,
                "table-row" => table.add(row)?,
                // A table is kept as a rectangle.
                "table" => budget.take(table.depth * table.width, 0)?,
                _ => {}
            },
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// How far a table of an OpenDocument file reaches, to the last cell with something in it.
#[derive(Default)]
struct Extent {
    rows: usize,
    depth: usize,
    width: usize,
}

impl Extent {
    fn add(&mut self, row: Row) -> Result<()> {
        self.rows = self.rows.saturating_add(row.times);
        if row.filled > 0 {
            if self.rows > MOST_ROWS + 1 {
                return Err(too_long());
            }
            self.depth = self.rows;
            self.width = self.width.max(row.filled);
        }
        Ok(())
    }
}

/// A row of it, as often as it is repeated.
#[derive(Clone, Copy, Default)]
struct Row {
    times: usize,
    columns: usize,
    /// Columns up to the last with something in it.
    filled: usize,
}

impl Row {
    fn of(times: usize) -> Self {
        Self {
            times,
            ..Self::default()
        }
    }

    fn cell(&mut self, tag: &BytesStart<'_>) -> Result<Words> {
        let times = times(tag, "table:number-columns-repeated");
        self.columns = self.columns.saturating_add(times);
        if !has_value(tag) {
            return Ok(Words::default());
        }
        self.filled = self.columns;
        if self.filled > MOST_COLUMNS {
            return Err(refused("import-too-wide"));
        }
        Ok(Words {
            bytes: tag.len(),
            times,
        })
    }
}

/// The words of a cell, as often as it is repeated in its row; none where it has no value.
#[derive(Clone, Copy, Default)]
struct Words {
    bytes: usize,
    times: usize,
}

impl Words {
    fn take(self, row: Row, budget: &mut Budget) -> Result<()> {
        match self.times.saturating_mul(row.times) {
            0 => Ok(()),
            times => budget.take_times(0, self.bytes, times),
        }
    }
}

fn times(tag: &BytesStart<'_>, name: &str) -> usize {
    tag.attributes()
        .flatten()
        .find(|attribute| attribute.key.as_ref() == name)
        .and_then(|attribute| attribute.value.parse().ok())
        .unwrap_or(1)
}

fn has_value(tag: &BytesStart<'_>) -> bool {
    let names = ["office:value-type", "table:formula", "office:value"];
    tag.attributes()
        .flatten()
        .any(|attribute| names.contains(&attribute.key.as_ref()))
}

#[cfg(test)]
mod tests {

    #[test]
    fn a_table_that_repeats_itself_is_measured() {
        let table = |row: &str| {
            format!(
                "<office:body xmlns:office='o' xmlns:table='t'><table:table>{row}</table:table></office:body>"
            )
        };
        let measure = |row: &str| super::measure(table(row).as_bytes());
        let far = "<table:table-row><table:table-cell table:number-columns-repeated='16000'/><table:table-cell office:value-type='float' office:value='1'/></table:table-row>";
        let deep = "<table:table-row table:number-rows-repeated='1000000'><table:table-cell office:value-type='float' office:value='1'/></table:table-row>";
        let blank = "<table:table-row table:number-rows-repeated='1000000'><table:table-cell table:number-columns-repeated='16000'/></table:table-row>";

        assert!(measure(far).is_err() && measure(deep).is_err());
        assert!(measure(blank).is_ok());
    }

    #[test]
    fn words_repeated_over_a_table_are_measured() {
        let long = "x".repeat(4000);
        let table = |times: usize, words: &str| {
            format!(
                "<o:body xmlns:o='o' xmlns:table='t' xmlns:office='f'><table:table><table:table-row \
                 table:number-rows-repeated='{times}'><table:table-cell office:value-type='string'><p>{words}</p>\
                 </table:table-cell></table:table-row><table:table-row table:number-rows-repeated='1048000'>\
                 <table:table-cell table:number-columns-repeated='16000'></table:table-cell></table:table-row>\
                 </table:table></o:body>"
            )
        };
        let measure = |times, words: &str| super::measure(table(times, words).as_bytes());

        assert!(measure(20_000, "a tent for a family").is_ok());
        assert!(measure(20_000, &long).is_err());
        assert!(measure(1, &long.repeat(5)).is_err());
    }
}
