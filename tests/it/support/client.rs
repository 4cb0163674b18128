//! A browser without a screen: cookies, forms with their token, no redirects followed.

use std::collections::BTreeMap;

use cts::kernel::ids::UserId;
use cts::web::confirm;
use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::{Method, RequestBuilder, redirect};

/// Keeps cookies of one country, by name.
pub(crate) struct Client {
    http: reqwest::Client,
    base: String,
    prefix: String,
    pub(crate) cookies: BTreeMap<String, String>,
    /// Who is signed in, when the kit did it.
    pub(crate) user: Option<UserId>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// Where a redirect leads.
    pub(crate) fn location(&self) -> &str {
        self.header("location")
    }

    /// Asserts that the page answers 200 and shows all of these.
    pub(crate) fn shows(self, words: &[&str]) -> Self {
        assert_eq!(self.status, 200, "{}", self.text);
        self.says(words)
    }

    /// The words are there, whatever the status.
    pub(crate) fn says(self, words: &[&str]) -> Self {
        for word in words {
            assert!(
                self.text.contains(word),
                "{word:?} is missing in\n{}",
                self.text
            );
        }
        self
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    /// What a hidden field of a form on this page carries; empty where there is none.
    pub(crate) fn hidden(&self, name: &str) -> &str {
        let marker = format!("name=\"{name}\" value=\"");
        let rest = self.text.split_once(&marker).map(|(_, rest)| rest);
        rest.and_then(|rest| rest.split('"').next()).unwrap_or("")
    }
}

impl Client {
    pub(crate) fn new(base: &str, prefix: &str) -> Self {
        // Fails when a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .build()
            .expect("a client can be made");
        Self {
            http,
            base: base.to_owned(),
            prefix: prefix.to_owned(),
            cookies: BTreeMap::new(),
            user: None,
        }
    }

    /// A request to a path below the prefix, with the cookies.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.request_at(method, &format!("{}{path}", self.prefix))
    }

    /// A request to a path from the root of the server, with the cookies.
    pub(crate) fn request_at(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.base);
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(k, v)| format!("{k}={v}"))
            .collect();
        let request = self.http.request(method, url);
        if cookies.is_empty() {
            request
        } else {
            request.header(COOKIE, cookies.join("; "))
        }
    }

    pub(crate) async fn send(&mut self, request: RequestBuilder) -> Reply {
        let response = request.send().await.expect("the app answers");
        for cookie in response.headers().get_all(SET_COOKIE) {
            let cookie = cookie.to_str().expect("cookies are text");
            let (pair, rest) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').expect("a cookie has a value");
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Reply {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: response.text().await.expect("the answer is text"),
        }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Reply {
        let request = self.request(Method::GET, path);
        self.send(request).await
    }

    /// Posts a form with the token of this browser's session.
    pub(crate) async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Reply {
        let token = self.token().await;
        let mut form = form.to_vec();
        form.push(("csrf_token", &token));
        self.post_raw(path, &form).await
    }

    /// The same as whoever answers the question before it with yes.
    pub(crate) async fn post_sure(&mut self, path: &str, form: &[(&str, &str)]) -> Reply {
        let mut form = form.to_vec();
        form.push((confirm::FIELD, "1"));
        self.post(path, &form).await
    }

    /// Posts exactly these fields.
    pub(crate) async fn post_raw(&mut self, path: &str, form: &[(&str, &str)]) -> Reply {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let request = self
            .request(Method::POST, path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        self.send(request).await
    }

    /// A token good for this browser's next form.
    pub(crate) async fn token(&mut self) -> String {
        let mut page = self.get("/sign-in/").await;
        if page.status == 303 {
            page = self.get("/no-such-page/").await;
        }
        page.hidden("csrf_token").to_owned()
    }

    pub(crate) async fn sign_in(&mut self, email: &str, password: &str) -> Reply {
        self.post("/sign-in/", &[("email", email), ("password", password)])
            .await
    }
}
