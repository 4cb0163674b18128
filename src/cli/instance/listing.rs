//! Lists of any length: how many rows to show, fetched page by page.

use std::sync::Arc;

use crate::cli::session::Session;
use crate::kernel::paging::{PAGE_SIZES, Paginated, Paging};
use crate::kernel::{OpContext, Result};

/// Rows of a table when nobody said how many.
const SCREENFUL: i64 = 50;

/// How much of a list to show.
#[derive(clap::Args, Clone, Copy, Debug)]
pub(super) struct Limit {
    /// Show at most so many (default: 50 in a table, all as JSON)
    #[arg(long, value_name = "ROWS", value_parser = clap::value_parser!(i64).range(1..), allow_negative_numbers = true)]
    limit: Option<i64>,
}

impl Limit {
    /// No limit at all.
    pub(super) fn all() -> Self {
        Self {
            limit: Some(i64::MAX),
        }
    }

    /// Fetches rows until there are enough, and says when there are more.
    pub(super) async fn fetch<T, F>(self, session: &mut Session, list: F) -> anyhow::Result<Vec<T>>
    where
        T: Send + 'static,
        F: Fn(&mut OpContext<'_>, Paging) -> Result<Paginated<T>> + Send + Sync + 'static,
    {
        let limit = match self.limit {
            Some(limit) => limit,
            None if session.out.is_json() => i64::MAX,
            None => SCREENFUL,
        };
        let size = PAGE_SIZES.into_iter().find(|size| *size >= limit);
        let size = size.unwrap_or(PAGE_SIZES[PAGE_SIZES.len() - 1]);
        let list = Arc::new(list);
        let mut rows: Vec<T> = Vec::new();
        for page in 1.. {
            let (list, paging) = (list.clone(), Paging { page, size });
            let fetched = session.read(move |cx| list(cx, paging)).await?;
            let is_last = page * size >= fetched.total || fetched.rows.is_empty();
            rows.extend(fetched.rows);
            if is_last || rows.len() as i64 >= limit {
                rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
                self.tell_of_more(session, rows.len() as i64, fetched.total)?;
                break;
            }
        }
        Ok(rows)
    }

    fn tell_of_more(self, session: &mut Session, shown: i64, total: i64) -> anyhow::Result<()> {
        if self.limit.is_none() && shown < total {
            session.out.say(format!(
                "{shown} of {total} shown, --limit {total} shows all"
            ))?;
        }
        Ok(())
    }
}
