//! How far the sheets of an old Excel file (BIFF) reach, and what their words would take.

use super::MOST_ROWS;
use super::container::too_long;
use super::file::{Budget, MOST_COLUMNS, refused};
use crate::kernel::Result;

/// Walks the records of an old Excel file: how far its cells reach, and how often they repeat which words.
pub(super) fn measure(stream: &[u8]) -> Result<()> {
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

        assert!(measure(&cells(20_000, 0)).is_ok());
        assert!(measure(&cells(20_000, 1)).is_err());
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

        assert!(measure(&sheet(&near).repeat(3)).is_ok());
        assert!(measure(&sheet(&near).repeat(30)).is_err());
        assert!(measure(&sheet(&far)).is_err());
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

        assert!(measure(&record(5, 5)).is_ok());
        assert!(measure(&record(60_000, 0)).is_err());
        assert!(measure(&record(0, 255)).is_err());
    }
}
