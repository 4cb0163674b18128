//! Signing in and out, sessions, languages.

mod sign_in;
