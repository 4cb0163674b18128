//! What commands print: data to stdout as a table or as JSON, talk to stderr.
//!
//! Tables are for people and may change; JSON is for programs and is documented in `docs/cli.md`.

use std::borrow::Cow;
use std::io::{IsTerminal, Write};

use comfy_table::{
    Attribute, Cell, CellAlignment, ColumnConstraint, ContentArrangement, Table, Width,
};
use serde::Serialize;

use super::pager;

/// One column of a table: its heading and what it shows of a row.
pub struct Column<'a, T> {
    heading: &'static str,
    alignment: CellAlignment,
    show: Box<dyn Fn(&T) -> String + 'a>,
}

impl<'a, T> Column<'a, T> {
    /// A column of words.
    pub fn new(heading: &'static str, show: impl Fn(&T) -> String + 'a) -> Self {
        Self {
            heading,
            alignment: CellAlignment::Left,
            show: Box::new(show),
        }
    }

    /// A column of numbers.
    pub fn number(heading: &'static str, show: impl Fn(&T) -> String + 'a) -> Self {
        Self {
            alignment: CellAlignment::Right,
            ..Self::new(heading, show)
        }
    }
}

/// Where a command's output goes and in which form.
pub struct Out {
    data: Box<dyn Write + Send>,
    talk: Box<dyn Write + Send>,
    json: bool,
    /// Width of the terminal matters and headings may be bold.
    terminal: bool,
    held: Option<Held>,
}

/// What a command of the interactive shell printed and said so far, for the pager if it is long.
#[derive(Default)]
struct Held {
    data: Vec<u8>,
    /// Said after the data; what is said before any data is shown at once.
    talk: Vec<u8>,
}

impl Out {
    /// The process's own stdout and stderr.
    pub fn standard(json: bool) -> Self {
        let terminal = std::io::stdout().is_terminal();
        Self {
            data: Box::new(std::io::stdout()),
            talk: Box::new(std::io::stderr()),
            json,
            terminal,
            held: None,
        }
    }

    /// Anywhere else; for tests.
    pub fn to(data: Box<dyn Write + Send>, talk: Box<dyn Write + Send>, json: bool) -> Self {
        Self {
            data,
            talk,
            json,
            terminal: false,
            held: None,
        }
    }

    /// Whether programs read this.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Switches between tables and JSON; the shell does so per line.
    pub fn set_json(&mut self, json: bool) {
        self.json = json;
    }

    /// Holds back what is printed from now on, so that it can go through a pager; only on a terminal.
    pub fn hold(&mut self) {
        if self.terminal {
            self.held = Some(Held::default());
        }
    }

    /// Shows what was held back, and holds back nothing more.
    pub fn release(&mut self) -> anyhow::Result<()> {
        let Some(held) = self.held.take() else {
            return Ok(());
        };
        if !(pager::is_long(&held.data) && pager::show(&held.data)?) {
            self.data.write_all(&held.data)?;
            self.data.flush()?;
        }
        self.talk.write_all(&held.talk)?;
        Ok(self.talk.flush()?)
    }

    /// Holds back nothing any more, for what goes on and on: no pager shows what is still to come.
    pub fn flow(&mut self) -> anyhow::Result<()> {
        if let Some(held) = self.held.take() {
            self.data.write_all(&held.data)?;
            self.data.flush()?;
            self.talk.write_all(&held.talk)?;
            self.talk.flush()?;
        }
        Ok(())
    }

    /// Shows what was held back before a question that is about it.
    pub fn show_held(&mut self) -> anyhow::Result<()> {
        let was_holding = self.held.is_some();
        self.release()?;
        if was_holding {
            self.hold();
        }
        Ok(())
    }

    fn data(&mut self) -> &mut (dyn Write + Send) {
        match &mut self.held {
            Some(held) => &mut held.data,
            None => &mut *self.data,
        }
    }

    /// One line for the person at the terminal. Errors of the database repeat what was scanned, so that here too
    /// nothing commands the terminal.
    pub fn say(&mut self, line: impl AsRef<str>) -> anyhow::Result<()> {
        let line = printable(line.as_ref());
        if let Some(held) = self.held.as_mut().filter(|held| !held.data.is_empty()) {
            return Ok(writeln!(held.talk, "{line}")?);
        }
        writeln!(self.talk, "{line}")?;
        Ok(self.talk.flush()?)
    }

    /// A line beside the work, such as a step of it: that nobody reads it any more stops nothing.
    pub fn mention(&mut self, line: impl AsRef<str>) {
        let _ = self.say(line);
    }

    /// Text that is the answer itself.
    pub fn text(&mut self, text: impl AsRef<str>) -> anyhow::Result<()> {
        writeln!(self.data(), "{}", text.as_ref())?;
        Ok(self.data().flush()?)
    }

    /// A value as JSON.
    pub fn json(&mut self, value: &impl Serialize) -> anyhow::Result<()> {
        serde_json::to_writer_pretty(self.data(), value)?;
        self.text("")
    }

