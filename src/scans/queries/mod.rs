//! SQL of this room. Whole pages and batches at once, so that a backlog costs about what copying it would.

pub(super) mod decide;
pub(super) mod delete;
pub(super) mod devices;
pub(super) mod forms;
pub(super) mod interpret;
pub(super) mod lists;
pub(super) mod recompute;
pub(super) mod replay;
pub(super) mod store;
pub(super) mod tallies;
