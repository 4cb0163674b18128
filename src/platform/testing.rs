//! An installation in a folder of its own, for tests.

use std::path::PathBuf;

use super::config::{Config, Sources};
use super::paths::Paths;

/// A folder, gone at the end.
pub(super) struct Root(pub(super) PathBuf);

impl Root {
    /// Named after the test; not made yet.
    pub(super) fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("cts-{name}-{}", std::process::id())))
    }
}

impl Drop for Root {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// These files, below a root that is not there.
pub(super) fn sources(files: &[(&str, &str)]) -> Sources {
    let mut sources = Sources {
        root: std::env::temp_dir().join("no-such-cts-root"),
        ..Sources::default()
    };
    for (file, text) in files {
        sources.files.insert((*file).into(), Ok((*text).into()));
    }
    sources
}

/// With one country, `test`, and data below it; root's processes would run as PostgreSQL's user.
pub(super) fn installation(name: &str) -> (Root, Config, Paths) {
    let root = Root::new(name);
    let mut sources = Sources {
        root: root.0.clone(),
        data: Some(root.0.join("var")),
        ..Sources::default()
    };
    let list = "instances: {test: {name: Test, prefix: /TR, currency: TRY, port: 8001}}";
    let file = "instances/instances.yaml".to_owned();
    sources.files.insert(file, Ok(list.into()));
    let user = ("CTS_USER".to_owned(), "postgres".to_owned());
    sources.variables.extend([user]);
    let config = Config::from_sources(sources).unwrap();
    let paths = Paths::new(&config).unwrap();
    (root, config, paths)
}
