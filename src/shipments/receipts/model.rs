//! A receipt and its lines.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::deserialize::{self, FromSql};
use diesel::pg::{Pg, PgValue};
use diesel::prelude::*;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::{BigInt, Bool, Date, Integer, Nullable, SmallInt, Text, Timestamptz};
use serde::{Deserialize, Serialize};

use crate::kernel::ids::{PackageId, ReceiptId, ShipmentId, SubmissionId, UserId};
use crate::kernel::{self, Status};

/// How a package was found by those who received it.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    clap::ValueEnum,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = Text)]
#[serde(rename_all = "lowercase")]
pub enum Finding {
    /// It came as it was packed.
    #[default]
    Whole,
    /// It came with less inside.
    Short,
    /// It came, and something in it is of no more use.
    Damaged,
    /// It did not come.
    Missing,
}

impl Finding {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Whole, Self::Short, Self::Damaged, Self::Missing];

    /// The word stored and sent.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Short => "short",
            Self::Damaged => "damaged",
            Self::Missing => "missing",
        }
    }

    /// The one of a word.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|finding| finding.slug() == slug)
    }

    /// Whether the package is there.
    pub fn has_arrived(self) -> bool {
        self != Self::Missing
    }
}

impl FromSql<Text, Pg> for Finding {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        let slug = <String as FromSql<Text, Pg>>::from_sql(bytes)?;
        Self::from_slug(&slug).ok_or_else(|| format!("{slug} is no finding").into())
    }
}

impl ToSql<Text, Pg> for Finding {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <str as ToSql<Text, Pg>>::to_sql(self.slug(), &mut out.reborrow())
    }
}

/// What receipts mean for a shipment.
#[derive(Clone, Copy, Debug, QueryableByName)]
pub struct Beside {
    /// Something can be signed for, by the one who asks.
    #[diesel(sql_type = Bool)]
    pub may_sign: bool,
    /// Somebody signed for something.
    #[diesel(sql_type = Bool)]
    pub any: bool,
}

/// A receipt as people see it.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Receipt {
    #[diesel(sql_type = Integer)]
    pub id: ReceiptId,
    #[diesel(sql_type = Integer)]
    pub shipment_id: ShipmentId,
    #[diesel(sql_type = Text)]
    pub shipment: String,
    #[diesel(sql_type = Text)]
    pub partner: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub partner_color: Option<String>,
    /// What it became among the scans; `None` when nothing had arrived.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub submission_id: Option<SubmissionId>,
    #[diesel(sql_type = Text)]
    pub form_key: String,
    /// Who signed at the place.
    #[diesel(sql_type = Text)]
    pub signed_by: String,
    /// Whose account sent it.
    #[diesel(sql_type = Text)]
    pub sent_by: String,
    #[diesel(sql_type = Text)]
    pub note: String,
    #[diesel(sql_type = Date)]
    pub arrived_on: NaiveDate,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    #[diesel(sql_type = Integer)]
    pub whole_count: i32,
    #[diesel(sql_type = Integer)]
    pub short_count: i32,
    #[diesel(sql_type = Integer)]
    pub damaged_count: i32,
    #[diesel(sql_type = Integer)]
    pub missing_count: i32,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub settled_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Text)]
    pub settled_by: String,
    #[diesel(sql_type = Text)]
    pub settled_note: String,
}

impl Receipt {
    /// Packages that are there.
    pub fn arrived_count(&self) -> i32 {
        self.whole_count + self.short_count + self.damaged_count
    }

    /// Whether something was short, damaged or missing, and nobody said yet what became of it.
    pub fn is_open(&self) -> bool {
        self.settled_at.is_none() && self.short_count + self.damaged_count + self.missing_count > 0
    }

