//! Looks into a spreadsheet before anything unpacks it: what kind it is, and whether it would burst.
//!
//! A few kilobytes can unpack to gigabytes (zip), name a cell a million rows down (every format), or repeat one cell a
//! billion times (OpenDocument). What is counted here is what the readers would allocate.

use std::io::{Cursor, Read};

use quick_xml::events::{BytesStart, Event};

use super::file::{Budget, MOST_COLUMNS, refused};
use super::{MOST_BYTES, MOST_ROWS};
use crate::kernel::{Error, Result, Text};

/// Bytes that all parts of a zip may have together.
const MOST_UNPACKED: u64 = if cfg!(test) { 2 << 20 } else { 150 << 20 };

/// Parts of a zip at most.
const MOST_PARTS: usize = 2_000;

/// What a file is, by what is inside it; its name does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Xlsx,
    Ods,
    Xls,
    Text,
}

/// Finds out what a file is.
///
/// # Errors
/// `Invalid` for everything that is no spreadsheet, or one that could do harm.
pub(super) fn kind(content: &[u8]) -> Result<Kind> {
    if content.len() > MOST_BYTES {
        let limit = (MOST_BYTES >> 20) as i64;
        return Err(Error::invalid(
            "file",
            Text::new("import-too-large").arg("limit", limit),
        ));
    }
    match content {
        [] => Err(refused("import-empty")),
        [b'P', b'K', ..] => zipped(content),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => compound(content),
        _ if is_text(content) => Ok(Kind::Text),
        _ => Err(refused("import-no-spreadsheet")),
    }
}

/// Whether this could be text of some encoding; UTF-16 says so by its first bytes.
fn is_text(content: &[u8]) -> bool {
    let marked = encoding_rs::Encoding::for_bom(content).is_some();
    let head = &content[..content.len().min(4096)];
    let control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\r' | b'\n' | 0x0c);
    let known = [
        b"%PDF".as_slice(),
        b"{\\rtf",
        b"<?xml",
        b"<!DOC",
        b"<html",
        b"\x1f\x8b",
    ];
    marked || !head.iter().any(control) && !known.iter().any(|start| head.starts_with(start))
}

fn zipped(content: &[u8]) -> Result<Kind> {
    let broken = || refused("import-broken");
    let mut zip = zip::ZipArchive::new(Cursor::new(content)).map_err(|_| broken())?;
    if zip.len() > MOST_PARTS {
        return Err(refused("import-bomb"));
    }
    let names: Vec<String> = zip
        .file_names()
        .flatten()
        .map(|name| name.to_lowercase())
        .collect();
    let has = |part: &str| names.iter().any(|name| name == part);
    if names
        .iter()
        .any(|name| name.ends_with("vbaproject.bin") || name.starts_with("basic/"))
    {
        return Err(refused("import-macros"));
    }
    let kind = if has("xl/workbook.xml") {
        Kind::Xlsx
    } else if has("content.xml") && is_open_document(&mut zip) {
        Kind::Ods
    } else {
        return Err(refused("import-no-spreadsheet"));
    };
    let mut left = MOST_UNPACKED;
    for part in 0..zip.len() {
        // Sizes that the archive claims may be lies, so it is unpacked, to nowhere.
        let part = zip.by_index(part).map_err(|_| broken())?;
        let unpacked =
            std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|_| broken())?;
        left = left
            .checked_sub(unpacked)
            .ok_or_else(|| refused("import-bomb"))?;
    }
    if kind == Kind::Ods {
        let sheet = zip.by_name("content.xml").map_err(|_| broken())?;
        measure_ods(std::io::BufReader::new(sheet))?;
    }
    Ok(kind)
}

fn is_open_document(zip: &mut zip::ZipArchive<Cursor<&[u8]>>) -> bool {
    let Ok(part) = zip.by_name("mimetype") else {
        return false;
    };
    let mut words = String::new();
    part.take(200).read_to_string(&mut words).is_ok() && words.contains("opendocument.spreadsheet")
}

