//! The file that lets the stand-in remember its rows over a restart: one JSON object a line, only ever appended.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::dates::Spelling;
use super::definitions::Definition;

/// One change.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "lowercase")]
pub(super) enum Entry {
    Form {
        pk: u32,
        definition: Definition,
    },
    Reserve {
        id: i64,
    },
    Put {
        pk: u32,
        id: i64,
        uuid: String,
        created: DateTime<Utc>,
        modified: DateTime<Utc>,
        edited: Option<DateTime<Utc>>,
        spelling: Spelling,
        json: String,
    },
    Delete {
        pk: u32,
        id: i64,
    },
}

/// Where changes go; nowhere when the stand-in was started without a folder.
pub(super) struct Journal {
    file: Option<BufWriter<File>>,
}

impl Journal {
    /// A journal that forgets.
    pub(super) fn nowhere() -> Self {
        Self { file: None }
    }

    /// Opens `submissions.jsonl` in a folder and reads what it holds. A last line that a crash cut off is dropped.
    pub(super) fn open(dir: &Path) -> io::Result<(Self, Vec<Entry>)> {
        std::fs::create_dir_all(dir)?;
        let path = dir.join("submissions.jsonl");
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(path)?;
        let (entries, good) = read(&mut file)?;
        file.set_len(good)?;
        file.seek(SeekFrom::End(0))?;
        let file = Some(BufWriter::with_capacity(1 << 20, file));
        Ok((Self { file }, entries))
    }

    pub(super) fn append(&mut self, entry: &Entry) -> io::Result<()> {
        if let Some(file) = &mut self.file {
            serde_json::to_writer(&mut *file, entry)?;
            file.write_all(b"\n")?;
        }
        Ok(())
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), BufWriter::flush)
    }

    pub(super) fn truncate(&mut self) -> io::Result<()> {
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        file.flush()?;
        file.get_mut().set_len(0)?;
        file.seek(SeekFrom::Start(0)).map(|_| ())
    }
}

/// The entries of a file, and how many of its bytes are whole lines. A whole line that cannot be read is an error:
/// dropping what follows it would lose rows.
fn read(file: &mut File) -> io::Result<(Vec<Entry>, u64)> {
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let mut entries = Vec::new();
    let mut good = 0;
    let mut line = Vec::new();
    loop {
        line.clear();
        let length = reader.read_until(b'\n', &mut line)?;
        if length == 0 || !line.ends_with(b"\n") {
            return Ok((entries, good));
        }
        entries.push(serde_json::from_slice(&line)?);
        good += length as u64;
    }
}
