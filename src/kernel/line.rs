//! Texts as they are stored: of one line (names, descriptions, codes, units), and of several (notes).

/// Signs without width that say nothing.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// Signs that turn the direction of writing.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Signs that join letters or keep them apart.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Signs nobody sees. Copied from elsewhere they stand in numbers, days and codes, where they never mean anything.
pub fn is_invisible(c: char) -> bool {
    is_unseen(c) || is_direction(c) || is_joiner(c)
}

/// A text as it is stored in a field of one line: without blanks around it, with one blank between words, without signs
/// nobody sees. What looks the same is the same, or `Hedef` would stand beside `Hedef` as another name.
///
/// Line breaks, tabs and other control characters are blanks: they would start new lines in mails, lists and files; so are
/// those of other widths. Signs of direction go, for pages set names apart from what stands around them; those that shape
/// letters stay between letters, as names in Arabic script need them.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut is_apart = false;
    let mut joiner = None;
    for c in text.chars() {
        if is_unseen(c) || is_direction(c) {
            continue;
        }
        if is_joiner(c) {
            joiner = Some(c);
        } else if c.is_whitespace() || c.is_control() {
            is_apart = true;
        } else {
            let between_letters =
                !is_apart && !c.is_ascii() && line.ends_with(|c: char| !c.is_ascii());
            if is_apart && !line.is_empty() {
                line.push(' ');
            } else if let Some(joiner) = joiner.filter(|_| between_letters) {
                line.push(joiner);
            }
            line.push(c);
            (is_apart, joiner) = (false, None);
        }
    }
    line
}

/// A text as it is stored in a field of several lines: without blanks around it, and lines end as everywhere else.
///
/// Control characters go, as those of one line do: a zero byte cannot be stored, and nobody typed it.
pub fn several_lines(text: &str) -> String {
    let text = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let is_kept = |c: char| matches!(c, '\n' | '\t') || !(c.is_control() || is_unseen(c));
    let kept: String = text.chars().filter(|c| is_kept(*c)).collect();
    kept.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_no_breaks_and_nothing_unseen() {
        for (typed, stored) in [
            ("  Hedef  ", "Hedef"),
            ("a\nb\r\nSubject: x", "a b Subject: x"),
            ("a \n b\tc\0", "a b c"),
            ("Amoxicillin  500", "Amoxicillin 500"),
            (
                "Amoxicillin\u{a0}\u{202f}500\u{3000}mg",
                "Amoxicillin 500 mg",
            ),
            (
                "\u{200f}Amoxi\u{200c}cillin\u{2066} 500\u{2069}\u{200e}",
                "Amoxicillin 500",
            ),
            ("\u{200d}نور\u{200f}\u{200c}", "نور"),
            ("X\u{200b}", "X"),
            ("\u{feff}X\u{2028}Y", "X Y"),
            ("\u{200b}\n", ""),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
        ] {
            assert_eq!(one_line(typed), stored, "{typed:?}");
        }
    }

    #[test]
    fn several_lines_stay_lines_and_hold_nothing_unseen() {
        for (typed, stored) in [
            ("  a\r\nb\rc\n", "a\nb\nc"),
            ("a\0b\u{1b}", "ab"),
            ("a\tb", "a\tb"),
            ("a\u{2028}b\u{2029}c\u{2060}", "a\nb\nc"),
            ("\u{feff}\0 ", ""),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
        ] {
            assert_eq!(several_lines(typed), stored, "{typed:?}");
        }
    }
}
