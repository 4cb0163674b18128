//! `log/supervisor.log`, where everything below a supervisor in the background writes what it says: begun anew every
//! day, with as many days kept, of the same size at most, as of a country.
//!
//! All who write hold the file open, so it is not renamed but emptied; what stood in it goes into a file of its day.

use std::fs::{OpenOptions, Permissions};
use std::io::{Seek, SeekFrom};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use chrono::{DateTime, NaiveDate, Utc};
use rustix::fs::OFlags;

use crate::kernel::clock::Clock;
use crate::platform::config::Log;
use crate::platform::paths::Paths;

/// As the logs of countries: read by their owner and its group.
const MODE: u32 = 0o640;
/// Between two looks.
const LOOK: Duration = Duration::from_secs(15);

/// Where it is.
pub fn file(paths: &Paths) -> PathBuf {
    paths.log.join("supervisor.log")
}

/// Opens it to be written to, itself and nothing it links to: its folder is the unprivileged user's. What it holds of countries and, in dev, of mails is not for everybody on the machine.
///
/// # Errors
/// When the file system refuses.
pub fn open(file: &Path) -> Result<std::fs::File> {
    let cannot = || format!("{} cannot be written", file.display());
    let opened = private().append(true).open(file).with_context(cannot)?;
    // One that an older release made.
    opened
        .set_permissions(Permissions::from_mode(MODE))
        .with_context(cannot)?;
    Ok(opened)
}

fn private() -> OpenOptions {
    let mut options = itself();
    options.create(true).mode(MODE);
    options
}

/// Whoever may write into the folder could put a link there, or a pipe nobody reads.
fn itself() -> OpenOptions {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let mut options = OpenOptions::new();
    options.custom_flags(flags.bits() as i32);
    options
}

/// Keeps the file small until the task is dropped; `now_in_force` gives the settings as they are.
pub(super) async fn watch(
    file: PathBuf,
    clock: Clock,
    now_in_force: impl Fn() -> Log + Send + 'static,
) {
    let mut day = clock.now().date_naive();
    loop {
        tokio::time::sleep(LOOK).await;
        let (today, limits, path) = (clock.now().date_naive(), now_in_force(), file.clone());
        let looked = move || keep_small(&path, day, today, &limits);
        match tokio::task::spawn_blocking(looked).await {
            Ok(Ok(())) => day = today,
            Ok(Err(error)) => tracing::warn!(error = format!("{error:#}"), "log/supervisor.log"),
            Err(error) => tracing::warn!(%error, "log/supervisor.log"),
        }
    }
}

/// Puts aside what a supervisor of another day left.
///
/// # Errors
/// When the file system refuses.
pub fn begin(file: &Path, limits: &Log) -> Result<()> {
    let Ok(meta) = file.metadata() else {
        return Ok(());
    };
    let written = DateTime::<Utc>::from(meta.modified()?).date_naive();
    keep_small(file, written, Clock::default().now().date_naive(), limits)
}

fn keep_small(file: &Path, day: NaiveDate, today: NaiveDate, limits: &Log) -> Result<()> {
    let length = file.metadata().map_or(0, |meta| meta.len());
    if length > 0 && (day != today || length > limits.max_size) {
        put_aside(file, day, limits.max_size)?;
        remove_old(file, limits.days)?;
    }
    Ok(())
}

/// What is over `most` bytes of a day takes the place of what came before.
fn put_aside(file: &Path, day: NaiveDate, most: u64) -> Result<()> {
    let aside = file.with_extension(format!("{day}.log"));
    let cannot = || format!("{} cannot be put aside", file.display());
    let mut from = itself()
        .read(true)
        .write(true)
        .open(file)
        .with_context(cannot)?;
    let mut to = private()
        .write(true)
        .truncate(false)
        .open(&aside)
        .with_context(cannot)?;
    let before = to.seek(SeekFrom::End(0))?;
    if before + from.metadata()?.len() > most {
        to.set_len(0)?;
        to.rewind()?;
    }
    // What is written while this copies is taken too; the last lines before the file is emptied could be lost.
    std::io::copy(&mut from, &mut to).with_context(cannot)?;
    from.set_len(0).with_context(cannot)
}

fn remove_old(file: &Path, days: usize) -> Result<()> {
    let (Some(folder), Some(stem)) = (file.parent(), file.file_stem()) else {
        return Ok(());
    };
    let begin = format!("{}.", stem.to_string_lossy());
    let mut aside: Vec<PathBuf> = std::fs::read_dir(folder)?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let day = name
                .strip_prefix(&begin)
                .and_then(|rest| rest.strip_suffix(".log"));
            day.is_some_and(|day| day.parse::<NaiveDate>().is_ok())
        })
        .collect();
    // Days in names sort as days; today's file is one of them.
    aside.sort();
    let surplus = aside.len().saturating_sub(days.saturating_sub(1));
    for old in aside.into_iter().take(surplus) {
        std::fs::remove_file(&old)
            .with_context(|| format!("{} cannot be removed", old.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn limits(days: usize, max_size: u64) -> Log {
        Log {
            json: false,
            level: "info".into(),
            days,
            max_size,
        }
    }

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, number).unwrap()
    }

    #[test]
    fn each_day_goes_into_a_file_of_its_own_and_writers_go_on_in_the_emptied_one() {
        let folder = std::env::temp_dir().join(format!("cts-own-log-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("supervisor.log");
        let mut writer = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&file)
            .unwrap();
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap_or_default();

        for number in 1..=4 {
            writeln!(writer, "day {number}").unwrap();
            keep_small(&file, day(number), day(number), &limits(3, 100)).unwrap();
            assert_eq!(read("supervisor.log"), format!("day {number}\n"));
            keep_small(&file, day(number), day(number + 1), &limits(3, 100)).unwrap();
        }
        writer.write_all(&[b'x'; 120]).unwrap();
        keep_small(&file, day(5), day(5), &limits(3, 100)).unwrap();
        writeln!(writer, "after").unwrap();

        let names =
            ["1", "2", "3", "4", "5"].map(|n| read(&format!("supervisor.2026-11-0{n}.log")));
        let after = read("supervisor.log");
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(names[..4], ["", "", "", "day 4\n"]);
        assert_eq!(names[4].len(), 120, "a day that is too long begins anew");
        assert_eq!(after, "after\n");
    }
}
