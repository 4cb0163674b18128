//! Tables remember how somebody left them: sort, filters and page size, per table, in a cookie of the country.
//!
//! An address with a query says itself what it shows, and that is remembered; one without a query shows what was
//! remembered. `?` alone is a query that asks for nothing, and so puts a table back. The page size stays through all of
//! these until another is chosen. What somebody typed is never kept: only words of addresses (`overdue`, `-date`, `100`).

use serde::Serialize;

/// What of a list's address is remembered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Table {
    pub(super) name: &'static str,
    /// Words that hide rows.
    pub(super) filters: &'static [&'static str],
    /// Words that do not: order, page size.
    pub(super) others: &'static [&'static str],
}

/// What of a page comes from the cookie and not from its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Restored {
    /// Only how rows are shown.
    Order,
    /// Which of them, too.
    Filters,
}

/// The query that shows all rows of a list, ordered and used as they are now; `?` alone puts a list back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Unfiltered(pub(super) String);

/// A request as the table remembers it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Recalled {
    /// The query the page is shown with.
    pub(super) query: String,
    /// What of it comes from the cookie, beside the page size.
    pub(super) restored: Option<Restored>,
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
                restored: self.restored(&kept),
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
            restored: None,
            query: if shown.len() == asked.len() {
                query.unwrap_or_default().to_owned()
            } else {
                written(shown.iter())
            },
            cookie: (changed != cookie).then_some(changed),
        }
    }

    /// A query of this table without what hides rows.
    pub(super) fn unfiltered(&self, query: &str) -> Unfiltered {
        // The page size stays by itself.
        let stays =
            |(name, _): &(String, String)| name != SIZE && self.others.contains(&name.as_str());
        let pairs: Vec<_> = pairs(query).into_iter().filter(stays).collect();
        Unfiltered(format!("?{}", written(pairs.iter())))
    }

    /// What the cookie holds of this table.
    fn kept(&self, cookie: &str) -> Vec<(String, String)> {
        cookie
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .filter_map(|(key, value)| Some((self.own(key)?.to_owned(), value.to_owned())))
            .filter(|(name, value)| self.keeps(name) && is_word(value))
            .collect()
    }

    fn keeps(&self, name: &str) -> bool {
        self.filters.contains(&name) || self.others.contains(&name)
    }

    fn restored(&self, kept: &[(String, String)]) -> Option<Restored> {
        let is_filter = |(name, _): &(String, String)| self.filters.contains(&name.as_str());
        if kept.iter().any(is_filter) {
            return Some(Restored::Filters);
        }
        let is_other = kept.iter().any(|(name, _)| name != SIZE);
        is_other.then_some(Restored::Order)
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
        let all: Vec<String> = others
            .map(str::to_owned)
            .chain(self.kept_of(shown))
            .collect();
        let mut from = 0;
        while length(&all[from..]) > LONGEST_COOKIE {
            // A table with only some of its filters would show what nobody asked for.
            let oldest = table_of(&all[from]);
            from += all[from..]
                .iter()
                .take_while(|pair| table_of(pair) == oldest)
                .count();
        }
        all[from..].join("&")
    }

    /// This table's part of the cookie. More filters than fit into it are as none.
    fn kept_of(&self, shown: &[(String, String)]) -> Vec<String> {
        let own = |is_kept: &dyn Fn(&str) -> bool| -> Vec<String> {
            shown
                .iter()
                .filter(|(name, value)| is_kept(name) && is_word(value))
                .map(|(name, value)| format!("{}.{name}={value}", self.name))
                .collect()
        };
        let all = own(&|name| self.keeps(name));
        if length(&all) > LONGEST_COOKIE {
            return own(&|name| self.others.contains(&name));
        }
        all
    }
}

/// Bytes that pairs take in the cookie.
fn length(pairs: &[String]) -> usize {
    pairs.iter().map(|pair| pair.len() + 1).sum()
}

