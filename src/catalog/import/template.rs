//! A file to fill in and import: the headings, and beside them what each column takes.

use rust_xlsxwriter::{Format, FormatBorder, Workbook, XlsxError};

use super::rows::COLUMNS;
use crate::kernel::{Error, Language, Result, Text};

/// What the file is called.
pub const FILE_NAME: &str = "catalog-items";

/// An Excel file: a sheet with the headings, a second one that explains them.
///
/// # Errors
/// When it cannot be put together.
pub fn xlsx(language: Language) -> Result<Vec<u8>> {
    book(language).map_err(Error::internal)
}

fn book(language: Language) -> std::result::Result<Vec<u8>, XlsxError> {
    let bold = Format::new()
        .set_bold()
        .set_border_bottom(FormatBorder::Thin);
    let wrapped = Format::new().set_text_wrap();
    let words = |key: String| Text::new(key).in_language(language);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("items")?;
    for (column, name) in (0..).zip(COLUMNS) {
        sheet.write_with_format(0, column, name, &bold)?;
        let width = if name == "description" { 42.0 } else { 16.0 };
        sheet.set_column_width(column, width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let help = book
        .add_worksheet()
        .set_name("help")?
        .set_right_to_left(language.direction() == "rtl");
    for (row, name) in (0..).zip(COLUMNS) {
        help.write_with_format(row, 0, name, &Format::new().set_bold())?;
        let key = format!("import-column-{}", name.replace('_', "-"));
        help.write_with_format(row, 1, words(key), &wrapped)?;
    }
    help.set_column_width(0, 16)?;
    help.set_column_width(1, 90)?;
    book.save_to_buffer()
}

/// The headings as text with commas, for those without a spreadsheet program.
pub fn csv() -> String {
    format!("\u{feff}{}\r\n", COLUMNS.join(","))
}
