//! What the tables of a spreadsheet would take in memory, counted before they are read.

use quick_xml::events::{BytesStart, Event};

use super::MOST_ROWS;
use super::container::too_long;
use super::file::{Budget, MOST_COLUMNS, refused};
use crate::kernel::Result;

/// Reads XML to its end and shows each part of it.
fn each_event(
    xml: impl std::io::BufRead,
    mut look: impl FnMut(&Event<'_>) -> Result<()>,
) -> Result<()> {
    let mut reader = quick_xml::Reader::from_reader(xml);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = reader
            .read_event_into(&mut buffer)
            .map_err(|_| refused("import-broken"))?;
        look(&event)?;
        if matches!(event, Event::Eof) {
            return Ok(());
        }
    }
}

/// Counts the words that the cells of an Excel file share. The reader makes room for as many as the file claims.
pub(super) fn measure_strings(xml: impl std::io::BufRead) -> Result<()> {
    let mut budget = Budget::default();
    each_event(xml, |event| {
        if let Event::Start(tag) | Event::Empty(tag) = event {
            match tag.local_name().as_ref() {
                "sst" => Budget::default().spend(times(tag, "uniqueCount"), 0)?,
                "si" => budget.spend(1, 0)?,
                _ => {}
            }
        }
        Ok(())
    })
}

/// What the tables of an OpenDocument file take with all their repetitions, each up to its last cell with something in it.
#[derive(Default)]
struct OdsMeasure {
    budget: Budget,
    /// How far the cells of the table reach that hold something.
    deep: usize,
    wide: usize,
    rows: usize,
    row_times: usize,
    /// The columns of the row so far, those up to its last filled cell, and the bytes in them.
    columns: usize,
    filled: usize,
    words: usize,
    /// How often the last filled cell stands there.
    cell_times: usize,
}

impl OdsMeasure {
    fn end_table(&mut self) -> Result<()> {
        let area = self.deep.saturating_mul(self.wide);
        (self.rows, self.deep, self.wide) = (0, 0, 0);
        self.budget.spend(area, 0)
    }

    fn begin_row(&mut self, tag: &BytesStart<'_>) {
        self.row_times = times(tag, "table:number-rows-repeated");
        (self.columns, self.filled, self.words, self.cell_times) = (0, 0, 0, 0);
    }

    fn begin_cell(&mut self, tag: &BytesStart<'_>) -> Result<()> {
        let cell_times = times(tag, "table:number-columns-repeated");
        self.columns = self.columns.saturating_add(cell_times);
        self.cell_times = 0;
        if let Some(words) = value_bytes(tag) {
            if self.columns > MOST_COLUMNS {
                return Err(refused("import-too-wide"));
            }
            self.filled = self.columns;
            self.cell_times = cell_times;
            self.add_words(words);
        }
        Ok(())
    }

    fn add_words(&mut self, bytes: usize) {
        let all = bytes.saturating_mul(self.cell_times);
        self.words = self.words.saturating_add(all);
    }

    fn end_row(&mut self) -> Result<()> {
        self.rows = self.rows.saturating_add(self.row_times);
        if self.filled > 0 {
            if self.rows > MOST_ROWS + 1 {
                return Err(too_long());
            }
            self.deep = self.rows;
            self.wide = self.wide.max(self.filled);
            let words = self.words.saturating_mul(self.row_times);
            self.budget.spend(0, words)?;
        }
        self.cell_times = 0;
        Ok(())
    }
}

/// Counts cells and words of an OpenDocument file.
pub(super) fn measure_ods(xml: impl std::io::BufRead) -> Result<()> {
    let mut measure = OdsMeasure::default();
    each_event(xml, |event| {
        match event {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "table" => measure.end_table()?,
                "table-row" => measure.begin_row(tag),
                "table-cell" | "covered-table-cell" => measure.begin_cell(tag)?,
                // Blanks, as many as it says.
                "s" => measure.add_words(times(tag, "text:c")),
                _ => {}
            },
            Event::Text(words) => measure.add_words(words.len()),
            Event::End(tag) if tag.local_name().as_ref() == "table-row" => measure.end_row()?,
            Event::Eof => measure.end_table()?,
            _ => {}
        }
        Ok(())
    })
}

/// A number of a tag, one without it. What is no plain number may be read as a large one elsewhere.
fn times(tag: &BytesStart<'_>, name: &str) -> usize {
    tag.attributes()
        .flatten()
        .find(|attribute| attribute.key.as_ref() == name)
        .map_or(1, |attribute| attribute.value.parse().unwrap_or(usize::MAX))
}

