//! Lines that fail: what is said, and what runs after them.

use super::*;

#[test]
fn a_failed_line_is_said_and_the_shell_goes_on() {
    let (data, talk, code) = transcript(
        "sql \"select oops\"\nnonsense\nsql \"select 1 as one\"\nexit\nsql \"select 2 as two\"\n",
        false,
    );

    assert!(data.contains("ONE") && !data.contains("TWO"), "{data}");
    assert!(
        talk.contains("error: line 1: column \"oops\" does not exist"),
        "{talk}"
    );
    assert!(
        talk.contains("error: line 2: unrecognized subcommand 'nonsense'"),
        "{talk}"
    );
    assert!(
        talk.ends_with("error: 2 lines failed, the first is line 1"),
        "{talk}"
    );
    assert_eq!(code, 1);
}

#[test]
fn a_failed_line_of_a_file_is_named_with_the_file() {
    let talk = Kept::default();
    let out = Out::to(Box::new(Kept::default()), Box::new(talk.clone()), false);
    let config = DbConfig::new(&cluster().database().url);
    let settings = Arc::new(settings());
    let root = PathBuf::from(".");
    let mut session = Session::new(root, settings, config, Door::Shell, out, false);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let lines = "# nightly\n\nnonsense\n".as_bytes();
    let file = std::path::Path::new("ops/nightly.txt");

    let result = runtime.block_on(run_lines(lines, Some(file), false, &mut session));

    let said = talk.text();
    assert!(
        said.starts_with("error: ops/nightly.txt:3: unrecognized subcommand 'nonsense'"),
        "{said}"
    );
    assert_eq!(
        explain(&result.unwrap_err()).0,
        ["error: ops/nightly.txt:3 failed"]
    );
}

#[test]
fn stop_on_error_runs_nothing_after_the_first_failure() {
    let (data, talk, code) = transcript("nonsense\nsql \"select 1 as one\"\n", true);

    assert_eq!((data.as_str(), code), ("", 2));
    assert!(talk.ends_with("error: line 1 failed"), "{talk}");
}
