//! Tables remember how somebody left them: sort, filters and page size, per table, in a cookie of the country.
//!
//! An address with a query says itself what it shows, and that is remembered; one without a query shows what was
//! remembered. `?` alone is a query that asks for nothing, and so puts a table back. The page size stays through all of
//! these until another is chosen. What somebody typed is never kept: only words of addresses (`overdue`, `-date`, `100`).

/// What of a list's address is remembered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) keeps: &'static [&'static str],
}

/// A request as the table remembers it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Recalled {
    /// The query the page is shown with.
    pub(super) query: String,
    /// Whether sort or filters come from the cookie.
    pub(super) is_restored: bool,
    /// The cookie's new value, when it changed.
    pub(super) cookie: Option<String>,
}

/// The page size, which is kept whatever else an address asks for.
const SIZE: &str = "size";
/// Longer values are not of ours.
const LONGEST_VALUE: usize = 40;
/// Browsers send the cookie with every request, so it stays short: tables not looked at for the longest are forgotten.
const LONGEST_COOKIE: usize = 1200;

impl Table {
    /// What the page is shown with, from the query of the address and the cookie.
    pub(super) fn recall(&self, query: Option<&str>, cookie: &str) -> Recalled {
        let kept = self.kept(cookie);
        let asked: Vec<(String, String)> = pairs(query.unwrap_or_default());
        let is_plain = query
            .is_none_or(|query| !query.is_empty() && asked.iter().all(|(name, _)| name == "lang"));
        if is_plain {
            return Recalled {
                is_restored: kept.iter().any(|(name, _)| name != SIZE),
                query: written(asked.iter().chain(&kept)),
                cookie: None,
            };
        }
        let mut shown = asked.clone();
        if !asked.iter().any(|(name, _)| name == SIZE) {
            shown.extend(kept.into_iter().filter(|(name, _)| name == SIZE));
        }
        let changed = self.cookie_with(cookie, &shown);
        Recalled {
            is_restored: false,
            query: if shown.len() == asked.len() {
                query.unwrap_or_default().to_owned()
            } else {
                written(shown.iter())
            },
            cookie: (changed != cookie).then_some(changed),
        }
    }

    /// What the cookie holds of this table.
    fn kept(&self, cookie: &str) -> Vec<(String, String)> {
        cookie
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .filter_map(|(key, value)| Some((self.own(key)?.to_owned(), value.to_owned())))
            .filter(|(name, value)| self.keeps.contains(&name.as_str()) && is_word(value))
            .collect()
    }

    /// The name within this table (`size` of `inbox.size`).
    fn own<'k>(&self, key: &'k str) -> Option<&'k str> {
        key.strip_prefix(self.name)?.strip_prefix('.')
    }

    /// The cookie with this table as it is shown now, at its end.
    fn cookie_with(&self, cookie: &str, shown: &[(String, String)]) -> String {
        let others = cookie.split('&').filter(|pair| {
            let key = pair.split_once('=').map(|(key, _)| key);
            key.is_some_and(|key| self.own(key).is_none())
        });
        let own = shown
            .iter()
            .filter(|(name, value)| self.keeps.contains(&name.as_str()) && is_word(value))
            .map(|(name, value)| format!("{}.{name}={value}", self.name));
        let all: Vec<String> = others.map(str::to_owned).chain(own).collect();
        let mut from = 0;
        while all[from..].iter().map(|pair| pair.len() + 1).sum::<usize>() > LONGEST_COOKIE {
            from += 1;
        }
        all[from..].join("&")
    }
}

fn pairs(query: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

fn written<'p>(pairs: impl Iterator<Item = &'p (String, String)>) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

/// A word as addresses of lists use them; free text, which may be about people, is none.
fn is_word(value: &str) -> bool {
    (1..=LONGEST_VALUE).contains(&value.len())
        && value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: Table = Table {
        name: "list",
        keeps: &["status", "sort", "size"],
    };

    fn recalled(query: &str, is_restored: bool, cookie: Option<&str>) -> Recalled {
        Recalled {
            query: query.to_owned(),
            is_restored,
            cookie: cookie.map(str::to_owned),
        }
    }

    #[test]
    fn an_address_with_a_query_wins_and_is_kept_without_what_was_typed() {
        let found = LIST.recall(
            Some("status=lost&q=mara+x&size=100&page=3"),
            "other.size=25&list.sort=-date",
        );

        let cookie = "other.size=25&list.status=lost&list.size=100";
        let query = "status=lost&q=mara+x&size=100&page=3";
        assert_eq!(found, recalled(query, false, Some(cookie)));
        assert_eq!(
            LIST.recall(Some(query), cookie),
            recalled(query, false, None)
        );
    }

    #[test]
    fn an_address_without_a_query_shows_what_was_left() {
        let cookie = "list.status=lost&list.sort=-date&list.size=100&list.other=1";

        assert_eq!(
            LIST.recall(None, cookie),
            recalled("status=lost&sort=-date&size=100", true, None)
        );
        assert_eq!(
            LIST.recall(Some("lang=ar"), "list.size=25"),
            recalled("lang=ar&size=25", false, None)
        );
        assert_eq!(LIST.recall(None, ""), recalled("", false, None));
    }

    #[test]
    fn an_empty_query_puts_the_table_back_but_for_its_size() {
        let found = LIST.recall(Some(""), "list.status=lost&list.size=100");

        assert_eq!(found, recalled("size=100", false, Some("list.size=100")));
    }

    #[test]
    fn what_is_not_ours_in_a_cookie_is_not_believed() {
        let cookie = "list.status=a%26b&list.sort=&list&=&list.size=<script>";

        assert_eq!(LIST.recall(None, cookie), recalled("", false, None));
    }

    #[test]
    fn the_cookie_stays_short() {
        let mut cookie = String::new();
        for n in 0..200 {
            let names: &'static str = Box::leak(format!("table{n}").into_boxed_str());
            let table = Table {
                name: names,
                keeps: &["sort"],
            };
            cookie = table.recall(Some("sort=-date"), &cookie).cookie.unwrap();
        }

        assert!(cookie.len() <= LONGEST_COOKIE);
        assert!(cookie.ends_with("table199.sort=-date"));
        assert!(!cookie.contains("table1.sort"));
    }
}
