//! Statements on the catalog's tables; no rules, no messages.

pub(super) mod alike;
pub(super) mod bulk;
pub(super) mod entities;
pub(super) mod items;
pub(super) mod kits;
pub(super) mod lookup;
pub(super) mod uploads;
pub(super) mod uses;
