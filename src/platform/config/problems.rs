//! What is wrong with the configuration: all of it at once, each with its place and, for a near miss, the likely
//! right word.

use std::fmt;

use serde::Serialize;

use super::yaml::Place;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where it stands.
    pub place: Place,
    /// Which setting (`instances.jordan.port`); empty for a whole file.
    pub path: String,
    /// What is wrong, with a suggestion.
    pub message: String,
    /// What to do, where the message alone does not say it.
    pub hint: Option<String>,
}

impl Problem {
    pub(crate) fn new(place: Place, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            place,
            path: path.into(),
            message: message.into(),
            hint: None,
        }
    }

    /// The same with what to do.
    pub(crate) fn with_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }

    /// Whether it is about another country than this one, or about what only serving needs: the certificate.
    pub(super) fn is_elsewhere(&self, key: &str) -> bool {
        let of_file = self.place.file.strip_prefix("instances/");
        let owner = match of_file.and_then(|rest| rest.strip_suffix(".yaml")) {
            // Of an entry; `instances` alone is the list as a whole.
            Some("instances") => self.path.strip_prefix("instances.").map(|rest| {
                let end = rest.find('.').unwrap_or(rest.len());
                &rest[..end]
            }),
            of_file => of_file,
        };
        owner.is_some_and(|owner| owner != key) || self.path.starts_with("tls.")
    }

    /// A problem of a setting.
    pub(crate) fn at(spot: &super::Spot, message: impl Into<String>) -> Self {
        Self::new(spot.place.clone(), spot.path.clone(), message)
    }

    /// The same with what to do.
    pub(crate) fn hinting(self, hint: impl Into<String>) -> Self {
        self.with_hint(Some(hint.into()))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.place)?;
        if !self.path.is_empty() {
            write!(f, " {}", self.path)?;
        }
        write!(f, ": {}", self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "\n    hint: {hint}"),
            None => Ok(()),
        }
    }
}

/// The stable form of a problem in `cts check --json`.
#[derive(Serialize)]
struct Row<'a> {
    file: &'a str,
    /// Null when the whole file or a variable is meant.
    line: Option<usize>,
    column: Option<usize>,
    path: &'a str,
    message: &'a str,
    /// Null when the message says it all.
    hint: Option<&'a str>,
}

/// Everything that is wrong, in the order of files and lines. Never empty when it is an error.
#[derive(Clone, Debug, Default, thiserror::Error)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Sorts and drops what was found twice.
    pub(crate) fn tidy(mut self) -> Self {
        self.0
            .sort_by(|a, b| (&a.place, &a.path, &a.message).cmp(&(&b.place, &b.path, &b.message)));
        self.0.dedup();
        self
    }

    /// How many there are and in which files; none when there are none.
    pub fn in_short(&self) -> Option<String> {
        let mut files: Vec<&str> = self.0.iter().map(|one| &*one.place.file).collect();
        files.sort_unstable();
        files.dedup();
        let last = files.pop()?;
        let plural = if self.0.len() == 1 { "" } else { "s" };
        let count = format!("{} problem{plural} in", self.0.len());
        Some(if files.is_empty() {
            format!("{count} {last}")
        } else {
            format!("{count} {} and {last}", files.join(", "))
        })
    }

    /// For `--json`.
    pub fn to_json(&self) -> serde_json::Value {
        let rows: Vec<Row<'_>> = self
            .0
            .iter()
            .map(|problem| Row {
                file: &problem.place.file,
                line: (problem.place.line > 0).then_some(problem.place.line),
                column: (problem.place.line > 0).then_some(problem.place.column),
                path: &problem.path,
                message: &problem.message,
                hint: problem.hint.as_deref(),
            })
            .collect();
        serde_json::json!({ "ok": rows.is_empty(), "problems": rows })
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_short().unwrap_or_default())?;
        for problem in &self.0 {
            write!(f, "\n  {problem}")?;
        }
        Ok(())
    }
}

/// `a.b` from `a` and `b`.
pub(crate) fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// ` (did you mean "x"?)`, or nothing.
pub(crate) fn suggestion<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    crate::kernel::nearest(word, known)
        .map_or_else(String::new, |near| format!(" (did you mean \"{near}\"?)"))
}

#[cfg(test)]
mod tests {
    use super::suggestion;

    #[test]
    fn a_suggestion_is_another_word_and_not_an_empty_one() {
        assert_eq!(suggestion("a", ["", "a"]), "");
        assert_eq!(suggestion("por", ["port"]), " (did you mean \"port\"?)");
        assert_eq!(suggestion("Port", ["port"]), " (did you mean \"port\"?)");
    }
}
