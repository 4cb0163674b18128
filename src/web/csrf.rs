//! Proof that a form was filled in on a page of ours: a secret of the session, or before signing in a signed cookie.
//!
//! Pages show the secret masked, differently each time, so that compression cannot give it away (BREACH).

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::session::random_token;
use crate::kernel::Result;

/// The form field that carries the token.
pub const FIELD: &str = "csrf_token";
/// The header that scripts send it in.
pub const HEADER: &str = "X-CSRF-Token";

/// The key behind signed cookies of one country; stays the same over restarts.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl Key {
    /// Derives a key from something secret and the country's key.
    pub fn derive(secret: &str, country: &str) -> Self {
        use sha2::Digest;
        let mut hash = Sha256::new();
        hash.update(b"cts form cookie\0");
        hash.update(country);
        hash.update(b"\0");
        hash.update(secret);
        Self(hash.finalize().into())
    }

    /// The value for the cookie of a token: the token and its signature.
    pub(super) fn sign(&self, token: &str) -> String {
        format!("{token}.{}", hex::encode(self.mac(token)))
    }

    /// The token of a cookie, when the signature is ours.
    pub(super) fn open<'c>(&self, cookie: &'c str) -> Option<&'c str> {
        let (token, signature) = cookie.split_once('.')?;
        let signature = hex::decode(signature).ok()?;
        bool::from(self.mac(token).ct_eq(&signature)).then_some(token)
    }

    fn mac(&self, token: &str) -> Vec<u8> {
        let mut block = [0_u8; 64];
        block[..32].copy_from_slice(&self.0);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(token.as_bytes());
        mac.finalize().into_bytes().to_vec()
    }
}

/// What a form or header shows for a token.
pub(super) fn mask(token: &str) -> Result<String> {
    let pad = random_token()?;
    Ok(match xor(&pad, token) {
        Some(masked) => format!("{pad}{masked}"),
        None => token.to_owned(),
    })
}

/// Whether what was sent stands for the token; takes equally long for every answer.
pub(super) fn matches(sent: &str, token: &str) -> bool {
    if sent.len() != 2 * token.len() || !sent.is_ascii() {
        return false;
    }
    let (pad, masked) = sent.split_at(token.len());
    xor(pad, masked).is_some_and(|plain| bool::from(plain.as_bytes().ct_eq(token.as_bytes())))
}

fn xor(a: &str, b: &str) -> Option<String> {
    let (a, b) = (hex::decode(a).ok()?, hex::decode(b).ok()?);
    if a.len() != b.len() {
        return None;
    }
    let mixed: Vec<u8> = a.iter().zip(&b).map(|(a, b)| a ^ b).collect();
    Some(hex::encode(mixed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_token_matches_and_never_looks_the_same() {
        let token = random_token().unwrap();
        let (one, two) = (mask(&token).unwrap(), mask(&token).unwrap());

        assert_ne!(one, two);
        assert!(matches(&one, &token) && matches(&two, &token));
        assert!(!matches(&token, &token));
        assert!(!matches("", &token));
        assert!(!matches(&mask(&random_token().unwrap()).unwrap(), &token));
    }

    #[test]
    fn a_cookie_of_another_key_is_refused() {
        let (ours, theirs) = (Key::derive("a", "turkey"), Key::derive("a", "iraq"));

        assert_eq!(ours.open(&ours.sign("abc")), Some("abc"));
        assert_eq!(ours.open(&theirs.sign("abc")), None);
        assert_eq!(ours.open("abc"), None);
    }
}
