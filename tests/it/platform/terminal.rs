//! The shell with a person at a terminal: Ctrl-C ends a statement and not the shell, long output goes through the pager.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin};
use std::sync::{Arc, Mutex};

use diesel::prelude::*;

use super::installation::{Installation, eventually, kill, running};
use super::isolation::url;

/// What the terminal showed so far.
#[derive(Clone, Default)]
struct Screen(Arc<Mutex<String>>);

impl Screen {
    fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }

    fn waits_for(&self, words: &str) {
        eventually(
            &format!("{words:?} on the terminal, which shows\n{}", self.text()),
            || self.text().contains(words),
        );
    }
}

type Keyboard = Arc<Mutex<ChildStdin>>;

fn types(keyboard: &Keyboard, keys: &str) {
    let mut keyboard = keyboard.lock().unwrap();
    keyboard.write_all(keys.as_bytes()).unwrap();
    keyboard.flush().unwrap();
}

/// Keeps what is shown, and answers where the cursor is as a terminal does.
fn watch(mut shown: impl Read + Send + 'static, keyboard: Keyboard) -> Screen {
    let screen = Screen::default();
    let kept = screen.clone();
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = shown.read(&mut bytes) {
            let text = String::from_utf8_lossy(&bytes[..count]).into_owned();
            if text.contains("\u{1b}[6n") {
                types(&keyboard, "\u{1b}[5;1R");
            }
            kept.0.lock().unwrap().push_str(&text);
        }
    });
    screen
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

fn running_queries(conn: &mut PgConnection) -> i64 {
    let statement = "select count(*) as count from pg_stat_activity
        where state = 'active' and query like 'fetch %' and pid <> pg_backend_pid()";
    let row: Count = diesel::sql_query(statement).get_result(conn).unwrap();
    row.count
}

/// Ends the terminal, and with it the shell on it, also when the test fails.
struct Terminal(Child);

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn ctrl_c_ends_a_statement_and_long_output_is_paged() {
    let installation = running();
    let mut conn = PgConnection::establish(&url(&installation, "turkey")).unwrap();
    let mut shell =
        Terminal(installation.on_a_terminal(&["-i", "turkey", "shell"], "sed 's/^/paged /'"));
    let keyboard = Arc::new(Mutex::new(shell.0.stdin.take().unwrap()));
    let screen = watch(shell.0.stdout.take().unwrap(), keyboard.clone());
    screen.waits_for("turkey>");

    types(
        &keyboard,
        "sql --timeout 600 'select pg_sleep(600) as endless'\r",
    );
    eventually("the statement runs", || running_queries(&mut conn) == 1);
    types(&keyboard, "\u{3}");
    screen.waits_for("interrupted;");
    eventually("the server ended it", || running_queries(&mut conn) == 0);
    types(&keyboard, "select generate_series(101, 130) as n\r");
    screen.waits_for("paged 130");
    types(&keyboard, "select 7 as few\r");
    screen.waits_for("FEW");
    // As a terminal hands on what is pasted; the last line waits for Enter.
    types(
        &keyboard,
        "\u{1b}[200~select 41 as pasted\nselect 42 as behind\u{1b}[201~\r",
    );
    screen.waits_for("PASTED");
    screen.waits_for("BEHIND");
    types(&keyboard, "exit\r");

    assert!(shell.0.wait().unwrap().success());
    assert!(!screen.text().contains("paged FEW"), "{}", screen.text());
}

/// The shell with these lines as a file, and its name.
fn shell_with(installation: &Installation, name: &str, lines: &str) -> (Child, String) {
    let file = installation.root.join(name);
    std::fs::write(&file, lines).unwrap();
    let file = file.to_str().unwrap().to_owned();
    let child = installation.spawn_heard(&["-i", "turkey", "shell", "--file", &file]);
    (child, file)
}

#[test]
fn after_a_backup_ctrl_c_ends_a_statement_of_a_file_and_the_lines_behind() {
    let installation = running();
    let mut conn = PgConnection::establish(&url(&installation, "turkey")).unwrap();
    let lines = "backup\nsql --timeout 600 'select pg_sleep(600) as endless'\n\
                 sql 'select 77 as behind'\n";

    let (child, file) = shell_with(&installation, "after-backup.txt", lines);
    eventually("the statement runs", || running_queries(&mut conn) == 1);
    kill(child.id(), "INT");
    let ended = child.wait_with_output().unwrap();
    eventually("the server ended it", || running_queries(&mut conn) == 0);
    std::fs::remove_file(&file).unwrap();

    assert_eq!(ended.status.code(), Some(130), "{ended:?}");
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(
        said.contains(&format!("error: {file}:2: interrupted")),
        "{said}"
    );
    assert!(!String::from_utf8_lossy(&ended.stdout).contains("BEHIND"));
}

#[test]
fn after_a_backup_kill_ends_what_does_not_listen_for_it() {
    use std::io::{BufRead, BufReader};
    let installation = running();

    let (mut child, file) = shell_with(
        &installation,
        "after-backup-kill.txt",
        "backup\nsql 'select 78 as reached'\nlog tail --follow --lines 1\n",
    );
    let mut shown = BufReader::new(child.stdout.take().unwrap());
    let mut text = String::new();
    while !text.contains("REACHED") {
        assert!(shown.read_line(&mut text).unwrap() > 0, "{text}");
    }
    kill(child.id(), "TERM");
    let ended = child.wait().unwrap();
    std::fs::remove_file(&file).unwrap();

    assert_eq!(ended.code(), Some(143), "{ended:?}");
}
