//! cli

pub mod failure;
pub mod instance;
pub mod output;
pub mod session;
pub mod shell;
