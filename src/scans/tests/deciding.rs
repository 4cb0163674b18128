//! What people decide about exceptions and scans, and the trail it leaves.

use super::world::*;
use crate::db::testing::rolled_back;
use crate::kernel::ids::{ObservationId, ShipmentId, SourceFormId};
use crate::kernel::paging::Paging;
use crate::kernel::{Actor, Error, OpContext, Role, Status};
use crate::scans::model::{Correction, ExceptionFilter, ExceptionKind, ObservationState, Reason};
use crate::scans::service;

fn only_open(cx: &mut OpContext<'_>) -> ObservationId {
    let inbox = inbox(cx);
    assert_eq!(inbox.len(), 1);
    inbox[0].observation_id.unwrap()
}

#[test]
fn a_corrected_code_is_applied_at_once() {
    rolled_back(|cx| {
        let (form, shipment) = (a_form(cx), a_shipment(cx, 3));
        take(
            cx,
            form,
            vec![a_submission(1, DEPOT, &[format!("/TR{shipment}.33")])],
        );
        let id = only_open(cx);
        assert_eq!(
            inbox(cx)[0].suggestion.as_deref(),
            Some(code(shipment, 3).as_str())
        );
        let correction = Correction {
            code: Some(code(shipment, 3)),
            note: "a smudge".into(),
            ..Correction::default()
        };

        let settled = service::correct(cx, id, &correction).unwrap();

        assert_eq!(settled.state, ObservationState::Applied);
        assert_eq!(package(cx, shipment, 3).status, 4);
        assert_eq!(
            count(
                cx,
                "audit where action = 'scans.correct' and object_type = 'observation'"
            ),
            1
        );
    });
}

#[test]
fn a_corrected_scan_leaves_its_former_package() {
    rolled_back(|cx| {
        let (form, shipment) = (a_form(cx), a_shipment(cx, 2));
        take(
            cx,
            form,
            vec![a_submission(1, HANDOVER, &[code(shipment, 1)])],
        );
        let package_1 = package_id(cx, shipment, 1);
        let scan = service::list_of_package(cx, package_1, Paging::default())
            .unwrap()
            .rows[0]
            .clone();
        let correction = Correction {
            code: Some(code(shipment, 2)),
            ..Correction::default()
        };

        service::correct(cx, scan.observation_id, &correction).unwrap();

        assert_eq!(
            (
                package(cx, shipment, 1).status,
                package(cx, shipment, 2).status
            ),
            (2, 5)
        );
        assert_eq!(
            count(cx, "events where from_status = 5 and to_status = 2"),
            1
        );
    });
}

#[test]
fn a_wrong_correction_says_what_is_wrong_at_its_field() {
    rolled_back(|cx| {
        let (form, shipment) = (a_form(cx), a_shipment(cx, 2));
        take(
            cx,
            form,
            vec![a_submission(1, "STATUS_FLYING-Sky", &[code(shipment, 1)])],
        );
        let id = only_open(cx);
        let field = |cx: &mut OpContext<'_>, code: Option<&str>, status| {
            let correction = Correction {
                code: code.map(Into::into),
                status,
                note: String::new(),
            };
            match service::correct(cx, id, &correction) {
                Err(Error::Invalid(errors)) => errors[0].field,
                other => panic!("{other:?}"),
            }
        };

        assert_eq!(field(cx, None, None), "code");
        assert_eq!(field(cx, Some("/TR0.0"), None), "code");
        assert_eq!(field(cx, None, Some(Status::Ready)), "status");
        let correction = Correction {
            status: Some(Status::InTransit),
            ..Correction::default()
        };
        assert_eq!(
            service::correct(cx, id, &correction).unwrap().state,
            ObservationState::Applied
        );
    });
}

