//! The habits of the house that no lint knows: who may use whom, how long a file may be, what needs a test.

mod arrows;
mod files;
mod forms;

use std::path::{Path, PathBuf};

/// The folder with `Cargo.toml`.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder with this ending, with their path from the root.
fn files_below(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(&root().join(folder), &mut found);
    found.sort();
    found
        .into_iter()
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .map(|path| {
            let name = path
                .strip_prefix(root())
                .unwrap()
                .to_string_lossy()
                .into_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let skipped = ["node_modules", "dist", "target"].map(|name| folder.join(name));
        if path.is_dir() && !skipped.contains(&path) {
            collect(&path, found);
        } else if path.is_file() {
            found.push(path);
        }
    }
}

/// Fails with one line per problem.
fn none(rule: &str, problems: &[String]) {
    assert!(
        problems.is_empty(),
        "{rule}:\n  {}\n",
        problems.join("\n  ")
    );
}
