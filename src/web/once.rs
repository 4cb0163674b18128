//! Forms that act once, however often they are sent: by a double click, by a second try on a slow line, by reloading
//! what answered, by going back and sending again.
//!
//! A page gives such a form a key of its own (`once_field()` in the template), its route says [`super::Routes::once`], and
//! its handler carries it out by [`App::once`]: the key is remembered in the transaction that does it, with what was said
//! and where it led. The same form again changes nothing and is told that. Another look at the page is another key; so is
//! another content, as of somebody who goes back and makes one more with what differs.

use chrono::TimeDelta;
use diesel::prelude::*;
use poem::Response;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::app::App;
use super::flash::Flash;
use super::visit::Visit;
use crate::db::schema::sent_forms;
use crate::kernel::ids::UserId;
use crate::kernel::{Error, OpContext, Result, Text};

/// The field that carries the key.
pub const FIELD: &str = "once";

/// Days a form is known again.
const KEPT_DAYS: i64 = 7;
/// Longer keys are not of ours.
const LONGEST_KEY: usize = 64;

/// What became of a form: what is said, and the page of this country it leads to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Done {
    said: Flash,
    to: String,
}

impl Done {
    /// It was done: this is said on the page at this path.
    pub fn new(said: Flash, to: impl Into<String>) -> Self {
        Self {
            said,
            to: to.into(),
        }
    }

    /// What whoever sends it again is told.
    fn again(self) -> Self {
        let said = Text::new("form-sent-before").arg("said", self.said.text);
        Self {
            // Also the draft of a form is dropped by a page that says so.
            said: Flash::success(said),
            to: self.to,
        }
    }

    /// Where it led was kept in a way that is no longer understood.
    fn forgotten() -> Self {
        Self::new(Flash::success("form-sent-before-alone"), "/")
    }
}

/// What came of carrying a form out once.
pub enum Once<T> {
    /// It was carried out now.
    Now(T, Done),
    /// It had been before, and nothing was done.
    Before(Done),
}

/// What was filled in.
#[derive(Default)]
pub(super) struct Content(Sha256);

/// Fields with a password: a checksum that is quickly made would give it away to whoever reads the table.
const SECRET: [&str; 2] = ["password", "again"];

impl Content {
    pub(super) fn add(&mut self, name: &str, value: &str) {
        if SECRET.contains(&name) {
            return;
        }
        for text in [name, value] {
            self.0.update((text.len() as u64).to_be_bytes());
            self.0.update(text);
        }
    }
}

/// The key of a form that was filled in so; none when what was sent looks like no key.
pub(super) fn key_of(sent: &str, content: Content) -> Option<String> {
    let is_ours = (1..=LONGEST_KEY).contains(&sent.len())
        && sent.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let content = hex::encode(&content.0.finalize()[..16]);
    is_ours.then(|| format!("{sent}-{content}"))
}

/// Notes that a form is carried out; what became of it, when it was before. Two at the same time wait here for each
/// other.
fn claim(cx: &mut OpContext<'_>, form: &Form) -> Result<Option<Done>> {
    let first = diesel::insert_into(sent_forms::table)
        .values((
            sent_forms::user_id.eq(form.user),
            sent_forms::form_key.eq(&form.key),
            sent_forms::path.eq(&form.path),
            sent_forms::done.eq(serde_json::Value::Null),
            sent_forms::sent_at.eq(cx.now),
        ))
        .on_conflict_do_nothing()
        .execute(cx.conn)?;
    if first == 1 {
        return Ok(None);
    }
    let done: serde_json::Value = sent_forms::table
        .find((form.user, &form.key, &form.path))
        .select(sent_forms::done)
        .first(cx.conn)?;
    Ok(Some(
        serde_json::from_value(done).map_or_else(|_| Done::forgotten(), Done::again),
    ))
}

fn remember(cx: &mut OpContext<'_>, form: &Form, done: &Done) -> Result<()> {
    let done = serde_json::to_value(done).map_err(Error::internal)?;
    diesel::update(sent_forms::table.find((form.user, &form.key, &form.path)))
        .set(sent_forms::done.eq(done))
        .execute(cx.conn)?;
    Ok(())
}

