//! What is addressed to me: the list behind the bell.

use poem::{Response, handler};
use serde::Serialize;

use crate::kernel::Text;
use crate::reports::notices::{self, Notice, NoticeKind};
use crate::web::{App, Page, Result, Visit};

/// What the template sees.
#[derive(Serialize)]
pub(super) struct NoticesPage {
    new: usize,
    notices: Vec<Notice>,
}

impl NoticesPage {
    fn new(notices: Vec<Notice>) -> Self {
        Self {
            new: notices.iter().filter(|notice| notice.is_new).count(),
            notices,
        }
    }
}

impl Page for NoticesPage {
    const TEMPLATE: &'static str = "reports/templates/notices.html";

    fn samples() -> Vec<Self> {
        let notice = |kind, words: &'static str, is_new| Notice {
            kind,
            at: chrono::DateTime::default(),
            is_new,
            name: Text::new("notice-shipment").arg("name", "Winter kits <b>"),
            words: Text::new(words).arg("count", 3).arg("days", 2),
            path: "/shipments/1/".into(),
        };
        vec![
            Self::new(Vec::new()),
            Self::new(vec![
                notice(NoticeKind::Due, "notice-due", true),
                notice(NoticeKind::Overdue, "notice-overdue", true),
                notice(NoticeKind::Arrived, "notice-arrived", false),
                notice(NoticeKind::Waiting, "notice-waiting", false),
                notice(NoticeKind::Failing, "notice-failing", false),
            ]),
        ]
    }
}

/// Shows all, the new ones marked.
#[handler]
pub(super) async fn get(app: App, visit: Visit) -> Result<Response> {
    let notices = app.db().read(&visit.op(), notices::list).await?;
    app.page(&visit, &NoticesPage::new(notices))
}

/// All of them are seen.
#[handler]
pub(super) async fn seen(app: App, visit: Visit) -> Result<Response> {
    app.db().write(&visit.op(), notices::see).await?;
    Ok(app.redirect("/notices/"))
}