/// Counts rows, columns and words that the tables of an OpenDocument file would have with all their repetitions, up to
/// the last cell with something in it.
fn measure_ods(xml: impl std::io::BufRead) -> Result<()> {
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

/// The table has more rows than fit.
pub(super) fn too_long() -> Error {
    let limit = Text::new("import-too-many-rows").arg("limit", MOST_ROWS as i64);
    Error::invalid("file", limit)
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

/// The container of old Excel files; others use it as well.
fn compound(content: &[u8]) -> Result<Kind> {
    let broken = |_| refused("import-broken");
    let mut file = cfb::CompoundFile::open(Cursor::new(content)).map_err(broken)?;
    if file.exists("/EncryptedPackage") {
        return Err(refused("import-encrypted"));
    }
    if file.exists("/_VBA_PROJECT_CUR") || file.exists("/Macros") {
        return Err(refused("import-macros"));
    }
    let book = ["/Workbook", "/Book"]
        .into_iter()
        .find(|name| file.exists(name));
    let Some(book) = book else {
        return Err(refused("import-no-spreadsheet"));
    };
    let mut stream = Vec::new();
    file.open_stream(book)
        .map_err(broken)?
        .take(MOST_UNPACKED)
        .read_to_end(&mut stream)
        .map_err(broken)?;
    measure_xls(&stream)?;
    Ok(Kind::Xls)
}

/// Walks the records of an old Excel file: how far its cells reach, and how often they repeat which words.
fn measure_xls(stream: &[u8]) -> Result<()> {
    let mut budget = Budget::new();
    let (mut words, mut lengths) = (SharedWords::default(), None);
    let (mut depth, mut width) = (0_usize, 0_usize);
    let mut rest = stream;
    while let [a, b, c, d, tail @ ..] = rest {
        let (record, length) = (
            u16::from_le_bytes([*a, *b]),
            usize::from(u16::from_le_bytes([*c, *d])),
        );
        let Some((body, next)) = tail.split_at_checked(length) else {
            break;
        };
        match (record, body) {
            // FILEPASS: the rest is encrypted.
            (0x002f, _) => return Err(refused("import-encrypted")),
            // SST and what continues it: the words that cells share.
            (0x00fc, _) => words = SharedWords::of(body),
            (0x003c, _) => words.parts.push(body),
            // BOF and EOF of a sheet, which is kept as a rectangle.
            (0x0809 | 0x0409 | 0x0209 | 0x0009, _) => (depth, width) = (0, 0),
            (0x000a, _) => budget.take(depth * width, 0)?,
            // FORMULA, NUMBER, LABEL, BOOLERR, RK, LABELSST, MULRK, RSTRING and the first version's forms of them.
            (
                0x0006 | 0x0203 | 0x0204 | 0x0205 | 0x027e | 0x00fd | 0x00bd | 0x00d6 | 0x0003
                | 0x0004,
                [r0, r1, c0, c1, more @ ..],
            ) => {
                width = width.max(usize::from(u16::from_le_bytes([*c0, *c1])) + 1);
                depth = depth.max(usize::from(u16::from_le_bytes([*r0, *r1])) + 1);
                if width > MOST_COLUMNS {
                    return Err(refused("import-too-wide"));
                }
                if depth > MOST_ROWS + 1 {
                    return Err(too_long());
                }
                if let (0x00fd, [_, _, i0, i1, i2, i3, ..]) = (record, more) {
                    let lengths = lengths.get_or_insert_with(|| words.lengths());
                    let at = u32::from_le_bytes([*i0, *i1, *i2, *i3]) as usize;
                    budget.take(0, lengths.get(at).copied().unwrap_or_default())?;
                }
            }
            _ => {}
        }
        rest = next;
    }
    Ok(())
}

/// The table of shared words (SST) of an old Excel file, in the parts it is stored in.
#[derive(Default)]
struct SharedWords<'a> {
    count: usize,
    parts: Vec<&'a [u8]>,
}

impl<'a> SharedWords<'a> {
    fn of(body: &'a [u8]) -> Self {
        let Some((&[_, _, _, _, a, b, c, d], words)) = body.split_first_chunk() else {
            return Self::default();
        };
        Self {
            count: u32::from_le_bytes([a, b, c, d]) as usize,
            parts: vec![words],
        }
    }

    /// Bytes that each would have in UTF-8 at most. What is cut off, the reader does not find either.
    fn lengths(&self) -> Vec<usize> {
        let mut at = Parts {
            parts: &self.parts,
            left: &[],
        };
        let mut lengths = Vec::new();
        while lengths.len() < self.count {
            let Some(length) = at.next_words() else {
                break;
            };
            lengths.push(length);
        }
        lengths
    }
}

/// A place in the parts of the table of shared words.
struct Parts<'a> {
    parts: &'a [&'a [u8]],
    left: &'a [u8],
}

