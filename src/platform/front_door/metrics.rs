//! `/metrics`: the front door's own figures and those of every country, one text for Prometheus.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::{Request, Response, StatusCode, header};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use super::body::{Stream, full};
use super::{Country, Shared, pages};

/// How long a country may take to tell its figures.
const PATIENCE: Duration = Duration::from_secs(3);
const LARGEST: usize = 4 << 20;

const SECONDS: [f64; 11] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 10.0,
];

/// The figures of this process.
pub(super) struct Figures(PrometheusHandle);

impl Figures {
    /// Installs the recorder of this process; once, whoever asks.
    pub(super) fn install() -> Self {
        static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
        let handle = HANDLE.get_or_init(|| {
            // Fails only for an empty list of buckets.
            let recorder = PrometheusBuilder::new()
                .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)
                .unwrap_or_default()
                .build_recorder();
            let handle = recorder.handle();
            if metrics::set_global_recorder(recorder).is_err() {
                tracing::debug!("figures go to a recorder that was there before");
            }
            metrics::describe_counter!(
                "cts_front_door_requests_total",
                "Requests the front door answered."
            );
            metrics::describe_histogram!(
                "cts_front_door_request_duration_seconds",
                "Time until the answer began."
            );
            metrics::describe_gauge!("cts_country_up", "1 while the process of a country serves.");
            metrics::describe_gauge!(
                "cts_country_restarts",
                "How often a country was brought back or restarted."
            );
            metrics::describe_gauge!(
                "cts_backup_last_success_timestamp_seconds",
                "When the newest backup was taken; 0 when there is none."
            );
            metrics::describe_gauge!(
                "cts_backup_last_verified_timestamp_seconds",
                "When a backup was last restored into a scratch database and found right."
            );
            metrics::describe_gauge!("cts_backup_bytes", "Size of the newest backup.");
            metrics::describe_gauge!(
                "cts_tls_certificate_not_after_timestamp_seconds",
                "Until when the front door's certificate is valid."
            );
            metrics::describe_gauge!(
                "cts_tls_certificate_refused",
                "1 while the files of the front door's certificate cannot be used and an older one is."
            );
            metrics::describe_gauge!(
                "cts_front_door_held_requests",
                "Requests waiting for a country."
            );
            handle
        });
        Self(handle.clone())
    }

    /// Counts one answer; `country` is empty for the front door's own pages.
    #[expect(
        clippy::unused_self,
        reason = "whoever counts has installed the recorder"
    )]
    pub(super) fn count(&self, country: &str, status: StatusCode, took: Duration) {
        let country = ("country", country.to_owned());
        let status = ("status", status.as_str().to_owned());
        metrics::counter!("cts_front_door_requests_total", &[country.clone(), status]).increment(1);
        metrics::histogram!("cts_front_door_request_duration_seconds", &[country]).record(took);
    }
}

/// Answers those who may know.
pub(super) async fn response(
    shared: &Shared,
    countries: &[Arc<Country>],
    peer: SocketAddr,
    request: &Request<Incoming>,
) -> Response<Stream> {
    let may_know = shared
        .platform()
        .metrics
        .iter()
        .any(|network| network.contains(peer.ip()));
    // A proxy on this machine asks for somebody else.
    if !may_know || request.headers().contains_key("x-forwarded-for") {
        return pages::plain(StatusCode::FORBIDDEN, "not for this address\n");
    }
    let mut all = Families::default();
    for country in countries {
        let state = country.state.borrow().clone();
        let label = ("country", country.key.clone());
        metrics::gauge!("cts_country_up", std::slice::from_ref(&label))
            .set(if state.is_serving() { 1.0 } else { 0.0 });
        metrics::gauge!("cts_country_restarts", &[label]).set(f64::from(state.restarts));
    }
    metrics::gauge!("cts_front_door_held_requests")
        .set(shared.held.load(std::sync::atomic::Ordering::Relaxed) as f64);
    if let Some(ends_at) = shared.certificate_ends_at() {
        metrics::gauge!("cts_tls_certificate_not_after_timestamp_seconds")
            .set(ends_at.timestamp() as f64);
    }
    if shared.is_tls() {
        let is_refused = shared.certificate_refused().is_some();
        metrics::gauge!("cts_tls_certificate_refused").set(if is_refused { 1.0 } else { 0.0 });
    }
    shared.figures.0.run_upkeep();
    let has_nights = shared.platform().backup.nightly;
    all.add(&of_now(&shared.figures.0.render(), countries, has_nights));
    let asked: Vec<_> = countries
        .iter()
        .map(|country| tokio::spawn(figures_of(country.clone())))
        .collect();
    for answer in asked {
        if let Ok(Some(text)) = answer.await {
            all.add(&text);
        }
    }
    let mut response = Response::new(full(all.text()));
    let content_type =
        hyper::header::HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response
        .headers_mut()
        .insert(hyper::header::CONTENT_TYPE, content_type);
    response
}

