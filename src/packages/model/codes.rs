//! What somebody types or scans to name a package or its shipment; search boxes and lists all ask here.

use crate::kernel::InstanceSettings;
use crate::kernel::typed::western_digits;

/// The package codes a text may stand for: as it is, in capitals, with the prefix in front of bare numbers, and with the slash in front that browsers take as the
/// key of the search box when a scanner types a code.
pub fn codes_meant(text: &str, settings: &InstanceSettings) -> Vec<String> {
    let text = western_digits(text);
    let capitals = text.to_ascii_uppercase();
    let bare = settings.prefix.trim_start_matches('/');
    let is_bare = !bare.is_empty() && capitals.starts_with(bare);
    let mut codes = vec![text.clone()];
    if capitals != text {
        codes.push(capitals.clone());
    }
    if is_bare {
        codes.push(format!("/{capitals}"));
    }
    if is_numbers(&text) {
        codes.push(format!("{}{text}", settings.prefix));
    }
    codes
}

/// Whether it is what a label shows behind the prefix: `27.3`.
fn is_numbers(text: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    let parts = text.split_once('.');
    parts.is_some_and(|(shipment, package)| is_number(shipment) && is_number(package))
}

/// The name of the other country on this server whose code a text is.
pub fn country_meant(text: &str, settings: &InstanceSettings) -> Option<String> {
    let capitals = western_digits(text).to_ascii_uppercase();
    let code = format!("/{}", capitals.trim_start_matches('/'));
    let around = settings.surroundings.now();
    let mut others = around.other_prefixes.iter();
    let is_its = |prefix: &str| {
        let number = code.strip_prefix(&prefix.to_ascii_uppercase());
        number.is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()))
    };
    let found = others.find(|(prefix, _)| is_its(prefix));
    found.map(|(_, name)| name.clone())
}

/// The number of the shipment a text may stand for: `27`, `#27`, `/TR27`, `tr27`.
pub fn shipment_meant(text: &str, settings: &InstanceSettings) -> Option<i32> {
    let code = codes_meant(text, settings).pop()?;
    let number = code.strip_prefix(settings.prefix.as_str()).unwrap_or(&code);
    number.trim_start_matches('#').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scanned_code_is_known_without_its_slash_and_in_small_letters() {
        let settings = crate::db::testing::settings();

        assert_eq!(codes_meant("/TR27.3", &settings), ["/TR27.3"]);
        assert_eq!(
            codes_meant("tr27.3", &settings),
            ["tr27.3", "TR27.3", "/TR27.3"]
        );
        assert_eq!(
            codes_meant("\u{200f}/TR٢٧.٣\u{200f}", &settings),
            ["/TR27.3"]
        );
        assert_eq!(codes_meant("winter", &settings), ["winter", "WINTER"]);
        assert_eq!(codes_meant("27.3", &settings), ["27.3", "/TR27.3"]);
        assert_eq!(codes_meant("27.", &settings), ["27."]);
    }

    #[test]
    fn a_code_of_another_country_is_known_by_its_prefix() {
        let settings = crate::db::testing::settings();
        let country = |text: &str| country_meant(text, &settings);

        assert_eq!(country("iq٢٧.٣").as_deref(), Some("Iraq"));
        assert_eq!(country("/IQ27").as_deref(), Some("Iraq"));
        assert_eq!((country("/TR27.3"), country("iqaluit")), (None, None));
    }

    #[test]
    fn a_shipment_has_a_number_in_many_spellings() {
        let settings = crate::db::testing::settings();

        for text in ["27", "#27", "/TR27", "tr27", "٢٧", "۲۷"] {
            assert_eq!(shipment_meant(text, &settings), Some(27), "{text}");
        }
        assert_eq!(shipment_meant("/TR27.3", &settings), None);
        assert_eq!(shipment_meant("WR-27", &settings), None);
    }
}
