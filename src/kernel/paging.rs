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
