//! Connection URLs of one server for several logins and databases.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Result, bail};

/// A server with a login; the password shows only in [`ServerUrl::database`].
#[derive(Clone)]
pub struct ServerUrl {
    host: String,
    port: Option<u16>,
    user: String,
    password: String,
    database: String,
    /// `host=…`, `sslmode=…` and the like.
    options: Vec<(String, String)>,
}

impl ServerUrl {
    /// Takes a `postgres://` URL apart.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(text: &str) -> Result<Self> {
        // PostgreSQL takes a login without a host, for a socket; the rules for addresses do not.
        let (text, has_host) = match text.trim().split_once("@/") {
            Some((login, rest)) => (format!("{login}@socket/{rest}"), false),
            None => (text.trim().to_owned(), true),
        };
        let Ok(url) = reqwest::Url::parse(&text) else {
            bail!("this is no URL");
        };
        if !matches!(url.scheme(), "postgres" | "postgresql") {
            bail!("a database URL begins with postgres://");
        }
        let mut server = Self {
            host: url
                .host_str()
                .filter(|_| has_host)
                .unwrap_or_default()
                .to_owned(),
            port: url.port(),
            user: decoded(url.username()),
            password: decoded(url.password().unwrap_or_default()),
            database: decoded(url.path().trim_start_matches('/')),
            options: Vec::new(),
        };
        for (name, value) in url.query_pairs() {
            match name.as_ref() {
                "user" => server.user = value.into_owned(),
                "password" => server.password = value.into_owned(),
                "dbname" => server.database = value.into_owned(),
                _ => server.options.push((name.into_owned(), value.into_owned())),
            }
        }
        if server.database.is_empty() {
            "postgres".clone_into(&mut server.database);
        }
        Ok(server)
    }

    /// A server reached over a Unix socket in a folder.
    pub(crate) fn socket(folder: &Path, user: &str, password: &str) -> Self {
        Self {
            host: String::new(),
            port: None,
            user: user.to_owned(),
            password: password.to_owned(),
            database: "postgres".into(),
            options: vec![("host".into(), folder.to_string_lossy().into_owned())],
        }
    }

    /// The same server for another login.
    pub(crate) fn login(&self, user: &str, password: &str) -> Self {
        Self {
            user: user.to_owned(),
            password: password.to_owned(),
            ..self.clone()
        }
    }

    /// Whether another login's URL leads to a database of this server.
    pub(crate) fn holds(&self, url: &str, database: &str) -> bool {
        let place = |server: &Self| {
            let socket = server.options.iter().find(|(name, _)| name == "host");
            let port = server.port.unwrap_or(5432);
            (server.host.clone(), port, socket.cloned())
        };
        Self::parse(url)
            .is_ok_and(|other| other.database == database && place(&other) == place(self))
    }

    /// The URL for the administrator's own database.
    pub fn own(&self) -> String {
        self.database(&self.database)
    }

    /// The URL for a database without the password, and the password: for programs whose arguments others can see.
    pub(crate) fn apart(&self, name: &str) -> (String, String) {
        let url = self.login(&self.user, "").database(name);
        (url, self.password.clone())
    }

    /// The same for the database the URL names.
    pub(crate) fn apart_own(&self) -> (String, String) {
        self.apart(&self.database)
    }

    /// The URL for a database.
    pub fn database(&self, name: &str) -> String {
        let mut url = String::from("postgres://");
        if !self.user.is_empty() {
            url.push_str(&encoded_login(&self.user));
            if !self.password.is_empty() {
                let _ = write!(url, ":{}", encoded_login(&self.password));
            }
            url.push('@');
        }
        url.push_str(&self.host);
        if let Some(port) = self.port {
            let _ = write!(url, ":{port}");
        }
        let _ = write!(url, "/{}", encoded(name));
        for (i, (name, value)) in self.options.iter().enumerate() {
            let sep = if i == 0 { '?' } else { '&' };
            let _ = write!(url, "{sep}{}={}", encoded(name), encoded(value));
        }
        url
    }
}

impl std::fmt::Debug for ServerUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ServerUrl({}@{})", self.user, self.host)
    }
}

fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'/') {
            out.push(byte as char);
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Before the host a slash ends the address.
fn encoded_login(text: &str) -> String {
    encoded(text).replace('/', "%2F")
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let pair = rest.clone().next().zip(rest.clone().nth(1));
        let hex = |b: u8| (b as char).to_digit(16);
        match pair.and_then(|(a, b)| Some(hex(a)? * 16 + hex(b)?)) {
            Some(value) if byte == b'%' => {
                bytes.push(value as u8);
                rest.nth(1);
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_on_a_socket_is_read_as_it_is_written() {
        let folder = std::path::Path::new("/run/cts");
        let written = ServerUrl::socket(folder, "cts_iraq", "p@/w").database("cts_iraq");

        let read = ServerUrl::parse(&written).unwrap();

        assert_eq!(read.database("cts_iraq"), written);
        assert_eq!(
            (read.user.as_str(), read.password.as_str()),
            ("cts_iraq", "p@/w")
        );
        let admin = ServerUrl::parse("postgres:///postgres?host=/run/cts&user=boss").unwrap();
        assert!(admin.holds(&written, "cts_iraq"));
        assert!(!admin.holds(&written, "cts_jordan"));
    }

    #[test]
    fn a_servers_url_serves_other_logins_and_databases() {
        let admin = ServerUrl::parse(
            "postgres://ad%40min:p%2Fw@db.example.org:5433/postgres?sslmode=require",
        )
        .unwrap();

        let app = admin.login("cts_turkey", "a b").database("cts_turkey");

        assert_eq!(
            admin.own(),
            "postgres://ad%40min:p%2Fw@db.example.org:5433/postgres?sslmode=require"
        );
        assert_eq!(
            app,
            "postgres://cts_turkey:a%20b@db.example.org:5433/cts_turkey?sslmode=require"
        );
        assert!(!format!("{admin:?}").contains("p/w"));
    }

    #[test]
    fn a_login_to_a_database_of_the_same_server_is_known() {
        let admin = ServerUrl::parse("postgres://admin:x@db.example.org/postgres").unwrap();
        let holds = |url: &str| admin.holds(url, "cts_turkey");

        assert!(holds("postgres://app:y@db.example.org:5432/cts_turkey"));
        assert!(!holds("postgres://app:y@db.example.org:5433/cts_turkey"));
        assert!(!holds("postgres://app:y@other.example.org/cts_turkey"));
        assert!(!holds("postgres://app:y@db.example.org/commodities"));
    }

    #[test]
    fn a_socket_folder_becomes_an_option() {
        let url =
            ServerUrl::socket(Path::new("/var/my data"), "postgres", "x").database("cts_iraq");

        assert_eq!(url, "postgres://postgres:x@/cts_iraq?host=/var/my%20data");
    }
}
