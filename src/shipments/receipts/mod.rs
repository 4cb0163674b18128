//! Receipts: what somebody at the place signed for. Kept and shown here; how one becomes scans is the room `scans`'s.

pub mod model;
mod queries;
pub mod service;
