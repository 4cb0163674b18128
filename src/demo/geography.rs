//! Real towns, crossings and roads of the three countries, so that the demo's packages travel where trucks do.

use Point::{At, Via};

/// A place where packages are scanned, and a choice of the scan form (`STATUS_IN_TRANSIT-<name>`).
#[derive(Clone, Copy, Debug)]
pub struct Stop {
    /// The choice's name, without blanks.
    pub name: &'static str,
    pub english: &'static str,
    pub arabic: &'static str,
    pub latitude: f64,
    pub longitude: f64,
}

/// A point of a road.
#[derive(Clone, Copy, Debug)]
pub enum Point {
    /// A stop by its name.
    At(&'static str),
    /// A bend, latitude and longitude.
    Via(f64, f64),
}

/// What the demo knows of a country.
#[derive(Clone, Copy, Debug)]
pub struct CountryPlaces {
    /// The country's key in the instance list.
    pub key: &'static str,
    /// Its forms on the stand-in are this number plus 1, 2 and 3.
    pub first_form: u32,
    pub stops: &'static [Stop],
    /// From a warehouse to where things are handed out.
    pub routes: &'static [&'static [Point]],
}

impl CountryPlaces {
    /// The stop of a name.
    pub fn stop(&self, name: &str) -> Option<&'static Stop> {
        self.stops.iter().find(|stop| stop.name == name)
    }
}

/// The country of a key.
pub fn country(key: &str) -> Option<&'static CountryPlaces> {
    COUNTRIES.iter().find(|country| country.key == key)
}

const fn stop(
    name: &'static str,
    english: &'static str,
    arabic: &'static str,
    latitude: f64,
    longitude: f64,
) -> Stop {
    Stop {
        name,
        english,
        arabic,
        latitude,
        longitude,
    }
}

/// The countries the demo can fill.
pub const COUNTRIES: &[CountryPlaces] = &[
    CountryPlaces {
        key: "turkey",
        first_form: 4100,
        stops: TURKEY,
        routes: &[
            &[
                At("Gaziantep"),
                Via(36.969, 37.331),
                Via(36.861, 37.236),
                At("Kilis"),
                Via(36.680, 37.098),
                At("Oncupinar"),
                Via(36.618, 37.071),
                At("Azaz"),
                Via(36.545, 37.106),
                At("Mare"),
            ],
            &[
                At("Gaziantep"),
                Via(37.050, 37.560),
                At("Nizip"),
                Via(36.935, 37.883),
                At("Karkamis"),
                At("Jarablus"),
                Via(36.672, 37.979),
                At("Manbij"),
            ],
            &[
                At("Gaziantep"),
                Via(37.086, 37.130),
                Via(37.120, 36.870),
                At("Islahiye"),
                Via(36.760, 36.480),
                At("Kirikhan"),
                Via(36.360, 36.470),
                At("Reyhanli"),
                At("Bab_al-Hawa"),
                At("Sarmada"),
                Via(36.090, 36.700),
                At("Idlib"),
            ],
            &[
                At("Kilis"),
                Via(36.680, 37.098),
                At("Oncupinar"),
                At("Azaz"),
                Via(36.520, 37.215),
                Via(36.440, 37.365),
                At("Al-Bab"),
            ],
            &[
                At("Reyhanli"),
                At("Bab_al-Hawa"),
                At("Sarmada"),
                Via(36.160, 36.780),
                At("Atarib"),
            ],
            &[
                At("Kilis"),
                At("Oncupinar"),
                At("Azaz"),
                Via(36.556, 36.955),
                At("Afrin"),
            ],
        ],
    },
    CountryPlaces {
        key: "iraq",
        first_form: 4200,
        stops: IRAQ,
        routes: &[
            &[
                At("Erbil"),
                Via(36.236, 43.820),
                At("Khabat"),
                Via(36.325, 43.500),
                At("Bartella"),
                At("Mosul"),
            ],
            &[
                At("Erbil"),
                Via(35.980, 44.060),
                At("Altun_Kupri"),
                Via(35.600, 44.290),
                At("Kirkuk"),
                Via(35.385, 44.090),
                At("Hawija"),
            ],
            &[
                At("Erbil"),
                Via(36.480, 43.990),
                At("Akre"),
                Via(36.690, 43.620),
                At("Shekhan"),
                Via(36.800, 43.160),
                At("Dohuk"),
                At("Sumel"),
                Via(37.000, 42.740),
                At("Zakho"),
            ],
            &[
                At("Dohuk"),
                At("Sumel"),
                Via(36.620, 42.800),
                Via(36.470, 42.640),
                At("Tel_Afar"),
                At("Sinjar"),
            ],
            &[
                At("Erbil"),
                Via(35.990, 43.800),
                At("Makhmur"),
                Via(35.790, 43.430),
                At("Qayyarah"),
            ],
            &[
                At("Kirkuk"),
                Via(35.500, 44.610),
                At("Chamchamal"),
                Via(35.570, 45.130),
                At("Sulaymaniyah"),
            ],
        ],
    },
    CountryPlaces {
        key: "jordan",
        first_form: 4300,
        stops: JORDAN,
        routes: &[
            &[
                At("Amman"),
                At("Zarqa"),
                Via(32.200, 36.130),
                At("Mafraq"),
                Via(32.310, 36.260),
                At("Zaatari"),
            ],
            &[
                At("Amman"),
                Via(32.110, 35.860),
                At("Jerash"),
                Via(32.420, 35.870),
                At("Irbid"),
                At("Ramtha"),
            ],
            &[
                At("Amman"),
                At("Zarqa"),
                At("Mafraq"),
                Via(32.440, 36.210),
                At("Jaber"),
                At("Nasib"),
                Via(32.580, 36.150),
                At("Daraa"),
            ],
            &[
                At("Amman"),
                At("Zarqa"),
                Via(31.990, 36.300),
                At("Azraq_Camp"),
                At("Azraq"),
            ],
            &[
                At("Mafraq"),
                Via(32.290, 36.640),
                At("Safawi"),
                Via(32.330, 37.660),
                At("Ruwaished"),
            ],
        ],
    },
];

