//! Addresses of the system before this one (`cts.md` §5.1, §6.1) lead to the pages that took their place, so that bookmarks
//! and links in old mails still work.

use poem::http::StatusCode;
use poem::{Request, Response};

use crate::web::{Access, App, Result, Routes, WebError};

/// Old pattern, new pattern; `:id` and the query are carried over.
const MOVED: &[(&str, &str)] = &[
    ("/login/", "/sign-in/"),
    ("/logout/", "/"),
    ("/password_reset/", "/password-reset/"),
    ("/password_change/", "/profile/"),
    ("/users/barcode/:id/", "/users/:id/code/"),
    ("/catalog/edit/:id/", "/catalog/:id/edit/"),
    ("/catalog/delete/:id/", "/catalog/:id/delete/"),
    ("/catalog/new/kit/", "/catalog/kits/new/"),
    ("/catalog/kit/edit/:id/", "/catalog/kits/:id/"),
    ("/catalog/kit/delete/:id/", "/catalog/kits/:id/delete/"),
    ("/catalog/categories/", "/entities/categories/"),
    ("/catalog/categories/new/", "/entities/categories/new/"),
    (
        "/catalog/categories/edit/:id/",
        "/entities/categories/:id/edit/",
    ),
    (
        "/catalog/categories/delete/:id/",
        "/entities/categories/:id/delete/",
    ),
    ("/catalog/donors/", "/entities/donors/"),
    ("/catalog/donors/new/", "/entities/donors/new/"),
    ("/catalog/donors/edit/:id/", "/entities/donors/:id/edit/"),
    (
        "/catalog/donors/delete/:id/",
        "/entities/donors/:id/delete/",
    ),
    ("/catalog/donorcodes/", "/entities/donor-codes/"),
    ("/catalog/donorcodes/new/", "/entities/donor-codes/new/"),
    (
        "/catalog/donorcodes/edit/:id/",
        "/entities/donor-codes/:id/edit/",
    ),
    (
        "/catalog/donorcodes/delete/:id/",
        "/entities/donor-codes/:id/delete/",
    ),
    ("/catalog/suppliers/", "/entities/suppliers/"),
    ("/catalog/suppliers/new/", "/entities/suppliers/new/"),
    (
        "/catalog/suppliers/edit/:id/",
        "/entities/suppliers/:id/edit/",
    ),
    (
        "/catalog/suppliers/delete/:id/",
        "/entities/suppliers/:id/delete/",
    ),
    ("/catalog/transporters/", "/entities/transporters/"),
    ("/catalog/transporters/new/", "/entities/transporters/new/"),
    (
        "/catalog/transporters/edit/:id/",
        "/entities/transporters/:id/edit/",
    ),
    (
        "/catalog/transporters/delete/:id/",
        "/entities/transporters/:id/delete/",
    ),
    ("/shipments/list/", "/shipments/"),
    ("/shipments/shipment/:id/", "/shipments/:id/"),
    ("/shipments/shipment/:id/packages/", "/shipments/:id/"),
    ("/shipments/shipment/lost/:id/", "/shipments/:id/lost/"),
    (
        "/shipments/shipment/editlost/:id/",
        "/shipments/:id/lost-note/",
    ),
    ("/shipments/shipment/delete/:id/", "/shipments/:id/delete/"),
    ("/shipments/new/pkg/:id/", "/shipments/:id/pack/empty/"),
    ("/shipments/pkg_from_kit/:id/", "/shipments/:id/pack/"),
    ("/shipments/package/delete/:id/", "/packages/:id/delete/"),
    (
        "/shipments/package/item/add/:id/",
        "/packages/:id/items/new/",
    ),
    ("/shipments/package/item/edit/:id/", "/items/:id/edit/"),
    ("/shipments/print/:id/", "/shipments/:id/print/"),
    (
        "/shipments/manifest/summary/:id/",
        "/shipments/:id/papers/?what=summary",
    ),
    (
        "/shipments/manifest/detail/:id/",
        "/shipments/:id/papers/?what=details",
    ),
    ("/shipments/map/package/:id/", "/packages/:id/"),
    ("/shipments/package/items/:id/", "/packages/:id/"),
    ("/shipments/edit/pkg/:id/", "/packages/:id/edit/"),
];

/// A redirect for every old address whose new page exists.
pub(super) fn routes(current: &Routes) -> Routes {
    let table = current.table();
    let exists = |path: &str| {
        let path = path.split('?').next().unwrap_or_default();
        path == "/" || table.iter().any(|route| route.path == path)
    };
    MOVED
        .iter()
        .filter(|(_, new)| exists(new))
        .fold(Routes::new(), |routes, (old, _)| {
            routes.get(old, Access::Public, moved)
        })
}

#[poem::handler]
fn moved(app: App, req: &Request) -> Result<Response> {
    let prefix = app.settings().prefix.len();
    let path = req.uri().path().get(prefix..).unwrap_or_default();
    let found = MOVED.iter().find_map(|(old, new)| {
        let id = id_in(old, path)?;
        Some(new.replace(":id", id))
    });
    let mut target = found.ok_or(WebError::NoSuchPage(StatusCode::NOT_FOUND))?;
    if let Some(query) = req.uri().query() {
        let sign = if target.contains('?') { '&' } else { '?' };
        target = format!("{target}{sign}{query}");
    }
    Ok(app.redirect_with(StatusCode::MOVED_PERMANENTLY, &target))
}

/// The id in a path that fits an old pattern; empty when the pattern has none.
fn id_in<'p>(pattern: &str, path: &'p str) -> Option<&'p str> {
    let Some((before, after)) = pattern.split_once(":id") else {
        return (pattern == path).then_some("");
    };
    let id = path.strip_prefix(before)?.strip_suffix(after)?;
    (!id.is_empty() && id.bytes().all(|b| b.is_ascii_digit())).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_number_between_the_fixed_parts() {
        assert_eq!(
            id_in("/shipments/shipment/:id/", "/shipments/shipment/27/"),
            Some("27")
        );
        assert_eq!(
            id_in("/shipments/shipment/:id/", "/shipments/shipment/x/"),
            None
        );
        assert_eq!(id_in("/login/", "/login/"), Some(""));
        assert_eq!(id_in("/login/", "/logout/"), None);
    }
}
