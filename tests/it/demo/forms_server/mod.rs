//! The stand-in forms server, one habit of Ona at a time.

mod asking;
mod failing;
mod rows;