/// How many bytes a cell's attributes give it; nothing for a blank cell.
fn value_bytes(tag: &BytesStart<'_>) -> Option<usize> {
    let mut bytes = None;
    for attribute in tag.attributes().flatten() {
        match attribute.key.as_ref() {
            "office:value-type" | "calcext:value-type" => bytes = bytes.or(Some(0)),
            "office:value"
            | "office:string-value"
            | "office:boolean-value"
            | "office:date-value"
            | "office:time-value"
            | "table:formula" => bytes = Some(bytes.unwrap_or(0) + attribute.value.len()),
            _ => {}
        }
    }
    bytes
}

/// Walks the records of an old Excel file and looks how far its cells reach, and how much the words are that they share.
pub(super) fn measure_xls(stream: &[u8]) -> Result<()> {
    let (mut rest, mut before) = (stream, 0);
    let (mut budget, mut deep, mut wide) = (Budget::default(), 0, 0);
    let mut parts: Vec<&[u8]> = Vec::new();
    let mut shared: Option<Vec<usize>> = None;
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
            // BOF in all its forms: another table begins.
            (0x0809 | 0x0009 | 0x0209 | 0x0409, _) => {
                budget.spend(deep * wide, 0)?;
                (deep, wide) = (0, 0);
            }
            // SST, and CONTINUE after it.
            (0x00fc, [_, _, _, _, _, _, _, _, words @ ..]) => parts = vec![words],
            (0x003c, words) if before == 0x00fc => parts.push(words),
            // FORMULA, NUMBER, LABEL, BOOLERR, RK, LABELSST, MULRK, RSTRING and the first version's forms of them.
            (
                0x0006 | 0x0203 | 0x0204 | 0x0205 | 0x027e | 0x00fd | 0x00bd | 0x00d6 | 0x0003
                | 0x0004,
                [r0, r1, c0, c1, value @ ..],
            ) => {
                let column = usize::from(u16::from_le_bytes([*c0, *c1]));
                let row = usize::from(u16::from_le_bytes([*r0, *r1]));
                if column >= MOST_COLUMNS {
                    return Err(refused("import-too-wide"));
                }
                if row > MOST_ROWS {
                    return Err(too_long());
                }
                (deep, wide) = (deep.max(row + 1), wide.max(column + 1));
                if let (0x00fd, [_, _, i0, i1, i2, i3, ..]) = (record, value) {
                    let at = u32::from_le_bytes([*i0, *i1, *i2, *i3]) as usize;
                    let shared = shared.get_or_insert_with(|| shared_words(&parts));
                    let bytes = shared.get(at).copied();
                    budget.spend(0, bytes.unwrap_or(LONGEST_SHARED))?;
                }
            }
            _ => {}
        }
        // What continues stays part of what it continues.
        before = if record == 0x003c { before } else { record };
        rest = next;
    }
    budget.spend(deep * wide, 0)
}

/// Bytes of the longest words that cells of an old Excel file can share.
const LONGEST_SHARED: usize = 3 * u16::MAX as usize;

/// How many bytes each of the words takes that cells of an old Excel file share, as far as they can be read.
fn shared_words(parts: &[&[u8]]) -> Vec<usize> {
    let mut words = SharedWords {
        rest: &[],
        parts: parts.iter(),
    };
    std::iter::from_fn(|| words.next_length()).collect()
}

struct SharedWords<'p> {
    rest: &'p [u8],
    parts: std::slice::Iter<'p, &'p [u8]>,
}

