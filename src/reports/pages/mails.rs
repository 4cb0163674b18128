//! Mail that was written: to whom, about what, how far it got; in dev also what it says.

use poem::web::Query;
use poem::{Response, handler};
use serde::{Deserialize, Serialize};

use crate::kernel::paging::{Paginated, Paging};
use crate::kernel::{Language, Text};
use crate::mail::{self, Failure, Mail, MailState};
use crate::web::{App, FileKind, Page, Result, Sheet, Visit};

/// The address holds the whole state of the list.
#[derive(Default, Deserialize)]
pub(super) struct MailsQuery {
    page: Option<String>,
    size: Option<String>,
    /// `csv` or `xlsx`: the whole list as a file.
    file: Option<String>,
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct MailsPage {
    list: Paginated<Line>,
    /// Nothing leaves the machine: what mails say is shown here.
    is_dev: bool,
    /// The server that takes mail.
    server: Option<String>,
}

#[derive(Serialize)]
struct Line {
    mail: Mail,
    purpose: String,
    state: MailState,
    failure: Option<Failure>,
    failure_text: Option<Text>,
}

impl Line {
    fn new(mail: Mail) -> Self {
        let failure = mail.failure();
        Self {
            purpose: mail.purpose_key(),
            state: mail.state(),
            failure_text: failure.as_ref().map(Failure::text),
            failure,
            mail,
        }
    }
}

impl Page for MailsPage {
    const TEMPLATE: &'static str = "reports/templates/mails.html";

    fn samples() -> Vec<Self> {
        use crate::kernel::ids::OutgoingMailId;
        use chrono::{DateTime, Utc};
        let at = DateTime::<Utc>::default;
        let line = |sent: bool, waiting: bool| {
            Line::new(Mail {
                id: OutgoingMailId(1),
                recipient: "mara@example.org".into(),
                subject: "A link <b>".into(),
                text_body: if sent {
                    "Hello\n<x>".into()
                } else {
                    String::new()
                },
                html_body: None,
                purpose: "alert".into(),
                created_at: at(),
                next_attempt_at: waiting.then(at),
                sent_at: sent.then(at),
                attempts: 3,
                last_error: if sent {
                    String::new()
                } else {
                    "login refused: 535 <no>".into()
                },
            })
        };
        let list = vec![line(true, false), line(false, true), line(false, false)];
        let page = |rows: Vec<Line>, is_dev| Self {
            list: Paginated::new(rows, 60, Paging::default()),
            is_dev,
            server: (!is_dev).then(|| "mail.example.org".into()),
        };
        vec![
            page(list, true),
            page(Vec::new(), false),
            Self {
                list: Paginated::new(Vec::new(), 0, Paging::default()),
                is_dev: false,
                server: None,
            },
        ]
    }
}

/// The whole list as a file, without what the mails say.
fn sheet(list: Paginated<Mail>, language: Language) -> crate::kernel::Result<Sheet> {
    let word = |key: String| Text::new(key).in_language(language);
    let headings = [
        "mails-written",
        "mails-to",
        "mails-about",
        "mails-state",
        "mail-state-sent",
        "mails-attempts",
        "mails-error",
    ];
    Sheet::new("mails", language, headings.map(Text::new)).rows(list, |mail| {
        let state = match mail.state() {
            MailState::Sent => "mail-state-sent",
            MailState::GivenUp => "mail-state-given-up",
            MailState::Waiting if !mail.last_error.is_empty() => "mail-state-failing",
            MailState::Waiting => "mail-state-waiting",
        };
        let failure = mail.failure().map(|failure| failure.in_language(language));
        vec![
            mail.created_at.into(),
            mail.recipient.as_str().into(),
            word(mail.purpose_key()).into(),
            word(state.to_owned()).into(),
            mail.sent_at.into(),
            mail.attempts.into(),
            failure.into(),
        ]
    })
}

/// The list.
#[handler]
pub(super) async fn get(
    app: App,
    visit: Visit,
    Query(query): Query<MailsQuery>,
) -> Result<Response> {
    let paging = Paging::from_address(query.page.as_deref(), query.size.as_deref());
    if let Some(kind) = FileKind::from_address(query.file.as_deref()) {
        let language = visit.language();
        let file = app
            .db()
            .read(&visit.op(), move |cx| {
                sheet(mail::list(cx, Sheet::PAGING)?, language)?.file(kind)
            })
            .await?;
        return Ok(file.into());
    }
    let list = app
        .db()
        .read(&visit.op(), move |cx| mail::list(cx, paging))
        .await?;
    let settings = app.settings();
    let page = MailsPage {
        list: list.map(Line::new),
        is_dev: settings.environment == "dev",
        server: settings.mail.server.as_ref().map(|s| s.host.clone()),
    };
    app.page(&visit, &page)
}