const TURKEY: &[Stop] = &[
    stop(
        "Gaziantep",
        "Gaziantep warehouse",
        "مستودع غازي عنتاب",
        37.0662,
        37.3833,
    ),
    stop("Kilis", "Kilis", "كلس", 36.7184, 37.1150),
    stop(
        "Oncupinar",
        "Öncüpınar / Bab al-Salama crossing",
        "معبر باب السلامة",
        36.6400,
        37.0810,
    ),
    stop("Azaz", "A'zaz", "اعزاز", 36.5860, 37.0460),
    stop("Mare", "Mare'", "مارع", 36.4800, 37.1970),
    stop("Al-Bab", "Al-Bab", "الباب", 36.3700, 37.5160),
    stop("Afrin", "Afrin", "عفرين", 36.5120, 36.8690),
    stop("Nizip", "Nizip", "نزب", 37.0100, 37.7940),
    stop(
        "Karkamis",
        "Karkamış crossing",
        "معبر قرقميش",
        36.8290,
        38.0010,
    ),
    stop("Jarablus", "Jarablus", "جرابلس", 36.8170, 38.0110),
    stop("Manbij", "Manbij", "منبج", 36.5280, 37.9550),
    stop("Islahiye", "İslahiye", "إصلاحية", 37.0250, 36.6320),
    stop("Kirikhan", "Kırıkhan", "كرك خان", 36.4990, 36.3570),
    stop(
        "Reyhanli",
        "Reyhanlı warehouse",
        "مستودع الريحانية",
        36.2690,
        36.5670,
    ),
    stop(
        "Bab_al-Hawa",
        "Cilvegözü / Bab al-Hawa crossing",
        "معبر باب الهوى",
        36.2260,
        36.6600,
    ),
    stop("Sarmada", "Sarmada", "سرمدا", 36.1890, 36.7260),
    stop("Atarib", "Atarib", "الأتارب", 36.1390, 36.8230),
    stop("Idlib", "Idlib", "إدلب", 35.9310, 36.6340),
];