#[test]
fn voiding_takes_a_package_back_to_what_its_other_scans_say() {
    rolled_back(|cx| {
        let (form, shipment_id) = (a_form(cx), a_shipment(cx, 1));
        let one = [code(shipment_id, 1)];
        take(
            cx,
            form,
            vec![
                a_submission(1, DEPOT, &one),
                at_minute(a_submission(2, HANDOVER, &one), 5),
            ],
        );
        let package_1 = package_id(cx, shipment_id, 1);
        let scans = service::list_of_package(cx, package_1, Paging::default())
            .unwrap()
            .rows;
        assert_eq!(
            scans
                .iter()
                .map(|s| s.status.unwrap().code())
                .collect::<Vec<_>>(),
            [4, 5],
            "in time order"
        );

        assert!(matches!(
            service::void(cx, scans[1].id, "  "),
            Err(Error::Invalid(_))
        ));
        service::void(cx, scans[1].id, "wrong pile").unwrap();

        let state = package(cx, shipment_id, 1);
        assert_eq!((state.status, state.label.as_deref()), (4, Some("Depot")));
        assert_eq!(shipment(cx, shipment_id).dates, "2026-11-10");
        assert!(matches!(
            service::void(cx, scans[1].id, "again"),
            Err(Error::Conflict(_))
        ));
        assert_eq!(
            count(
                cx,
                "audit where action = 'scans.void' and object_type = 'scan'"
            ),
            1
        );
    });
}

#[test]
fn dismissing_needs_a_note_and_empties_the_inbox() {
    rolled_back(|cx| {
        let form = a_form(cx);
        take(cx, form, vec![a_submission(1, DEPOT, &["/TR0.1".into()])]);
        let id = only_open(cx);
        assert!(matches!(
            service::dismiss(cx, id, ""),
            Err(Error::Invalid(_))
        ));

        let settled = service::dismiss(cx, id, "a label from a training").unwrap();

        assert_eq!(
            (settled.state, settled.reason),
            (ObservationState::Dismissed, Some(Reason::UnknownCode))
        );
        assert!(inbox(cx).is_empty());
        assert_eq!(service::open_count(cx).unwrap(), 0);
        assert_eq!(
            service::retry(cx, id).unwrap().state,
            ObservationState::Open
        );
    });
}

#[test]
fn scans_of_a_deleted_submission_count_until_a_person_voids_them() {
    rolled_back(|cx| {
        let (form, shipment) = (a_form(cx), a_shipment(cx, 2));
        take(
            cx,
            form,
            vec![a_submission(
                1,
                HANDOVER,
                &[code(shipment, 1), code(shipment, 2)],
            )],
        );
        run(cx, "update submissions set deleted_at = now()");
        let line = &inbox(cx)[0];
        assert_eq!(
            (line.kind, line.reason),
            (ExceptionKind::Deletion, Reason::DeletedAtSource)
        );
        assert_eq!(
            line.code.as_deref(),
            Some(format!("{} {}", code(shipment, 1), code(shipment, 2)).as_str())
        );
        assert_eq!(package(cx, shipment, 1).status, 5);

        service::void_deleted(cx, line.submission_id, "was a test").unwrap();

        assert_eq!(package(cx, shipment, 1).status, 2);
        assert!(inbox(cx).is_empty());
        assert_eq!(counts(cx).void, 2);
        assert!(matches!(
            service::keep_deleted(cx, line.submission_id, ""),
            Err(Error::Conflict(_))
        ));
    });
}

#[test]
fn the_inbox_is_filtered_and_searched() {
    rolled_back(|cx| {
        let form = a_form(cx);
        take(
            cx,
            form,
            vec![
                a_submission(1, DEPOT, &["/TR0.1".into(), "100%".into()]),
                a_submission(2, DEPOT, &["/IQ5.1".into()]),
            ],
        );
        let found = |cx: &mut OpContext<'_>, reason, search: &str| {
            let filter = ExceptionFilter {
                reason,
                search: Some(search.into()),
                ..ExceptionFilter::default()
            };
            service::list_exceptions(cx, &filter, Paging::default())
                .unwrap()
                .total
        };

        assert_eq!(found(cx, None, ""), 3);
        assert_eq!(found(cx, Some(Reason::OtherCountry), ""), 1);
        assert_eq!(found(cx, None, "tr0"), 1);
        assert_eq!(found(cx, None, "0%"), 1);
        assert_eq!(found(cx, Some(Reason::OtherCountry), "tr0"), 0);
        let by_reason = service::count_exceptions(cx).unwrap();
        assert_eq!(
            by_reason,
            [(Reason::UnknownCode, 2), (Reason::OtherCountry, 1)]
        );
    });
}

