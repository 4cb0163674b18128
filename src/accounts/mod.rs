//! People with an account in this country: who they are, how they sign in, which phone is theirs.
//!
//! What a role may do stands in [`crate::kernel::permission`]; sessions are kept by [`crate::web::session`].
//! Partners are users whose role is partner. Begin with [`service`].

mod browser;
mod colors;
pub mod edit;
pub mod invitations;
pub mod languages;
pub mod links;
pub mod model;
pub mod pages;
pub mod password;
pub mod password_rules;
mod queries;
pub mod service;
#[cfg(test)]
mod tests;
mod throttle;
pub mod tokens;

pub use model::{NewUser, User, UserFilter};
