//! Where a password comes from: a person who types it twice unseen, standard input, or chance.

use std::io::{BufRead, IsTerminal, Write};

use rand::Rng;
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

use super::failure::Failure;
use super::session::Session;
use crate::kernel::Door;

/// Letters and digits that nobody confuses.
const ALPHABET: &[u8] = b"abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const LENGTH: usize = 16;

/// How a command gets a password.
#[derive(clap::Args, Debug)]
pub(super) struct PasswordArgs {
    /// Read the password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,
    /// Make a password and print it
    #[arg(long, conflicts_with = "password_stdin")]
    generate: bool,
}

/// A password, and whether it was made up and must be told.
pub(super) struct Password {
    pub(super) value: String,
    pub(super) is_generated: bool,
}

impl PasswordArgs {
    /// Gets the password; asks when a person is there.
    pub(super) fn get(&self, session: &Session) -> anyhow::Result<Password> {
        if self.password_stdin && session.op.door == Door::Shell {
            let failure =
                Failure::wrong_input("in the shell standard input holds commands, not a password");
            return Err(failure.hint("--generate makes one").into());
        }
        let (value, is_generated) = if self.generate {
            (generate(), true)
        } else if self.password_stdin {
            let mut line = String::new();
            std::io::stdin().lock().read_line(&mut line)?;
            (line.trim_end_matches(['\n', '\r']).to_owned(), false)
        } else {
            (ask_twice(session)?, false)
        };
        Ok(Password {
            value,
            is_generated,
        })
    }
}

fn generate() -> String {
    let mut rng = rand::rng();
    let letter = |_| char::from(ALPHABET[rng.random_range(0..ALPHABET.len())]);
    (0..LENGTH).map(letter).collect()
}

fn ask_twice(session: &Session) -> anyhow::Result<String> {
    if !std::io::stdin().is_terminal() {
        return Err(
            Failure::wrong_input("a password is needed and nobody is there to type it")
                .hint("--password-stdin reads it, --generate makes one")
                .into(),
        );
    }
    let first = ask("Password: ", session)?;
    let second = ask("Once more: ", session)?;
    if first == second {
        return Ok(first);
    }
    Err(Failure::wrong_input("the password was not typed twice alike").into())
}

/// Reads a line without showing it.
fn ask(prompt: &str, session: &Session) -> anyhow::Result<String> {
    let stdin = std::io::stdin();
    let shown = tcgetattr(&stdin)?;
    let mut hidden = shown.clone();
    hidden.local_modes.remove(LocalModes::ECHO);
    hidden.local_modes.insert(LocalModes::ECHONL);
    let mut stderr = std::io::stderr();
    write!(stderr, "{prompt}")?;
    stderr.flush()?;
    tcsetattr(&stdin, OptionalActions::Now, &hidden)?;
    let mut line = String::new();
    let read = session
        .wait_for_line()
        .and_then(|()| Ok(stdin.lock().read_line(&mut line)?));
    tcsetattr(&stdin, OptionalActions::Now, &shown)?;
    read?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_passwords_are_long_and_differ() {
        let (one, other) = (generate(), generate());

        assert_eq!(one.len(), LENGTH);
        assert_ne!(one, other);
    }
}
