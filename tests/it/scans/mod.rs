//! Polling a forms server over real HTTP: nothing skipped, nothing twice, whatever the server does. And the pages
//! that show what came.

mod cursors;
mod delete;
mod edits;
mod exception;
mod exceptions;
mod faults;
mod jobs;
mod journey;
mod kit;
mod lossless;
mod malformed;
mod package;
mod receive;
pub(crate) mod road;
mod server;
mod submission;
mod void;
