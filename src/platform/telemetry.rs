//! Logs: text for people in dev, JSON otherwise, to stderr; a country's also into `log/<key>/`, one file per day and
//! a bounded number of them, each of bounded size. Every line of a country's process says which country it is.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::writer::BoxMakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::allowance::{Allowance, Grant};
use super::config::Log;
use crate::kernel::clock::Clock;

/// Writes what is still under way when it is dropped.
#[must_use]
pub struct Telemetry {
    _file: Option<WorkerGuard>,
}

/// Starts logging in this process. `instance` is the country and the folder of its files.
///
/// # Errors
/// When the folder cannot be written.
pub fn init(log: &Log, instance: Option<(&str, &Path)>) -> Result<Telemetry> {
    let key = instance.map(|(key, _)| key.to_owned());
    let stderr = Labelled {
        inner: std::io::stderr,
        // What a supervisor's output goes to is the disk of all countries too.
        allowance: key
            .as_ref()
            .map(|_| Allowance::new(log.max_size, 0, Clock::default())),
        key: key.clone(),
    };
    let (file, guard) = match instance {
        Some((key, folder)) => {
            let (writer, guard) = file(folder, log.days)?;
            let writer = Labelled {
                inner: writer,
                key: Some(key.to_owned()),
                allowance: Some(Allowance::new(
                    log.max_size,
                    written_today(folder),
                    Clock::default(),
                )),
            };
            (Some(layer(log, BoxMakeWriter::new(writer))), Some(guard))
        }
        None => (None, None),
    };
    tracing_subscriber::registry()
        .with(filter(&log.level))
        .with(layer(log, BoxMakeWriter::new(stderr)))
        .with(file)
        .try_init()
        .context("logging was started before")?;
    Ok(Telemetry { _file: guard })
}

/// Has what one piece of work says written to a file, as a supervisor would write it there; for commands, which keep no log.
pub fn into_file(log: &Log, file: std::fs::File, work: impl FnOnce()) {
    let writer = BoxMakeWriter::new(std::sync::Mutex::new(file));
    let subscriber = tracing_subscriber::registry().with(layer(log, writer));
    tracing::subscriber::with_default(subscriber, work);
}

/// Bytes of the file that today's lines go into.
fn written_today(folder: &Path) -> u64 {
    let name = Clock::default().now().format("%Y-%m-%d.log").to_string();
    std::fs::metadata(folder.join(name)).map_or(0, |meta| meta.len())
}

fn file(
    folder: &Path,
    days: usize,
) -> Result<(tracing_appender::non_blocking::NonBlocking, WorkerGuard)> {
    let appender = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_suffix("log")
        .max_log_files(days)
        .build(folder)
        .with_context(|| format!("logs cannot be written to {}", folder.display()))?;
    Ok(tracing_appender::non_blocking(appender))
}

/// What is configured; libraries that talk much are kept to what matters.
fn filter(level: &str) -> Targets {
    let quiet = Targets::new()
        .with_target("tokio_cron_scheduler", LevelFilter::WARN)
        .with_target("hyper_util", LevelFilter::WARN)
        .with_target("hyper", LevelFilter::WARN)
        .with_target("reqwest", LevelFilter::WARN)
        .with_target("rustls", LevelFilter::WARN);
    let wanted: Targets = level
        .parse()
        .unwrap_or_else(|_| Targets::new().with_default(LevelFilter::INFO));
    // What was asked for explicitly wins over our taste.
    let mut all = quiet.with_targets(
        wanted
            .iter()
            .map(|(target, level)| (target.to_owned(), level)),
    );
    if let Some(level) = wanted.default_level() {
        all = all.with_default(level);
    }
    all
}

fn layer<S>(log: &Log, writer: BoxMakeWriter) -> Box<dyn Layer<S> + Send + Sync>
where
    S: tracing::Subscriber + for<'a> tracing_subscriber::registry::LookupSpan<'a>,
{
    let base = tracing_subscriber::fmt::layer().with_writer(writer);
    if log.json {
        base.json()
            .flatten_event(true)
            .with_current_span(false)
            .with_span_list(true)
            .boxed()
    } else {
        base.with_ansi(false).boxed()
    }
}

/// Puts the country into every line: a field of the JSON, a word before the text.
struct Labelled<W> {
    inner: W,
    key: Option<String>,
    allowance: Option<Allowance>,
}

/// Writes one line.
struct LabelledWriter<'a, W> {
    inner: W,
    key: Option<&'a str>,
    allowance: Option<&'a Allowance>,
}

