//! Figures of this process in Prometheus' format: requests here, more from whoever calls the `metrics` macros.

use std::sync::OnceLock;
use std::time::Duration;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use poem::http::{Method, StatusCode};

const SECONDS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

/// Installs the recorder of this process; every figure carries the label `country`. Calling it again gives the same.
pub fn install(country: &str) -> &'static PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(|| {
        // Fails only for an empty list of buckets.
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)
            .unwrap_or_default()
            .add_global_label("country", country)
            .build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("figures go to a recorder that was there before");
        }
        metrics::describe_counter!("cts_http_requests_total", "Requests answered.");
        metrics::describe_histogram!(
            "cts_http_request_duration_seconds",
            "Time to answer a request."
        );
        handle
    })
}

/// Counts one answered request.
pub(super) fn record(method: &Method, pattern: &str, status: StatusCode, took: Duration) {
    // Anybody may send made-up methods; each would be a line of figures for good.
    let known = matches!(
        method.as_str(),
        "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE"
    );
    let method = if known { method.as_str() } else { "other" };
    let labels = [("method", method.to_owned()), ("route", pattern.to_owned())];
    metrics::histogram!("cts_http_request_duration_seconds", &labels).record(took);
    let [method, route] = labels;
    let status = ("status", status.as_str().to_owned());
    metrics::counter!("cts_http_requests_total", &[method, route, status]).increment(1);
}
