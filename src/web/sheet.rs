//! Lists as files: what a table shows, all its pages, as CSV or as an Excel workbook. A list has its file under its own
//! address with `file=csv` or `file=xlsx`, so filters, order and permission are those of the page.
//!
//! CSV is what programs read: UTF-8, commas, CRLF, plain decimals, ISO dates, statuses by their stored label. A text that a spreadsheet would take for a
//! formula is marked as text. Excel has numbers as numbers, dates as dates, and texts that are only texts.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use poem::Response;
use poem::http::header;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatBorder, Workbook, Worksheet, XlsxError};

use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::{Error, Language, Result, Status, Text};

/// Rows of a file at most: more than a country's longest list of today, and still made in seconds.
pub const MOST_ROWS: i64 = 50_000;
/// What Excel takes in one cell.
const MOST_LETTERS: usize = 32_767;
/// What a text begins with that spreadsheets take for a formula.
const BEGINS_A_FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// How a list is written to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Csv,
    Xlsx,
}

impl FileKind {
    /// The kind that an address asks for (`file=csv`); none when it asks for the page.
    pub fn from_address(word: Option<&str>) -> Option<Self> {
        match word {
            Some("csv") => Some(Self::Csv),
            Some("xlsx") => Some(Self::Xlsx),
            _ => None,
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// What stands in one place of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Blank,
    Text(String),
    /// With as many digits after the point as it has.
    Number(Decimal),
    Day(NaiveDate),
    Moment(DateTime<Utc>),
    Status(Status),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() {
            Self::Blank
        } else {
            Self::Text(text)
        }
    }
}

impl From<i32> for Cell {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

impl From<Decimal> for Cell {
    fn from(number: Decimal) -> Self {
        Self::Number(number)
    }
}

impl From<NaiveDate> for Cell {
    fn from(day: NaiveDate) -> Self {
        Self::Day(day)
    }
}

impl From<DateTime<Utc>> for Cell {
    fn from(moment: DateTime<Utc>) -> Self {
        Self::Moment(moment)
    }
}

impl From<Status> for Cell {
    fn from(status: Status) -> Self {
        Self::Status(status)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Blank, Into::into)
    }
}

/// A list that becomes a file.
#[derive(Clone, Debug)]
pub struct Sheet {
    name: &'static str,
    language: Language,
    headings: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// All rows of a list that a file may hold.
    pub const PAGING: Paging = Paging {
        page: 1,
        size: MOST_ROWS,
    };

    /// A file of this name (without its ending) with its headings in a language.
    pub fn new(
        name: &'static str,
        language: Language,
        headings: impl IntoIterator<Item = Text>,
    ) -> Self {
        let headings = headings.into_iter();
        Self {
            name,
            language,
            headings: headings.map(|text| text.in_language(language)).collect(),
            rows: Vec::new(),
        }
    }

    /// A heading that is the same in all languages, such as the code of a currency, at the end.
    pub fn heading(mut self, word: impl Into<String>) -> Self {
        self.headings.push(word.into());
        self
    }

    /// The rows of a list, each as one cell per heading.
    ///
    /// # Errors
    /// `Conflict` when the list is longer than a file may be.
    pub fn rows<T>(mut self, list: Paginated<T>, cells: impl Fn(T) -> Vec<Cell>) -> Result<Self> {
        if list.total > MOST_ROWS {
            return Err(Error::conflict(
                Text::new("list-too-long").arg("most", MOST_ROWS),
            ));
        }
        self.rows = list.rows.into_iter().map(cells).collect();
        Ok(self)
    }

    /// The file. Takes a while for a long list: to be called where a thread may be kept busy, as in `db.read`.
    ///
    /// # Errors
    /// When it cannot be put together.
    pub fn file(&self, kind: FileKind) -> Result<File> {
        let content = match kind {
            FileKind::Csv => self.csv().map_err(Error::internal)?,
            FileKind::Xlsx => self.xlsx().map_err(Error::internal)?,
        };
        Ok(File {
            name: format!("{}.{}", self.name, kind.extension()),
            content_type: kind.content_type(),
            content,
        })
    }

    fn csv(&self) -> std::result::Result<Vec<u8>, csv::Error> {
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        writer.write_record(&self.headings)?;
        for row in &self.rows {
            writer.write_record(row.iter().map(plain))?;
        }
        writer
            .into_inner()
            .map_err(|error| error.into_error().into())
    }

    fn xlsx(&self) -> std::result::Result<Vec<u8>, XlsxError> {
        let bold = Format::new()
            .set_bold()
            .set_border_bottom(FormatBorder::Thin);
        let mut book = Workbook::new();
        let sheet = book
            .add_worksheet()
            .set_name(self.name)?
            .set_right_to_left(self.language.direction() == "rtl");
        for (column, heading) in (0..).zip(&self.headings) {
            sheet.write_string_with_format(0, column, heading, &bold)?;
            sheet.set_column_width(column, self.width(usize::from(column)))?;
        }
        sheet.set_freeze_panes(1, 0)?;
        let formats = Formats::new(self.language);
        for (n, row) in (1..).zip(&self.rows) {
            for (column, cell) in (0..).zip(row) {
                formats.write(sheet, n, column, cell)?;
            }
        }
        book.save_to_buffer()
    }

    /// Wide enough for what stands in a column, within reason.
    fn width(&self, column: usize) -> f64 {
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        let letters = cells.map(|cell| plain(cell).chars().count()).max();
        let heading = self.headings[column].chars().count();
        letters.unwrap_or(0).max(heading).clamp(6, 48) as f64 + 2.0
    }
}

/// A cell as CSV has it.
fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Blank => String::new(),
        Cell::Text(text) if text.starts_with(BEGINS_A_FORMULA) => format!("'{text}"),
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
        Cell::Day(day) => day.to_string(),
        Cell::Moment(moment) => moment.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        Cell::Status(status) => status.label().to_owned(),
    }
}

