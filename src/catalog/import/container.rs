//! Looks into a spreadsheet before anything unpacks it: what kind it is, and whether it would burst.
//!
//! A few kilobytes can unpack to gigabytes (zip), name a cell a million rows down (every format), or repeat one cell a
//! billion times (OpenDocument). What is counted, here and in `measure`, is what the readers would allocate.

use std::io::{Cursor, Read};

use super::file::refused;
use super::measure::{measure_ods, measure_strings, measure_xls};
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
    if kind == Kind::Xlsx {
        for name in (zip.file_names().flatten())
            .filter(|name| name.to_lowercase().ends_with("sharedstrings.xml"))
            .map(|name| name.to_string())
            .collect::<Vec<_>>()
        {
            let strings = zip.by_name(&name).map_err(|_| broken())?;
            measure_strings(std::io::BufReader::new(strings))?;
        }
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

/// The table has more rows than fit.
pub(super) fn too_long() -> Error {
    let limit = Text::new("import-too-many-rows").arg("limit", MOST_ROWS as i64);
    Error::invalid("file", limit)
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
}