    /// How many packages were short, damaged or missing, in words; without those of which there are none.
    pub fn wrong_counts(&self) -> Vec<kernel::Text> {
        [
            ("receipt-count-short", self.short_count),
            ("receipt-count-damaged", self.damaged_count),
            ("receipt-count-missing", self.missing_count),
        ]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(key, count)| kernel::Text::new(key).arg("count", i64::from(count)))
        .collect()
    }

    /// Examples for the tests that render pages: all well, much wrong, much wrong and settled.
    pub fn samples() -> Vec<Self> {
        let well = Self {
            id: ReceiptId(5),
            shipment_id: ShipmentId(27),
            shipment: "Winter kits <Mare>".into(),
            partner: "Al Noor".into(),
            partner_color: Some("#0e7490".into()),
            submission_id: Some(SubmissionId(640)),
            form_key: "0190a1b2c3d4".into(),
            signed_by: "Samira <Haddad>".into(),
            sent_by: "clinic@example.org".into(),
            note: String::new(),
            arrived_on: NaiveDate::default(),
            created_at: DateTime::default(),
            whole_count: 24,
            short_count: 0,
            damaged_count: 0,
            missing_count: 0,
            settled_at: None,
            settled_by: String::new(),
            settled_note: String::new(),
        };
        let wrong = Self {
            note: "The truck was opened".into(),
            whole_count: 20,
            short_count: 2,
            damaged_count: 1,
            missing_count: 1,
            submission_id: None,
            partner_color: None,
            ..well.clone()
        };
        let settled = Self {
            settled_at: Some(DateTime::default()),
            settled_by: "Officer".into(),
            settled_note: "Sent again".into(),
            ..wrong.clone()
        };
        vec![well, wrong, settled]
    }
}

/// What a receipt says of one package.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct ReceiptLine {
    #[diesel(sql_type = Integer)]
    pub receipt_id: ReceiptId,
    #[diesel(sql_type = Integer)]
    pub package_id: PackageId,
    #[diesel(sql_type = Integer)]
    pub number: i32,
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub finding: Finding,
    /// Units short or damaged.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub quantity: Option<i64>,
    #[diesel(sql_type = Text)]
    pub note: String,
    #[diesel(sql_type = Text)]
    pub signed_by: String,
    #[diesel(sql_type = Date)]
    pub arrived_on: NaiveDate,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
}

impl ReceiptLine {
    /// Examples for the tests that render pages: one of each finding.
    pub fn samples() -> Vec<Self> {
        Finding::ALL
            .into_iter()
            .map(|finding| Self {
                receipt_id: ReceiptId(5),
                package_id: PackageId(3),
                number: 3,
                code: "/TR27.3".into(),
                name: "Winter kit <large>".into(),
                finding,
                quantity: (finding == Finding::Short).then_some(4),
                note: if finding == Finding::Damaged {
                    "wet <b>".into()
                } else {
                    String::new()
                },
                signed_by: "Samira".into(),
                arrived_on: NaiveDate::default(),
                created_at: DateTime::default(),
            })
            .collect()
    }
}

/// A package that can still be signed for.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Waiting {
    #[diesel(sql_type = Integer)]
    pub id: PackageId,
    #[diesel(sql_type = Integer)]
    pub number: i32,
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Sum of quantities inside.
    #[diesel(sql_type = BigInt)]
    pub item_count: i64,
    /// Its own status: scans may have said already that it was received.
    #[diesel(sql_type = SmallInt)]
    pub status: Status,
}

/// A receipt to be kept, with what it says of each package.
#[derive(Clone, Debug)]
pub struct NewReceipt {
    pub shipment_id: ShipmentId,
    pub submission_id: Option<SubmissionId>,
    pub form_key: String,
    pub signed_by: String,
    pub note: String,
    pub arrived_on: NaiveDate,
    pub lines: Vec<NewLine>,
}

/// What a new receipt says of one package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLine {
    pub package_id: PackageId,
    pub finding: Finding,
    pub quantity: Option<i64>,
    pub note: String,
}

/// Which receipts; empty asks for all.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReceiptFilter {
    pub shipment: Option<ShipmentId>,
    pub receipt: Option<ReceiptId>,
    /// Only those with something short, damaged or missing that nobody settled.
    pub open: bool,
    /// Only of this partner's shipments.
    pub partner: Option<UserId>,
}
