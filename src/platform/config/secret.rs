//! Secrets stand elsewhere: the configuration names the variable or the file.

use crate::kernel::settings::Secret;

use super::section::Section;
use super::sources::Sources;
use super::values;

/// A secret named by a `_env` or `_file` key. `strict` tells of a variable or file that is not there.
pub(super) fn secret(
    section: &Section<'_>,
    keys: [&'static str; 3],
    sources: Option<&mut Sources>,
    strict: bool,
    noted: &mut Vec<String>,
) -> Option<Secret> {
    let [plain, env, file] = keys;
    if section.node(plain).is_some() {
        section.problem(
            plain,
            format!("a secret must not stand in YAML; name where it is with {env} or {file}"),
        );
    }
    let variable = section.optional(env, values::filled);
    let path = section.optional(file, values::filled);
    if variable.is_some() && path.is_some() {
        section.problem(file, format!("{env} and {file} cannot both be set"));
    }
    noted.extend(variable.iter().chain(path.iter()).cloned());
    let sources = sources?;
    let partial = sources.partial;
    if let Some(name) = variable {
        let value = sources.secret_variable(&name);
        if value.is_none() && strict && !partial {
            section.problem(env, format!("the variable {name} is not set"));
        }
        return value.map(Secret::new);
    }
    let path = path?;
    match sources.secret_file(&path) {
        Ok(value) => value.map(Secret::new),
        Err(error) => {
            if strict || error.kind() != std::io::ErrorKind::NotFound {
                section.problem(file, format!("{path} cannot be read: {error}"));
            }
            None
        }
    }
}
