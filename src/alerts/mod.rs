//! What CTS tells people by mail without being asked: administrators when something is broken, the office when a
//! shipment is late. Once per state, remembered in the database, so that a restart repeats nothing.
//!
//! Begin with [`machine::job`] and [`overdue::job`].

pub mod backups;
pub mod machine;
mod model;
pub mod overdue;
mod queries;
#[cfg(test)]
mod tests;
