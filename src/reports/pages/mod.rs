//! Home, search, notices, help and the system's page.

mod audit;
mod help;
mod home;
mod jobs;
mod mails;
mod notices;
mod search;

use poem::EndpointExt;

use crate::jobs::Job;
use crate::kernel::{Model, Permission};
use crate::web::{Access, App, Routes};

/// Lists a country's jobs; the one who puts the app together knows them.
#[derive(Clone, Copy)]
pub struct JobsOf(pub fn(&App) -> Vec<Job>);

/// The routes of this room.
pub fn routes(jobs_of: JobsOf) -> Routes {
    let view = Access::Permission(Permission::view(Model::Shipment));
    let administer = Access::Permission(Permission::Administer);
    Routes::new()
        .page::<audit::AuditPage>()
        .page::<help::HelpPage>()
        .page::<home::HomePage>()
        .page::<jobs::JobsPage>()
        .page::<mails::MailsPage>()
        .page::<notices::NoticesPage>()
        .page::<search::SearchPage>()
        .get("/", Access::Permission(Permission::SignedIn), home::get)
        .get("/search/", view, search::get)
        .get(
            "/help/",
            Access::Permission(Permission::SignedIn),
            help::get,
        )
        .get(
            "/notices/",
            Access::Permission(Permission::SignedIn),
            notices::get,
        )
        .post(
            "/notices/seen/",
            Access::Permission(Permission::SignedIn),
            notices::seen,
        )
        .get("/system/", administer, jobs::overview)
        .get("/system/audit/", administer, audit::get)
        .remembers("audit", &["what", "from", "to"], &["size"])
        .get("/system/mail/", administer, mails::get)
        .remembers("mail", &[], &["size"])
        .get("/system/jobs/", administer, jobs::get.data(jobs_of))
        .post(
            "/system/jobs/:name/run/",
            administer,
            jobs::run_now.data(jobs_of),
        )
}
