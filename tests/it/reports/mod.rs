//! Home, search, notices, help and the system's page.

mod audit;
mod help;
mod home;
mod jobs;
mod mails;
mod notices;
mod search;
