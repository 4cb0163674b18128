//! In which encoding a text was saved: whoever brings it says so, or it is found by itself.

use encoding_rs::{UTF_8, WINDOWS_1254, WINDOWS_1256};
use serde::{Serialize, Serializer};

use crate::kernel::{Error, Language, Result};

/// How the letters of a text file are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    /// Windows-1254.
    Turkish,
    /// Windows-1256.
    Arabic,
}

impl Encoding {
    /// All that may be chosen.
    pub const ALL: [Self; 3] = [Self::Utf8, Self::Turkish, Self::Arabic];

    /// The word in forms, on the command line and in the database.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Turkish => "windows-1254",
            Self::Arabic => "windows-1256",
        }
    }

    /// The encoding of a word.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.slug() == slug)
    }

    /// Its name for people.
    pub fn text_key(self) -> &'static str {
        match self {
            Self::Utf8 => "import-encoding-utf-8",
            Self::Turkish => "import-encoding-windows-1254",
            Self::Arabic => "import-encoding-windows-1256",
        }
    }
}

impl Serialize for Encoding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.slug())
    }
}

/// A text in letters.
pub(super) struct Decoded {
    pub(super) words: String,
    /// What was taken; none when there was nothing to choose: the file says it itself, holds plain letters only, or is UTF-8,
    /// as hardly a text in an old encoding happens to be.
    pub(super) encoding: Option<Encoding>,
}

/// Makes letters of a text. A mark at its beginning says for certain how it is stored; else what was chosen counts, else
/// what is found by the languages of the country and by its words.
///
/// # Errors
/// `Invalid` at `encoding` when UTF-8 was chosen and it is none.
pub(super) fn decode(
    content: &[u8],
    chosen: Option<Encoding>,
    languages: &[Language],
) -> Result<Decoded> {
    if let Some((marked, _)) = encoding_rs::Encoding::for_bom(content) {
        let words = marked.decode(content).0.into_owned();
        let encoding = None;
        return Ok(Decoded { words, encoding });
    }
    let encoding = chosen.unwrap_or_else(|| found(content, languages));
    let by = match encoding {
        Encoding::Utf8 => UTF_8,
        Encoding::Turkish => WINDOWS_1254,
        Encoding::Arabic => WINDOWS_1256,
    };
    let words = by
        .decode_without_bom_handling_and_without_replacement(content)
        // Every byte is a letter in the others.
        .ok_or_else(|| Error::invalid("encoding", "import-not-utf-8"))?
        .into_owned();
    let is_certain = content.is_ascii() || (chosen.is_none() && encoding == Encoding::Utf8);
    let encoding = (!is_certain).then_some(encoding);
    Ok(Decoded { words, encoding })
}

/// What is no UTF-8 is in the old encoding of the one of both languages that the country has; where it has both or none,
/// the words tell.
fn found(content: &[u8], languages: &[Language]) -> Encoding {
    if std::str::from_utf8(content).is_ok() {
        return Encoding::Utf8;
    }
    let has = |language| languages.contains(&language);
    match (has(Language::Tr), has(Language::Ar)) {
        (true, false) => Encoding::Turkish,
        (false, true) => Encoding::Arabic,
        _ => found_by_words(content),
    }
}

/// Turkish words have plain letters beside those above 127; Arabic ones have none. Single letters tell nothing.
fn found_by_words(content: &[u8]) -> Encoding {
    let (mut turkish, mut arabic) = (0_usize, 0_usize);
    for word in content.split(|byte| byte.is_ascii() && !byte.is_ascii_alphabetic()) {
        let high = word.iter().filter(|byte| !byte.is_ascii()).count();
        if high > 0 && high < word.len() {
            turkish += 1;
        } else if high > 1 {
            arabic += 1;
        }
    }
    if arabic > turkish {
        Encoding::Arabic
    } else {
        Encoding::Turkish
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: [Language; 3] = Language::ALL;

    fn taken(
        content: &[u8],
        chosen: Option<Encoding>,
        languages: &[Language],
    ) -> (String, Option<Encoding>) {
        let decoded = decode(content, chosen, languages).unwrap();
        (decoded.words, decoded.encoding)
    }

    #[test]
    fn old_encodings_are_found_by_words_where_a_country_has_both() {
        for words in [
            "açıklama,İğne ucu şırınga",
            "Ağızlık,şişe",
            "unit,kutu\n1,Şöyle\n",
        ] {
            let content = WINDOWS_1254.encode(words).0;
            let found = taken(&content, None, &BOTH);
            assert_eq!(found, (words.into(), Some(Encoding::Turkish)));
        }
        let words = "description,شاش معقم";
        let content = WINDOWS_1256.encode(words).0;
        assert_eq!(
            taken(&content, None, &BOTH),
            (words.into(), Some(Encoding::Arabic))
        );
    }

    #[test]
    fn a_country_with_one_of_the_languages_has_its_encoding() {
        let (turkish, arabic) = (Some(Encoding::Turkish), Some(Encoding::Arabic));
        // Two letters side by side and nothing else: Arabic by its looks.
        let content = WINDOWS_1254.encode("unit\nçığ\n").0;

        assert_eq!(taken(&content, None, &BOTH).1, arabic);
        let in_turkey = taken(&content, None, &[Language::En, Language::Tr]);
        assert_eq!(in_turkey, ("unit\nçığ\n".into(), turkish));
        let in_jordan = taken(&content, None, &[Language::Ar, Language::En]);
        assert_eq!(in_jordan.1, arabic);
    }

    #[test]
    fn what_was_chosen_counts_unless_the_file_says_it_itself() {
        let content = WINDOWS_1254.encode("çığ").0;
        let utf8 = "çığ".as_bytes();
        let chosen = |encoding| taken(&content, Some(encoding), &[Language::Ar]);

        assert_eq!(
            chosen(Encoding::Turkish),
            ("çığ".into(), Some(Encoding::Turkish))
        );
        assert_ne!(chosen(Encoding::Arabic).0, "çığ");
        assert_ne!(taken(utf8, Some(Encoding::Turkish), &BOTH).0, "çığ");
        assert_eq!(taken(utf8, None, &BOTH), ("çığ".into(), None));
        assert_eq!(
            taken(utf8, Some(Encoding::Utf8), &BOTH),
            ("çığ".into(), Some(Encoding::Utf8))
        );
        let marked = taken("\u{feff}açık,شاش".as_bytes(), Some(Encoding::Arabic), &BOTH);
        assert_eq!(marked, ("açık,شاش".into(), None));
        assert_eq!(taken(b"plain", Some(Encoding::Arabic), &BOTH).1, None);
    }

    #[test]
    fn what_is_no_utf_8_is_not_taken_as_such() {
        let content = WINDOWS_1254.encode("şırınga").0;
        let refused = decode(&content, Some(Encoding::Utf8), &BOTH).err();
        let Some(Error::Invalid(errors)) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(errors[0].field, "encoding");
    }
}
