//! Signing in and out, the language of the pages, and staying signed in.

mod language;
mod ping;
mod set_password;
mod sign_in;
mod sign_out;

use poem::EndpointExt;

use super::throttle::Throttle;
use crate::kernel::Permission;
use crate::web::{Access, Routes};

/// The pages of this room.
pub fn routes() -> Routes {
    let throttle = Throttle::default();
    Routes::new()
        .page::<sign_in::SignInPage>()
        .page::<set_password::SetPasswordPage>()
        .get("/set-password/:token/", Access::Public, set_password::get)
        .post(
            "/set-password/:token/",
            Access::Public,
            set_password::post.data(throttle.clone()),
        )
        .get("/sign-in/", Access::Public, sign_in::get)
        .post("/sign-in/", Access::Public, sign_in::post.data(throttle))
        .post(
            "/sign-out/",
            Access::Permission(Permission::SignedIn),
            sign_out::post,
        )
        .post(
            "/language/",
            Access::Permission(Permission::SignedIn),
            language::post,
        )
        .get(
            "/session/ping/",
            Access::Permission(Permission::SignedIn),
            ping::get,
        )
        .post(
            "/session/ping/",
            Access::Permission(Permission::SignedIn),
            ping::post,
        )
}

/// A path of this country to go on to; anything else leads home.
fn local_path(next: Option<&str>) -> &str {
    let is_local = |path: &&str| {
        path.starts_with('/')
            && !path.starts_with("//")
            && !path.contains(['\\', '\r', '\n', '\t'])
            && !path.starts_with("/sign-in/")
    };
    next.filter(is_local).unwrap_or("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_country_are_gone_on_to() {
        assert_eq!(local_path(Some("/shipments/?q=1")), "/shipments/?q=1");
        for elsewhere in [
            "//evil.org/",
            "https://evil.org",
            "/\\evil.org",
            "",
            "/sign-in/",
        ] {
            assert_eq!(local_path(Some(elsewhere)), "/", "{elsewhere}");
        }
    }
}
