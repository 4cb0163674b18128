//! The append-only history of packages and shipments: written by services, read by everybody above.
//!
//! Begin with [`record`]. Set-based statements (interpreting scans) write their events themselves, in the
//! statement that changes the status.

mod model;
mod queries;
mod service;

pub use model::{Event, EventKind, NewEvent};
pub use service::{last_status_of_shipment, list_of_package, list_of_shipment, record};

#[cfg(test)]
mod tests;
