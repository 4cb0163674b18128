//! Plain HTTP beside TLS: every request is told that the same is there over HTTPS, and nothing else.

use hyper::body::Incoming;
use hyper::http::uri::{Authority, PathAndQuery};
use hyper::{Request, Response, StatusCode};

use super::body::Stream;
use super::{pages, server};

/// What stands between the host and the path of the new address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// None is the usual one.
    port: Option<u16>,
}

impl Target {
    /// Under the port people type.
    pub(super) fn of(url: &str) -> Self {
        let authority = url.split_once("://").map_or(url, |(_, rest)| rest);
        let port = authority
            .parse::<Authority>()
            .ok()
            .and_then(|it| it.port_u16());
        Self {
            port: port.filter(|port| *port != 443),
        }
    }

    /// Leads a request there; the host is the one it came to.
    pub(super) fn lead(self, request: &Request<Incoming>) -> Response<Stream> {
        let host = server::host_of(request).and_then(|host| host.parse::<Authority>().ok());
        let Some(host) = host else {
            return pages::plain(StatusCode::BAD_REQUEST, "which host?\n");
        };
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        let path = request.uri().path_and_query().map(PathAndQuery::as_str);
        let path = path.filter(|path| path.starts_with('/')).unwrap_or("/");
        server::redirect(&format!("https://{}{port}{path}", host.host()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_people_type_is_named_unless_it_is_the_usual_one() {
        let port = |url: &str| Target::of(url).port;

        assert_eq!(port("https://cts.example.org"), None);
        assert_eq!(port("https://cts.example.org:443"), None);
        assert_eq!(port("https://127.0.0.1:8443"), Some(8443));
        assert_eq!(port("https://[::1]:8443"), Some(8443));
    }
}
