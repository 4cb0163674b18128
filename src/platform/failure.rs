//! A failure of a command with its exit code and a hint, as the command line prints it.

/// What went wrong, in the person's words.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// 1 refused, 2 wrong input, 3 broken or unreachable, 130 interrupted.
    pub code: u8,
    /// What happened, on which thing; lower case, no full stop.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

/// The code of what somebody ended before it was done, as shells tell of Ctrl-C.
pub const INTERRUPTED: u8 = 130;

impl Failure {
    /// A failure without a hint.
    pub fn new(code: u8, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: None,
        }
    }

    /// The thing asked for is not there or not allowed.
    pub fn refused(message: impl Into<String>) -> Self {
        Self::new(1, message)
    }

    /// What was typed is wrong.
    pub fn wrong_input(message: impl Into<String>) -> Self {
        Self::new(2, message)
    }

    /// Something is broken or cannot be reached.
    pub fn broken(message: impl Into<String>) -> Self {
        Self::new(3, message)
    }

    /// Somebody ended it before it was done, as Ctrl-C ends other programs.
    pub fn interrupted(message: impl Into<String>) -> Self {
        Self::new(INTERRUPTED, message)
    }

    /// Says what lies behind it too.
    pub fn because(mut self, cause: impl std::fmt::Display) -> Self {
        self.message = format!("{}: {cause:#}", self.message);
        self
    }

    /// Adds what to do.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
