//! A row of the audit, as stored and as asked for.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;

use crate::db::schema::audit;
use crate::kernel::ids::{AuditId, UserId};

/// One change.
#[derive(Clone, Debug, Queryable, Selectable, Serialize)]
#[diesel(table_name = audit)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct AuditRow {
    pub id: AuditId,
    pub at: DateTime<Utc>,
    /// `user`, `operator`, `source`, `system` or `anonymous`.
    pub actor_kind: String,
    pub actor_id: Option<UserId>,
    pub actor_name: String,
    pub door: String,
    pub request_id: String,
    /// What was done, for example `shipment.finalize`.
    pub action: String,
    pub object_type: String,
    pub object_id: String,
    /// The values that changed, as they were.
    pub before: Option<Value>,
    /// The values that changed, as they are now.
    pub after: Option<Value>,
}

/// A change about to be recorded.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = audit)]
pub struct NewAudit<'a> {
    pub at: DateTime<Utc>,
    pub actor_kind: &'a str,
    pub actor_id: Option<UserId>,
    pub actor_name: &'a str,
    pub door: &'a str,
    pub request_id: &'a str,
    pub action: &'a str,
    pub object_type: &'a str,
    pub object_id: &'a str,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

/// Which rows of the audit are asked for; empty asks for all.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    pub action: Option<String>,
    pub object_type: Option<String>,
    pub object_id: Option<String>,
    pub actor_id: Option<UserId>,
    /// Part of the name of who did it.
    pub actor: Option<String>,
    pub door: Option<String>,
    /// From this instant on.
    pub since: Option<DateTime<Utc>>,
    /// Before this instant.
    pub until: Option<DateTime<Utc>>,
}

impl AuditFilter {
    /// Asks for a kind of thing (`shipment`), one thing (`shipment:27`) or an action (`shipment.lost`).
    pub fn set_what(&mut self, what: &str) {
        let what = what.trim();
        if what.contains('.') {
            self.action = Some(what.to_owned());
        } else if let Some((kind, id)) = what.split_once([':', ' ']) {
            self.object_type = Some(kind.trim().to_owned());
            self.object_id = Some(id.trim().to_owned());
        } else if !what.is_empty() {
            self.object_type = Some(what.to_owned());
        }
    }
}
