//! The tally of observations by form and state, which triggers keep.

use super::world::*;
use crate::db::testing::rolled_back;
use crate::kernel::OpContext;
use crate::kernel::ids::ObservationId;
use crate::scans::model::StateCounts;
use crate::scans::queries::tallies as queries;
use crate::scans::service;

/// Six observations of two forms: four applied, one open, one dismissed.
fn some_observations(cx: &mut OpContext<'_>) {
    let (one, other) = (a_form(cx), a_form_at(cx, "other", ""));
    let shipment = a_shipment(cx, 3);
    let codes: Vec<String> = (1..=3).map(|number| code(shipment, number)).collect();
    take(cx, one, vec![a_submission(1, DEPOT, &codes)]);
    let unknown = [code(shipment, 1), "/TR0.1".into(), "/TR0.2".into()];
    take(cx, other, vec![a_submission(1, HANDOVER, &unknown)]);
    let dismissed: ObservationId = inbox(cx)[0].observation_id.unwrap();
    service::dismiss(cx, dismissed, "a trial").unwrap();
}

#[test]
fn follows_what_is_received_applied_dismissed_and_edited() {
    rolled_back(|cx| {
        some_observations(cx);

        let before = counts(cx);
        assert_eq!(
            before,
            StateCounts {
                received: 6,
                applied: 4,
                open: 1,
                dismissed: 1,
                ..StateCounts::default()
            }
        );
        let by_form = service::state_counts_by_form(cx).unwrap();
        let mut received: Vec<i64> = by_form.values().map(|form| form.received).collect();
        received.sort_unstable();
        assert_eq!(received, [3, 3]);
        run(cx, "delete from scans");
        run(cx, "delete from observations where state = 'open'");
        assert_eq!(counts(cx).received, 5);
        assert_eq!(service::verify_tallies(cx, false).unwrap(), 0);
    });
}

#[test]
fn says_the_same_drawn_together() {
    rolled_back(|cx| {
        some_observations(cx);
        let (before, rows) = (counts(cx), count(cx, "observation_tallies"));

        queries::draw_together(cx.conn, rows).unwrap();
        assert_eq!(count(cx, "observation_tallies"), rows);
        queries::draw_together(cx.conn, 2).unwrap();

        assert_eq!(count(cx, "observation_tallies"), 4);
        assert_eq!(counts(cx), before);
        assert_eq!(service::verify_tallies(cx, false).unwrap(), 0);
    });
}

#[test]
fn is_found_wrong_and_set_right() {
    rolled_back(|cx| {
        some_observations(cx);
        let before = counts(cx);
        run(
            cx,
            "update observation_tallies set observations = observations + 1 where state = 'open'",
        );

        assert_eq!(service::verify_tallies(cx, true).unwrap(), 1);

        assert_eq!(service::verify_tallies(cx, false).unwrap(), 0);
        assert_eq!(counts(cx), before);
        assert_eq!(count(cx, "audit where action = 'totals.fix'"), 1);
    });
}
