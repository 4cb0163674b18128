//! Text with commas, semicolons or tabs, in UTF-8, UTF-16, or the encodings of old Turkish and Arabic computers.

use super::encoding::{self, Encoding};
use super::file::{Cell, Lines, MOST_COLUMNS, Sheet, refused};
use crate::kernel::typed::Comma;
use crate::kernel::{Language, Result};

/// Reads a table. Blank rows are left out.
///
/// # Errors
/// `Invalid` at `file` with the reason, or at `encoding` when the text is in another than was chosen.
pub(super) fn read(
    content: &[u8],
    chosen: Option<Encoding>,
    languages: &[Language],
) -> Result<Sheet> {
    let decoded = encoding::decode(content, chosen, languages)?;
    // One kind of line end, to count lines by.
    let words = decoded.words.replace("\r\n", "\n").replace('\r', "\n");
    let delimiter = delimiter(&words);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(words.as_bytes());
    let (mut lines, mut number, mut counted) = (Lines::default(), 1_u32, 0);
    for record in reader.records() {
        let record = record.map_err(|_| refused("import-broken"))?;
        if record.len() > MOST_COLUMNS {
            return Err(refused("import-too-wide"));
        }
        // The reader's own count stops before blank lines that stand before the row.
        let at = record.position().map_or(0, csv::Position::byte) as usize;
        let blank = words.as_bytes()[at..]
            .iter()
            .take_while(|byte| **byte == b'\n');
        let at = at + blank.count();
        number += words[counted..at].matches('\n').count() as u32;
        counted = at;
        for (column, words) in record.iter().enumerate() {
            lines.add(number, column, cell(words))?;
        }
    }
    let comma = if delimiter == b';' {
        Comma::Decimal
    } else {
        Comma::Either
    };
    Ok(Sheet {
        lines: lines.all()?,
        comma,
        encoding: decoded.encoding,
    })
}

fn cell(words: &str) -> Cell {
    let words = words.trim();
    if words.is_empty() {
        Cell::Empty
    } else {
        Cell::Text(words.to_owned())
    }
}

/// What stands most often in the first line.
fn delimiter(words: &str) -> u8 {
    let first = words.lines().find(|line| !line.trim().is_empty());
    let first = first.unwrap_or_default();
    [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|delimiter| {
            first.bytes().filter(|byte| byte == delimiter).count() * 2
                + usize::from(*delimiter == b',')
        })
        .unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::super::file::Line;
    use super::*;

    fn read(content: &[u8]) -> Result<Sheet> {
        super::read(content, None, &Language::ALL)
    }

    fn words(content: &[u8]) -> Vec<Vec<String>> {
        let line = |line: &Line| {
            line.cells
                .iter()
                .map(|cell| match cell {
                    Cell::Text(words) => words.clone(),
                    _ => String::new(),
                })
                .collect()
        };
        read(content).unwrap().lines.iter().map(line).collect()
    }

    #[test]
    fn commas_semicolons_and_tabs_are_told_apart() {
        assert_eq!(
            words(b"unit,donor\n1,\"x, y\"\n"),
            [["unit", "donor"], ["1", "x, y"]]
        );
        assert_eq!(
            words(b"unit;weight\r\n1;2,5\r\n"),
            [["unit", "weight"], ["1", "2,5"]]
        );
        assert_eq!(words(b"\xff\xfea\0\t\0b\0\n\0"), [["a", "b"]]);
        assert_eq!(read(b"a;b\n").unwrap().comma, Comma::Decimal);
    }

    #[test]
    fn rows_keep_their_numbers() {
        let lines = read(b"unit,b\n\n,\n\"x\ny\",1\nz,2\n").unwrap().lines;
        let numbers: Vec<u32> = lines.iter().map(|line| line.number).collect();

        assert_eq!(numbers, [1, 4, 6]);
        for text in ["unit;b\r\nx;1\r\n\r\ny;2\r\n", "unit;b\rx;1\r\ry;2"] {
            let lines = read(text.as_bytes()).unwrap().lines;
            let numbers: Vec<u32> = lines.iter().map(|line| line.number).collect();
            assert_eq!(numbers, [1, 2, 4], "{text:?}");
        }
    }
}
