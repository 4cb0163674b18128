//! Pages of lists: which part is asked for, and what came back.

use serde::Serialize;

/// Page sizes people may choose.
pub const PAGE_SIZES: [i64; 4] = [25, 50, 100, 500];

/// The part of a list that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    /// From 1.
    pub page: i64,
    /// Rows a page.
    pub size: i64,
}

impl Default for Paging {
    fn default() -> Self {
        Self { page: 1, size: 50 }
    }
}

impl Paging {
    /// Brings what the address says into bounds: page from 1, size one of [`PAGE_SIZES`] (else 50).
    pub fn new(page: Option<i64>, size: Option<i64>) -> Self {
        let default = Self::default();
        Self {
            page: page.unwrap_or(1).clamp(1, 1_000_000),
            size: size
                .filter(|size| PAGE_SIZES.contains(size))
                .unwrap_or(default.size),
        }
    }

    /// Rows before this page.
    pub fn offset(self) -> i64 {
        (self.page - 1) * self.size
    }
}

/// One page of a list and how much there is in all.
#[derive(Clone, Debug, Serialize)]
pub struct Paginated<T> {
    pub rows: Vec<T>,
    /// Rows in all pages.
    pub total: i64,
    /// From 1.
    pub page: i64,
    /// Rows a page.
    pub size: i64,
}

impl<T> Paginated<T> {
    /// Puts a page together.
    pub fn new(rows: Vec<T>, total: i64, paging: Paging) -> Self {
        Self {
            rows,
            total,
            page: paging.page,
            size: paging.size,
        }
    }

    /// Puts a page together; asks how many rows there are in all only when the page does not show it.
    ///
    /// # Errors
    /// What `count` returns.
    pub fn counted<E>(
        rows: Vec<T>,
        paging: Paging,
        count: impl FnOnce() -> Result<i64, E>,
    ) -> Result<Self, E> {
        let found = rows.len() as i64;
        let is_last = found < paging.size && (found > 0 || paging.page == 1);
        let total = if is_last {
            paging.offset() + found
        } else {
            count()?
        };
        Ok(Self::new(rows, total, paging))
    }

    /// The same page with its rows turned into something else.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Paginated<U> {
        Paginated {
            rows: self.rows.into_iter().map(f).collect(),
            total: self.total,
            page: self.page,
            size: self.size,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(page: i64, rows: usize) -> i64 {
        let paging = Paging { page, size: 50 };
        let count = || Ok::<_, ()>(777);
        Paginated::counted(vec![(); rows], paging, count)
            .unwrap()
            .total
    }

    #[test]
    fn rows_are_counted_only_when_the_page_does_not_show_the_end() {
        assert_eq!(total(1, 0), 0);
        assert_eq!(total(1, 49), 49);
        assert_eq!(total(3, 1), 101);
        assert_eq!(total(1, 50), 777);
        assert_eq!(total(3, 0), 777, "past the end");
    }
}
