//! Texts as they are stored: of one line (names, descriptions, codes, units), and of several (notes).

/// Signs without width that say nothing.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// A text as it is stored in a field of one line: without blanks around it, without signs nobody sees.
///
/// Line breaks, tabs and other control characters become one blank: they would start new lines in mails, lists and
/// files. Signs without width go, for `Hedef` with one of them would stand beside `Hedef` as another name; those that
/// shape letters or turn the direction of writing stay, as names in Arabic script need them.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut is_broken = false;
    for c in text.chars() {
        match c {
            _ if is_unseen(c) => {}
            '\u{2028}' | '\u{2029}' => is_broken = true,
            _ if c.is_control() => is_broken = true,
            _ => {
                if is_broken && !line.ends_with(' ') && c != ' ' {
                    line.push(' ');
                }
                is_broken = false;
                line.push(c);
            }
        }
    }
    line.trim().to_owned()
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
            ("a \n b\tc\0", "a  b c"),
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
