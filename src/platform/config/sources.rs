//! What the configuration is made of: the texts of its files, the `CTS_…` variables and the secrets they name.
//!
//! Read once; the supervisor hands a country's process the same texts, so that a file somebody is editing cannot
//! keep it from coming back, and leaves out the secrets of the others.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::in_force::InForce;

/// Everything the configuration is read from.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Sources {
    /// The folder that holds `config/` and `instances/`.
    pub root: PathBuf,
    /// The data folder, when it lies elsewhere than the configuration says: secrets under `var/` are read there.
    pub data: Option<PathBuf>,
    /// Files of `config/` and `instances/` by their path from the root; an error text when one cannot be read. Those
    /// that end in `.yml` are here to be told of only.
    pub files: BTreeMap<String, Result<String, String>>,
    /// Environment variables that begin with `CTS_`.
    pub variables: BTreeMap<String, String>,
    /// Secrets by the variable or file that holds them.
    pub secrets: BTreeMap<String, String>,
    /// Set in a child: what the others need was left out, so nothing missing is a problem.
    pub partial: bool,
    /// Whether a list without countries is no problem of the configuration.
    #[serde(default)]
    pub may_be_empty: bool,
    /// In a supervisor that runs: what it began with, in place of what the files say by now.
    #[serde(default)]
    pub(crate) in_force: Option<InForce>,
}

impl Sources {
    /// Reads the files below `root` and the environment of this process. A process the supervisor started beside
    /// the countries gets what the supervisor read (`CTS_SOURCES`): it may not be able to reach the root.
    pub fn read(root: &Path) -> Self {
        if let Some(handed) = handed_down() {
            return handed;
        }
        let mut files = BTreeMap::new();
        for folder in ["config", "instances"] {
            for name in yaml_files(&root.join(folder)) {
                let text = std::fs::read_to_string(root.join(folder).join(&name));
                files.insert(format!("{folder}/{name}"), text.map_err(|e| e.to_string()));
            }
        }
        Self {
            root: root.to_owned(),
            data: None,
            files,
            variables: std::env::vars()
                .filter(|(name, _)| name.starts_with("CTS_"))
                .collect(),
            secrets: BTreeMap::new(),
            partial: false,
            may_be_empty: false,
            in_force: None,
        }
    }

    /// The user that processes below a supervisor of root run as (`CTS_USER`).
    pub fn user(&self) -> &str {
        self.variables.get("CTS_USER").map_or("cts", String::as_str)
    }

    /// The value of a secret in a variable; `None` when it is not set.
    #[expect(clippy::disallowed_methods, reason = "settings are read here")]
    pub(crate) fn secret_variable(&mut self, name: &str) -> Option<String> {
        if let Some(known) = self.secrets.get(name) {
            return Some(known.clone());
        }
        if self.partial {
            return None;
        }
        let value = self
            .variables
            .get(name)
            .cloned()
            .or_else(|| std::env::var(name).ok())?;
        self.secrets.insert(name.to_owned(), value.clone());
        Some(value)
    }

    /// The value of a secret in a file, without the line end; the error says why it cannot be read.
    pub(crate) fn secret_file(&mut self, path: &str) -> std::io::Result<Option<String>> {
        if let Some(known) = self.secrets.get(path) {
            return Ok(Some(known.clone()));
        }
        if self.partial {
            return Ok(None);
        }
        let below_data = self.data.as_ref().zip(path.strip_prefix("var/"));
        let file = below_data.map_or_else(|| self.root.join(path), |(data, rest)| data.join(rest));
        match std::fs::read_to_string(file) {
            Ok(text) => {
                let value = text.trim_end_matches(['\r', '\n']).to_owned();
                self.secrets.insert(path.to_owned(), value.clone());
                Ok(Some(value))
            }
            Err(error) => Err(error),
        }
    }

    /// What one country's process may know: the files, and the variables and secrets that are its own.
    pub(crate) fn of_instance(&self, key: &str, keys: &[&str], own_secrets: &[String]) -> Self {
        // Of `iraq` and `iraq_north`, the longer one has `CTS_IRAQ_NORTH_…`.
        let mut owners: Vec<(String, &str)> = keys
            .iter()
            .map(|key| (format!("CTS_{}_", key.to_uppercase()), *key))
            .chain([("CTS_DATABASE".to_owned(), "")])
            .collect();
        owners.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.len()));
        let is_foreign = |name: &str| {
            let owner = owners
                .iter()
                .find(|(prefix, _)| name.starts_with(prefix.as_str()));
            owner.is_some_and(|(_, owner)| *owner != key)
        };
        let mut variables = self.variables.clone();
        variables.retain(|name, _| {
            !is_foreign(name) && (own_secrets.contains(name) || !self.secrets.contains_key(name))
        });
        let mut secrets = self.secrets.clone();
        secrets.retain(|name, _| own_secrets.contains(name));
        Self {
            root: self.root.clone(),
            data: self.data.clone(),
            files: self.files.clone(),
            variables,
            secrets,
            partial: true,
            may_be_empty: self.may_be_empty,
            in_force: self.in_force.clone(),
        }
    }
}

fn handed_down() -> Option<Sources> {
    let path = std::env::var_os("CTS_SOURCES")?;
    serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()
}

/// Whether a file of `config/` or `instances/` is part of the configuration, or was meant to be.
pub(crate) fn is_yaml(path: &Path) -> bool {
    path.extension()
        .is_some_and(|end| end == "yaml" || end == "yml")
}

fn yaml_files(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| is_yaml(Path::new(name)) && !name.starts_with('.'))
        .collect();
    names.sort();
    names
}