impl<'a, W: MakeWriter<'a>> MakeWriter<'a> for Labelled<W> {
    type Writer = LabelledWriter<'a, W::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        LabelledWriter {
            inner: self.inner.make_writer(),
            key: self.key.as_deref(),
            allowance: self.allowance.as_ref(),
        }
    }
}

impl<W: Write> Write for LabelledWriter<'_, W> {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        let Some(key) = self.key else {
            return self.inner.write(line);
        };
        // The layer hands over a whole line at a time; one write keeps lines of several processes apart.
        let mut labelled = Vec::with_capacity(line.len() + key.len() + 16);
        if let Some(rest) = line.strip_prefix(b"{") {
            labelled.extend_from_slice(b"{\"instance\":\"");
            labelled.extend_from_slice(key.as_bytes());
            labelled.extend_from_slice(b"\",");
            // Some lines name it themselves.
            let own = format!(",\"instance\":\"{key}\"");
            let rest = without_first(rest, own.as_bytes());
            labelled.extend_from_slice(rest.0);
            labelled.extend_from_slice(rest.1);
        } else {
            labelled.extend_from_slice(key.as_bytes());
            labelled.push(b' ');
            labelled.extend_from_slice(line);
        }
        let grant = self
            .allowance
            .map_or(Grant::Yes, |it| it.ask(labelled.len()));
        match (grant, self.allowance) {
            (Grant::Yes, _) => self.inner.write_all(&labelled)?,
            (Grant::LastWords, Some(allowance)) => {
                let last = last_line(key, &allowance.last_words(), line.starts_with(b"{"));
                self.inner.write_all(last.as_bytes())?;
            }
            _ => {}
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

/// The line that says why no more follow, in the form of the others.
fn last_line(key: &str, words: &str, json: bool) -> String {
    if json {
        format!("{{\"instance\":\"{key}\",\"level\":\"WARN\",\"message\":\"{words}\"}}\n")
    } else {
        format!("{key}  WARN {words}\n")
    }
}

/// A line in two parts, with what stood between them left out unless it stands within the list of spans.
fn without_first<'a>(line: &'a [u8], what: &[u8]) -> (&'a [u8], &'a [u8]) {
    let find = |what: &[u8]| line.windows(what.len()).position(|part| part == what);
    match find(what) {
        Some(at) if find(b"\"spans\":[").is_none_or(|spans| at < spans) => {
            (&line[..at], &line[at + what.len()..])
        }
        _ => (line, b""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labelled(line: &str) -> String {
        let mut out = Vec::new();
        let mut writer = LabelledWriter {
            inner: &mut out,
            key: Some("turkey"),
            allowance: None,
        };
        writer.write_all(line.as_bytes()).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_line_names_the_country() {
        assert_eq!(
            labelled("{\"level\":\"INFO\"}\n"),
            "{\"instance\":\"turkey\",\"level\":\"INFO\"}\n"
        );
        assert_eq!(
            labelled("{\"level\":\"INFO\",\"instance\":\"turkey\",\"spans\":[]}\n"),
            "{\"instance\":\"turkey\",\"level\":\"INFO\",\"spans\":[]}\n"
        );
        assert_eq!(labelled("2026 INFO ready\n"), "turkey 2026 INFO ready\n");
    }

    #[test]
    fn a_country_beside_itself_is_cut_short_with_a_word() {
        let mut out = Vec::new();
        let allowance = Allowance::new(60, 0, Clock::default());
        for line in ["{\"n\":1}\n", "{\"n\":2}\n", "{\"n\":3}\n"] {
            let mut writer = LabelledWriter {
                inner: &mut out,
                key: Some("turkey"),
                allowance: Some(&allowance),
            };
            writer.write_all(line.as_bytes()).unwrap();
        }

        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2 + 1, "{text}");
        let last: serde_json::Value = serde_json::from_str(lines[2]).unwrap();
        assert_eq!(last["level"], "WARN");
        assert!(
            last["message"]
                .as_str()
                .unwrap()
                .starts_with("log.max_size")
        );
    }

    #[test]
    fn what_is_asked_for_wins_over_our_taste() {
        let filter = filter("info,hyper=debug");

        assert!(filter.would_enable("cts::web", &tracing::Level::INFO));
        assert!(!filter.would_enable("cts::web", &tracing::Level::DEBUG));
        assert!(filter.would_enable("hyper", &tracing::Level::DEBUG));
        assert!(!filter.would_enable("tokio_cron_scheduler", &tracing::Level::INFO));
    }
}
