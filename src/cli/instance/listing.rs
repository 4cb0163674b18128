//! Lists of any length: how many rows to show, fetched page by page, or the first of those there are.

use std::sync::Arc;

use crate::cli::output::Out;
use crate::cli::session::Session;
use crate::kernel::paging::{PAGE_SIZES, Paginated, Paging};
use crate::kernel::{OpContext, Result};

/// Rows of a table when nobody said how many.
const SCREENFUL: i64 = 50;

/// How much of a list to show; every command that lists takes it.
#[derive(clap::Args, Clone, Copy, Debug)]
pub struct Limit {
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
        let limit = self.rows(&session.out);
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
                self.tell_of_more(&mut session.out, rows.len() as i64, fetched.total)?;
                break;
            }
        }
        Ok(rows)
    }

    /// The first rows of a list that is short enough to be read whole; says when there are more.
    ///
    /// # Errors
    /// When stderr is gone.
    pub(in crate::cli) fn first<T>(
        self,
        out: &mut Out,
        mut rows: Vec<T>,
    ) -> anyhow::Result<Vec<T>> {
        let total = rows.len();
        rows.truncate(usize::try_from(self.rows(out)).unwrap_or(usize::MAX));
        self.tell_of_more(out, rows.len() as i64, total as i64)?;
        Ok(rows)
    }

    fn rows(self, out: &Out) -> i64 {
        match self.limit {
            Some(limit) => limit,
            None if out.is_json() => i64::MAX,
            None => SCREENFUL,
        }
    }

    fn tell_of_more(self, out: &mut Out, shown: i64, total: i64) -> anyhow::Result<()> {
        if self.limit.is_none() && shown < total {
            out.say(format!(
                "{shown} of {total} shown, --limit {total} shows all"
            ))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_read_whole_ends_after_a_screenful_unless_it_was_asked_otherwise() {
        let shown = |limit, json| {
            let mut out = Out::to(Box::new(std::io::sink()), Box::new(std::io::sink()), json);
            let rows = Limit { limit }.first(&mut out, (0..60).collect::<Vec<u8>>());
            rows.unwrap().len()
        };

        assert_eq!(shown(None, false), 50);
        assert_eq!(shown(None, true), 60);
        assert_eq!(shown(Some(7), false), 7);
        assert_eq!(shown(Some(7), true), 7);
        assert_eq!(shown(Some(i64::MAX), false), 60);
    }
}
