//! Storing, interpreting and deciding on a real database; polling over HTTP is tested in `tests/it/scans`.

mod comparing;
mod deciding;
mod deleting;
mod interpreting;
mod recomputing;
mod replaying;
mod storing;
mod tallying;
mod world;
