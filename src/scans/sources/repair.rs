//! JSON that is not quite JSON, as servers written in other languages send it.

use std::borrow::Cow;

/// Puts U+FFFD where an escape stands for half a letter (a lone surrogate), which no text can hold.
pub(super) fn whole_letters(json: &str) -> Cow<'_, str> {
    let mut whole = String::new();
    let (mut kept, mut at) = (0, 0);
    while let Some(found) = json[at..].find('\\') {
        let start = at + found;
        // The backslash and what it escapes, which may be another backslash.
        at = start + 1 + json[start + 1..].chars().next().map_or(0, char::len_utf8);
        let Some(first) = unit(json, start) else {
            continue;
        };
        at = start + 6;
        match first {
            0xd800..=0xdbff if matches!(unit(json, at), Some(0xdc00..=0xdfff)) => at += 6,
            0xd800..=0xdfff => {
                whole.push_str(&json[kept..start]);
                whole.push('\u{fffd}');
                kept = at;
            }
            _ => {}
        }
    }
    if kept == 0 {
        return Cow::Borrowed(json);
    }
    whole.push_str(&json[kept..]);
    Cow::Owned(whole)
}

/// The UTF-16 unit of an escape like `\u00e9` that begins here.
fn unit(json: &str, at: usize) -> Option<u16> {
    let digits = json.get(at..at + 6)?.strip_prefix("\\u")?;
    u16::from_str_radix(digits, 16).ok()
}

/// Puts `null` where a bare `NaN` or `Infinity` stands for a number; `None` when there is none.
pub(super) fn without_nan(json: &str) -> Option<String> {
    let mut whole = String::new();
    let (mut kept, mut at, mut inside) = (0, 0, false);
    let bytes = json.as_bytes();
    while at < bytes.len() {
        at += match bytes[at] {
            b'"' => {
                inside = !inside;
                1
            }
            b'\\' if inside => 2,
            b'N' | b'I' | b'-' if !inside => {
                let word = ["NaN", "Infinity", "-Infinity"]
                    .into_iter()
                    .find(|word| json[at..].starts_with(word));
                if let Some(word) = word {
                    whole.push_str(&json[kept..at]);
                    whole.push_str("null");
                    kept = at + word.len();
                }
                word.map_or(1, str::len)
            }
            _ => 1,
        };
    }
    (kept > 0).then(|| {
        whole.push_str(&json[kept..]);
        whole
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_halves_of_letters_are_replaced() {
        for (given, expected) in [
            (r#""\ud800""#, "\"\u{fffd}\""),
            (
                r#""\udc00\ud83d\ude00\ud83d""#,
                "\"\u{fffd}\\ud83d\\ude00\u{fffd}\"",
            ),
            (r#""\ud83d\ud83d\ude00""#, "\"\u{fffd}\\ud83d\\ude00\""),
            (r#""\\ud800 \u00e9 é\n""#, r#""\\ud800 \u00e9 é\n""#),
            (r#""\ud8"#, r#""\ud8"#),
            (r"\", r"\"),
            (r"\é", r"\é"),
        ] {
            assert_eq!(whole_letters(given), expected, "{given}");
        }
    }

    #[test]
    fn only_bare_words_become_null() {
        let given =
            r#"[{"a": NaN, "b": -Infinity, "c": "NaN \" Infinity", "d": -1, "é": Infinity}]"#;
        let expected = r#"[{"a": null, "b": null, "c": "NaN \" Infinity", "d": -1, "é": null}]"#;

        assert_eq!(without_nan(given).as_deref(), Some(expected));
        assert_eq!(without_nan(r#"["NaN", -1"#), None);
        assert_eq!(without_nan("[\"\\"), None);
    }
}