impl Parts<'_> {
    fn byte(&mut self) -> Option<u8> {
        while self.left.is_empty() {
            let (first, others) = self.parts.split_first()?;
            (self.left, self.parts) = (first, others);
        }
        let (first, others) = self.left.split_first()?;
        self.left = others;
        Some(*first)
    }

    fn number(&mut self, bytes: u32) -> Option<usize> {
        (0..bytes).try_fold(0, |sum, at| {
            Some(sum | usize::from(self.byte()?) << (8 * at))
        })
    }

    fn skip(&mut self, bytes: usize) -> Option<()> {
        (0..bytes).try_for_each(|_| self.byte().map(drop))
    }

    /// Walks over one string: its letters take one byte or two, and each part that goes on with them says which anew.
    fn next_words(&mut self) -> Option<usize> {
        let letters = self.number(2)?;
        let mut flags = self.byte()?;
        let formats = if flags & 8 == 0 { 0 } else { self.number(2)? };
        let more = if flags & 4 == 0 { 0 } else { self.number(4)? };
        for letter in 0..letters {
            if self.left.is_empty() && letter > 0 {
                flags = self.byte()?;
            }
            self.skip(if flags & 1 == 0 { 1 } else { 2 })?;
        }
        self.skip(formats.saturating_mul(4).saturating_add(more))?;
        Some(letters * 3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(result: Result<Kind>) -> String {
        match result {
            Err(Error::Invalid(errors)) => errors[0].message.key().to_owned(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_no_spreadsheet_is_refused_by_what_is_inside() {
        assert_eq!(message(kind(b"")), "import-empty");
        assert_eq!(message(kind(b"%PDF-1.7 ...")), "import-no-spreadsheet");
        assert_eq!(
            message(kind(b"\x89PNG\r\n\x1a\n\0\0")),
            "import-no-spreadsheet"
        );
        assert_eq!(
            message(kind(b"<html><table></table>")),
            "import-no-spreadsheet"
        );
        assert_eq!(message(kind(b"PK\x03\x04 and no more")), "import-broken");
        assert_eq!(
            message(kind(b"\xd0\xcf\x11\xe0 and no more")),
            "import-broken"
        );
        assert_eq!(kind(b"item_code,description\n").unwrap(), Kind::Text);
        assert_eq!(
            message(kind(&vec![b'a'; MOST_BYTES + 1])),
            "import-too-large"
        );
    }

    /// A zip of these parts.
    fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
        use std::io::Write;
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            let options = zip::write::SimpleFileOptions::default();
            zip.start_file(*name, options).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn zips_are_told_apart_by_their_parts() {
        let ods = b"application/vnd.oasis.opendocument.spreadsheet".as_slice();

        assert_eq!(
            kind(&zip_of(&[("xl/workbook.xml", b"<x/>")])).unwrap(),
            Kind::Xlsx
        );
        let table = zip_of(&[("mimetype", ods), ("content.xml", b"<x/>")]);
        assert_eq!(kind(&table).unwrap(), Kind::Ods);
        let letter = zip_of(&[("word/document.xml", b"<x/>")]);
        assert_eq!(message(kind(&letter)), "import-no-spreadsheet");
        let macros = zip_of(&[("xl/workbook.xml", b"<x/>"), ("xl/vbaProject.bin", b"x")]);
        assert_eq!(message(kind(&macros)), "import-macros");
    }

    #[test]
    fn a_zip_that_bursts_is_not_read() {
        let zeros = vec![0; 3 << 20];
        let bomb = zip_of(&[
            ("xl/workbook.xml", b"<x/>"),
            ("xl/worksheets/sheet1.xml", &zeros),
        ]);

        assert!(bomb.len() < 100_000);
        assert_eq!(message(kind(&bomb)), "import-bomb");
    }

    #[test]
    fn a_table_that_repeats_itself_is_measured() {
        let table = |row: &str| {
            format!(
                "<office:body xmlns:office='o' xmlns:table='t'><table:table>{row}</table:table></office:body>"
            )
        };
        let measure = |row: &str| measure_ods(table(row).as_bytes());
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
        let measure = |times, words: &str| measure_ods(table(times, words).as_bytes());

        assert!(measure(20_000, "a tent for a family").is_ok());
        assert!(measure(20_000, &long).is_err());
        assert!(measure(1, &long.repeat(5)).is_err());
    }

    #[test]
    fn words_that_cells_of_an_old_file_share_are_measured() {
        let record = |kind: u16, body: &[u8]| {
            let mut bytes = kind.to_le_bytes().to_vec();
            bytes.extend((body.len() as u16).to_le_bytes());
            bytes.extend(body);
            bytes
        };
        // Two strings: `ab`, and 4,000 letters that go on in another part, there with two bytes a letter.
        let mut table = vec![2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, b'a', b'b'];
        table.extend(4000_u16.to_le_bytes());
        table.push(0);
        table.extend([b'x'; 1000]);
        let mut more = vec![1];
        more.extend([b'x', 0].repeat(3000));
        let shared = SharedWords {
            count: 2,
            parts: vec![&table[8..], &more],
        };
        assert_eq!(shared.lengths(), [6, 12_000]);
        let cells = |times: u16, index: u8| {
            let mut stream = record(0x00fc, &table);
            stream.extend(record(0x003c, &more));
            stream.extend(record(0x0809, &[0; 16]));
            for row in 0..times {
                let [low, high] = row.to_le_bytes();
                stream.extend(record(0x00fd, &[low, high, 0, 0, 0, 0, index, 0, 0, 0]));
            }
            stream.extend(record(0x000a, &[]));
            stream
        };

        assert!(measure_xls(&cells(20_000, 0)).is_ok());
        assert!(measure_xls(&cells(20_000, 1)).is_err());
    }

    #[test]
    fn many_wide_sheets_are_measured_together() {
        let record = |kind: u16, body: &[u8]| {
            let mut bytes = kind.to_le_bytes().to_vec();
            bytes.extend((body.len() as u16).to_le_bytes());
            bytes.extend(body);
            bytes
        };
        let far = [0x4f, 0xc3, 99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        let near = [0x10, 0x27, 19, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        let sheet = |cell: &[u8]| {
            [
                record(0x0809, &[]),
                record(0x0203, cell),
                record(0x000a, &[]),
            ]
            .concat()
        };

        assert!(measure_xls(&sheet(&near).repeat(3)).is_ok());
        assert!(measure_xls(&sheet(&near).repeat(30)).is_err());
        assert!(measure_xls(&sheet(&far)).is_err());
    }

    #[test]
    fn a_cell_far_away_in_an_old_file_is_found() {
        let record = |row: u16, column: u16| {
            let mut bytes = vec![0x03, 0x02, 14, 0];
            bytes.extend(row.to_le_bytes());
            bytes.extend(column.to_le_bytes());
            bytes.extend([0; 10]);
            bytes
        };

        assert!(measure_xls(&record(5, 5)).is_ok());
        assert!(measure_xls(&record(60_000, 0)).is_err());
        assert!(measure_xls(&record(0, 255)).is_err());
    }
}
