//! Home, search and the system's page.

mod audit;
mod home;
mod jobs;
mod mails;
mod search;
