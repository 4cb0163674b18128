//! A server's list of rows against what is held, a page of the list at a time.

use super::world::*;
use crate::db::testing::rolled_back;
use crate::kernel::OpContext;
use crate::kernel::ids::SourceFormId;
use crate::scans::service::forms::{Believed, Comparison};
use crate::scans::sources::RowKey;

fn listed(rows: impl IntoIterator<Item = i64>) -> Vec<RowKey> {
    rows.into_iter()
        .map(|number| RowKey {
            number,
            revision: format!("rev-{number}"),
        })
        .collect()
}

fn hold(cx: &mut OpContext<'_>, rows: impl IntoIterator<Item = i64>) -> SourceFormId {
    let form = a_form(cx);
    let rows = rows
        .into_iter()
        .map(|row| a_submission(row, DEPOT, &[]))
        .collect();
    store(cx, form, rows);
    form
}

fn compare(
    cx: &mut OpContext<'_>,
    form: SourceFormId,
    pages: &[Vec<RowKey>],
    complete: bool,
) -> (Believed, Vec<i64>) {
    let mut comparison = Comparison::of(form);
    for page in pages {
        comparison = comparison.compare(cx, page).unwrap();
    }
    let now = cx.now;
    let believed = comparison.believe(cx, complete, now).unwrap();
    (believed, comparison.into_wanted())
}

#[test]
fn pages_together_tell_what_is_missing_edited_and_gone() {
    rolled_back(|cx| {
        // Row 3 is gone between two pages, 7 within one, 41 behind the last.
        let form = hold(cx, 1..=41);
        let mut pages = [
            listed([1, 2]),
            listed((4..=40).filter(|row| *row != 7)),
            listed([]),
        ];
        pages[1][5].revision = "an edit".into();
        pages[0].push(RowKey {
            number: 0,
            revision: "new".into(),
        });
        let edited = pages[1][5].number;

        let (believed, wanted) = compare(cx, form, &pages, true);

        assert_eq!(wanted, [0, edited]);
        assert_eq!((believed.deleted, believed.warning), (3, None));
        assert_eq!(
            count(
                cx,
                "submissions where deleted_at is not null and row_number in (3, 7, 41)"
            ),
            3
        );
    });
}

#[test]
fn too_many_gone_are_not_believed_and_what_came_back_is_wanted() {
    rolled_back(|cx| {
        let form = hold(cx, 1..=20);
        run(
            cx,
            "update submissions set deleted_at = now() where row_number = 2",
        );

        let (believed, wanted) = compare(cx, form, &[listed(1..=10), listed([])], true);

        assert_eq!(wanted, [2]);
        assert_eq!(believed.deleted, 0);
        assert_eq!(
            believed.warning.as_deref(),
            Some("10 of 20 submissions are gone at the source; nothing was flagged")
        );
        assert_eq!(count(cx, "submissions where deleted_at is not null"), 1);
    });
}

#[test]
fn a_list_out_of_order_tells_only_what_is_missing_here() {
    rolled_back(|cx| {
        let form = hold(cx, [1, 2, 4]);

        let (believed, wanted) = compare(cx, form, &[listed([4, 3, 1]), listed([])], false);

        assert_eq!(wanted, [3]);
        assert_eq!(believed.deleted, 0);
        assert!(believed.warning.is_some());
        assert_eq!(count(cx, "submissions where deleted_at is not null"), 0);
    });
}
