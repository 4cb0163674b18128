//! shipments
