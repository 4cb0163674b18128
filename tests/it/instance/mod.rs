//! A country's process: it serves, runs its jobs, and stops when told.

mod serve;
