//! Receipts confirmed by hand as a source: the form as JSON, and reading it like any other row.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::kernel::Status;
use crate::kernel::ids::ShipmentId;
use crate::scans::model::{NewSubmission, ObservationKind};
use crate::shipments::receipts::model::Finding;

/// Its kind, its name and the one form it has.
pub(in crate::scans) const KIND: &str = "receipt";
pub(in crate::scans) const NAME: &str = "receipts by hand";
pub(in crate::scans) const FORM: &str = "receipt";

/// What was sent, as it is kept.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::scans) struct FilledReceipt {
    /// Made with the page it was filled in on.
    pub(in crate::scans) receipt: String,
    pub(in crate::scans) shipment: ShipmentId,
    pub(in crate::scans) signed_by: String,
    pub(in crate::scans) note: String,
    /// Where the packages are now: the partner's name.
    pub(in crate::scans) place: String,
    /// When they came, if that was said.
    pub(in crate::scans) arrived_at: Option<DateTime<Utc>>,
    pub(in crate::scans) sent_at: DateTime<Utc>,
    pub(in crate::scans) sent_by: String,
    pub(in crate::scans) packages: Vec<FilledPackage>,
}

/// What was said of one package.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::scans) struct FilledPackage {
    pub(in crate::scans) code: String,
    pub(in crate::scans) finding: Finding,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::scans) quantity: Option<i64>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(in crate::scans) note: String,
}

/// Reads a receipt: packages that are there were received, of those missing it says nothing.
pub(super) fn read(payload: &str) -> Option<NewSubmission> {
    let filled: FilledReceipt = serde_json::from_str(payload).ok()?;
    let arrived = |package: FilledPackage| package.finding.has_arrived().then_some(package.code);
    Some(NewSubmission {
        kind: ObservationKind::Package,
        row_key: filled.receipt.clone(),
        row_number: None,
        revision_key: filled.receipt,
        instance_id: None,
        received_at: Some(filled.sent_at),
        device_time_at: filled.arrived_at,
        device_id: String::new(),
        submitted_by: filled.sent_by,
        version: String::new(),
        location: format!("STATUS_{}", Status::Received.form_name()),
        status: Some(Status::Received),
        voucher: false,
        label: filled.place,
        position: None,
        codes: filled.packages.into_iter().filter_map(arrived).collect(),
        error: String::new(),
        payload: payload.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_was_received_and_what_is_missing_was_not() {
        let package = |code: &str, finding| FilledPackage {
            code: code.into(),
            finding,
            quantity: None,
            note: String::new(),
        };
        let filled = FilledReceipt {
            receipt: "0190a1b2".into(),
            shipment: ShipmentId(27),
            signed_by: "Samira".into(),
            note: String::new(),
            place: "Clinic".into(),
            arrived_at: None,
            sent_at: DateTime::default(),
            sent_by: "clinic@example.org".into(),
            packages: vec![
                package("/TR27.1", Finding::Whole),
                package("/TR27.2", Finding::Missing),
                package("/TR27.3", Finding::Damaged),
            ],
        };

        let read = read(&serde_json::to_string(&filled).unwrap()).unwrap();

        assert_eq!(read.codes, ["/TR27.1", "/TR27.3"]);
        assert_eq!(
            (read.status, read.label),
            (Some(Status::Received), "Clinic".into())
        );
        assert!(super::read("{}").is_none());
    }
}