/// The name of the table that a pair belongs to.
fn table_of(pair: &str) -> &str {
    pair.split('.').next().unwrap_or_default()
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

/// A word as addresses of lists use them (`-date`, `2026-11-20`, `shipment.lost`, `shipment:27`); free text, which may be
/// about people, is none.
fn is_word(value: &str) -> bool {
    (1..=LONGEST_VALUE).contains(&value.len())
        && value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: Table = Table {
        name: "list",
        filters: &["status", "what"],
        others: &["sort", "size"],
    };

    fn recalled(query: &str, restored: Option<Restored>, cookie: Option<&str>) -> Recalled {
        Recalled {
            query: query.to_owned(),
            restored,
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
        assert_eq!(found, recalled(query, None, Some(cookie)));
        assert_eq!(
            LIST.recall(Some(query), cookie),
            recalled(query, None, None)
        );
    }

    #[test]
    fn an_address_without_a_query_shows_what_was_left() {
        let cookie = "list.status=lost&list.sort=-date&list.size=100&list.other=1";

        assert_eq!(
            LIST.recall(None, cookie),
            recalled(
                "status=lost&sort=-date&size=100",
                Some(Restored::Filters),
                None
            )
        );
        assert_eq!(
            LIST.recall(None, "list.sort=-date"),
            recalled("sort=-date", Some(Restored::Order), None)
        );
        assert_eq!(
            LIST.recall(Some("lang=ar"), "list.size=25"),
            recalled("lang=ar&size=25", None, None)
        );
        assert_eq!(LIST.recall(None, ""), recalled("", None, None));
    }

    #[test]
    fn words_given_several_times_and_those_of_the_audit_come_back() {
        let query = "status=lost&status=ready&what=shipment%3A27";
        let cookie = LIST.recall(Some(query), "").cookie.unwrap();

        assert_eq!(
            cookie,
            "list.status=lost&list.status=ready&list.what=shipment:27"
        );
        assert_eq!(
            LIST.recall(None, &cookie),
            recalled(query, Some(Restored::Filters), None)
        );
    }

    #[test]
    fn without_filters_a_list_is_ordered_and_used_as_it_was() {
        let catalog = Table {
            others: &["sort", "size", "kit"],
            ..LIST
        };

        let all = catalog.unfiltered("status=lost&what=a&sort=-date&size=100&kit=7&q=x&page=3");

        assert_eq!(all, Unfiltered("?sort=-date&kit=7".into()));
        assert_eq!(catalog.unfiltered("status=lost"), Unfiltered("?".into()));
    }

    #[test]
    fn an_empty_query_puts_the_table_back_but_for_its_size() {
        let found = LIST.recall(Some(""), "list.status=lost&list.size=100");

        assert_eq!(found, recalled("size=100", None, Some("list.size=100")));
    }

    #[test]
    fn what_is_not_ours_in_a_cookie_is_not_believed() {
        let cookie = "list.status=a%26b&list.sort=&list&=&list.size=<script>";

        assert_eq!(LIST.recall(None, cookie), recalled("", None, None));
    }

    #[test]
    fn the_cookie_stays_short() {
        let mut cookie = String::new();
        for n in 0..200 {
            let names: &'static str = Box::leak(format!("table{n}").into_boxed_str());
            let table = Table {
                name: names,
                filters: &[],
                others: &["sort"],
            };
            cookie = table.recall(Some("sort=-date"), &cookie).cookie.unwrap();
        }

        assert!(cookie.len() <= LONGEST_COOKIE);
        assert!(cookie.ends_with("table199.sort=-date"));
        assert!(!cookie.contains("table1.sort"));
    }

    #[test]
    fn a_full_cookie_loses_whole_tables_the_oldest_first() {
        let old: Vec<String> = (0..40).map(|n| format!("old.category={n:010}")).collect();
        let cookie = format!("{}&kept.sort=-date", old.join("&"));
        let statuses: Vec<String> = (0..20).map(|n| format!("status={n:010}")).collect();

        let found = LIST
            .recall(Some(&statuses.join("&")), &cookie)
            .cookie
            .unwrap();

        assert!(
            found.starts_with("kept.sort=-date&list.status=0000000000&"),
            "{found}"
        );
        assert_eq!(found.matches("list.status").count(), 20);
    }

    #[test]
    fn filters_that_do_not_fit_are_not_kept_in_part() {
        let mut asked: Vec<String> = (0..99).map(|n| format!("status={n:010}")).collect();
        asked.push("sort=-date".into());

        let found = LIST.recall(Some(&asked.join("&")), "kept.sort=-date");

        let cookie = found.cookie.unwrap();
        assert_eq!(cookie, "kept.sort=-date&list.sort=-date");
    }
}