/// Leaves out what is known of countries that are not in the list any more, and of backups nobody takes at night any
/// more: a figure that stands still would alarm somebody for ever.
fn of_now(text: &str, countries: &[Arc<Country>], has_nights: bool) -> String {
    let is_listed = |line: &&str| {
        let label = line.split_once("country=\"");
        let key = label.and_then(|(_, rest)| rest.split_once('"'));
        key.is_none_or(|(key, _)| key.is_empty() || countries.iter().any(|it| it.key == key))
    };
    let is_taken = |line: &&str| has_nights || !line.contains("cts_backup_");
    let lines: Vec<&str> = text.lines().filter(is_listed).filter(is_taken).collect();
    lines.join("\n")
}

/// Asks a country over its own port; without `X-Forwarded-For`, as only the front door can.
async fn figures_of(country: Arc<Country>) -> Option<String> {
    let (generation, port) = {
        let state = country.state.borrow();
        (state.generation, state.port.filter(|_| state.is_serving())?)
    };
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let request = Request::get(format!("{}/metrics", country.prefix))
        .header(header::HOST, address.to_string())
        .body(full(""))
        .ok()?;
    let answer = async {
        let response = country
            .upstream
            .ask(generation, address, request)
            .await
            .ok()?;
        if response.status() != StatusCode::OK {
            return None;
        }
        let bytes = Limited::new(response.into_body(), LARGEST)
            .collect()
            .await
            .ok()?
            .to_bytes();
        String::from_utf8(bytes.to_vec()).ok()
    };
    tokio::time::timeout(PATIENCE, answer).await.ok().flatten()
}

/// Figures of several processes put together: Prometheus wants each family once, with all its samples.
#[derive(Default)]
pub(super) struct Families(Vec<Family>);

struct Family {
    name: String,
    comments: Vec<String>,
    samples: Vec<String>,
}

impl Families {
    /// Adds the text of one process.
    pub(super) fn add(&mut self, text: &str) {
        let mut current = 0;
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            if let Some(comment) = line.strip_prefix("# ") {
                let name = comment.split_whitespace().nth(1).unwrap_or_default();
                current = self.family(name);
                let kind = comment.split_whitespace().next().unwrap_or_default();
                let family = &mut self.0[current];
                if !family
                    .comments
                    .iter()
                    .any(|known| known[2..].starts_with(kind))
                {
                    family.comments.push(line.to_owned());
                }
            } else {
                if self.0.is_empty() {
                    current = self.family("");
                }
                self.0[current].samples.push(line.to_owned());
            }
        }
    }

    fn family(&mut self, name: &str) -> usize {
        if let Some(found) = self.0.iter().position(|family| family.name == name) {
            return found;
        }
        self.0.push(Family {
            name: name.to_owned(),
            comments: Vec::new(),
            samples: Vec::new(),
        });
        self.0.len() - 1
    }

    /// All of it.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for family in &self.0 {
            for line in family.comments.iter().chain(&family.samples) {
                text.push_str(line);
                text.push('\n');
            }
        }
        text
    }
}
