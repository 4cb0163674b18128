//! The eight statuses of shipments and packages (the codes and names phones send).

use diesel::deserialize::{self, FromSql};
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::SmallInt;
use serde::{Deserialize, Serialize};

/// A status. 1–5 are progress, in that order; 6 is only ever derived; 7 and 8 are set by people on shipments.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = SmallInt)]
#[serde(rename_all = "snake_case")]
#[repr(i16)]
pub enum Status {
    InProgress = 1,
    Ready = 2,
    PickedUp = 3,
    InTransit = 4,
    Received = 5,
    Overdue = 6,
    Lost = 7,
    Cancelled = 8,
}

impl Status {
    /// All eight, in the order of their codes.
    pub const ALL: [Self; 8] = [
        Self::InProgress,
        Self::Ready,
        Self::PickedUp,
        Self::InTransit,
        Self::Received,
        Self::Overdue,
        Self::Lost,
        Self::Cancelled,
    ];

    /// The stored number, 1 to 8.
    pub fn code(self) -> i16 {
        self as i16
    }

    /// The status of a stored number; `None` when it is not 1 to 8.
    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// The name scan forms use, without `STATUS_` (for example `IN_TRANSIT`).
    pub fn form_name(self) -> &'static str {
        match self {
            Self::InProgress => "IN_PROGRESS",
            Self::Ready => "READY",
            Self::PickedUp => "PICKED_UP",
            Self::InTransit => "IN_TRANSIT",
            Self::Received => "RECEIVED",
            Self::Overdue => "OVERDUE",
            Self::Lost => "LOST",
            Self::Cancelled => "CANCELED",
        }
    }

    /// The status a scan form names: the part of `current_location` before the first `-`, for example
    /// `STATUS_IN_TRANSIT`. Exact match only.
    pub fn from_form_name(name: &str) -> Option<Self> {
        let name = name.strip_prefix("STATUS_")?;
        Self::ALL
            .into_iter()
            .find(|status| status.form_name() == name)
    }

    /// The word used in addresses, JSON and command lines (`in_transit`).
    pub fn slug(self) -> &'static str {
        match self {
            Self::InProgress => "in_progress",
            Self::Ready => "ready",
            Self::PickedUp => "picked_up",
            Self::InTransit => "in_transit",
            Self::Received => "received",
            Self::Overdue => "overdue",
            Self::Lost => "lost",
            Self::Cancelled => "cancelled",
        }
    }

    /// The word that files and other machines have read since the system before (`cts.md` §3.1); pages write
    /// [`text_key`](Self::text_key) in their own language.
    pub fn label(self) -> &'static str {
        match self {
            Self::InProgress => "In progress",
            Self::Ready => "Ready for pickup",
            Self::PickedUp => "Picked up",
            Self::InTransit => "In transit",
            Self::Received => "Received",
            Self::Overdue => "Overdue",
            Self::Lost => "Lost",
            Self::Cancelled => "Canceled",
        }
    }

    /// The status of a word used in addresses and command lines.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.slug() == slug)
    }

    /// The key of its word in the catalogue of texts (`status-in-transit`).
    pub fn text_key(self) -> &'static str {
        match self {
            Self::InProgress => "status-in-progress",
            Self::Ready => "status-ready",
            Self::PickedUp => "status-picked-up",
            Self::InTransit => "status-in-transit",
            Self::Received => "status-received",
            Self::Overdue => "status-overdue",
            Self::Lost => "status-lost",
            Self::Cancelled => "status-cancelled",
        }
    }

    /// Whether a scan may move a package to this status (`design.md` §5: 3, 4 or 5).
    pub fn moves_packages(self) -> bool {
        matches!(self, Self::PickedUp | Self::InTransit | Self::Received)
    }
}

impl FromSql<SmallInt, Pg> for Status {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        let code = <i16 as FromSql<SmallInt, Pg>>::from_sql(bytes)?;
        Self::from_code(code).ok_or_else(|| format!("{code} is not a status").into())
    }
}

impl ToSql<SmallInt, Pg> for Status {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <i16 as ToSql<SmallInt, Pg>>::to_sql(&self.code(), &mut out.reborrow())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_names_and_slugs_lead_back_to_their_status() {
        for status in Status::ALL {
            assert_eq!(Status::from_code(status.code()), Some(status));
            assert_eq!(Status::from_slug(status.slug()), Some(status));
            let name = format!("STATUS_{}", status.form_name());
            assert_eq!(Status::from_form_name(&name), Some(status));
        }
    }

    #[test]
    fn a_name_must_match_whole() {
        assert_eq!(Status::from_form_name("STATUS_RECEIVED "), None);
        assert_eq!(Status::from_form_name("RECEIVED"), None);
        assert_eq!(Status::from_form_name("status_received"), None);
        assert_eq!(Status::from_form_name(""), None);
    }
}
