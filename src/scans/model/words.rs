//! The closed lists of this room: states, reasons, kinds. Each word has a sentence in every language.

/// An enum stored and shown as a word, with a key in the catalogue of texts.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $prefix:literal {
        $($(#[$vdoc:meta])* $variant:ident = $slug:literal),* $(,)?
    }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize,
            diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
        )]
        #[diesel(sql_type = diesel::sql_types::Text)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $slug)] $variant),*
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word stored and used in addresses, JSON and command lines.
            pub fn slug(self) -> &'static str {
                match self { $(Self::$variant => $slug),* }
            }

            /// The one of a word.
            pub fn from_slug(slug: &str) -> Option<Self> {
                match slug { $($slug => Some(Self::$variant),)* _ => None }
            }

            /// The key of its text in the catalogue.
            pub fn text_key(self) -> String {
                format!(concat!($prefix, "-{}"), self.slug().replace('_', "-"))
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(slug: &str) -> Result<Self, String> {
                Self::from_slug(slug).ok_or_else(|| format!("{slug:?} is none of the known words"))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.slug())
            }
        }

        impl diesel::deserialize::FromSql<diesel::sql_types::Text, diesel::pg::Pg> for $name {
            fn from_sql(bytes: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                let slug = <String as diesel::deserialize::FromSql<
                    diesel::sql_types::Text, diesel::pg::Pg>>::from_sql(bytes)?;
                Ok(slug.parse()?)
            }
        }

        impl diesel::serialize::ToSql<diesel::sql_types::Text, diesel::pg::Pg> for $name {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>,
            ) -> diesel::serialize::Result {
                <str as diesel::serialize::ToSql<diesel::sql_types::Text, diesel::pg::Pg>>::to_sql(
                    self.slug(), &mut out.reborrow())
            }
        }
    };
}

words! {
    /// Where an observation stands. Received = the sum of the five, always.
    ObservationState, "observation-state" {
        /// Stored, not yet interpreted; 0 of them when idle.
        Pending = "pending",
        /// It counts, nothing is odd about it.
        Applied = "applied",
        /// It waits for a person, with a [`Reason`].
        Open = "open",
        /// A person said it needs nothing.
        Dismissed = "dismissed",
        /// It does not count: a person said so, or its code is gone at the source.
        Void = "void",
    }
}

words! {
    /// Why something waits in the exceptions inbox.
    Reason, "exception-reason" {
        /// No package has this code.
        UnknownCode = "unknown_code",
        /// The code begins with another country's prefix.
        OtherCountry = "other_country",
        /// The submission holds no code.
        NoCode = "no_code",
        /// The place names a status that does not exist.
        UnknownStatus = "unknown_status",
        /// The submission names no place.
        MissingStatus = "missing_status",
        /// The status exists, but scans do not set it.
        StatusWithoutEffect = "status_without_effect",
        /// The submission, or part of it, cannot be read.
        Malformed = "malformed",
        /// The shipment was marked as lost.
        ShipmentLost = "shipment_lost",
        /// The shipment was cancelled.
        ShipmentCancelled = "shipment_cancelled",
        /// No user has the code a phone was to be bound to.
        UnknownUser = "unknown_user",
        /// The database refused it.
        Refused = "refused",
        /// The submission is gone at the source; never stored on an observation.
        DeletedAtSource = "deleted_at_source",
    }
}

impl Reason {
    /// The key of its short name, for chips and table cells.
    pub fn short_text_key(self) -> String {
        format!("{}-short", self.text_key())
    }
}

words! {
    /// What an observation is about.
    ObservationKind, "observation-kind" {
        /// A package seen at a place.
        Package = "package",
        /// A phone bound to a user by their code.
        Device = "device",
    }
}
