//! Home, search and the system's page.

mod home;
mod jobs;
mod search;
