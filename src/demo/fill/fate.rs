//! What becomes of each of the forty shipments.

/// How a shipment of the demo stands when the country has been filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Arrived, all but so many packages.
    Received { missing: usize },
    /// On its way, so many hundredths of the road behind it; the phones drive it on.
    OnTheRoad { percent: usize },
    /// On its way, expected days ago.
    Overdue { percent: usize, driven: bool },
    /// Scanned days ago, not since.
    Silent { percent: usize },
    /// Packed and closed; the phones pick it up.
    Ready,
    /// Still being packed.
    InProgress,
    /// Nobody knows where it is.
    Lost,
    /// Called off before it left.
    Cancelled,
}

/// A shipment by its fate: days since it left (negative for the future), days the road was expected to take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Planned {
    pub(super) fate: Fate,
    pub(super) days_ago: i64,
    pub(super) expected_days: i64,
}

const fn planned(fate: Fate, days_ago: i64, expected_days: i64) -> Planned {
    Planned {
        fate,
        days_ago,
        expected_days,
    }
}

const ALL_THERE: Fate = Fate::Received { missing: 0 };

/// The forty shipments, oldest first.
pub(super) const SHIPMENTS: [Planned; 40] = [
    planned(ALL_THERE, 152, 4),
    planned(ALL_THERE, 145, 5),
    planned(ALL_THERE, 139, 4),
    planned(Fate::Received { missing: 2 }, 131, 4),
    planned(ALL_THERE, 124, 6),
    planned(ALL_THERE, 117, 4),
    planned(ALL_THERE, 110, 5),
    planned(ALL_THERE, 101, 4),
    planned(ALL_THERE, 93, 5),
    planned(ALL_THERE, 86, 4),
    planned(ALL_THERE, 78, 4),
    planned(Fate::Received { missing: 1 }, 70, 5),
    planned(ALL_THERE, 61, 4),
    planned(Fate::Lost, 52, 5),
    planned(ALL_THERE, 47, 4),
    planned(ALL_THERE, 39, 6),
    planned(Fate::Cancelled, 33, 5),
    planned(ALL_THERE, 30, 4),
    planned(ALL_THERE, 24, 5),
    planned(ALL_THERE, 19, 4),
    planned(
        Fate::Overdue {
            percent: 50,
            driven: false,
        },
        16,
        5,
    ),
    planned(
        Fate::Overdue {
            percent: 70,
            driven: true,
        },
        13,
        6,
    ),
    planned(ALL_THERE, 12, 5),
    planned(Fate::Silent { percent: 40 }, 11, 14),
    planned(
        Fate::Overdue {
            percent: 60,
            driven: true,
        },
        9,
        5,
    ),
    planned(Fate::Silent { percent: 60 }, 8, 12),
    planned(Fate::OnTheRoad { percent: 80 }, 4, 7),
    planned(Fate::OnTheRoad { percent: 60 }, 3, 6),
    planned(Fate::OnTheRoad { percent: 70 }, 3, 7),
    planned(Fate::OnTheRoad { percent: 40 }, 2, 5),
    planned(Fate::OnTheRoad { percent: 30 }, 2, 6),
    planned(Fate::OnTheRoad { percent: 20 }, 1, 5),
    planned(Fate::OnTheRoad { percent: 10 }, 1, 5),
    planned(Fate::Ready, 1, 5),
    planned(Fate::Ready, 0, 5),
    planned(Fate::Ready, 0, 4),
    planned(Fate::Ready, 0, 6),
    planned(Fate::InProgress, -1, 5),
    planned(Fate::InProgress, -2, 4),
    planned(Fate::InProgress, -4, 6),
];

impl Fate {
    /// Points of the road that are behind it, of so many.
    pub(super) fn passed(self, points: usize) -> usize {
        match self {
            Self::Received { .. } => points,
            Self::OnTheRoad { percent }
            | Self::Overdue { percent, .. }
            | Self::Silent { percent } => (points * percent / 100).clamp(1, points - 1),
            Self::Lost => (points / 2).max(1),
            Self::Ready | Self::InProgress | Self::Cancelled => 0,
        }
    }

    /// Whether phones go on with it.
    pub(super) fn is_driven(self) -> bool {
        matches!(
            self,
            Self::OnTheRoad { .. } | Self::Ready | Self::Overdue { driven: true, .. }
        )
    }
}

/// Packages of the shipment at a place of the list: 8 to 22, fifteen on average.
pub(super) fn package_count(index: usize) -> i32 {
    8 + (index * 7 % 15) as i32
}
