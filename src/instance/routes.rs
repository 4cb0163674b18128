//! Every route of a country, room by room.

use super::{health, old_addresses};
use crate::accounts;
use crate::catalog;
use crate::reports::{self, JobsOf};
use crate::scans;
use crate::shipments;
use crate::web::Routes;

/// All of them.
pub(super) fn all() -> Routes {
    let current = Routes::new()
        .merge(health::routes())
        .merge(accounts::pages::routes())
        .merge(catalog::pages::routes())
        .merge(shipments::pages::routes())
        .merge(scans::pages::routes())
        .merge(reports::pages::routes(JobsOf(super::jobs)));
    let old = old_addresses::routes(&current);
    current.merge(old)
}
