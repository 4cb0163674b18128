//! Mail that leaves.

mod send;
