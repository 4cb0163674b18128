//! Kinds of items aid agencies really send, with made-up prices; kits built from them.

/// An item of the demo's catalog.
pub(super) struct Item {
    pub(super) category: &'static str,
    pub(super) description: &'static str,
    pub(super) unit: &'static str,
    /// Thousandths of a dollar.
    pub(super) price: i64,
    /// Grams per unit.
    pub(super) grams: u32,
    /// Its donor's place in the country's list; 9 for none.
    pub(super) donor: usize,
}

const TABLE: &str = include_str!("items.txt");

/// All kinds of items, in the order of the table.
pub(super) fn items() -> Vec<Item> {
    TABLE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(read)
        .collect()
}

fn read(line: &'static str) -> Option<Item> {
    let mut cells = line.split('|').map(str::trim);
    Some(Item {
        category: cells.next()?,
        description: cells.next()?,
        unit: cells.next()?,
        price: cells.next()?.parse().ok()?,
        grams: cells.next()?.parse().ok()?,
        donor: cells.next()?.parse().ok()?,
    })
}

/// A kit: name, description, beginnings of descriptions of [`items`] with how many.
pub(super) type KitContents = (&'static str, &'static str, &'static [(&'static str, i32)]);

pub(super) const KITS: &[KitContents] = &[
    (
        "Trauma kit",
        "First treatment of fifty injured people",
        &[
            ("Tourniquet", 10),
            ("Gauze compress", 8),
            ("Chest drain", 4),
            ("Suture", 6),
            ("Surgical gloves", 60),
            ("Lidocaine", 10),
            ("Ringer's", 20),
            ("Cannula", 50),
        ],
    ),
    (
        "Primary care kit",
        "A thousand people for a month",
        &[
            ("Amoxicillin", 3),
            ("Paracetamol", 4),
            ("Ibuprofen", 2),
            ("Metronidazole", 2),
            ("Oral rehydration", 5),
            ("Zinc", 5),
            ("Examination gloves", 6),
            ("Povidone", 4),
        ],
    ),
    (
        "Chronic disease kit",
        "Two hundred people for three months",
        &[
            ("Insulin", 40),
            ("Metformin", 12),
            ("Amlodipine", 20),
            ("Atenolol", 20),
            ("Glucometer", 4),
            ("Salbutamol", 30),
        ],
    ),
    (
        "Delivery kit",
        "Fifty births with a midwife",
        &[
            ("Delivery instruments", 1),
            ("Oxytocin", 60),
            ("Surgical gloves", 100),
            ("Gauze compress", 4),
            ("Sodium chloride", 20),
            ("Towel", 50),
        ],
    ),
    (
        "Diarrhoea kit",
        "A hundred cases",
        &[
            ("Oral rehydration", 8),
            ("Zinc", 10),
            ("Ringer's", 60),
            ("Infusion giving", 60),
            ("Ciprofloxacin", 6),
            ("Water purification", 10),
        ],
    ),
    (
        "Hygiene kit, family",
        "Five people for a month",
        &[
            ("Soap", 10),
            ("Laundry", 2),
            ("Toothpaste", 3),
            ("Sanitary pads", 4),
            ("Nappies", 1),
            ("Towel", 3),
        ],
    ),
    (
        "Winter kit, family",
        "Five people",
        &[
            ("Blanket", 5),
            ("Sleeping mat", 5),
            ("Heating stove", 1),
            ("Winter jacket", 2),
        ],
    ),
    (
        "Shelter kit, family",
        "Repair of one room",
        &[
            ("Tarpaulin", 2),
            ("Rope", 2),
            ("Shelter tool", 1),
            ("Solar lamp", 1),
            ("Jerrycan", 2),
            ("Kitchen set", 1),
        ],
    ),
];

/// Donors and their codes, T1 then T3; made up.
pub(super) const DONORS: [(&str, &[&str], &[&str]); 5] = [
    (
        "Northern Relief Fund",
        &["NRF-HEALTH-24", "NRF-WINTER-25"],
        &["NRF-3-0117"],
    ),
    (
        "Harbour Foundation",
        &["HF-2025-A"],
        &["HF-EMERG", "HF-TRAUMA"],
    ),
    (
        "Mothers and Children Appeal",
        &["MCA-11", "MCA-12"],
        &["MCA-T3-5"],
    ),
    ("Open Clinic Trust", &["OCT-NCD-3"], &["OCT-3-NCD"]),
    (
        "Green Valley Cooperation",
        &["GVC-WASH-7", "GVC-SHELTER-2"],
        &["GVC-3-071"],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_a_kit_is_exactly_one_item() {
        let items = items();
        for (kit, _, parts) in KITS {
            for (part, _) in *parts {
                let is_it = |item: &&Item| item.description.starts_with(part);
                assert_eq!(items.iter().filter(is_it).count(), 1, "{kit}: {part}");
            }
        }
    }

    #[test]
    fn every_line_of_the_table_can_be_read() {
        let items = items();

        assert_eq!(items.len(), TABLE.lines().count() - 1);
        for item in items {
            assert!(
                item.donor < DONORS.len() || item.donor == 9,
                "{}",
                item.description
            );
        }
    }
}