/// A form that was sent.
struct Form {
    user: UserId,
    key: String,
    path: String,
}

impl Form {
    /// The one of this visit; none where nobody is signed in or it came without a key, as from a script.
    fn of(visit: &Visit) -> Option<Self> {
        Some(Self {
            user: visit.actor().user_id()?,
            key: visit.once_key()?.to_owned(),
            path: visit.path().to_owned(),
        })
    }
}

impl App {
    /// Carries out what a form asks for, in one transaction and once, says what became of it and leads on.
    ///
    /// # Errors
    /// What `f` returns: then nothing was done, and the form may be sent again.
    pub async fn once<F>(&self, visit: &Visit, f: F) -> Result<Response>
    where
        F: FnOnce(&mut OpContext<'_>) -> Result<Done> + Send + 'static,
    {
        let once = self.once_with(visit, move |cx| Ok(((), f(cx)?))).await?;
        match once {
            Once::Now((), done) | Once::Before(done) => Ok(self.lead(visit, done).await),
        }
    }

    /// The same for what is answered by more than where it leads.
    ///
    /// # Errors
    /// What `f` returns.
    pub async fn once_with<T, F>(&self, visit: &Visit, f: F) -> Result<Once<T>>
    where
        T: Send + 'static,
        F: FnOnce(&mut OpContext<'_>) -> Result<(T, Done)> + Send + 'static,
    {
        let form = Form::of(visit);
        self.db()
            .write(&visit.op(), move |cx| {
                if let Some(form) = &form
                    && let Some(done) = claim(cx, form)?
                {
                    return Ok(Once::Before(done));
                }
                let (made, done) = f(cx)?;
                if let Some(form) = &form {
                    remember(cx, form, &done)?;
                }
                Ok(Once::Now(made, done))
            })
            .await
    }

    /// Says what became of a form on the page it leads to.
    pub async fn lead(&self, visit: &Visit, done: Done) -> Response {
        self.flash(visit, done.said).await;
        self.redirect(&done.to)
    }
}

/// Forgets forms that nobody will send again; how many. For the job that cleans up.
///
/// # Errors
/// When the database refuses.
pub fn forget_old(cx: &mut OpContext<'_>) -> Result<usize> {
    let before = cx.now - TimeDelta::days(KEPT_DAYS);
    Ok(
        diesel::delete(sent_forms::table.filter(sent_forms::sent_at.lt(before)))
            .execute(cx.conn)?,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_short_and_of_letters_and_digits() {
        let key = key_of("0f9a", Content::default()).unwrap();
        assert!(key.starts_with("0f9a-"), "{key}");
        for odd in ["", "a b", "a\0", &"a".repeat(65)] {
            assert_eq!(key_of(odd, Content::default()), None, "{odd:?}");
        }
    }

    #[test]
    fn the_same_page_filled_in_otherwise_is_another_form() {
        let filled_in = |pairs: &[(&str, &str)]| {
            let mut content = Content::default();
            for (name, value) in pairs {
                content.add(name, value);
            }
            key_of("0f9a", content)
        };

        assert_eq!(filled_in(&[("a", "bc")]), filled_in(&[("a", "bc")]));
        assert_ne!(filled_in(&[("a", "bc")]), filled_in(&[("ab", "c")]));
        assert_ne!(filled_in(&[("a", "1")]), filled_in(&[("a", "2")]));
        assert_eq!(
            filled_in(&[("password", "1")]),
            filled_in(&[("again", "2")])
        );
    }

    #[test]
    fn what_is_kept_is_said_again() {
        let done = Done::new(Flash::success(Text::new("days").arg("count", 3)), "/x/");

        let kept = serde_json::to_value(&done).unwrap();
        let again = serde_json::from_value::<Done>(kept).unwrap().again();

        assert_eq!(again.to, "/x/");
        assert!(again.said.text.to_string().ends_with("3 days"));
    }
}
