//! Every route of a country, room by room.

use crate::accounts;
use crate::instance::health;
use crate::web::Routes;

/// All of them.
pub(super) fn all() -> Routes {
    Routes::new()
        .merge(health::routes())
        .merge(accounts::pages::routes())
}
