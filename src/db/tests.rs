//! Figures kept beside a context of the database.

use chrono::TimeDelta;

use super::testing::rolled_back;
use crate::kernel::OpContext;
use crate::kernel::kept::Kept;

#[test]
fn a_figure_is_counted_once_until_something_is_written_or_a_moment_passed() {
    rolled_back(|cx| {
        let count = |cx: &mut OpContext<'_>, n: i64| cx.kept("a", |_| Ok(n)).unwrap();
        assert_eq!((count(cx, 1), count(cx, 2)), (1, 2), "in a transaction");

        let kept = Kept::default();
        cx.kept = Some(kept.clone());
        assert_eq!((count(cx, 1), count(cx, 2)), (1, 1));
        kept.forget();
        assert_eq!(count(cx, 3), 3);
        cx.now += TimeDelta::seconds(3);
        assert_eq!(count(cx, 4), 4);
        assert_eq!(cx.kept("b", |_| Ok(5)).unwrap(), 5, "another name");
    });
}

#[test]
fn what_was_counted_while_somebody_wrote_is_not_kept() {
    rolled_back(|cx| {
        let kept = Kept::default();
        cx.kept = Some(kept.clone());
        let mut count = |n: i64| {
            cx.kept("a", |_| {
                kept.forget();
                Ok(n)
            })
        };

        assert_eq!((count(1).unwrap(), count(2).unwrap()), (1, 2));
    });
}
