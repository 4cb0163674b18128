//! Shared words without I/O: what every room may use and nothing that belongs to one of them.
//!
//! Begin with [`op::OpContext`] (who does what, when) and [`error::Error`].

pub mod clock;
pub mod error;
pub mod figures;
pub mod ids;
pub mod kept;
pub mod line;
pub mod money;
pub mod nearest;
pub mod op;
pub mod paging;
pub mod permission;
pub mod settings;
pub mod status;
pub mod text;
pub mod typed;

pub use error::{Error, Result};
pub use figures::{Digits, Figure, Figures, Habits, Hours};
pub use line::{one_line, several_lines};
pub use nearest::nearest;
pub use op::{Actor, Door, Op, OpContext};
pub use permission::{Act, Model, Permission, Role};
pub use settings::InstanceSettings;
pub use status::Status;
pub use text::{Language, Text};
