//! One request, judged by status and content type: a complete body, or why not.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, LOCATION, RETRY_AFTER};
use reqwest::{Response, StatusCode};

use super::SourceError;
use super::http::{Http, describe};
use crate::kernel::settings::Secret;

/// Asked to wait without being told how long.
const USUAL_WAIT: Duration = Duration::from_secs(60);
/// Nobody is taken at their word for longer than this.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3600);

/// Asks and reads the whole body.
pub(super) async fn get(
    http: &Http,
    url: &str,
    query: &[(&str, String)],
    token: &Secret,
    now: DateTime<Utc>,
) -> Result<String, SourceError> {
    let response = http
        .client
        .get(url)
        .query(query)
        .header(AUTHORIZATION, format!("Token {}", token.expose()))
        .send()
        .await
        .map_err(|error| failed(http, error))?;
    let status = response.status();
    let html = is_html(response.headers());
    if matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
    ) {
        let told = retry_after(response.headers(), now);
        if status == StatusCode::TOO_MANY_REQUESTS || told.is_some() {
            let wait = told.unwrap_or(USUAL_WAIT).min(LONGEST_WAIT);
            return Err(SourceError::Wait {
                status: status.as_u16(),
                wait,
            });
        }
    }
    if html {
        // A proxy speaks, not the forms server: nothing is known about the form.
        return Err(SourceError::Transient(format!(
            "an HTML page with status {}",
            status.as_u16()
        )));
    }
    if status.is_success() {
        return body(http, response).await;
    }
    if status.is_redirection() {
        return Err(SourceError::Transient(elsewhere(&response)));
    }
    let detail = detail(http, response).await;
    Err(match status.as_u16() {
        401 | 403 => SourceError::Credentials(detail),
        404 => SourceError::Missing(detail),
        408 | 425 => SourceError::Transient(detail),
        400..=499 | 501 => SourceError::Refused(detail),
        _ => SourceError::Transient(detail),
    })
}

fn failed(http: &Http, error: reqwest::Error) -> SourceError {
    if error.is_timeout() {
        return SourceError::TimedOut(if error.is_connect() {
            http.limits.connect
        } else {
            http.limits.total
        });
    }
    SourceError::Transient(describe(error))
}

fn is_html(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.to_ascii_lowercase().contains("html"))
}

/// Seconds, or a date to be compared with our clock.
fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds.max(0.0)).ok();
    }
    let until = DateTime::parse_from_rfc2822(value).ok()?;
    Some(
        (until.with_timezone(&Utc) - now)
            .to_std()
            .unwrap_or_default(),
    )
}

async fn body(http: &Http, mut response: Response) -> Result<String, SourceError> {
    let limit = http.limits.body_mib * 1024 * 1024;
    if response
        .content_length()
        .is_some_and(|length| length > limit as u64)
    {
        return Err(SourceError::TooLarge(http.limits.body_mib));
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| failed(http, error))?
    {
        if bytes.len() + chunk.len() > limit {
            return Err(SourceError::TooLarge(http.limits.body_mib));
        }
        bytes.extend_from_slice(&chunk);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(SourceError::Transient("an empty answer".into()));
    }
    // One broken letter must not hold up a form for ever.
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

/// The client has stopped at the border: the token belongs to one host.
fn elsewhere(response: &Response) -> String {
    let host = response
        .headers()
        .get(LOCATION)
        .and_then(|to| response.url().join(to.to_str().ok()?).ok())
        .and_then(|to| Some(to.host_str()?.to_owned()))
        .unwrap_or_else(|| "nowhere".to_owned());
    let status = response.status().as_u16();
    format!("status {status}: it sends us to {host}, which is not followed")
}

/// What the server says about its refusal, at most a line.
async fn detail(http: &Http, response: Response) -> String {
    let status = response.status().as_u16();
    let text = body(http, response).await.unwrap_or_default();
    let said = serde_json::from_str::<serde_json::Value>(&text)
        .ok()
        .and_then(|json| Some(json.get("detail")?.as_str()?.to_owned()))
        .unwrap_or(text);
    let said: String = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let said: String = said.chars().filter(|c| *c != '\0').take(200).collect();
    if said.is_empty() {
        format!("status {status}")
    } else {
        format!("status {status}: {said}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = Utc.with_ymd_and_hms(2026, 11, 20, 12, 0, 0).unwrap();
        let told = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, value.parse().unwrap());
            retry_after(&headers, now)
        };

        assert_eq!(told("7"), Some(Duration::from_secs(7)));
        assert_eq!(
            told("Fri, 20 Nov 2026 12:01:30 GMT"),
            Some(Duration::from_secs(90))
        );
        assert_eq!(told("Fri, 20 Nov 2026 11:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(told("soon"), None);
    }
}
