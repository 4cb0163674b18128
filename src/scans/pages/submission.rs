//! A filled form as it came over the wire, and what edits replaced.

use poem::web::Path;
use poem::{Response, handler};
use serde::Serialize;

use super::exception::pretty;
use crate::kernel::ids::SubmissionId;
use crate::scans::model::{Payload, Revision};
use crate::scans::service;
use crate::web::{App, Page, Result, Visit};

/// What the template sees.
#[derive(Serialize)]
pub(super) struct SubmissionPage {
    submission: Payload,
}

impl Page for SubmissionPage {
    const TEMPLATE: &'static str = "scans/templates/submission.html";

    fn samples() -> Vec<Self> {
        let revision = || Revision {
            revision_key: "a".into(),
            payload: "<script>".into(),
            fetched_at: chrono::DateTime::default(),
        };
        let submission = Payload {
            submission_id: SubmissionId(7),
            current: revision(),
            replaced: vec![revision()],
        };
        vec![Self { submission }]
    }
}

/// Shows it.
#[handler]
pub(super) async fn get(app: App, visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let mut submission = app
        .db()
        .read(&visit.op(), move |cx| {
            service::payload(cx, SubmissionId(id))
        })
        .await?;
    submission.current.payload = pretty(&submission.current.payload);
    for revision in &mut submission.replaced {
        revision.payload = pretty(&revision.payload);
    }
    app.page(&visit, &SubmissionPage { submission })
}
