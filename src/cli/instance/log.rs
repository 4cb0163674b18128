//! `log tail`: the last lines of this country's log, and what comes.

use std::fs::File;
use std::io::{BufRead, BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use clap::Subcommand;

use super::backup::place;
use crate::cli::failure::Failure;
use crate::cli::session::Session;

/// Between two looks for more.
const LOOK: Duration = Duration::from_millis(300);
/// Read from the end of a file at most, to find its last lines.
const END: u64 = 4 << 20;

/// The log of this country
#[derive(Subcommand, Debug)]
#[command(after_help = "Examples:\n  log tail --level warn\n  log tail --follow")]
pub enum Command {
    /// The last lines, and with --follow those to come
    #[command(
        after_help = "Examples:\n  log tail\n  log tail --lines 200 --level warn\n  log tail --follow"
    )]
    Tail(TailArgs),
}

/// Options of `log tail`.
#[derive(clap::Args, Debug)]
pub struct TailArgs {
    /// How many lines
    #[arg(
        short = 'n',
        long,
        default_value_t = 50,
        value_name = "LINES",
        allow_negative_numbers = true
    )]
    lines: usize,
    /// Go on with what comes, until Ctrl-C
    #[arg(short, long)]
    follow: bool,
    /// Only lines of this level or a worse one
    #[arg(long, value_parser = ["error", "warn", "info", "debug"])]
    level: Option<String>,
}

impl Command {
    /// Runs the command.
    pub async fn run(self, session: &mut Session) -> anyhow::Result<()> {
        let Self::Tail(args) = self;
        let (_, paths) = place(session)?;
        let folder = paths.log.join(&session.settings.key);
        let file = newest(&folder)?;
        let levels = levels(args.level.as_deref());
        let (lines, end) = last_lines(&file, args.lines, &levels)?;
        if args.follow {
            session.out.flow()?;
        }
        for line in lines {
            session.out.text(line)?;
        }
        if args.follow {
            follow(&folder, file, end, &levels, session).await?;
        }
        Ok(())
    }
}

/// The file of the latest day.
fn newest(folder: &Path) -> anyhow::Result<PathBuf> {
    let files = std::fs::read_dir(folder)
        .with_context(|| format!("the logs in {} cannot be read", folder.display()))?;
    files
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "log"))
        .max()
        .ok_or_else(|| {
            Failure::refused(format!("there is no log in {} yet", folder.display())).into()
        })
}

/// The words that stand for a level and those worse.
fn levels(asked: Option<&str>) -> Vec<&'static str> {
    let all = ["ERROR", "WARN", "INFO", "DEBUG"];
    let count = match asked {
        None => return Vec::new(),
        Some("error") => 1,
        Some("warn") => 2,
        Some("info") => 3,
        Some(_) => 4,
    };
    all[..count].to_vec()
}

/// Text lines name their level as a word, JSON lines as a value.
fn is_wanted(line: &str, levels: &[&str]) -> bool {
    levels.is_empty()
        || levels.iter().any(|level| {
            line.contains(&format!(" {level} ")) || line.contains(&format!("\"level\":\"{level}\""))
        })
}

fn last_lines(path: &Path, count: usize, levels: &[&str]) -> anyhow::Result<(Vec<String>, u64)> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let start = length.saturating_sub(END);
    file.seek(SeekFrom::Start(start))?;
    let mut reader = BufReader::new(file);
    if start > 0 {
        // In the middle of a line, most likely.
        reader.read_until(b'\n', &mut Vec::new())?;
    }
    let lines: Vec<String> = reader
        .lines()
        .map_while(Result::ok)
        .filter(|line| is_wanted(line, levels))
        .collect();
    let skip = lines.len().saturating_sub(count);
    Ok((lines.into_iter().skip(skip).collect(), length))
}

async fn follow(
    folder: &Path,
    mut path: PathBuf,
    mut end: u64,
    levels: &[&str],
    session: &mut Session,
) -> anyhow::Result<()> {
    let mut ear = session.listen()?.ear();
    loop {
        tokio::select! {
            () = ear.next() => break,
            () = tokio::time::sleep(LOOK) => {}
        }
        let mut file = File::open(&path)?;
        file.seek(SeekFrom::Start(end))?;
        let mut reader = BufReader::new(file);
        let mut line = String::new();
        // A line that is not whole yet is left for the next look.
        while reader.read_line(&mut line)? > 0 && line.ends_with('\n') {
            end += line.len() as u64;
            if is_wanted(&line, levels) {
                session.out.text(line.trim_end())?;
            }
            line.clear();
        }
        let now = newest(folder)?;
        if now != path {
            (path, end) = (now, 0);
        }
    }
    if session.is_typed {
        return Ok(());
    }
    Err(Failure::interrupted("ended by Ctrl-C").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_lines_of_a_level_are_found_in_both_forms() {
        let folder = std::env::temp_dir().join(format!("cts-log-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("2026-11-26.log"), "old\n").unwrap();
        std::fs::write(
            folder.join("2026-11-27.log"),
            "turkey t  INFO a\nturkey t  WARN b\n{\"instance\":\"turkey\",\"level\":\"ERROR\",\"message\":\"c\"}\nturkey t  INFO d\n",
        )
        .unwrap();

        let file = newest(&folder).unwrap();
        let (all, end) = last_lines(&file, 3, &[]).unwrap();
        let (bad, _) = last_lines(&file, 10, &levels(Some("warn"))).unwrap();

        std::fs::remove_dir_all(folder).unwrap();
        assert_eq!(all.len(), 3);
        assert!(end > 0 && all[2].ends_with('d'));
        assert_eq!(bad.len(), 2, "{bad:?}");
    }
}