#[test]
fn partners_see_scans_of_their_own_shipments_and_no_inbox() {
    rolled_back(|cx| {
        let (form, mine, other) = (a_form(cx), a_shipment(cx, 1), a_shipment(cx, 1));
        take(
            cx,
            form,
            vec![a_submission(1, DEPOT, &[code(mine, 1), code(other, 1)])],
        );
        let partner = partner_of(cx, mine);
        cx.actor = Actor::User {
            id: partner,
            name: "clinic".into(),
            role: Role::Partner,
            is_superuser: false,
        };

        assert_eq!(
            service::list_of_shipment(cx, mine, Paging::default())
                .unwrap()
                .total,
            1
        );
        assert_eq!(
            service::list_of_shipment(cx, other, Paging::default())
                .unwrap()
                .total,
            0
        );
        assert!(matches!(
            service::list_exceptions(cx, &ExceptionFilter::default(), Paging::default()),
            Err(Error::Forbidden)
        ));
        assert!(matches!(
            service::dismiss(cx, ObservationId(1), "x"),
            Err(Error::Forbidden)
        ));
    });
}

/// A form that names a code nobody has, corrected to that of a package.
fn a_corrected_form(cx: &mut OpContext<'_>) -> (SourceFormId, ShipmentId, String) {
    let (form, shipment) = (a_form(cx), a_shipment(cx, 3));
    let wrong = format!("/TR{shipment}.33");
    let submission = a_submission(1, DEPOT, std::slice::from_ref(&wrong));
    take(cx, form, vec![submission]);
    let id = only_open(cx);
    correct(cx, id, &code(shipment, 3));
    assert_eq!(package(cx, shipment, 3).status, 4);
    (form, shipment, wrong)
}

fn correct(cx: &mut OpContext<'_>, id: ObservationId, code: &str) {
    let correction = Correction {
        code: Some(code.to_owned()),
        note: "a smudge".into(),
        ..Correction::default()
    };
    let settled = service::correct(cx, id, &correction).unwrap();
    assert_eq!(settled.state, ObservationState::Applied);
}

fn edit(cx: &mut OpContext<'_>, form: SourceFormId, revision: &str, codes: &[String]) {
    let mut edited = a_submission(1, DEPOT, codes);
    edited.revision_key = revision.into();
    take(cx, form, vec![edited]);
}

/// Scans that count, of one package.
fn counting(cx: &mut OpContext<'_>, shipment: ShipmentId, number: i32) -> i64 {
    let package = package_id(cx, shipment, number);
    count(
        cx,
        &format!("scans where package_id = {package} and voided_at is null"),
    )
}

#[test]
fn the_sender_may_correct_what_a_person_corrected_before() {
    rolled_back(|cx| {
        let (form, shipment, _) = a_corrected_form(cx);

        edit(cx, form, "right", &[code(shipment, 3)]);

        assert_eq!(package(cx, shipment, 3).status, 4);
        assert_eq!(counting(cx, shipment, 3), 1);
        assert!(inbox(cx).is_empty());
    });
}

#[test]
fn a_correction_gives_way_to_the_same_code_from_the_sender_and_counts_again_without_it() {
    rolled_back(|cx| {
        let (form, shipment, wrong) = a_corrected_form(cx);

        edit(cx, form, "both", &[wrong.clone(), code(shipment, 3)]);
        let both = (
            package(cx, shipment, 3).status,
            counting(cx, shipment, 3),
            inbox(cx).len(),
        );
        edit(cx, form, "wrong again", &[wrong]);

        assert_eq!(both, (4, 1, 0));
        assert_eq!(package(cx, shipment, 3).status, 4);
        assert_eq!(counting(cx, shipment, 3), 1);
        assert!(inbox(cx).is_empty());
        assert_eq!(count(cx, "observations where state = 'pending'"), 0);
    });
}

#[test]
fn a_code_that_the_sender_took_away_may_be_what_another_is_corrected_to() {
    rolled_back(|cx| {
        let (form, shipment) = (a_form(cx), a_shipment(cx, 3));
        take(cx, form, vec![a_submission(1, DEPOT, &[code(shipment, 3)])]);
        edit(cx, form, "wrong", &[format!("/TR{shipment}.33")]);
        assert_eq!(package(cx, shipment, 3).status, 2);
        let id = only_open(cx);

        correct(cx, id, &code(shipment, 3));

        assert_eq!(package(cx, shipment, 3).status, 4);
        assert_eq!(counting(cx, shipment, 3), 1);
    });
}
