//! How a command fails: a sentence, perhaps a hint, and the exit code (1 refused, 2 wrong input, 3 broken, 130 interrupted).

use crate::kernel::Error;

pub use crate::platform::failure::{Failure, INTERRUPTED};

const DATABASE_HINT: &str =
    "hint: the database is up while `cts serve` runs; `cts status` shows it";

/// What a failed command says on stderr, and its exit code. A closed pipe (`cts … | head`) says nothing.
pub fn explain(error: &anyhow::Error) -> (Vec<String>, u8) {
    if is_closed_pipe(error) {
        return (Vec::new(), 0);
    }
    if let Some(failure) = error.downcast_ref::<Failure>() {
        let mut lines = vec![format!("error: {failure}")];
        lines.extend(failure.hint.iter().map(|hint| format!("hint: {hint}")));
        return (lines, failure.code);
    }
    if let Some(problems) = error.downcast_ref::<crate::platform::config::Problems>() {
        return (vec![format!("error: {problems}")], 2);
    }
    if let Some(error) = error.downcast_ref::<Error>() {
        return explain_kernel(error);
    }
    let mut lines = vec![format!("error: {}", sentence(&format!("{error:#}")))];
    if error
        .chain()
        .any(<dyn std::error::Error>::is::<diesel::ConnectionError>)
    {
        lines.push(DATABASE_HINT.into());
    }
    (lines, 3)
}

fn explain_kernel(error: &Error) -> (Vec<String>, u8) {
    let mut lines = match error {
        Error::Invalid(fields) => fields
            .iter()
            .map(|e| format!("error: {}: {}", e.field, sentence(&e.message.to_string())))
            .collect(),
        Error::Internal(cause) => {
            vec![format!("error: {}", sentence(&with_causes(cause.as_ref())))]
        }
        Error::Unavailable { cause, .. } => {
            // What follows the first sentence ("try again …") is for pages; the hint below is for terminals.
            let what = error.to_string();
            let what = what.split(". ").next().unwrap_or_default();
            let why = with_causes(cause.as_ref());
            let why = why.lines().next().unwrap_or_default();
            vec![format!("error: {}: {why}", sentence(what))]
        }
        _ => vec![format!("error: {}", sentence(&error.to_string()))],
    };
    if is_database_unavailable(error) {
        lines.push(DATABASE_HINT.into());
    }
    (lines, error.exit_code())
}

fn is_database_unavailable(error: &Error) -> bool {
    matches!(error, Error::Unavailable { what, .. } if what.key() == "error-unavailable-database")
}

fn with_causes(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_text = cause.to_string();
        // Many errors repeat their cause in their own words.
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        next = cause.source();
    }
    text.trim_end().to_owned()
}

/// Pages write sentences; the command line starts in lower case and ends without a full stop.
fn sentence(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let broken = |e: &std::io::Error| e.kind() == std::io::ErrorKind::BrokenPipe;
        cause.downcast_ref::<std::io::Error>().is_some_and(broken)
            || cause
                .downcast_ref::<serde_json::Error>()
                .is_some_and(|e| e.io_error_kind() == Some(std::io::ErrorKind::BrokenPipe))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_an_error_decides_the_exit_code() {
        let code = |error: anyhow::Error| explain(&error).1;
        assert_eq!(code(Error::not_found("thing-shipment", 9).into()), 1);
        assert_eq!(code(Error::invalid("email", "error-invalid").into()), 2);
        assert_eq!(code(Error::internal("boom").into()), 3);
        assert_eq!(code(Failure::wrong_input("no").into()), 2);
        assert_eq!(code(Failure::interrupted("interrupted").into()), 130);
        assert_eq!(code(anyhow::anyhow!("no")), 3);
    }

    #[test]
    fn a_failure_says_what_to_do() {
        let failure =
            Failure::refused("no country is called `turky`").hint("did you mean `turkey`?");

        let (lines, _) = explain(&failure.into());

        assert_eq!(
            lines,
            [
                "error: no country is called `turky`",
                "hint: did you mean `turkey`?"
            ]
        );
    }

    #[test]
    fn a_reader_that_went_away_is_no_failure() {
        let gone = std::io::Error::from(std::io::ErrorKind::BrokenPipe);

        assert_eq!(explain(&gone.into()), (Vec::new(), 0));
    }
}
