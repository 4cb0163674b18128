//! What a search for shipments means: words to look for, and the shipments and partners it names outright.

use chrono::NaiveDate;
use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Int4, Nullable, Text};

use crate::accounts;
use crate::db::schema::{packages, users};
use crate::db::{escape_like, has_words};
use crate::kernel::InstanceSettings;
use crate::kernel::ids::UserId;
use crate::packages::model::{codes_meant, shipment_meant};

/// A search, understood.
pub(super) struct Search {
    pub(super) words: String,
    pub(super) ids: Vec<i32>,
    pub(super) partners: Vec<UserId>,
}

/// Looks up what a search names: a package by its code, a shipment by its number or the name it is shown by, partners by
/// their names. Nothing for blanks.
pub(super) fn understand(
    conn: &mut PgConnection,
    settings: &InstanceSettings,
    text: &str,
) -> QueryResult<Option<Search>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let mut ids: Vec<i32> = packages::table
        .filter(packages::code.eq_any(codes_meant(text, settings)))
        .select(packages::shipment_id)
        .load(conn)?;
    ids.extend(shipment_meant(text, settings));
    ids.extend(list_by_shown_name(conn, text)?);
    let partners = users::table
        .filter(has_words(accounts::model::SEARCHED, text))
        .select(users::id)
        .load(conn)?;
    Ok(Some(Search {
        words: text.to_owned(),
        ids,
        partners,
    }))
}

/// Shipments that fit to a part of a shown name, at most: more of them name none.
const MOST: i64 = 5_000;

/// Without a description a shipment is shown as `partner-store release-date`. A text within one of the three is found by
/// the words of a search; here is what reaches from one into the next, wherever it may be cut ($1 and $2, $3 and $4),
/// and the date alone ($5). Each part finds its rows over an index.
const BY_SHOWN_NAME: &str = "
select s.id
from unnest($1::text[], $2::text[]) cut (before, after)
join public.users u on public.folded(coalesce(nullif(u.name, ''), u.email)) like public.folded(cut.before)
join public.shipments s on s.partner_id = u.id
where s.description = '' and public.folded(s.store_release || '-' || s.shipment_on) like public.folded(cut.after)
union
select s.id
from unnest($3::text[], $4::text[]) cut (before, after)
join public.shipments s on s.searched like public.folded(cut.before)
where s.description = '' and s.shipment_on::text like cut.after
union
select s.id from public.shipments s where s.description = '' and s.shipment_on = $5
limit $6";

/// Ids of shipments without a description whose shown name has a text that no single part of it has.
pub(super) fn list_by_shown_name(conn: &mut PgConnection, text: &str) -> QueryResult<Vec<i32>> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = Int4)]
        id: i32,
    }
    let cuts = cuts(text);
    if cuts.is_empty() {
        return Ok(Vec::new());
    }
    let patterns = |cuts: &[(&str, &str)]| -> (Vec<String>, Vec<String>) {
        let ends = |part: &str| format!("%{}", escape_like(part));
        let begins = |part: &str| format!("{}%", escape_like(part));
        cuts.iter()
            .map(|(before, after)| (ends(before), begins(after)))
            .unzip()
    };
    let (partners, releases) = patterns(&cuts);
    let dated: Vec<_> = cuts
        .into_iter()
        .filter(|(_, after)| begins_a_date(after))
        .collect();
    let (ends, dates) = patterns(&dated);
    let found: Vec<Found> = crate::db::sql_query(BY_SHOWN_NAME)
        .replanned()
        .bind::<Array<Text>, _>(partners)
        .bind::<Array<Text>, _>(releases)
        .bind::<Array<Text>, _>(ends)
        .bind::<Array<Text>, _>(dates)
        .bind::<Nullable<Date>, _>(text.parse::<NaiveDate>().ok())
        .bind::<BigInt, _>(MOST)
        .load(conn)?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

/// The text cut at each hyphen between two parts of it. Names have few: what has more is no name.
fn cuts(text: &str) -> Vec<(&str, &str)> {
    text.match_indices('-')
        .take(12)
        .map(|(at, hyphen)| (&text[..at], &text[at + hyphen.len()..]))
        .filter(|(before, after)| !before.is_empty() && !after.is_empty())
        .collect()
}

/// Whether a date may begin so: `2026`, `2026-1`.
fn begins_a_date(text: &str) -> bool {
    let form = "0000-00-00";
    text.len() <= form.len()
        && text
            .bytes()
            .zip(form.bytes())
            .all(|(byte, form)| byte == form || (form == b'0' && byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_wherever_a_part_of_a_name_may_end() {
        assert_eq!(
            cuts("Al Noor-WR-1"),
            [("Al Noor", "WR-1"), ("Al Noor-WR", "1")]
        );
        assert_eq!(cuts("winter"), []);
        assert_eq!(cuts("-1-"), []);
        assert_eq!(cuts("نور-1"), [("نور", "1")]);
    }

    #[test]
    fn dates_are_known_by_their_beginning() {
        for text in ["2", "2026", "2026-", "2026-11-2", "2026-11-20"] {
            assert!(begins_a_date(text), "{text}");
        }
        for text in ["WR-1", "2026/11", "20261", "2026-11-200"] {
            assert!(!begins_a_date(text), "{text}");
        }
    }
}
