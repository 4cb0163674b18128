//! Home, search and the system's page.

mod audit;
mod home;
mod jobs;
mod mails;
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
        .page::<home::HomePage>()
        .page::<jobs::JobsPage>()
        .page::<mails::MailsPage>()
        .page::<search::SearchPage>()
        .get("/", Access::Permission(Permission::SignedIn), home::get)
        .get("/search/", view, search::get)
        .get("/system/", administer, jobs::overview)
        .get("/system/audit/", administer, audit::get)
        .get("/system/mail/", administer, mails::get)
        .get("/system/jobs/", administer, jobs::get.data(jobs_of))
        .post(
            "/system/jobs/:name/run/",
            administer,
            jobs::run_now.data(jobs_of),
        )
}
