//! What can be printed of a shipment, and in which sizes. No connection, no HTTP.

use serde::Serialize;

/// A paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    /// Per package what is inside.
    #[default]
    Summary,
    /// The same with the package's QR code.
    Full,
    /// Everything that is known, with prices.
    Details,
    /// QR codes with words below, as many as fit on a page.
    Barcodes,
    /// Sheets of 3 by 8 labels of 70 × 37 mm.
    LabelsA4,
    /// A label of 100 × 150 mm per page.
    LabelsRoll,
    /// What goes with the driver and is signed on the way.
    Waybill,
}

impl Kind {
    pub(super) const ALL: [Self; 7] = [
        Self::Summary,
        Self::Full,
        Self::Details,
        Self::Barcodes,
        Self::LabelsA4,
        Self::LabelsRoll,
        Self::Waybill,
    ];

    /// The word used in addresses.
    pub(super) fn slug(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Full => "full",
            Self::Details => "details",
            Self::Barcodes => "barcodes",
            Self::LabelsA4 => "labels_a4",
            Self::LabelsRoll => "labels_roll",
            Self::Waybill => "waybill",
        }
    }

    pub(super) fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }

    /// Whether printing it says that packing is over (`cts.md` §3.2): a shipment in progress becomes ready.
    pub(super) fn makes_ready(self) -> bool {
        matches!(
            self,
            Self::Full | Self::Barcodes | Self::LabelsA4 | Self::LabelsRoll
        )
    }

    /// Its format: A4, A4 on its long side, a sheet of labels without margins, a label from a roll.
    pub(super) fn format(self) -> &'static str {
        match self {
            Self::Summary | Self::Full | Self::Barcodes | Self::Waybill => "a4",
            Self::Details => "wide",
            Self::LabelsA4 => "labels",
            Self::LabelsRoll => "roll",
        }
    }
}

/// Words beside a QR code, in the order they are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Line {
    Number,
    Code,
    Partner,
    Name,
    Shipment,
    Kit,
    Weight,
    Donor,
}

impl Line {
    pub(super) const ALL: [Self; 8] = [
        Self::Number,
        Self::Code,
        Self::Partner,
        Self::Name,
        Self::Shipment,
        Self::Kit,
        Self::Weight,
        Self::Donor,
    ];

    /// The word used in addresses.
    pub(super) fn slug(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Code => "code",
            Self::Partner => "partner",
            Self::Name => "name",
            Self::Shipment => "shipment",
            Self::Kit => "kit",
            Self::Weight => "weight",
            Self::Donor => "donor",
        }
    }
}

/// Sides of the square of a QR code with its white border, in centimetres.
pub(super) const QR_SIZES: [u8; 4] = [2, 6, 8, 16];

/// The size when nothing else is said.
pub(super) const USUAL_QR_SIZE: u8 = 6;

/// Labels on an A4 sheet.
pub(super) const LABELS_PER_SHEET: usize = 24;

/// Labels put on sheets of [`LABELS_PER_SHEET`], the first in cell `start` (from 1) of a sheet that was begun before.
pub(super) fn sheets<T: Clone>(labels: &[T], start: usize) -> Vec<Vec<Option<T>>> {
    let used = start.clamp(1, LABELS_PER_SHEET) - 1;
    let mut cells: Vec<Option<T>> = vec![None; used];
    cells.extend(labels.iter().cloned().map(Some));
    cells.chunks(LABELS_PER_SHEET).map(<[_]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_addresses_lead_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_slug(kind.slug()), Some(kind));
        }
    }

    #[test]
    fn a_begun_sheet_is_gone_on_with() {
        let labels: Vec<usize> = (1..=25).collect();

        let whole = sheets(&labels, 1);
        let begun = sheets(&labels, 24);

        assert_eq!((whole.len(), whole[1].len()), (2, 1));
        assert_eq!(begun.len(), 2);
        assert_eq!((begun[0][22], begun[0][23]), (None, Some(1)));
        assert_eq!(begun[1][..2], [Some(2), Some(3)]);
        assert_eq!(
            sheets(&labels, 99).len(),
            2,
            "beyond the sheet is its last cell"
        );
    }
}
