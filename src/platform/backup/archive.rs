//! The file of a backup: a dump that `pg_restore` reads as it is, then the uploaded files, the manifest, and a seal over
//! all of it. One changed byte anywhere breaks the seal.
//!
//! ```text
//! dump (pg_dump, custom format) | tar of the uploaded files, may be empty | manifest (JSON)
//!   | length of the manifest (8 bytes, big endian) | SHA-256 of everything before (32) | "CTSBKUP1"
//! ```

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::tables::Table;
use crate::platform::failure::Failure;

const MAGIC: &[u8; 8] = b"CTSBKUP1";
const SEAL: u64 = 8 + 32 + 8;
/// Longer manifests are none of ours.
const LONGEST_MANIFEST: u64 = 16 << 20;

/// How the files of backups end.
pub const ENDING: &str = "ctsbackup";

/// What a backup says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub country: String,
    /// When the snapshot was taken.
    pub taken_at: DateTime<Utc>,
    /// `nightly` or `command`.
    pub kind: String,
    /// Of `cts`.
    pub version: String,
    /// Of PostgreSQL.
    pub server_version: String,
    /// The newest migration that had run.
    pub schema: String,
    /// Bytes of the dump.
    pub dump_bytes: u64,
    /// Bytes of the tar with the uploaded files; 0 when there were none.
    pub files_bytes: u64,
    /// Bytes the database took, as a measure of what a restored copy will.
    pub database_bytes: u64,
    pub tables: Vec<Table>,
}

impl Manifest {
    /// Rows in all tables.
    pub fn rows(&self) -> i64 {
        self.tables.iter().map(|table| table.rows).sum()
    }
}

/// Puts manifest and seal behind what a file holds already, and writes it through to the disk.
///
/// # Errors
/// When the file system refuses.
pub(super) fn seal(path: &Path, manifest: &Manifest) -> Result<()> {
    let mut file = File::options().read(true).append(true).open(path)?;
    let text = serde_json::to_vec(manifest)?;
    file.write_all(&text)?;
    file.write_all(&(text.len() as u64).to_be_bytes())?;
    let length = file.metadata()?.len();
    let sum = sum_of(&mut file, length)?;
    file.write_all(&sum)?;
    file.write_all(MAGIC)?;
    file.sync_all()?;
    Ok(())
}

/// Where the manifest lies beside a backup.
pub fn beside(path: &Path) -> PathBuf {
    path.with_extension("json")
}

/// Reads a backup's manifest after looking at every byte of the file.
///
/// # Errors
/// When it is no backup, is not whole, or a byte changed; or when the manifest beside it says something else.
pub(super) fn open(path: &Path) -> Result<Manifest> {
    let unreadable = || format!("{} cannot be read", path.display());
    let mut file = File::open(path).with_context(unreadable)?;
    if file.metadata().with_context(unreadable)?.is_dir() {
        let message = format!("{} is a folder, not a backup", path.display());
        return Err(Failure::wrong_input(message)
            .hint(format!("name one of the files in it that end in .{ENDING}"))
            .into());
    }
    let End {
        manifest,
        before_manifest,
        sum,
    } = read_end(&mut file, path)?;
    let sealed = file.metadata()?.len() - 40;
    if sum_of(&mut file, sealed)? != sum {
        return Err(damaged(path, "its checksum is not right"));
    }
    if manifest.dump_bytes.checked_add(manifest.files_bytes) != Some(before_manifest) {
        return Err(damaged(path, "it is not as long as it says"));
    }
    let sidecar = beside(path);
    if let Ok(text) = std::fs::read(&sidecar) {
        let says: Option<Manifest> = serde_json::from_slice(&text).ok();
        if says.as_ref() != Some(&manifest) {
            return Err(damaged(&sidecar, "it is not what the backup itself says"));
        }
    }
    Ok(manifest)
}

/// Reads the manifest alone, for lists; the rest of the file is not looked at.
///
/// # Errors
/// When it is no backup.
pub(super) fn glance(path: &Path) -> Result<Manifest> {
    let mut file = File::open(path)?;
    Ok(read_end(&mut file, path)?.manifest)
}

/// What stands at the end of a backup.
struct End {
    manifest: Manifest,
    /// Bytes of what lies before it.
    before_manifest: u64,
    sum: [u8; 32],
}

