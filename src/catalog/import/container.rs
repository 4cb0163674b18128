//! Looks into a spreadsheet before anything unpacks it: what kind it is, and whether it would burst.
//!
//! A few kilobytes can unpack to gigabytes (zip), name a cell a million rows down (every format), or repeat one cell a
//! billion times (OpenDocument). What is counted here is what the readers would allocate.

use std::io::{Cursor, Read};

use quick_xml::events::{BytesStart, Event};

use super::file::{MOST_COLUMNS, refused};
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

/// Counts rows and columns that an OpenDocument table would have with all its repetitions, up to the last cell with
/// something in it.
fn measure_ods(xml: impl std::io::BufRead) -> Result<()> {
    let mut reader = quick_xml::Reader::from_reader(xml);
    let (mut rows, mut row_times, mut columns) = (0_usize, 1_usize, 0_usize);
    let (mut filled, mut buffer) = (false, Vec::new());
    loop {
        buffer.clear();
        let event = reader
            .read_event_into(&mut buffer)
            .map_err(|_| refused("import-broken"))?;
        match &event {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "table" => rows = 0,
                "table-row" => {
                    row_times = times(tag, "table:number-rows-repeated");
                    (columns, filled) = (0, false);
                }
                "table-cell" | "covered-table-cell" => {
                    columns = columns.saturating_add(times(tag, "table:number-columns-repeated"));
                    if has_value(tag) {
                        filled = true;
                        if columns > MOST_COLUMNS {
                            return Err(refused("import-too-wide"));
                        }
                    }
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == "table-row" => {
                rows = rows.saturating_add(row_times);
                if filled && rows > MOST_ROWS + 1 {
                    return Err(too_long());
                }
            }
            Event::Eof => return Ok(()),
            _ => {}
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

/// Walks the records of an old Excel file and looks how far its cells reach.
fn measure_xls(stream: &[u8]) -> Result<()> {
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
            // FORMULA, NUMBER, LABEL, BOOLERR, RK, LABELSST, MULRK, RSTRING and the first version's forms of them.
            (
                0x0006 | 0x0203 | 0x0204 | 0x0205 | 0x027e | 0x00fd | 0x00bd | 0x00d6 | 0x0003
                | 0x0004,
                [r0, r1, c0, c1, ..],
            ) => {
                if usize::from(u16::from_le_bytes([*c0, *c1])) >= MOST_COLUMNS {
                    return Err(refused("import-too-wide"));
                }
                if usize::from(u16::from_le_bytes([*r0, *r1])) > MOST_ROWS {
                    return Err(too_long());
                }
            }
            _ => {}
        }
        rest = next;
    }
    Ok(())
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
