//! Style sheets, scripts and pictures: made from `src/` by `ops/assets` into `dist/`, put into the binary, and served
//! under names that change with their content, so that browsers keep them for good.

use std::collections::HashMap;
use std::sync::LazyLock;

use poem::Response;
use poem::http::header::{self, HeaderMap};
use poem::http::{Method, StatusCode};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "src/web/assets/dist/"]
#[allow_missing = true]
struct Dist;

/// A file as it was made, with its smaller forms.
pub struct Asset {
    pub content_type: &'static str,
    pub plain: Vec<u8>,
    pub gzip: Option<Vec<u8>>,
    pub brotli: Option<Vec<u8>>,
}

/// Name with hash -> file, all read once: together they are a few hundred kilobytes.
static FILES: LazyLock<HashMap<String, Asset>> = LazyLock::new(|| {
    Dist::iter()
        .filter(|name| !is_compressed(name) && name != "manifest.json")
        .filter_map(|name| {
            let read = |name: &str| Dist::get(name).map(|file| file.data.into_owned());
            let asset = Asset {
                content_type: content_type(&name),
                plain: read(&name)?,
                gzip: read(&format!("{name}.gz")),
                brotli: read(&format!("{name}.br")),
            };
            Some((name.into_owned(), asset))
        })
        .collect()
});

/// Plain name -> name with hash.
static MANIFEST: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let manifest = Dist::get("manifest.json");
    manifest
        .and_then(|file| serde_json::from_slice(&file.data).ok())
        .unwrap_or_default()
});

fn is_compressed(name: &str) -> bool {
    let extension = std::path::Path::new(name).extension();
    extension.is_some_and(|extension| extension == "br" || extension == "gz")
}

fn content_type(name: &str) -> &'static str {
    let extension = name.rsplit('.').next().unwrap_or_default();
    match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "ico" => "image/x-icon",
        "json" | "webmanifest" => "application/json",
        _ => "application/octet-stream",
    }
}

/// The file of an address below `/static/`.
pub fn find(path: &str) -> Option<&'static Asset> {
    FILES.get(path)
}

/// The address of a file by its plain name (`app.css`). The name itself when assets were not made.
pub fn url(name: &str) -> String {
    let hashed = MANIFEST.get(name).map_or(name, String::as_str);
    format!("/static/{hashed}")
}

/// Whether `ops/assets` has run; without it pages work but look bare.
pub fn are_made() -> bool {
    !MANIFEST.is_empty()
}

impl Asset {
    /// The smallest form a browser takes: the bytes and their coding.
    pub fn form_for(&'static self, accept_encoding: &str) -> (&'static [u8], Option<&'static str>) {
        let takes = |coding: &str| accept_encoding.split(',').any(|c| c.trim() == coding);
        match (&self.brotli, &self.gzip) {
            (Some(brotli), _) if takes("br") => (brotli, Some("br")),
            (_, Some(gzip)) if takes("gzip") => (gzip, Some("gzip")),
            _ => (&self.plain, None),
        }
    }
}

/// How long browsers keep a file: its name changes when it does.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// Answers a request below `/static/`.
pub(super) fn response(path: &str, headers: &HeaderMap, method: &Method) -> Response {
    let Some(asset) = find(path).filter(|_| method.is_safe()) else {
        return StatusCode::NOT_FOUND.into();
    };
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let (bytes, coding) = asset.form_for(accepted);
    let mut builder = Response::builder()
        .content_type(asset.content_type)
        .header(header::CACHE_CONTROL, CACHE_CONTROL)
        .header(header::VARY, "accept-encoding");
    if let Some(coding) = coding {
        builder = builder.header(header::CONTENT_ENCODING, coding);
    }
    if *method == Method::HEAD {
        builder.header(header::CONTENT_LENGTH, bytes.len()).finish()
    } else {
        builder.body(bytes)
    }
}
