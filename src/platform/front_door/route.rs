//! Where a path leads.

use std::sync::Arc;

use super::Country;

/// What answers a path.
pub(super) enum Route {
    /// The list of countries.
    List,
    /// A country without the slash after its prefix.
    AddSlash(Arc<Country>),
    Country(Arc<Country>),
    /// A file below `/static/`, by the rest of its path.
    Static(String),
    Robots,
    Health,
    Metrics,
    /// No country has this prefix; perhaps one that differs in case.
    Unknown(Option<Arc<Country>>),
}

/// Picks what answers a path. What the front door keeps for itself comes first; no prefix may take it.
pub(super) fn route(path: &str, countries: &[Arc<Country>]) -> Route {
    match path {
        "/robots.txt" => return Route::Robots,
        "/health" | "/health/" => return Route::Health,
        "/metrics" | "/metrics/" => return Route::Metrics,
        _ => {}
    }
    if let Some(file) = path.strip_prefix("/static/") {
        return Route::Static(file.to_owned());
    }
    for country in countries {
        match path.strip_prefix(country.prefix.as_str()) {
            Some("") => return Route::AddSlash(country.clone()),
            Some(rest) if rest.starts_with('/') => return Route::Country(country.clone()),
            _ => {}
        }
    }
    if path == "/" {
        return Route::List;
    }
    let folded = path.to_ascii_lowercase();
    let near = countries
        .iter()
        .find(|country| is_below(&folded, &country.prefix.to_ascii_lowercase()));
    Route::Unknown(near.cloned())
}

/// Whether a path is a prefix or begins with it.
pub(super) fn is_below(path: &str, prefix: &str) -> bool {
    let rest = path.strip_prefix(prefix);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Where a redirect leads instead while its country is still found under a former prefix and the one it is to have, which
/// its new process leads to, is another country's: under the former one. Else the redirect is right, as who asks under a
/// prefix to come that is nobody's waits for the turn.
pub(super) fn stays_with(
    country: &Country,
    location: &str,
    countries: &[Arc<Country>],
) -> Option<String> {
    let coming = country.coming.as_deref()?;
    let is_anothers = countries.iter().any(|other| other.prefix == coming);
    if !is_anothers || !is_below(location, coming) {
        return None;
    }
    let rest = location.strip_prefix(coming)?;
    Some(format!("{}{rest}", country.prefix))
}