    /// A list: a JSON array, or a table with a word when it is empty.
    pub fn list<T: Serialize>(
        &mut self,
        rows: &[T],
        columns: &[Column<'_, T>],
    ) -> anyhow::Result<()> {
        if self.json {
            return self.json(&rows);
        }
        self.table(rows, columns)
    }

    /// A table, whatever the form of the rest.
    pub fn table<T>(&mut self, rows: &[T], columns: &[Column<'_, T>]) -> anyhow::Result<()> {
        if rows.is_empty() {
            return self.say("nothing found");
        }
        let headings = columns.iter().map(|c| (c.heading, c.alignment)).collect();
        let cells = rows
            .iter()
            .map(|row| columns.iter().map(|c| (c.show)(row)).collect())
            .collect();
        self.grid(headings, cells)
    }

    /// A table below others, left out when it is empty.
    pub fn section<T>(&mut self, rows: &[T], columns: &[Column<'_, T>]) -> anyhow::Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        self.text("")?;
        self.table(rows, columns)
    }

    /// A table of headings and cells that are words already.
    pub fn grid(
        &mut self,
        headings: Vec<(&str, CellAlignment)>,
        rows: Vec<Vec<String>>,
    ) -> anyhow::Result<()> {
        let mut table = Table::new();
        table.load_style(comfy_table::presets::NOTHING);
        let bold = self.terminal && std::env::var_os("NO_COLOR").is_none();
        table.set_header(headings.iter().map(|(heading, _)| {
            let cell = Cell::new(printable(&heading.to_uppercase()));
            if bold {
                cell.add_attribute(Attribute::Bold)
            } else {
                cell
            }
        }));
        if self.terminal {
            table.set_content_arrangement(ContentArrangement::Dynamic);
        } else {
            table.force_no_tty();
        }
        if let Some(width) = table.width().filter(|_| self.terminal)
            && let Some(words) = longest_words(&headings, &rows, width)
        {
            let narrow: Vec<_> = words.into_iter().map(whole_words).collect();
            table.set_constraints(narrow);
        }
        for row in rows {
            table.add_row(row.iter().map(|cell| printable(cell)));
        }
        for (index, (_, alignment)) in headings.iter().enumerate() {
            if let Some(column) = table.column_mut(index) {
                column.set_cell_alignment(*alignment);
                column.set_padding((0, GAP));
            }
        }
        for line in table.lines() {
            writeln!(self.data(), "{}", line.trim_end())?;
        }
        Ok(self.data().flush()?)
    }

    /// One thing as a list of names and values.
    pub fn record(&mut self, fields: &[(&str, String)]) -> anyhow::Result<()> {
        let width = fields.iter().map(|(name, _)| name.chars().count());
        let width = width.max().unwrap_or(0);
        for (name, value) in fields {
            let line = format!("{:width$}  {}", printable(name), printable(value));
            writeln!(self.data(), "{}", line.trim_end())?;
        }
        Ok(self.data().flush()?)
    }
}

/// Blanks between columns.
const GAP: u16 = 2;

/// The width of each column's longest word; none when they have no room side by side.
fn longest_words(
    headings: &[(&str, CellAlignment)],
    rows: &[Vec<String>],
    width: u16,
) -> Option<Vec<u16>> {
    let longest = |text: &str| {
        let words = text.split_whitespace().map(|word| word.chars().count());
        words.max().unwrap_or(0)
    };
    let of_column = |(index, (heading, _)): (usize, &(&str, CellAlignment))| {
        let cells = rows.iter().filter_map(|row| row.get(index));
        let cells = cells.map(|cell| longest(cell)).max().unwrap_or(0);
        u16::try_from(cells.max(longest(heading))).ok()
    };
    let words: Vec<u16> = headings
        .iter()
        .enumerate()
        .map(of_column)
        .collect::<Option<_>>()?;
    let needed: usize = words.iter().map(|word| usize::from(word + GAP)).sum();
    (needed <= usize::from(width)).then_some(words)
}

/// A column is not made so narrow that words are broken.
fn whole_words(longest: u16) -> ColumnConstraint {
    ColumnConstraint::LowerBoundary(Width::Fixed(longest + GAP))
}

/// What a terminal shows and does not obey: codes and places were typed by anybody who can fill in a form. Signs that
/// control it, or turn the writing of what follows, are shown as pictures.
fn printable(text: &str) -> Cow<'_, str> {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_plain = |c: char| matches!(c, '\n' | '\t') || !(c.is_control() || turns(c));
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let shown = text.chars().map(|c| match c {
        _ if is_plain(c) => c,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        _ => '\u{fffd}',
    });
    Cow::Owned(shown.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_was_scanned_commands_the_terminal() {
        let scanned = "\u{1b}[31mRED\u{7}\u{202e}x\u{9b}2J";

        assert_eq!(printable(scanned), "␛[31mRED␇\u{fffd}x\u{fffd}2J");
        assert_eq!(printable("two\nlines شحنة"), "two\nlines شحنة");
    }

    #[test]
    fn columns_are_as_wide_as_their_longest_word_where_there_is_room() {
        let headings = [
            ("code", CellAlignment::Left),
            ("since", CellAlignment::Left),
        ];
        let rows = [vec!["/TR962.14".into(), "2026-11-28 19:20:47".into()]];

        assert_eq!(longest_words(&headings, &rows, 23), Some(vec![9, 10]));
        assert_eq!(longest_words(&headings, &rows, 22), None);
    }

    /// A reader that went away.
    struct Gone;

    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_is_mentioned_to_nobody_stops_nothing() {
        let mut out = Out::to(Box::new(Gone), Box::new(Gone), false);

        out.mention("a step");

        assert!(out.say("the outcome").is_err());
    }
}
