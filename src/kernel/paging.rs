//! Pages of lists: which part is asked for, and what came back.

use serde::Serialize;

use super::typed::western_digits;

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

    /// What the address of a list says, as people may have changed it: what is no number is as if it were not there.
    pub fn from_address(page: Option<&str>, size: Option<&str>) -> Self {
        let number = |text: Option<&str>| western_digits(text?).parse().ok();
        Self::new(number(page), number(size))
    }

    /// The same page; or the last there is, when it lies past the end of so many rows: an address may be older than the
    /// last deletion.
    #[must_use]
    pub fn within(self, total: i64) -> Self {
        let last = (total + self.size - 1) / self.size;
        Self {
            page: self.page.min(last.max(1)),
            ..self
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

    /// A list that is not divided into pages.
    pub fn whole(rows: Vec<T>) -> Self {
        let total = rows.len() as i64;
        Self::new(
            rows,
            total,
            Paging {
                page: 1,
                size: total,
            },
        )
    }

    /// Loads a page through a connection; past the end, the last page. Asks how many rows there are in all only when the
    /// page does not show it.
    ///
    /// # Errors
    /// What `rows` or `count` return.
    pub fn load<C, E>(
        conn: &mut C,
        paging: Paging,
        rows: impl Fn(&mut C, Paging) -> Result<Vec<T>, E>,
        count: impl FnOnce(&mut C) -> Result<i64, E>,
    ) -> Result<Self, E> {
        let found = rows(conn, paging)?;
        let len = found.len() as i64;
        if len < paging.size && (len > 0 || paging.page == 1) {
            return Ok(Self::new(found, paging.offset() + len, paging));
        }
        let total = count(conn)?;
        let within = paging.within(total);
        let found = if within == paging {
            found
        } else {
            rows(conn, within)?
        };
        Ok(Self::new(found, total, within))
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

    /// Page, first row and total of a page of a list of so many rows, and how often they were counted.
    fn loaded(page: i64, rows: i64) -> (i64, Option<i64>, i64, i32) {
        let mut counts = 0;
        let part = |_: &mut i32, paging: Paging| {
            let (from, to) = (paging.offset(), paging.offset() + paging.size);
            Ok::<_, ()>((from..to.min(rows)).collect())
        };
        let count = |counts: &mut i32| {
            *counts += 1;
            Ok(rows)
        };
        let list = Paginated::load(&mut counts, Paging { page, size: 50 }, part, count).unwrap();
        (list.page, list.rows.first().copied(), list.total, counts)
    }

    #[test]
    fn what_is_no_number_is_the_first_page_of_the_usual_size() {
        let (first, third) = (Paging::default(), Paging { page: 3, size: 100 });
        assert_eq!(Paging::from_address(Some("3"), Some("100")), third);
        assert_eq!(Paging::from_address(Some(" ٣ "), Some("١٠٠")), third);
        for odd in ["x", "", "-1", "0", "1.5", "99999999999999999999"] {
            assert_eq!(Paging::from_address(Some(odd), Some(odd)), first, "{odd}");
        }
        assert_eq!(Paging::from_address(None, None), first);
    }

    #[test]
    fn rows_are_counted_only_when_the_page_does_not_show_the_end() {
        assert_eq!(loaded(1, 0), (1, None, 0, 0));
        assert_eq!(loaded(1, 49), (1, Some(0), 49, 0));
        assert_eq!(loaded(3, 101), (3, Some(100), 101, 0));
        assert_eq!(loaded(1, 777), (1, Some(0), 777, 1));
        assert_eq!(loaded(2, 100), (2, Some(50), 100, 1));
    }

    #[test]
    fn a_page_past_the_end_is_the_last_one() {
        assert_eq!(loaded(3, 100), (2, Some(50), 100, 1));
        assert_eq!(loaded(1_000_000, 777), (16, Some(750), 777, 1));
        assert_eq!(loaded(2, 0), (1, None, 0, 1));
    }
}
