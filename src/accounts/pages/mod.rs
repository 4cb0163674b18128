//! Signing in and out, the language of the pages and those a country offers, and staying signed in.

mod language;
mod languages;
mod password_reset;
mod ping;
mod profile;
mod set_password;
mod sign_in;
mod sign_out;
mod user;
mod user_code;
mod user_edit;
mod users;

use poem::EndpointExt;

use super::throttle::Throttle;
use crate::kernel::{Model, Permission};
use crate::web::{Access, Routes};

/// The pages of this room.
pub fn routes() -> Routes {
    let throttle = Throttle::default();
    people(own(Routes::new(), &throttle), &throttle)
        .page::<sign_in::SignInPage>()
        .page::<set_password::SetPasswordPage>()
        .page::<languages::LanguagesPage>()
        .get(
            "/system/languages/",
            Access::Permission(Permission::Administer),
            languages::get,
        )
        .post(
            "/system/languages/",
            Access::Permission(Permission::Administer),
            languages::post,
        )
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

/// One's own account.
fn own(routes: Routes, throttle: &Throttle) -> Routes {
    let signed_in = Access::Permission(Permission::SignedIn);
    routes
        .page::<profile::ProfilePage>()
        .get("/profile/", signed_in, profile::get)
        .post("/profile/", signed_in, profile::post)
        .post(
            "/profile/password/",
            signed_in,
            profile::change_password.data(throttle.clone()),
        )
        .post("/profile/sessions/", signed_in, profile::end_sessions)
        .asks(profile::ask_end_sessions)
}

/// Everybody's accounts.
fn people(routes: Routes, throttle: &Throttle) -> Routes {
    let view = Access::Permission(Permission::view(Model::User));
    let add = Access::Permission(Permission::add(Model::User));
    let change = Access::Permission(Permission::change(Model::User));
    let delete = Access::Permission(Permission::delete(Model::User));
    routes
        .page::<password_reset::PasswordResetPage>()
        .page::<user::UserPage>()
        .page::<user_code::UserCodePage>()
        .page::<user_edit::UserEditPage>()
        .page::<users::UsersPage>()
        .get("/password-reset/", Access::Public, password_reset::get)
        .post(
            "/password-reset/",
            Access::Public,
            password_reset::post.data(throttle.clone()),
        )
        .get("/users/", view, users::get)
        .remembers("users", &["who"], &["sort", "size"])
        .get("/users/new/", add, user_edit::new)
        .post("/users/new/", add, user_edit::create)
        .once()
        .get("/users/:id/", view, user::get)
        .get("/users/:id/code/", change, user_code::get)
        .get("/users/:id/edit/", change, user_edit::get)
        .post("/users/:id/edit/", change, user_edit::post)
        .post("/users/:id/deactivate/", delete, user::deactivate)
        .asks(user::ask_deactivate)
        .post("/users/:id/activate/", change, user::activate)
        .post("/users/:id/mail-link/", change, user::mail_link)
        .once()
        .post("/users/:id/device/remove/", change, user::unbind)
        .asks(user::ask_unbind)
        .post("/users/:id/tokens/", change, user::create_token)
        .once()
        .post(
            "/users/:id/tokens/:token/revoke/",
            change,
            user::revoke_token,
        )
        .asks(user::ask_revoke_token)
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
