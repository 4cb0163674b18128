//! The few pages the front door shows itself: the list of countries, and why a country does not answer.

use std::sync::Arc;

use anyhow::Result;
use hyper::header::{self, HeaderValue};
use hyper::{Response, StatusCode};
use minijinja::{Environment, context};

use crate::kernel::Text;
use crate::kernel::settings::country_name;

use super::Country;
use super::body::{Stream, full};
use super::proxy::Refusal;
use super::server::Wants;

const TEMPLATE: &str = include_str!("../templates/front_door.html");

/// Everything is in the page; no script, nothing from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The pages, compiled once.
pub(super) struct Pages(Environment<'static>);

impl Pages {
    pub(super) fn new() -> Result<Self> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
        environment.add_template("front_door.html", TEMPLATE)?;
        Ok(Self(environment))
    }

    /// The countries; with 404 it says that there is none at this address.
    pub(super) fn list(
        &self,
        status: StatusCode,
        countries: &[Arc<Country>],
        wants: &Wants,
    ) -> Response<Stream> {
        let (title, text) = if status == StatusCode::NOT_FOUND {
            ("front-door-unknown-title", "front-door-unknown-text")
        } else {
            ("front-door-title", "front-door-text")
        };
        let mut sorted: Vec<&Arc<Country>> = countries.iter().collect();
        sorted.sort_by(|a, b| a.key.cmp(&b.key));
        let links: Vec<minijinja::Value> = sorted
            .iter()
            .map(|country| {
                let is_up = country.state.borrow().is_serving();
                let name = country_name(&country.name, &country.names, wants.language);
                context! { name, url => format!("{}/", country.prefix), is_up }
            })
            .collect();
        self.show(
            status,
            &Text::new(title),
            &Text::new(text),
            &links,
            None,
            wants,
        )
    }

    /// Why a country does not answer and what to do.
    pub(super) fn refused(
        &self,
        country: &Country,
        refusal: Refusal,
        wants: &Wants,
    ) -> Response<Stream> {
        let (title, text) = match refusal {
            Refusal::Away => ("front-door-away-title", "front-door-away-text"),
            Refusal::Paused => ("front-door-paused-title", "front-door-paused-text"),
            Refusal::Broken => ("front-door-broken-title", "front-door-broken-text"),
            Refusal::TooLarge => ("front-door-too-large-title", "front-door-too-large-text"),
            Refusal::Stalled => ("front-door-stalled-title", "front-door-stalled-text"),
        };
        let name = country_name(&country.name, &country.names, wants.language);
        let named = |key| Text::new(key).arg("country", name.as_str());
        let back = format!("{}/", country.prefix);
        self.show(
            refusal.status(),
            &named(title),
            &named(text),
            &[],
            Some(&back),
            wants,
        )
    }

    fn show(
        &self,
        status: StatusCode,
        title: &Text,
        text: &Text,
        countries: &[minijinja::Value],
        back: Option<&str>,
        wants: &Wants,
    ) -> Response<Stream> {
        if wants.json && status != StatusCode::OK {
            let error = serde_json::json!({ "error": text.in_language(wants.language) });
            return typed(status, "application/json", error.to_string());
        }
        let words = |key: &'static str| Text::new(key).in_language(wants.language);
        let languages: Vec<minijinja::Value> = crate::kernel::Language::ALL
            .iter()
            .map(|language| {
                let is_here = *language == wants.language;
                context! { tag => language.tag(), name => language.own_name(), is_here }
            })
            .collect();
        let rendered = self.0.get_template("front_door.html").and_then(|template| {
            template.render(context! {
                language => wants.language.tag(),
                dir => wants.language.direction(),
                product => words("front-door-product"),
                title => title.in_language(wants.language),
                text => text.in_language(wants.language),
                countries,
                down => words("front-door-down"),
                back,
                again => words("front-door-again"),
                languages,
                choose => words("front-door-language"),
            })
        });
        match rendered {
            Ok(html) => {
                let mut response = typed(status, "text/html; charset=utf-8", html);
                let headers = response.headers_mut();
                headers.insert(
                    header::CONTENT_SECURITY_POLICY,
                    HeaderValue::from_static(POLICY),
                );
                headers.insert(
                    header::VARY,
                    HeaderValue::from_static("accept-language, accept, cookie"),
                );
                headers.insert(
                    header::REFERRER_POLICY,
                    HeaderValue::from_static("same-origin"),
                );
                response
            }
            Err(error) => {
                tracing::error!(%error, "a page of the front door broke");
                plain(status, "CTS\n")
            }
        }
    }
}

/// A line of text.
pub(super) fn plain(status: StatusCode, text: &str) -> Response<Stream> {
    typed(status, "text/plain; charset=utf-8", text.to_owned())
}

fn typed(status: StatusCode, content_type: &'static str, text: String) -> Response<Stream> {
    let mut response = Response::new(full(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}
