//! A road for the tests of pages: phones that send scans.

use chrono::{TimeDelta, Utc};
use cts::kernel::Status;
use cts::kernel::ids::{ObservationId, SourceFormId};
use cts::scans::model::{ExceptionFilter, ExceptionRow, NewSubmission, ObservationKind, Position};
use cts::scans::service::{self, Cursor};
use diesel::prelude::*;
use diesel::sql_types::Integer;

use crate::support::TestApp;

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = Integer)]
    id: i32,
}

/// Takes one submission of codes at a place, sent so many hours ago, as the poller would.
pub(crate) async fn scan(app: &TestApp, row: i64, location: &str, codes: &[&str], hours_ago: i64) {
    let (location, codes) = (
        location.to_owned(),
        codes.iter().map(ToString::to_string).collect(),
    );
    app.write(move |cx| {
        let form: Id = diesel::sql_query(
            "with s as (insert into sources (name, kind) values ('ona', 'ona')
                        on conflict (name) do update set kind = 'ona' returning id)
             insert into source_forms (source_id, form_key, purpose) select id, '4101', 'package' from s
             on conflict (source_id, form_key) do update set purpose = 'package' returning id",
        )
        .get_result(cx.conn)?;
        #[expect(clippy::disallowed_methods, reason = "a phone has its own clock")]
        let at = Utc::now() - TimeDelta::hours(hours_ago);
        let (status, place) = location.split_once('-').unwrap_or((&location, ""));
        let submission = NewSubmission {
            kind: ObservationKind::Package,
            row_key: row.to_string(),
            row_number: Some(row),
            revision_key: format!("rev-{row}"),
            instance_id: None,
            received_at: Some(at),
            device_time_at: None,
            device_id: "phone-1".into(),
            submitted_by: "phones".into(),
            version: String::new(),
            status: Status::from_form_name(status),
            voucher: false,
            label: place.replace('_', " "),
            location: location.clone(),
            position: Some(Position {
                latitude: 36.5,
                longitude: 37.25,
                altitude: None,
                accuracy: None,
            }),
            codes,
            error: String::new(),
            payload: format!("{{\"_id\": {row}, \"note\": \"<b>\"}}"),
        };
        let cursor = Cursor {
            max_row: Some(row),
            modified_mark: None,
        };
        service::store_page(cx, SourceFormId(form.id), vec![submission], cursor)?;
        service::interpret(cx, 2_000)?;
        Ok(())
    })
    .await;
}

/// What waits in the inbox, the newest first.
pub(crate) async fn inbox(app: &TestApp) -> Vec<ExceptionRow> {
    app.write(|cx| {
        let page = cts::kernel::paging::Paging::default();
        Ok(service::list_exceptions(cx, &ExceptionFilter::default(), page)?.rows)
    })
    .await
}

/// The observation of the only line in the inbox.
pub(crate) async fn only_exception(app: &TestApp) -> ObservationId {
    let rows = inbox(app).await;
    assert_eq!(rows.len(), 1);
    rows[0].observation_id.expect("it is an observation")
}
