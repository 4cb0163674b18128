//! The shell with a person at the keyboard: line editing, history, completion.

use std::borrow::Cow;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::PathBuf;

use reedline::{
    ColumnarMenu, Emacs, FileBackedHistory, KeyCode, KeyModifiers, MenuBuilder, Prompt,
    PromptEditMode, PromptHistorySearch, Reedline, ReedlineEvent, ReedlineMenu, Signal,
    default_emacs_keybindings,
};

use super::complete::LineCompleter;
use super::{INTERRUPTED, Next, report, run_interruptible};
use crate::cli::session::Session;

const HISTORY_LINES: usize = 2_000;
const MENU: &str = "completions";

/// Reads and runs lines until `exit` or Ctrl-D. A line that fails says so and the next one is read.
pub(super) async fn run(session: &mut Session) -> anyhow::Result<()> {
    // Nobody should take production for a playground.
    let prompt = CountryPrompt(match session.settings.environment.as_str() {
        "dev" => format!("{}> ", session.settings.key),
        environment => format!(
            "{} ({})> ",
            session.settings.key,
            environment.to_uppercase()
        ),
    });
    session.out.say(format!(
        "{}. `help` lists the commands, Tab completes, `exit` leaves.",
        session.settings.name
    ))?;
    // Also between two lines Ctrl-C ends no shell.
    let _ear = session.listen()?.ear();
    let mut editor = make_editor(session);
    loop {
        let asked = prompt.clone();
        let (returned, signal) = tokio::task::spawn_blocking(move || {
            let mut editor = editor;
            let signal = editor.read_line(&asked);
            (editor, signal)
        })
        .await?;
        editor = returned;
        match signal? {
            Signal::Success(text) => {
                if let Next::Leave = each(&text, &prompt, session).await? {
                    return Ok(());
                }
            }
            Signal::CtrlD => return Ok(()),
            _ => {}
        }
    }
}

/// Runs what was typed: one line, or several that were pasted, each as its own. Of several each is shown before its
/// answer, as if it had been typed.
async fn each(text: &str, prompt: &CountryPrompt, session: &mut Session) -> anyhow::Result<Next> {
    let lines: Vec<&str> = lines(text).collect();
    for line in &lines {
        if lines.len() > 1 {
            session.out.say(format!("{}{line}", prompt.0))?;
        }
        match one(line, session).await {
            Ok(Next::Go) => {}
            Ok(Next::Leave) => return Ok(Next::Leave),
            // What was pasted with a line that Ctrl-C ended does not run either.
            Err(error) => {
                if report(&error, None, session)? == INTERRUPTED {
                    break;
                }
            }
        }
    }
    Ok(Next::Go)
}

/// The lines with something in them.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '\r'])
        .filter(|line| !line.trim().is_empty())
}

/// Runs a line; what it prints goes through the pager when it is long, and Ctrl-C ends it.
async fn one(line: &str, session: &mut Session) -> anyhow::Result<Next> {
    session.out.hold();
    let result = run_interruptible(line, session).await;
    session.out.release()?;
    result
}

fn make_editor(session: &mut Session) -> Reedline {
    let mut keys = default_emacs_keybindings();
    keys.add_binding(
        KeyModifiers::NONE,
        KeyCode::Tab,
        ReedlineEvent::UntilFound(vec![
            ReedlineEvent::Menu(MENU.into()),
            ReedlineEvent::MenuNext,
        ]),
    );
    let menu = ColumnarMenu::default().with_name(MENU);
    let editor = Reedline::create()
        .with_edit_mode(Box::new(Emacs::new(keys)))
        .with_menu(ReedlineMenu::EngineCompleter(Box::new(menu)))
        .with_completer(Box::new(LineCompleter::new(
            session.db.clone(),
            session.op.clone(),
        )))
        .with_quick_completions(true)
        .with_partial_completions(true)
        // Else the lines behind the first would be answers to its questions.
        .use_bracketed_paste(true)
        .with_ansi_colors(std::env::var_os("NO_COLOR").is_none());
    match history(session) {
        Ok(history) => editor.with_history(Box::new(history)),
        Err(error) => {
            let _ = session
                .out
                .say(format!("note: lines are not remembered: {error:#}"));
            editor
        }
    }
}

/// Lines may hold names and notes, so only the person who typed them can read the file.
fn history(session: &Session) -> anyhow::Result<FileBackedHistory> {
    let folder = state_folder().unwrap_or_else(|| session.root.join("var/shell"));
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&folder)?;
    let file = folder.join(format!("history-{}", session.settings.key));
    std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(&file)?;
    Ok(FileBackedHistory::with_file(HISTORY_LINES, file)?)
}

fn state_folder() -> Option<PathBuf> {
    let of = |name| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let state = of("XDG_STATE_HOME").or_else(|| Some(of("HOME")?.join(".local/state")))?;
    Some(state.join("cts"))
}

#[derive(Clone)]
struct CountryPrompt(String);

impl Prompt for CountryPrompt {
    fn render_prompt_left(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }

    fn render_prompt_right(&self) -> Cow<'_, str> {
        Cow::Borrowed("")
    }

    fn render_prompt_indicator(&self, _mode: PromptEditMode) -> Cow<'_, str> {
        Cow::Borrowed("")
    }

    fn render_prompt_multiline_indicator(&self) -> Cow<'_, str> {
        Cow::Borrowed("… ")
    }

    fn render_prompt_history_search_indicator(&self, search: PromptHistorySearch) -> Cow<'_, str> {
        Cow::Owned(format!("(search: {}) ", search.term))
    }
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn each_line_that_was_pasted_is_a_command() {
        let pasted = "shipment list\r\n\n  package show /TR27.3  \nfind x";

        let found: Vec<&str> = lines(pasted).collect();

        assert_eq!(
            found,
            ["shipment list", "  package show /TR27.3  ", "find x"]
        );
        assert_eq!(lines(" \n").count(), 0);
    }
}