/// How Excel shows what is no text.
struct Formats {
    language: Language,
    day: Format,
    moment: Format,
    /// By digits after the point.
    numbers: [Format; 5],
}

impl Formats {
    fn new(language: Language) -> Self {
        let format = |words: &str| Format::new().set_num_format(words);
        Self {
            language,
            day: format("yyyy-mm-dd"),
            moment: format("yyyy-mm-dd\"T\"hh:mm:ss\"Z\""),
            numbers: ["0", "0.0", "0.00", "0.000", "0.0000"].map(format),
        }
    }

    fn write(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        cell: &Cell,
    ) -> std::result::Result<(), XlsxError> {
        match cell {
            Cell::Blank => {}
            Cell::Text(text) => {
                let text: String = text.chars().take(MOST_LETTERS).collect();
                sheet.write_string(row, column, text)?;
            }
            Cell::Number(number) => {
                let digits = (number.scale() as usize).min(self.numbers.len() - 1);
                let amount = number.to_f64().unwrap_or_default();
                sheet.write_number_with_format(row, column, amount, &self.numbers[digits])?;
            }
            Cell::Day(day) => {
                let year = u16::try_from(day.year()).unwrap_or_default();
                match ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8) {
                    Ok(day) => sheet.write_datetime_with_format(row, column, &day, &self.day)?,
                    // Excel knows no day before 1900.
                    Err(_) => sheet.write_string(row, column, plain(cell))?,
                };
            }
            Cell::Status(status) => {
                let word = Text::new(status.text_key()).in_language(self.language);
                sheet.write_string(row, column, word)?;
            }
            Cell::Moment(moment) => {
                let moment = ExcelDateTime::from_timestamp(moment.timestamp())?;
                sheet.write_datetime_with_format(row, column, &moment, &self.moment)?;
            }
        }
        Ok(())
    }
}

/// Something to be kept, with the name it is kept under.
pub struct File {
    name: String,
    content_type: &'static str,
    content: Vec<u8>,
}

impl File {
    /// A file that was made elsewhere; `name` without its ending.
    pub fn new(name: &str, kind: FileKind, content: Vec<u8>) -> Self {
        Self {
            name: format!("{name}.{}", kind.extension()),
            content_type: kind.content_type(),
            content,
        }
    }
}

impl From<File> for Response {
    fn from(file: File) -> Self {
        Self::builder()
            .content_type(file.content_type)
            .header(
                header::CONTENT_DISPOSITION,
                format!("attachment; filename=\"{}\"", file.name),
            )
            .header(header::CACHE_CONTROL, "private, no-store")
            .body(file.content)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};

    use super::*;

    fn sheet(rows: Vec<Vec<Cell>>) -> Sheet {
        let total = rows.len() as i64;
        let list = Paginated::new(rows, total, Sheet::PAGING);
        Sheet::new("things", Language::En, [])
            .heading("Name")
            .heading("USD")
            .rows(list, |row| row)
            .unwrap()
    }

    fn csv(rows: Vec<Vec<Cell>>) -> String {
        String::from_utf8(sheet(rows).file(FileKind::Csv).unwrap().content).unwrap()
    }

    #[test]
    fn text_has_commas_plain_figures_and_iso_dates() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 8).unwrap();
        let moment: DateTime<Utc> = "2026-11-08T06:30:00Z".parse().unwrap();

        assert_eq!(
            csv(vec![
                vec!["Şal, \"yün\"".into(), Decimal::new(12500, 3).into()],
                vec![day.into(), Cell::from(None::<i32>)],
                vec![moment.into(), (-3).into()],
            ]),
            "Name,USD\r\n\"Şal, \"\"yün\"\"\",12.500\r\n2026-11-08,\r\n2026-11-08T06:30:00Z,-3\r\n"
        );
    }

    #[test]
    fn a_text_is_never_a_formula() {
        for text in ["=1+1", "+1", "-1", "@x", "\tx", "\rx"] {
            let file = csv(vec![vec![text.into(), 1.into()]]);
            assert!(file.contains(&format!("'{text}")), "{file:?}");
        }
        assert!(csv(vec![vec!["a=1".into(), 1.into()]]).contains("\r\na=1,1"));

        let file = sheet(vec![vec!["=1+1".into(), 1.into()]]);
        let content = file.file(FileKind::Xlsx).unwrap().content;
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(content)).unwrap();
        let formulas = book.worksheet_formula("things").unwrap();
        let cells = book.worksheet_range("things").unwrap();

        assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()));
        assert_eq!(
            cells.get_value((1, 0)),
            Some(&Data::String("=1+1".to_owned()))
        );
        assert_eq!(cells.get_value((1, 1)), Some(&Data::Float(1.0)));
    }

    #[test]
    fn programs_read_the_stored_label_of_a_status_and_people_the_word() {
        let rows = || vec![vec![Status::Cancelled.into(), 1.into()]];

        assert_eq!(csv(rows()), "Name,USD\r\nCanceled,1\r\n");
        let content = sheet(rows()).file(FileKind::Xlsx).unwrap().content;
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(content)).unwrap();
        let cells = book.worksheet_range("things").unwrap();
        assert_eq!(
            cells.get_value((1, 0)),
            Some(&Data::String("Cancelled".to_owned()))
        );
    }

    #[test]
    fn a_list_that_is_too_long_is_refused_not_cut() {
        let list = Paginated::new(vec![()], MOST_ROWS + 1, Sheet::PAGING);

        let refused = Sheet::new("things", Language::En, []).rows(list, |()| Vec::new());

        assert!(matches!(refused, Err(Error::Conflict(_))));
    }
}
