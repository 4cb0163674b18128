//! Which languages a country offers on its pages, and which of them is the default: its file says so until a coordinator
//! chooses otherwise. What was chosen is in the database, and taken up into the settings of the running process.

use diesel::prelude::*;
use serde_json::json;

use crate::audit;
use crate::db::schema::country;
use crate::kernel::{Error, Language, OpContext, Permission, Result};

/// The languages in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The default first.
    pub languages: Vec<Language>,
    /// 0 while only the file says so.
    pub version: i32,
}

/// What is offered now.
///
/// # Errors
/// When the database refuses.
pub fn offer(cx: &mut OpContext<'_>) -> Result<Offer> {
    let stored: Option<(String, i32)> = country::table
        .select((country::languages, country::version))
        .first(cx.conn)
        .optional()?;
    Ok(stored.map_or_else(
        || Offer {
            languages: cx.settings.languages.clone(),
            version: 0,
        },
        |(tags, version)| Offer {
            languages: tags.split(',').filter_map(Language::from_tag).collect(),
            version,
        },
    ))
}

/// Takes what was chosen before into the settings of this process.
///
/// # Errors
/// When the database refuses.
pub fn take_up(cx: &mut OpContext<'_>) -> Result<()> {
    let offer = offer(cx)?;
    cx.settings.chosen_languages.set(offer.languages);
    Ok(())
}

/// Chooses the languages of the country, the default first. The caller takes them up when this is committed.
///
/// # Errors
/// `Forbidden` for those who do not administer, `Stale` when somebody chose meanwhile.
pub fn choose(cx: &mut OpContext<'_>, languages: &[Language], edited: i32) -> Result<()> {
    cx.require(Permission::Administer)?;
    if languages.is_empty() {
        return Err(Error::invalid("languages", "languages-none"));
    }
    // Two who choose for the first time have no row to wait for each other at.
    crate::db::sql_query("lock table country in share row exclusive mode").execute(cx.conn)?;
    let before = offer(cx)?;
    Error::require_version(before.version, edited)?;
    let tags = tags(languages);
    diesel::insert_into(country::table)
        .values((
            country::languages.eq(&tags),
            country::version.eq(edited + 1),
        ))
        .on_conflict(country::is_only)
        .do_update()
        .set((
            country::languages.eq(&tags),
            country::version.eq(edited + 1),
        ))
        .execute(cx.conn)?;
    audit::record(
        cx,
        "country.languages",
        "country",
        &cx.settings.key.clone(),
        Some(json!({ "languages": self::tags(&before.languages) })),
        Some(json!({ "languages": tags })),
    )
}

fn tags(languages: &[Language]) -> String {
    let tags: Vec<&str> = languages.iter().map(|language| language.tag()).collect();
    tags.join(",")
}
