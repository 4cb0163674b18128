//! Recording and finding again.

use serde_json::json;

use super::*;
use crate::db::testing::rolled_back;
use crate::kernel::paging::Paging;
use crate::kernel::{Actor, Error};

#[test]
fn a_recorded_change_is_found_by_its_object() {
    rolled_back(|cx| {
        let before = Some(json!({"status": 1}));
        record(
            cx,
            "shipment.finalize",
            "shipment",
            &27,
            before,
            Some(json!({"status": 2})),
        )
        .unwrap();
        record(cx, "shipment.finalize", "shipment", &28, None, None).unwrap();

        let filter = AuditFilter {
            object_type: Some("shipment".into()),
            object_id: Some("27".into()),
            ..AuditFilter::default()
        };
        let found = list(cx, &filter, Paging::default()).unwrap();

        assert_eq!(found.total, 1);
        let row = &found.rows[0];
        assert_eq!(
            (row.actor_kind.as_str(), row.actor_name.as_str()),
            ("operator", "test")
        );
        assert_eq!(row.door, "command_line");
        assert_eq!(row.after, Some(json!({"status": 2})));
    });
}

#[test]
fn what_is_recorded_late_has_its_own_time_and_stands_there_once() {
    rolled_back(|cx| {
        let at = cx.now - chrono::TimeDelta::hours(3);
        let row = |request_id| NewAudit {
            at: chrono::SubsecRound::trunc_subsecs(at, 6),
            actor_kind: "operator",
            actor_id: None,
            actor_name: "ada",
            door: "command_line",
            request_id,
            action: "country.add",
            object_type: "country",
            object_id: "late",
            before: None,
            after: None,
        };

        record_late(cx, vec![row("first"), row("second")]).unwrap();
        record_late(cx, vec![row("second"), row("third")]).unwrap();
        record_late(cx, Vec::new()).unwrap();

        let filter = AuditFilter {
            object_type: Some("country".into()),
            object_id: Some("late".into()),
            ..AuditFilter::default()
        };
        let found = list(cx, &filter, Paging::default()).unwrap();
        let ids: Vec<&str> = found.rows.iter().map(|row| &*row.request_id).collect();
        assert_eq!(ids, ["third", "second", "first"]);
        assert!(found.rows[0].at < cx.now - chrono::TimeDelta::hours(2));
    });
}

#[test]
fn the_audit_is_for_administrators() {
    rolled_back(|cx| {
        cx.actor = Actor::Source("ona".into());

        let refused = list(cx, &AuditFilter::default(), Paging::default());

        assert!(matches!(refused, Err(Error::Forbidden)));
    });
}
