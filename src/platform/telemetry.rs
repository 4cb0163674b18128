//! Logs: text for people in dev, JSON otherwise, to stderr; a country's also into `log/<key>/`, one file per day and
//! a bounded number of them. Every line of a country's process says which country it is.

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

use super::config::Log;

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
        key: key.clone(),
    };
    let (file, guard) = match instance {
        Some((key, folder)) => {
            let (writer, guard) = file(folder, log.days)?;
            let writer = Labelled {
                inner: writer,
                key: Some(key.to_owned()),
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
}

/// Writes one line.
struct LabelledWriter<'a, W> {
    inner: W,
    key: Option<&'a str>,
}

impl<'a, W: MakeWriter<'a>> MakeWriter<'a> for Labelled<W> {
    type Writer = LabelledWriter<'a, W::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        LabelledWriter {
            inner: self.inner.make_writer(),
            key: self.key.as_deref(),
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
        self.inner.write_all(&labelled)?;
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
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
    fn what_is_asked_for_wins_over_our_taste() {
        let filter = filter("info,hyper=debug");

        assert!(filter.would_enable("cts::web", &tracing::Level::INFO));
        assert!(!filter.would_enable("cts::web", &tracing::Level::DEBUG));
        assert!(filter.would_enable("hyper", &tracing::Level::DEBUG));
        assert!(!filter.would_enable("tokio_cron_scheduler", &tracing::Level::INFO));
    }
}
