//! What goes when a shipment or a package is deleted.

use serde::Serialize;

/// What goes with a shipment or a package, and what comes back to the inbox for it.
#[derive(Clone, Debug, Serialize)]
pub struct Deletion {
    /// Of the shipment; of packages the code of the first.
    pub name: String,
    pub packages: i32,
    /// Sum of quantities.
    pub items: i64,
    pub scans: i64,
    /// Receipts signed for a shipment; of packages the lines that receipts, which stay, have about them.
    pub receipts: i64,
    /// Observations that wait in the inbox afterwards, as unknown codes.
    pub observations: i64,
}
