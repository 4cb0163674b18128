//! Output longer than the terminal goes through the person's pager.

use std::io::{ErrorKind, Write};
use std::process::{Command, Stdio};

use rustix::termios::tcgetwinsize;

/// Whether these lines do not fit on the terminal.
pub(super) fn is_long(text: &[u8]) -> bool {
    let Ok(size) = tcgetwinsize(std::io::stdout()) else {
        return false;
    };
    // One line is the prompt's.
    needed(text, usize::from(size.ws_col)) >= usize::from(size.ws_row)
}

/// Rows of the terminal that a text takes, long lines broken.
fn needed(text: &[u8], columns: usize) -> usize {
    let columns = columns.max(1);
    String::from_utf8_lossy(text)
        .lines()
        .map(|line| line.chars().count().div_ceil(columns).max(1))
        .sum()
}

/// Shows a text in `$PAGER`, or in `less -RF`; whether it could. An empty `PAGER` means none.
pub(super) fn show(text: &[u8]) -> std::io::Result<bool> {
    let mut pager = match std::env::var_os("PAGER") {
        Some(words) if words.is_empty() => return Ok(false),
        Some(words) => {
            let mut shell = Command::new("sh");
            shell.arg("-c").arg(words);
            shell
        }
        None => {
            let mut less = Command::new("less");
            less.arg("-RF");
            less
        }
    };
    let mut running = match pager.stdin(Stdio::piped()).spawn() {
        Ok(running) => running,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    if let Some(mut into) = running.stdin.take() {
        match into.write_all(text) {
            // Left before the end.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
            other => other?,
        }
    }
    // 127: the shell knows no such program.
    Ok(running.wait()?.code() != Some(127))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_take_several_rows() {
        assert_eq!(needed(b"", 80), 0);
        assert_eq!(needed(b"a\n\nb\n", 80), 3);
        assert_eq!(needed("x".repeat(161).as_bytes(), 80), 3);
        assert_eq!(needed("ب".repeat(80).as_bytes(), 80), 1);
    }
}
