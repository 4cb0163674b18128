//! Storing, interpreting and deciding on a real database; polling over HTTP is tested in `tests/it/scans`.

mod deciding;
mod deleting;
mod interpreting;
mod recomputing;
mod replaying;
mod storing;
mod world;