impl SharedWords<'_> {
    fn next_length(&mut self) -> Option<usize> {
        while self.rest.is_empty() {
            self.rest = self.parts.next()?;
        }
        let [a, b, flags, tail @ ..] = self.rest else {
            return None;
        };
        let letters = usize::from(u16::from_le_bytes([*a, *b]));
        self.rest = tail;
        let mut after = 0;
        if flags & 0x08 != 0 {
            let (runs, tail) = self.rest.split_first_chunk::<2>()?;
            after += 4 * usize::from(u16::from_le_bytes(*runs));
            self.rest = tail;
        }
        if flags & 0x04 != 0 {
            let (more, tail) = self.rest.split_first_chunk::<4>()?;
            after += u32::from_le_bytes(*more) as usize;
            self.rest = tail;
        }
        self.skip_letters(letters, flags & 0x01 != 0)?;
        while after > self.rest.len() {
            after -= self.rest.len();
            self.rest = self.parts.next()?;
        }
        self.rest = &self.rest[after..];
        Some(3 * letters)
    }

    /// Each part begins with how many bytes its letters have.
    fn skip_letters(&mut self, mut letters: usize, mut is_wide: bool) -> Option<()> {
        loop {
            let size = if is_wide { 2 } else { 1 };
            let here = letters.min(self.rest.len() / size);
            self.rest = &self.rest[here * size..];
            letters -= here;
            if letters == 0 {
                return Some(());
            }
            let (flags, tail) = self.parts.next()?.split_first()?;
            is_wide = flags & 0x01 != 0;
            self.rest = tail;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Error;

    fn message(result: Result<()>) -> String {
        match result {
            Err(Error::Invalid(errors)) => errors[0].message.key().to_owned(),
            other => panic!("{other:?}"),
        }
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
    fn tables_of_an_open_document_that_repeat_words_share_one_budget() {
        let cell = |times: u32, words: &str| {
            format!(
                "<table:table-cell table:number-columns-repeated='{times}' office:value-type='string'><text:p>{words}</text:p></table:table-cell>"
            )
        };
        let table = |rows: u32, cells: &str| {
            format!(
                "<table:table><table:table-row table:number-rows-repeated='{rows}'>{cells}</table:table-row></table:table>"
            )
        };
        let measure = |tables: &str| {
            let xml = format!(
                "<office:body xmlns:office='o' xmlns:table='t' xmlns:text='x'>{tables}</office:body>"
            );
            measure_ods(xml.as_bytes())
        };
        let hidden = "<table:table-cell office:string-value='x'/>";
        let wide = table(15_000, &cell(100, ""));

        assert!(measure(&table(50_000, &cell(10, "x"))).is_ok());
        assert!(measure(&wide).is_ok());
        assert_eq!(message(measure(&wide.repeat(2))), "import-too-much");
        let long = table(1_000, &cell(10, &"x".repeat(1_000)));
        assert_eq!(message(measure(&long)), "import-too-much");
        let blanks = cell(1, "<text:s text:c='2000000000'/>");
        assert_eq!(message(measure(&table(1, &blanks))), "import-too-much");
        let rows = table(1_000_000, hidden);
        assert_eq!(message(measure(&rows)), "import-too-many-rows");
    }

    #[test]
    fn shared_words_are_counted_and_their_number_is_not_believed() {
        let measure = |xml: &str| measure_strings(xml.as_bytes());

        assert!(measure("<sst uniqueCount='2'><si><t>a</t></si><si/></sst>").is_ok());
        let claim = "<sst uniqueCount='99999999999'><si><t>a</t></si></sst>";
        assert_eq!(message(measure(claim)), "import-too-much");
        assert_eq!(
            message(measure(&format!(
                "<sst>{}</sst>",
                "<si/>".repeat(2_000_001)
            ))),
            "import-too-much"
        );
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

    /// A record of an old Excel file.
    fn record(kind: u16, body: &[u8]) -> Vec<u8> {
        let length = body.len() as u16;
        [&kind.to_le_bytes(), &length.to_le_bytes(), body].concat()
    }

    #[test]
    fn words_shared_by_many_cells_of_an_old_file_are_counted_for_each() {
        // Three words, the second over two parts, the third rich with two runs.
        let head = [3, 0, 0, 0, 3, 0, 0, 0].as_slice();
        let first = [head, &[2, 0, 0, b'a', b'b', 0x10, 0x27, 0], &[b'x'; 4_000]].concat();
        let second = [&[1], [b'y', 0].repeat(6_000).as_slice()].concat();
        let third = [&[1, 0, 8, 2, 0, b'z'], [0_u8; 8].as_slice()].concat();
        let book = [
            record(0x00fc, &first),
            record(0x003c, &[second, third].concat()),
        ]
        .concat();
        let cell = |row: u16, word: u8| {
            let [low, high] = row.to_le_bytes();
            record(0x00fd, &[low, high, 0, 0, 0, 0, word, 0, 0, 0])
        };
        let cells = |word: u8, times: u16| {
            let cells: Vec<Vec<u8>> = (0..times).map(|row| cell(row, word)).collect();
            measure_xls(&[book.clone(), cells.concat()].concat())
        };

        assert!(cells(0, 1_000).is_ok() && cells(2, 1_000).is_ok());
        assert!(cells(1, 30).is_ok());
        assert_eq!(message(cells(1, 40)), "import-too-much");
        assert_eq!(message(cells(3, 6)), "import-too-much");
    }

    #[test]
    fn tables_of_an_old_file_share_one_budget() {
        let corner = record(0x0203, &[0x50, 0xc3, 99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let small = record(0x0203, &[0x30, 0x2a, 99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let table = record(0x0809, &[0; 16]);

        assert!(measure_xls(&[table.clone(), small.clone()].concat()).is_ok());
        assert!(measure_xls(&[table.clone(), corner].concat()).is_err());
        assert!(measure_xls(&[table, small].concat().repeat(2)).is_err());
    }
}
