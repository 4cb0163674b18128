//! Polling a forms server over real HTTP: nothing skipped, nothing twice, whatever the server does.

mod cursors;
mod edits;
mod faults;
mod jobs;
mod kit;
mod lossless;
mod malformed;
mod server;
