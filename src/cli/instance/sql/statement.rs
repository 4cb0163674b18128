//! A statement as its words show it: strings, quoted names and comments hold no words.

use crate::cli::failure::Failure;

/// A word outside of strings and comments, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    text: String,
    /// Where it begins, in bytes.
    at: usize,
    /// How many parentheses are open before it.
    depth: usize,
}

/// One statement, without the semicolon at its end.
#[derive(Clone, Debug)]
pub(super) struct Statement<'a> {
    pub(super) text: &'a str,
    words: Vec<Word>,
}

impl<'a> Statement<'a> {
    /// Reads it.
    ///
    /// # Errors
    /// When there is none or more than one.
    pub(super) fn read(text: &'a str) -> Result<Self, Failure> {
        let text = text.trim();
        let mut scan = Scan {
            text,
            at: 0,
            depth: 0,
            words: Vec::new(),
            end: None,
            is_several: false,
        };
        scan.run();
        let Some(first) = scan.words.first() else {
            return Err(Failure::wrong_input("there is no statement in this"));
        };
        // The body of a function may hold statements of its own; the server knows.
        let is_definition = first.text == "create";
        if scan.is_several && !is_definition {
            return Err(Failure::refused("these are several statements")
                .hint("give one statement at a time"));
        }
        let end = scan.end.filter(|_| !is_definition).unwrap_or(text.len());
        Ok(Self {
            text: text[..end].trim_end(),
            words: scan.words,
        })
    }

    /// The word it begins with, also within parentheses.
    pub(super) fn verb(&self) -> &str {
        self.words.first().map_or("", |word| &word.text)
    }

    /// Whether a word stands in it.
    pub(super) fn has(&self, wanted: &str) -> bool {
        self.words.iter().any(|word| word.text == wanted)
    }

    /// What a `with` begins with, and the statement it is for.
    pub(super) fn apart(&self) -> Option<(&'a str, &'a str)> {
        const MAIN: [&str; 7] = [
            "select", "values", "table", "insert", "update", "delete", "merge",
        ];
        if self.verb() != "with" {
            return None;
        }
        let is_main = |word: &&Word| word.depth == 0 && MAIN.contains(&word.text.as_str());
        let main = self.words.iter().find(is_main)?;
        self.text.split_at_checked(main.at)
    }
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    words: Vec<Word>,
    /// Where the first semicolon stands that ends a statement.
    end: Option<usize>,
    is_several: bool,
}

impl Scan<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn run(&mut self) {
        while let Some(c) = self.rest().chars().next() {
            let is_blank =
                c.is_whitespace() || self.rest().starts_with("--") || self.rest().starts_with("/*");
            if !is_blank && c != ';' && self.end.is_some() {
                self.is_several = true;
                return;
            }
            match c {
                '-' if self.rest().starts_with("--") => {
                    let length = self.rest().find('\n').unwrap_or(self.rest().len());
                    self.at += length;
                }
                '/' if self.rest().starts_with("/*") => self.remark(),
                '\'' => self.quoted('\'', false),
                '"' => self.quoted('"', false),
                '$' => self.dollars(),
                ';' if self.depth == 0 => {
                    self.end.get_or_insert(self.at);
                    self.at += 1;
                }
                c if is_letter(c) => self.word(),
                // `1e5` is a number.
                c if c.is_ascii_digit() => {
                    self.skip(|c| is_letter(c) || c.is_ascii_digit() || c == '.');
                }
                c => {
                    self.depth = match c {
                        '(' => self.depth + 1,
                        ')' => self.depth.saturating_sub(1),
                        _ => self.depth,
                    };
                    self.at += c.len_utf8();
                }
            }
        }
    }

    fn skip(&mut self, belongs: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|c| !belongs(c)).unwrap_or(rest.len());
    }

    fn word(&mut self) {
        let begin = self.at;
        self.skip(|c| is_letter(c) || c.is_ascii_digit() || c == '$');
        let text = self.text[begin..self.at].to_lowercase();
        if text == "e" && self.rest().starts_with('\'') {
            return self.quoted('\'', true);
        }
        self.words.push(Word {
            text,
            at: begin,
            depth: self.depth,
        });
    }

    /// Remarks lie within each other.
    fn remark(&mut self) {
        let mut open = 0;
        while let Some(c) = self.rest().chars().next() {
            if self.rest().starts_with("/*") {
                open += 1;
                self.at += 2;
            } else if self.rest().starts_with("*/") {
                open -= 1;
                self.at += 2;
                if open == 0 {
                    return;
                }
            } else {
                self.at += c.len_utf8();
            }
        }
    }

    /// A doubled quote ends it and begins it again, which is the same.
    fn quoted(&mut self, quote: char, escapes: bool) {
        self.at += 1;
        while let Some(c) = self.rest().chars().next() {
            self.at += c.len_utf8();
            if escapes && c == '\\' {
                self.at += self.rest().chars().next().map_or(0, char::len_utf8);
            } else if c == quote {
                return;
            }
        }
    }

    /// `$$ … $$` or `$tag$ … $tag$`.
    fn dollars(&mut self) {
        let rest = self.rest();
        let tag = rest[1..].find('$').map(|length| &rest[..length + 2]);
        let Some(tag) = tag.filter(|tag| is_tag(&tag[1..tag.len() - 1])) else {
            self.at += 1;
            return;
        };
        let inside = &rest[tag.len()..];
        let length = inside.find(tag).map_or(inside.len(), |end| end + tag.len());
        self.at += tag.len() + length;
    }
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || !c.is_ascii()
}

fn is_tag(text: &str) -> bool {
    !text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| is_letter(c) || c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let read = Statement::read(text).unwrap();
        read.words.into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn strings_names_and_remarks_hold_no_words() {
        assert_eq!(
            words(
                "/* copy /* in */ copy */ -- copy\n (Select 'it''s; copy', \"copy\", E'\\'copy', $$copy; ' $$, $a$ $$ copy $a$, $1, 1e5 from x$y)"
            ),
            ["select", "from", "x$y"]
        );
    }

    #[test]
    fn one_statement_ends_at_its_semicolon() {
        let read = Statement::read(" select 1 ; -- done\n ;").unwrap();

        assert_eq!((read.text, read.verb()), ("select 1", "select"));
        for several in [
            "select 1; select 2",
            "select 1; ; (commit)",
            "select ';'; 'x'",
        ] {
            let refused = Statement::read(several).unwrap_err();
            assert_eq!(refused.hint.unwrap(), "give one statement at a time");
        }
        assert!(Statement::read(" -- nothing\n").is_err());
        let function = "create function f() returns int begin atomic select 1; select 2; end";
        assert_eq!(Statement::read(function).unwrap().text, function);
    }

    #[test]
    fn a_with_comes_apart_before_the_statement_it_is_for() {
        let text = "with a as (select 1), b as materialized (insert into x values (1) returning 2) -- x\nselect * from a, b";
        let read = Statement::read(text).unwrap();

        let (before, main) = read.apart().unwrap();

        assert!(before.ends_with("-- x\n"), "{before}");
        assert_eq!(main, "select * from a, b");
        assert!(Statement::read("select 1").unwrap().apart().is_none());
    }
}
