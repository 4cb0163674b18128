//! An event, as stored and as about to be stored.

use chrono::{DateTime, Utc};
use diesel::deserialize::{self, FromSql};
use diesel::pg::{Pg, PgValue};
use diesel::prelude::*;
use diesel::serialize::{self, Output, ToSql};
use serde::{Deserialize, Serialize};

use crate::db::schema::events;
use crate::kernel::Status;
use crate::kernel::ids::{EventId, PackageId, ScanId, ShipmentId, UserId};

/// What kind of thing happened.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "lowercase")]
pub enum EventKind {
    /// A package or shipment came to be.
    Created,
    /// Its own status changed.
    Status,
    /// The day it is expected on changed.
    Expected,
}

impl EventKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Created, Self::Status, Self::Expected];

    /// The word stored.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Status => "status",
            Self::Expected => "expected",
        }
    }
}

impl FromSql<diesel::sql_types::Text, Pg> for EventKind {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        let slug = <String as FromSql<diesel::sql_types::Text, Pg>>::from_sql(bytes)?;
        Self::ALL
            .into_iter()
            .find(|kind| kind.slug() == slug)
            .ok_or_else(|| format!("{slug} is not a kind of event").into())
    }
}

impl ToSql<diesel::sql_types::Text, Pg> for EventKind {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <str as ToSql<diesel::sql_types::Text, Pg>>::to_sql(self.slug(), &mut out.reborrow())
    }
}

/// One thing that happened to a package or a shipment.
#[derive(Clone, Debug, Queryable, Selectable, Serialize)]
#[diesel(table_name = events)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct Event {
    pub id: EventId,
    /// When we recorded it; the scan holds when it happened on the road.
    pub at: DateTime<Utc>,
    pub kind: EventKind,
    pub shipment_id: Option<ShipmentId>,
    /// Empty for an event of the shipment itself.
    pub package_id: Option<PackageId>,
    pub scan_id: Option<ScanId>,
    pub from_status: Option<Status>,
    pub to_status: Option<Status>,
    pub actor_kind: String,
    pub actor_id: Option<UserId>,
    pub actor_name: String,
    pub door: String,
}

/// An event about to be recorded; who, when and through what come from the context.
#[derive(Clone, Debug)]
pub struct NewEvent {
    pub kind: EventKind,
    pub shipment: Option<ShipmentId>,
    pub package: Option<PackageId>,
    pub scan: Option<ScanId>,
    pub from: Option<Status>,
    pub to: Option<Status>,
}

impl NewEvent {
    /// A shipment's own status changed.
    pub fn shipment_status(shipment: ShipmentId, from: Status, to: Status) -> Self {
        Self {
            kind: EventKind::Status,
            shipment: Some(shipment),
            package: None,
            scan: None,
            from: Some(from),
            to: Some(to),
        }
    }

    /// A package's own status changed, other than by scans.
    pub fn package_status(
        shipment: ShipmentId,
        package: PackageId,
        from: Status,
        to: Status,
    ) -> Self {
        Self {
            package: Some(package),
            ..Self::shipment_status(shipment, from, to)
        }
    }

    /// The day a shipment is expected on changed.
    pub fn expected(shipment: ShipmentId) -> Self {
        Self {
            kind: EventKind::Expected,
            to: None,
            ..Self::created(shipment, None)
        }
    }

    /// A shipment, or a package of it, came to be.
    pub fn created(shipment: ShipmentId, package: Option<PackageId>) -> Self {
        Self {
            kind: EventKind::Created,
            shipment: Some(shipment),
            package,
            scan: None,
            from: None,
            to: Some(Status::InProgress),
        }
    }
}

/// The row of a [`NewEvent`].
#[derive(Insertable)]
#[diesel(table_name = events)]
pub(super) struct EventInsert<'a> {
    pub(super) at: DateTime<Utc>,
    pub(super) kind: EventKind,
    pub(super) shipment_id: Option<ShipmentId>,
    pub(super) package_id: Option<PackageId>,
    pub(super) scan_id: Option<ScanId>,
    pub(super) from_status: Option<Status>,
    pub(super) to_status: Option<Status>,
    pub(super) actor_kind: &'a str,
    pub(super) actor_id: Option<UserId>,
    pub(super) actor_name: &'a str,
    pub(super) door: &'a str,
}