const IRAQ: &[Stop] = &[
    stop("Erbil", "Erbil warehouse", "مستودع أربيل", 36.1910, 44.0090),
    stop("Khabat", "Khabat", "خبات", 36.2720, 43.6740),
    stop("Bartella", "Bartella", "برطلة", 36.3530, 43.3790),
    stop("Mosul", "Mosul", "الموصل", 36.3400, 43.1300),
    stop(
        "Altun_Kupri",
        "Altun Kupri",
        "التون كوبري",
        35.7530,
        44.1430,
    ),
    stop("Kirkuk", "Kirkuk", "كركوك", 35.4680, 44.3920),
    stop("Hawija", "Hawija", "الحويجة", 35.3260, 43.7710),
    stop("Akre", "Akre", "عقرة", 36.7410, 43.8930),
    stop("Shekhan", "Shekhan", "الشيخان", 36.6930, 43.3500),
    stop("Dohuk", "Dohuk", "دهوك", 36.8670, 42.9880),
    stop("Sumel", "Sumel", "سميل", 36.8590, 42.8500),
    stop("Zakho", "Zakho", "زاخو", 37.1440, 42.6860),
    stop("Tel_Afar", "Tel Afar", "تلعفر", 36.3760, 42.4490),
    stop("Sinjar", "Sinjar", "سنجار", 36.3210, 41.8760),
    stop("Makhmur", "Makhmur", "مخمور", 35.7760, 43.5790),
    stop("Qayyarah", "Qayyarah", "القيارة", 35.7990, 43.2900),
    stop("Chamchamal", "Chamchamal", "جمجمال", 35.5330, 44.8330),
    stop(
        "Sulaymaniyah",
        "Sulaymaniyah",
        "السليمانية",
        35.5570,
        45.4350,
    ),
];

const JORDAN: &[Stop] = &[
    stop("Amman", "Amman warehouse", "مستودع عمان", 31.9540, 35.9280),
    stop("Zarqa", "Zarqa", "الزرقاء", 32.0730, 36.0880),
    stop("Mafraq", "Mafraq", "المفرق", 32.3430, 36.2080),
    stop("Zaatari", "Zaatari camp", "مخيم الزعتري", 32.2910, 36.3280),
    stop("Jerash", "Jerash", "جرش", 32.2800, 35.8990),
    stop("Irbid", "Irbid", "إربد", 32.5560, 35.8500),
    stop("Ramtha", "Ramtha", "الرمثا", 32.5590, 36.0060),
    stop("Jaber", "Jaber crossing", "معبر جابر", 32.5080, 36.1890),
    stop("Nasib", "Nasib crossing", "معبر نصيب", 32.5380, 36.1920),
    stop("Daraa", "Dara'a", "درعا", 32.6250, 36.1060),
    stop("Azraq_Camp", "Azraq camp", "مخيم الأزرق", 31.9060, 36.5770),
    stop("Azraq", "Azraq", "الأزرق", 31.8390, 36.8150),
    stop("Safawi", "Safawi", "الصفاوي", 32.1960, 37.1270),
    stop("Ruwaished", "Ruwaished", "الرويشد", 32.5000, 38.2030),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_begins_and_ends_at_a_known_stop_and_has_no_jumps() {
        for country in COUNTRIES {
            for route in country.routes {
                assert!(matches!(
                    (route.first(), route.last()),
                    (Some(At(_)), Some(At(_)))
                ));
                let points: Vec<(f64, f64)> = route
                    .iter()
                    .map(|point| match point {
                        At(name) => {
                            let stop = country.stop(name).unwrap_or_else(|| panic!("{name}"));
                            (stop.latitude, stop.longitude)
                        }
                        Via(latitude, longitude) => (*latitude, *longitude),
                    })
                    .collect();
                for pair in points.windows(2) {
                    let (a, b) = (pair[0], pair[1]);
                    assert!(
                        (a.0 - b.0).hypot(a.1 - b.1) < 0.7,
                        "{}: {a:?} to {b:?}",
                        country.key
                    );
                }
            }
        }
    }
}
