//! Which passwords may be used: long enough, none that half the world uses, not one's own address.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::kernel::{Error, Result, Text};

/// Passwords are at least this long.
pub const SHORTEST: usize = 12;
/// And at most this long, so that hashing one costs no more than it should.
const LONGEST: usize = 500;
/// `aaaabbbbaaaa` is long and worth little.
const DIFFERENT: usize = 5;

static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("common_passwords.txt")
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
});

/// Refuses a password that may not be used, at the field `password`.
///
/// # Errors
/// Saying which rule it breaks.
pub fn check(password: &str, email: &str) -> Result<()> {
    let refuse = |message: Text| Err(Error::invalid("password", message));
    let length = password.chars().count();
    if length < SHORTEST {
        return refuse(Text::new("user-password-short").arg("count", SHORTEST as i64));
    }
    if length > LONGEST {
        return refuse(Text::new("user-password-long"));
    }
    let lower = password.to_lowercase();
    if is_of(&lower, email) {
        return refuse(Text::new("user-password-email"));
    }
    let different: HashSet<char> = lower.chars().collect();
    if different.len() < DIFFERENT || is_a_row(&lower) || is_common(&lower) {
        return refuse(Text::new("user-password-common"));
    }
    Ok(())
}

/// Whether it is an address, or the part of it before `@` with signs and digits around.
fn is_of(password: &str, email: &str) -> bool {
    let email = email.trim().to_lowercase();
    let local = email.split('@').next().unwrap_or_default();
    let local = letters(local);
    password == email || (!local.is_empty() && letters(password) == local)
}

/// Whether its characters only count up or down: `123456789012`, `abcdefghijkl`.
fn is_a_row(password: &str) -> bool {
    let codes: Vec<i64> = password.chars().map(|c| i64::from(u32::from(c))).collect();
    let steps = codes.windows(2).filter(|pair| {
        let step = pair[1] - pair[0];
        // After 9 comes 0, and the other way round.
        step.abs() <= 1 || (step.abs() == 9 && pair.contains(&i64::from(b'0')))
    });
    steps.count() + 1 >= codes.len()
}

/// Whether its letters are a common word, also several times.
fn is_common(password: &str) -> bool {
    // What is put around a word is no part of it.
    let word = password.trim_matches(|c: char| !c.is_alphabetic());
    let plain: String = word.chars().filter_map(as_letter).collect();
    let only = letters(password);
    [plain, only].iter().any(|word| {
        (1..=4).any(|times| {
            let (part, rest) = (word.len() / times, word.len() % times);
            rest == 0
                && word.is_char_boundary(part)
                && word[..part].repeat(times) == *word
                && COMMON.contains(&word[..part])
        })
    })
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).collect()
}

/// The letter people mean by a digit or a sign; none for those that stand for nothing.
fn as_letter(c: char) -> Option<char> {
    match c {
        '@' | '4' => Some('a'),
        '0' => Some('o'),
        '3' => Some('e'),
        '$' | '5' => Some('s'),
        '1' | '!' => Some('i'),
        c if c.is_alphabetic() => Some(c),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_half_the_world_uses_is_refused() {
        for common in [
            "password1234",
            "P@ssw0rd-2026",
            "passwordpassword",
            "123456789012",
            "987654321098",
            "abcdefghijkl",
            "aaaaaaaaaaaa",
            "ababababababab",
            "Galatasaray1905",
            "qwertyuiop[]",
            "Istanbul-34-34",
        ] {
            assert!(check(common, "mara@example.org").is_err(), "{common}");
        }
    }

    #[test]
    fn long_ones_of_ones_own_are_taken() {
        for good in [
            "correct horse battery",
            "relief-road-27",
            "üç kırmızı elma",
            "مفتاح البيت القديم",
            "t7#kQ!92mZ_x",
        ] {
            assert!(check(good, "mara@example.org").is_ok(), "{good}");
        }
        assert!(check("t7#kQ!92mZ_", "").is_err(), "eleven");
    }

    #[test]
    fn ones_own_address_is_no_password() {
        for own in [
            "mara.haddad@example.org",
            "Mara.Haddad-2026",
            "MARA_HADDAD!!",
        ] {
            assert!(check(own, "mara.haddad@example.org").is_err(), "{own}");
        }
    }
}
