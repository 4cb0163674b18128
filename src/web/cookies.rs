//! Cookies of one country: name and path carry it, so that signing in to one neither signs in nor out of another.

use poem::http::HeaderMap;
use poem::http::header::COOKIE;

use crate::kernel::InstanceSettings;

/// What a cookie of ours is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    /// The token of the session; ends with the browser.
    Session,
    /// The signed value that ties the sign-in form to this browser.
    Form,
    /// The language chosen before signing in; stays for a year.
    Language,
    /// How somebody left the tables; stays for a year.
    Tables,
}

impl Cookie {
    /// Its name in this country.
    pub fn name(self, settings: &InstanceSettings) -> String {
        let kind = match self {
            Self::Session => "session",
            Self::Form => "form",
            Self::Language => "language",
            Self::Tables => "tables",
        };
        format!("cts_{kind}_{}", settings.key)
    }

    /// Its value among the headers of a request.
    pub fn find<'h>(self, settings: &InstanceSettings, headers: &'h HeaderMap) -> Option<&'h str> {
        let name = self.name(settings);
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|header| header.to_str().ok())
            .flat_map(|header| header.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find_map(|(key, value)| (key == name).then_some(value))
    }

    /// The `Set-Cookie` header that stores a value.
    pub fn set(self, settings: &InstanceSettings, value: &str) -> String {
        let lifetime = match self {
            Self::Language | Self::Tables => "; Max-Age=31536000",
            Self::Session | Self::Form => "",
        };
        self.header(settings, value, lifetime)
    }

    /// The `Set-Cookie` header that makes the browser forget it.
    pub fn clear(self, settings: &InstanceSettings) -> String {
        self.header(settings, "", "; Max-Age=0")
    }

    fn header(self, settings: &InstanceSettings, value: &str, lifetime: &str) -> String {
        let name = self.name(settings);
        let path = if settings.prefix.is_empty() {
            "/"
        } else {
            &settings.prefix
        };
        let secure = if settings.secure_cookies {
            "; Secure"
        } else {
            ""
        };
        format!("{name}={value}; Path={path}; HttpOnly; SameSite=Lax{lifetime}{secure}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_carries_its_country_in_name_and_path() {
        let mut settings = crate::db::testing::settings();
        settings.secure_cookies = true;

        let header = Cookie::Session.set(&settings, "abc");

        assert_eq!(
            header,
            "cts_session_test=abc; Path=/TR; HttpOnly; SameSite=Lax; Secure"
        );
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let settings = crate::db::testing::settings();
        let mut headers = HeaderMap::new();
        headers.insert(
            COOKIE,
            "cts_session_test2=x; cts_session_test=right; y=z"
                .parse()
                .unwrap(),
        );

        assert_eq!(Cookie::Session.find(&settings, &headers), Some("right"));
        assert_eq!(Cookie::Language.find(&settings, &headers), None);
    }
}
