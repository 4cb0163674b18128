//! Forms that lose nothing: whoever leaves one half typed is warned (`data-guard`), or there is a reason why not.

use super::{files_below, none};

/// Forms with fields that are not guarded: the file, what the form begins with, and why.
const UNGUARDED: [(&str, &str, &str); 9] = [
    (
        "src/accounts/templates/password_reset.html",
        "/password-reset/",
        "one address, asked for before anybody is signed in",
    ),
    (
        "src/accounts/templates/profile.html",
        "/profile/password/",
        "passwords are kept nowhere",
    ),
    (
        "src/accounts/templates/set_password.html",
        "/set-password/",
        "passwords are kept nowhere",
    ),
    (
        "src/accounts/templates/sign_in.html",
        "/sign-in/",
        "passwords are kept nowhere",
    ),
    (
        "src/accounts/templates/user.html",
        "/tokens/",
        "one word, and the page that answers is left with the token on it",
    ),
    (
        "src/catalog/templates/import.html",
        "/read/",
        "one choice, made anew by a look at the page",
    ),
    (
        "src/catalog/templates/import.html",
        "/catalog/import/') }}\" enctype",
        "a browser gives a file to nobody but the form it was chosen in",
    ),
    (
        "src/scans/templates/delete.html",
        "/delete/",
        "the name is typed to be sure, each time anew",
    ),
    (
        "src/shipments/templates/_packages.html",
        "/packages/delete/",
        "only ticks, which are asked about before anything goes",
    ),
];

/// What a person changes in a form: the macros of fields, and fields written out.
const FIELDS: [&str; 10] = [
    "{{ field(",
    "{{ area(",
    "{{ select(",
    "{{ lookup(",
    "{{ lookup_many(",
    "<select",
    "<textarea",
    "<input type=\"checkbox\"",
    "<input type=\"radio\"",
    "<input type=\"text\"",
];

/// The opening tag of each form that is posted, with what stands in it.
fn posted(template: &str) -> impl Iterator<Item = (&str, &str)> {
    template.split("<form ").skip(1).filter_map(|rest| {
        let form = rest.split("</form>").next()?;
        let (tag, inside) = form.split_once('>')?;
        tag.contains("method=\"post\"").then_some((tag, inside))
    })
}

fn is_excused(file: &str, tag: &str) -> bool {
    UNGUARDED
        .iter()
        .any(|(of, begins, _)| *of == file && tag.contains(begins))
}

#[test]
fn forms_with_fields_warn_before_what_was_typed_is_lost() {
    let mut unguarded = Vec::new();
    let mut speechless = Vec::new();
    for (file, template) in files_below("src", ".html") {
        for (tag, inside) in posted(&template) {
            let has_fields = FIELDS.iter().any(|field| inside.contains(field));
            let is_guarded = tag.contains("data-guard");
            if has_fields && !is_guarded && !is_excused(&file, tag) {
                unguarded.push(format!("{file}: <form {tag}>"));
            }
            if has_fields && is_guarded && !inside.contains("draft()") {
                speechless.push(format!("{file}: <form {tag}>"));
            }
        }
    }

    none("a form with fields has data-guard", &unguarded);
    none("a guarded form says when a draft came back", &speechless);
}

#[test]
fn every_excuse_is_of_a_form_that_is_there() {
    let files = files_below("src", ".html");
    let stale: Vec<String> = UNGUARDED
        .iter()
        .filter(|(of, begins, _)| {
            !files.iter().any(|(file, template)| {
                file == of && posted(template).any(|(tag, _)| tag.contains(begins))
            })
        })
        .map(|(of, begins, _)| format!("{of}: {begins}"))
        .collect();

    none("no excuse without its form", &stale);
}
