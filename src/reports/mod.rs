//! What is read over all rooms: home, search, notices, the system's page, help. Nothing here changes anything but to run
//! a job, and to note what somebody has seen.

mod changes;
pub mod find;
mod names;
pub mod notices;
pub mod pages;
mod queries;
mod service;
mod system;

pub use pages::JobsOf;