fn read_end(file: &mut File, path: &Path) -> Result<End> {
    let length = file.metadata()?.len();
    if length < SEAL {
        return Err(damaged(path, "it is too short to be a backup"));
    }
    file.seek(SeekFrom::Start(length - SEAL))?;
    let mut end = [0_u8; SEAL as usize];
    file.read_exact(&mut end)?;
    if &end[40..] != MAGIC {
        return Err(damaged(path, "it does not end as a backup of CTS does"));
    }
    let mut number = [0_u8; 8];
    number.copy_from_slice(&end[..8]);
    let mut sum = [0_u8; 32];
    sum.copy_from_slice(&end[8..40]);
    let size = u64::from_be_bytes(number);
    if size > LONGEST_MANIFEST || size + SEAL > length {
        return Err(damaged(path, "its manifest cannot be found"));
    }
    file.seek(SeekFrom::Start(length - SEAL - size))?;
    let mut text = vec![0_u8; size as usize];
    file.read_exact(&mut text)?;
    let manifest =
        serde_json::from_slice(&text).map_err(|_| damaged(path, "its manifest cannot be read"))?;
    Ok(End {
        manifest,
        before_manifest: length - SEAL - size,
        sum,
    })
}

fn damaged(path: &Path, why: &str) -> anyhow::Error {
    let backup = path.with_extension(ENDING);
    // What lies beside a backup is named alike.
    let hint = if path != backup && backup.is_file() {
        format!("the backup is {}", backup.display())
    } else {
        "take another backup; `cts -i KEY backup list` shows what there is".to_owned()
    };
    Failure::broken(format!("{} is damaged: {why}", path.display()))
        .hint(hint)
        .into()
}

/// The checksum of the first bytes of a file, without holding them.
fn sum_of(file: &mut File, length: u64) -> Result<[u8; 32]> {
    file.seek(SeekFrom::Start(0))?;
    let mut reader = BufReader::with_capacity(1 << 20, file).take(length);
    let mut sum = Sha256::new();
    let mut buffer = vec![0_u8; 1 << 18];
    loop {
        let read = reader.read(&mut buffer)?;
        if read == 0 {
            return Ok(sum.finalize().into());
        }
        sum.update(&buffer[..read]);
    }
}

/// A part of a backup, to be read by another program.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn part(path: &Path, start: u64, length: u64) -> Result<impl Read + use<>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(start))?;
    Ok(file.take(length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        Manifest {
            country: "turkey".into(),
            taken_at: DateTime::UNIX_EPOCH,
            kind: "command".into(),
            version: "0.1.0".into(),
            server_version: "15.0".into(),
            schema: "20261127".into(),
            dump_bytes: 9,
            files_bytes: 0,
            database_bytes: 100,
            tables: Vec::new(),
        }
    }

    #[test]
    fn one_changed_byte_anywhere_is_found_with_and_without_the_file_beside() {
        let folder = std::env::temp_dir().join(format!("cts-archive-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("one.ctsbackup");
        std::fs::write(&path, b"PGDMP....").unwrap();
        seal(&path, &manifest()).unwrap();
        let whole = std::fs::read(&path).unwrap();

        assert_eq!(open(&path).unwrap(), manifest());
        for with_beside in [false, true] {
            std::fs::write(&path, &whole).unwrap();
            if with_beside {
                std::fs::write(beside(&path), serde_json::to_vec(&manifest()).unwrap()).unwrap();
                open(&path).unwrap();
            }
            for at in 0..whole.len() {
                let mut changed = whole.clone();
                changed[at] ^= 0x20;
                std::fs::write(&path, &changed).unwrap();
                assert!(open(&path).is_err(), "byte {at}");
            }
        }
        std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        assert!(open(&path).is_err(), "cut off");
        std::fs::write(&path, b"PGDMP....and more").unwrap();
        seal(&path, &manifest()).unwrap();
        assert!(
            open(&path).is_err(),
            "sealed over what somebody else wrote into it"
        );
        let folder_itself = format!("{:#}", open(&folder).unwrap_err());
        assert!(
            folder_itself.contains(&folder.display().to_string()),
            "{folder_itself}"
        );
        std::fs::write(&path, &whole).unwrap();
        let beside_it = open(&beside(&path)).unwrap_err();
        let beside_it = beside_it.downcast::<Failure>().unwrap().hint.unwrap();
        assert_eq!(beside_it, format!("the backup is {}", path.display()));
        let mut other = manifest();
        other.dump_bytes = 8;
        std::fs::write(beside(&path), serde_json::to_vec(&other).unwrap()).unwrap();
        assert!(open(&path).is_err(), "the file beside says something else");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
