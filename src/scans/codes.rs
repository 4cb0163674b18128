//! Codes as people scan them, and what they were probably meant to be.

use unicode_normalization::UnicodeNormalization;

use crate::kernel::InstanceSettings;

/// Longest code kept as it is. Package codes have at most 45 letters; anything longer is no code of ours.
const LONGEST: usize = 200;

/// What is needed to read a code: prefixes of the countries and our own hosts.
#[derive(Clone, Debug)]
pub(crate) struct CodeRules {
    /// This country's prefix first (`/TR`).
    prefixes: Vec<String>,
    hosts: Vec<String>,
}

impl CodeRules {
    pub(crate) fn of(settings: &InstanceSettings) -> Self {
        let around = settings.surroundings.now();
        let others = around.other_prefixes.iter().map(|(prefix, _)| prefix);
        Self {
            prefixes: std::iter::once(&settings.prefix)
                .chain(others)
                .cloned()
                .collect(),
            hosts: settings.allowed_hosts.clone(),
        }
    }

    /// The code in what a phone read: trimmed, composed (NFC), without the address around it when it is one of
    /// ours; `None` when nothing is left.
    pub(crate) fn normalise(&self, scanned: &str) -> Option<String> {
        let code: String = scanned
            .trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
            .nfc()
            .map(|c| if c == '\0' { '\u{fffd}' } else { c })
            .collect();
        if code.is_empty() {
            return None;
        }
        let code = self.inside_address(&code).unwrap_or(code);
        if code.chars().count() <= LONGEST {
            return Some(code);
        }
        // Kept apart from other long ones by its digest; an index entry has a limit.
        let digest = super::sources::sha256(code.as_bytes());
        let head: String = code.chars().take(LONGEST - 20).collect();
        Some(format!("{head}…#{}", hex::encode(&digest[..8])))
    }

    /// Codes hold a slash themselves (`/TR27.3`), so the last path segment of an address lost it: give it back.
    fn inside_address(&self, text: &str) -> Option<String> {
        let (scheme, rest) = text.split_once("://")?;
        if !["https", "http"]
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known))
        {
            return None;
        }
        let (authority, path) = rest.split_once('/')?;
        let host = authority
            .rsplit_once(':')
            .map_or(authority, |(host, _)| host);
        let ours = self.hosts.is_empty()
            || self
                .hosts
                .iter()
                .any(|own| own.eq_ignore_ascii_case(host) || own.eq_ignore_ascii_case(authority));
        if !ours {
            return None;
        }
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let segment = path.trim_end_matches('/').rsplit('/').next()?;
        let code = format!("/{segment}");
        self.prefixes
            .iter()
            .any(|prefix| is_package_code(&code, prefix))
            .then_some(code)
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Whether the text is prefix, number, point, number.
fn is_package_code(text: &str, prefix: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    text.strip_prefix(prefix)
        .and_then(|rest| rest.split_once('.'))
        .is_some_and(|(shipment, number)| digits(shipment) && digits(number))
}

/// Codes one slip away from an unknown one, the likeliest first: to be looked up among those that exist.
pub(super) fn neighbours(code: &str, prefix: &str) -> Vec<String> {
    let tidy = tidied(code, prefix);
    let mut found = vec![tidy.clone()];
    let letters: Vec<char> = tidy.chars().collect();
    if letters.len() > 24 {
        return found;
    }
    let alphabet: Vec<char> = "0123456789.".chars().chain(prefix.chars()).collect();
    let with = |change: &dyn Fn(&mut Vec<char>)| {
        let mut word = letters.clone();
        change(&mut word);
        word.into_iter().collect::<String>()
    };
    for i in 1..letters.len() {
        found.push(with(&|word| word.swap(i - 1, i)));
    }
    // Slips near the end leave the same shipment, which is likelier than another one.
    for i in (0..letters.len()).rev() {
        found.push(with(&|word| {
            word.remove(i);
        }));
        for letter in &alphabet {
            found.push(with(&|word| word[i] = *letter));
            found.push(with(&|word| word.insert(i + 1, *letter)));
        }
    }
    for letter in &alphabet {
        found.push(with(&|word| word.insert(0, *letter)));
    }
    found
}

/// The code as it would be printed: upper case, no blanks, letters that look like digits made digits, the slash.
fn tidied(code: &str, prefix: &str) -> String {
    let flat: String = code
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| {
            if c == ',' {
                '.'
            } else {
                c.to_ascii_uppercase()
            }
        })
        .collect();
    let prefix = prefix.to_ascii_uppercase();
    let bare = prefix.trim_start_matches('/');
    let Some(rest) = flat.trim_start_matches('/').strip_prefix(bare) else {
        return flat;
    };
    let digits: String = rest
        .chars()
        .map(|c| match c {
            'O' => '0',
            'I' | 'L' => '1',
            'S' => '5',
            'B' => '8',
            other => other,
        })
        .collect();
    format!("{prefix}{digits}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::settings;

    fn rules() -> CodeRules {
        CodeRules::of(&settings())
    }

    #[test]
    fn codes_are_trimmed_and_composed() {
        assert_eq!(rules().normalise(" /TR27.3\n").as_deref(), Some("/TR27.3"));
        assert_eq!(
            rules().normalise("\u{feff}/TR27.3\u{200e}").as_deref(),
            Some("/TR27.3")
        );
        assert_eq!(rules().normalise("e\u{301}").as_deref(), Some("é"));
        assert_eq!(rules().normalise(" \t"), None);
    }

    #[test]
    fn an_address_of_ours_gives_its_code_with_the_slash() {
        let code = |text: &str| rules().normalise(text).unwrap();
        assert_eq!(code("https://cts.example.org/TR27.3"), "/TR27.3");
        assert_eq!(
            code("http://cts.example.org:8000/TR/p/TR27.3/?x=1"),
            "/TR27.3"
        );
        assert_eq!(code("https://cts.example.org/IQ5.1"), "/IQ5.1");
        assert_eq!(code("HTTPS://CTS.EXAMPLE.ORG/TR27.3"), "/TR27.3");
        assert_eq!(
            code("https://example.org/menu.pdf"),
            "https://example.org/menu.pdf"
        );
    }

    #[test]
    fn an_address_of_somebody_else_stays_what_it_is() {
        let mut settings = settings();
        settings.allowed_hosts = vec!["cts.example.org".into()];
        let rules = CodeRules::of(&settings);

        assert_eq!(
            rules.normalise("https://other.org/TR27.3").as_deref(),
            Some("https://other.org/TR27.3")
        );
        assert_eq!(
            rules.normalise("https://cts.example.org/TR27.3").as_deref(),
            Some("/TR27.3")
        );
    }

    #[test]
    fn long_codes_are_cut_and_still_differ() {
        let long = "x".repeat(5000);
        let (a, b) = (
            rules().normalise(&format!("{long}a")),
            rules().normalise(&format!("{long}b")),
        );

        assert_ne!(a, b);
        assert!(a.unwrap().chars().count() <= LONGEST);
    }

    #[test]
    fn one_slip_away_is_among_the_neighbours() {
        let near = |code: &str| neighbours(code, "/TR").contains(&"/TR27.3".to_owned());
        for slip in [
            "TR27.3", "/tr27.3", "/TR27,3", "/TR 27.3", "/TR72.3", "/TR273", "/TR27.33", "/TR2.3",
            "/TR27.B", "/TR2Z.3",
        ] {
            assert!(near(slip), "{slip}");
        }
        assert!(!near("/TR1.1"));
    }
}
