//! The command line as a person meets it: the program run, its output and exit code.

use std::path::PathBuf;
use std::process::{Command, Output};

/// What a run of `cts` in the clone came to.
fn cts(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cts"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CTS_") {
            command.env_remove(name);
        }
    }
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_command_of_one_country_asks_which() {
    let ran = cts(&["shipment", "list"]);

    assert_eq!(ran.status.code(), Some(2));
    assert_eq!(text(&ran.stdout), "");
    insta::assert_snapshot!(text(&ran.stderr), @r"
    error: this command works in one country
    hint: say which with -i KEY: turkey, iraq, jordan
    ");
}

#[test]
fn a_country_that_is_not_there_is_refused_by_every_command_alike() {
    for arguments in [
        &["-i", "turky", "shipment", "list"][..],
        &["-i", "turky", "backup", "list"],
        &["-i", "turky", "shell"],
        &["instances", "show", "turky"],
        &["instances", "remove", "turky", "--yes"],
        &["env", "turky"],
    ] {
        let ran = cts(arguments);

        assert_eq!(ran.status.code(), Some(1), "{arguments:?}: {ran:?}");
        let talk = text(&ran.stderr);
        assert!(
            talk.contains("there is no country \"turky\" (did you mean \"turkey\"?)")
                && talk.contains("hint: the countries are turkey, iraq, jordan"),
            "{arguments:?}: {talk}"
        );
    }
}

#[test]
fn without_a_running_database_it_says_so_with_a_hint() {
    // A root of its own with nothing but the list: no supervisor ever ran there.
    let root = std::env::temp_dir().join(format!("cts-cli-{}", std::process::id()));
    copy(
        &PathBuf::from(env!("CARGO_MANIFEST_DIR")),
        &root,
        &["config", "instances"],
    );

    let ran = cts(&[
        "--root",
        root.to_str().unwrap(),
        "-i",
        "turkey",
        "shipment",
        "list",
    ]);

    std::fs::remove_dir_all(&root).unwrap();
    assert_eq!(ran.status.code(), Some(3));
    let talk = text(&ran.stderr);
    assert!(
        talk.starts_with("error: ") && talk.contains("\nhint: ") && talk.contains("cts serve"),
        "{talk}"
    );
}

fn copy(from: &std::path::Path, to: &std::path::Path, folders: &[&str]) {
    for folder in folders {
        std::fs::create_dir_all(to.join(folder)).unwrap();
        for entry in std::fs::read_dir(from.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                std::fs::copy(&path, to.join(folder).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
}

#[test]
fn a_word_that_is_no_command_is_wrong_input_with_a_suggestion() {
    let ran = cts(&["-i", "turkey", "shipmnt"]);

    assert_eq!(ran.status.code(), Some(2));
    assert!(
        text(&ran.stderr).contains("'shipment'"),
        "{}",
        text(&ran.stderr)
    );
}

#[test]
fn shells_get_their_completions() {
    for shell in ["bash", "zsh", "fish"] {
        let ran = cts(&["completions", shell]);

        assert!(ran.status.success());
        assert!(text(&ran.stdout).contains("shipment"), "{shell}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let ran = Command::new("bash")
        .args([
            "-o",
            "pipefail",
            "-c",
            "\"$0\" completions bash | head -n 1 >/dev/null",
        ])
        .arg(env!("CARGO_BIN_EXE_cts"))
        .output()
        .unwrap();

    assert!(ran.status.success(), "{}", text(&ran.stderr));
}

#[test]
fn the_first_country_is_added_where_the_list_is_empty_or_not_there() {
    let root = std::env::temp_dir().join(format!("cts-first-{}", std::process::id()));
    let list = root.join("instances/instances.yaml");
    let line = "  lebanon: {name: Lebanon, prefix: /LB, currency: LBP, port: 28731}";
    for (before, after) in [
        (None, format!("instances:\n{line}\n")),
        (Some(""), format!("instances:\n{line}\n")),
        (Some("instances:\r\n"), format!("instances:\r\n{line}\r\n")),
        (
            Some("instances: {}\n"),
            format!("instances: {{{}}}\n", line.trim()),
        ),
    ] {
        copy(
            &PathBuf::from(env!("CARGO_MANIFEST_DIR")),
            &root,
            &["config"],
        );
        std::fs::create_dir_all(root.join("instances")).unwrap();
        if let Some(text) = before {
            std::fs::write(&list, text).unwrap();
        }

        let ran = Command::new(env!("CARGO_BIN_EXE_cts"))
            .args([
                "--root",
                root.to_str().unwrap(),
                "instances",
                "add",
                "lebanon",
            ])
            .args(["--name", "Lebanon", "--prefix", "/LB", "--currency", "LBP"])
            .args(["--port", "28731"])
            .env("CTS_USER", "postgres")
            .env_remove("CTS_ENVIRONMENT")
            .output()
            .unwrap();

        let written = std::fs::read_to_string(&list);
        std::fs::remove_dir_all(&root).unwrap();
        assert!(ran.status.success(), "{before:?}: {ran:?}");
        assert_eq!(written.unwrap(), after, "{before:?}");
    }
}
