//! Ids of every table, so that pointing at a row needs no import of its room.

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $inner:ty, $sql:ty) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize,
            diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
        )]
        #[diesel(sql_type = $sql)]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl diesel::deserialize::FromSql<$sql, diesel::pg::Pg> for $name {
            fn from_sql(bytes: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                <$inner as diesel::deserialize::FromSql<$sql, diesel::pg::Pg>>::from_sql(bytes).map(Self)
            }
        }

        impl diesel::serialize::ToSql<$sql, diesel::pg::Pg> for $name {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>,
            ) -> diesel::serialize::Result {
                <$inner as diesel::serialize::ToSql<$sql, diesel::pg::Pg>>::to_sql(&self.0, out)
            }
        }
    };
}

use diesel::sql_types::{BigInt, Integer};

id!(/// A row of `users`.
    UserId, i32, Integer);
id!(/// A row of `item_categories`.
    ItemCategoryId, i32, Integer);
id!(/// A row of `donor_codes`.
    DonorCodeId, i32, Integer);
id!(/// A row of `donors`.
    DonorId, i32, Integer);
id!(/// A row of `suppliers`.
    SupplierId, i32, Integer);
id!(/// A row of `transporters`.
    TransporterId, i32, Integer);
id!(/// A row of `catalog_items`.
    CatalogItemId, i32, Integer);
id!(/// A row of `kits`.
    KitId, i32, Integer);
id!(/// A row of `shipments`; part of every package code (`/TR27.3`).
    ShipmentId, i32, Integer);
id!(/// A row of `packages`.
    PackageId, i32, Integer);
id!(/// A row of `package_items`.
    PackageItemId, i64, BigInt);
id!(/// A row of `sources`.
    SourceId, i32, Integer);
id!(/// A row of `source_forms`.
    SourceFormId, i32, Integer);
id!(/// A row of `submissions`.
    SubmissionId, i64, BigInt);
id!(/// A row of `observations`.
    ObservationId, i64, BigInt);
id!(/// A row of `scans`.
    ScanId, i64, BigInt);
id!(/// A row of `receipts`: what somebody signed for.
    ReceiptId, i32, Integer);
id!(/// A row of `events`.
    EventId, i64, BigInt);
id!(/// A row of `audit`.
    AuditId, i64, BigInt);
id!(/// A row of `job_runs`.
    JobRunId, i64, BigInt);
id!(/// A row of `api_tokens`.
    ApiTokenId, i32, Integer);
id!(/// A row of `outgoing_mails`.
    OutgoingMailId, i64, BigInt);
