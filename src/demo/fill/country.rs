//! Names that differ by country: partners, suppliers, transporters, people. All made up.

use crate::kernel::Language;

/// What the fill knows of a country beyond its roads.
pub(super) struct Names {
    pub(super) key: &'static str,
    /// Local money for a dollar, in hundredths.
    pub(super) rate: i64,
    pub(super) language: Language,
    pub(super) officer: &'static str,
    pub(super) manager: &'static str,
    pub(super) coordinator: &'static str,
    pub(super) partners: [&'static str; 10],
    pub(super) suppliers: [&'static str; 5],
    pub(super) transporters: [&'static str; 5],
    /// A code of a neighbouring country.
    pub(super) foreign_code: &'static str,
    pub(super) seed: u64,
}

/// Colours of the ten partners, told apart on maps and by people who see few colours.
pub(super) const COLORS: [&str; 10] = [
    "#d9822b", "#2f7d5b", "#7a5195", "#2b6cb0", "#b83280", "#718096", "#975a16", "#00838f",
    "#c53030", "#5a67d8",
];

/// The names of a country.
pub(super) fn names(key: &str) -> Option<&'static Names> {
    ALL.iter().find(|names| names.key == key)
}

const ALL: [Names; 3] = [
    Names {
        key: "turkey",
        rate: 4_210,
        language: Language::En,
        officer: "Elif Demir",
        manager: "Murat Kaya",
        coordinator: "Selin Arslan",
        partners: [
            "Azaz Health Committee",
            "Olive Branch Relief",
            "Mare' Community Kitchen",
            "Jarablus Mothers' Clinic",
            "Bridge Medical Aid",
            "Sarmada Logistics Group",
            "Idlib Nurses' Circle",
            "Al-Bab Water Friends",
            "Afrin Valley Care",
            "Hands Across the Border",
        ],
        suppliers: [
            "Anadolu Ecza",
            "Güney Medikal",
            "Fırat Tekstil",
            "Kale Plastik",
            "Toros Gıda",
        ],
        transporters: [
            "Antep Nakliyat",
            "Sınır Lojistik",
            "Kilis Kargo",
            "Zeytin Taşımacılık",
            "Yıldız Trans",
        ],
        foreign_code: "/IQ4.2",
        seed: 0x7452_0001,
    },
    Names {
        key: "iraq",
        rate: 131_000,
        language: Language::En,
        officer: "Dilan Aziz",
        manager: "Omar Hassan",
        coordinator: "Rojin Ahmed",
        partners: [
            "Tigris Health Association",
            "Nineveh Families' Aid",
            "Mosul Midwives",
            "Kirkuk Open Kitchen",
            "Sinjar Return Network",
            "Zagros Relief",
            "Hawija Water Group",
            "Dohuk Clinic Alliance",
            "Two Rivers Youth",
            "Citadel Medical Aid",
        ],
        suppliers: [
            "Hawler Pharma",
            "Zagros Medical",
            "Dijla Textiles",
            "Sumer Plastics",
            "Rafidain Foods",
        ],
        transporters: [
            "Erbil Road Freight",
            "Zab Transport",
            "Mountain Line",
            "Tigris Cargo",
            "Shamal Trucks",
        ],
        foreign_code: "/JO3.1",
        seed: 0x4951_0002,
    },
    Names {
        key: "jordan",
        rate: 71,
        language: Language::En,
        officer: "Lina Haddad",
        manager: "Sami Khoury",
        coordinator: "Rania Nasser",
        partners: [
            "Mafraq Health Society",
            "Zaatari Mothers' House",
            "Ramtha Relief Circle",
            "Irbid Open Clinic",
            "Daraa Doctors' League",
            "Azraq Water Friends",
            "Desert Road Aid",
            "Jerash Youth Kitchen",
            "Northern Plain Nurses",
            "Ruwaished Care",
        ],
        suppliers: [
            "Petra Drug Store",
            "Amman Medical Supply",
            "Jerash Textiles",
            "Yarmouk Plastics",
            "Balqa Foods",
        ],
        transporters: [
            "Amman Freight",
            "Northern Gate Transport",
            "Badia Trucks",
            "Yarmouk Line",
            "Zarqa Cargo",
        ],
        foreign_code: "/TR2.3",
        seed: 0x4a4f_0003,
    },
];
