//! What is read over all rooms: home, search, the system's page. Nothing here changes anything but to run a job.

pub mod find;
pub mod pages;
mod queries;
mod service;
mod system;

pub use pages::JobsOf;
