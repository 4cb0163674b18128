//! Every page renders, in every language; errors are pages with a way on.

use std::collections::BTreeSet;

use cts::kernel::Role;
use cts::web::confirm::Asks;

use crate::support::TestApp;

#[tokio::test]
async fn a_page_that_does_not_exist_says_so() {
    let app = TestApp::new().await;

    let reply = app.anonymous().get("/nothing/here/").await;

    assert_eq!(reply.status, 404);
    assert!(reply.text.contains("Not found"));
    assert!(reply.text.contains(reply.header("x-request-id")));
}

#[tokio::test]
async fn a_signed_in_person_sees_the_menu_around_an_error() {
    let app = TestApp::new().await;
    let mut officer = app.user(Role::Officer).await;

    let reply = officer.get("/nothing/here/").await;

    assert_eq!(reply.status, 404);
    assert!(reply.text.contains("Officer 1"));
}

#[tokio::test]
async fn every_sample_of_every_page_renders_in_every_language() {
    let app = TestApp::new().await;

    let (good, broken) = app.app.try_samples().unwrap();

    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(good.len() > 20);
}

/// The value of an attribute in a tag.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let start = format!(" {name}=\"");
    let (_, rest) = tag.split_once(&start)?;
    rest.split('"').next()
}

/// What a page asks about with a dialog: where the form is sent to, and the field of the button that asks.
fn dialogs(html: &str) -> Vec<(&str, Option<&str>)> {
    let tag = |at: usize| html[at..].split('>').next().unwrap_or_default();
    html.match_indices("data-confirm=")
        .filter_map(|(at, _)| {
            let start = html[..at].rfind('<')?;
            let form = html[..at].rfind("<form")?;
            let field = (form != start).then(|| attribute(tag(start), "name").unwrap_or_default());
            Some((attribute(tag(form), "action")?, field))
        })
        .collect()
}

#[tokio::test]
async fn what_asks_with_a_dialog_asks_without_a_script_too() {
    let app = TestApp::new().await;
    let (pages, _) = app.app.try_samples().unwrap();

    let mut asking = BTreeSet::new();
    for (action, field) in pages.iter().flat_map(|html| dialogs(html)) {
        let route = app.app.route_of_form(action);
        let route = route.unwrap_or_else(|| panic!("no route takes {action}"));
        let asks = match field {
            None => Asks::Always,
            Some(_) if route.asks == Asks::Always => Asks::Always,
            Some(field) => Asks::About(leaked(field)),
        };
        assert_eq!(route.asks, asks, "{action} says data-confirm");
        asking.insert(route.path.clone());
    }
    let declared: BTreeSet<String> = app
        .app
        .routes()
        .iter()
        .filter(|route| route.asks != Asks::Never)
        .map(|route| route.path.clone())
        .collect();

    assert_eq!(asking, declared, "every question has its dialog");
    assert!(declared.len() >= 6);
}

/// Where the forms of a page are sent to that act once.
fn acting_once(html: &str) -> Vec<&str> {
    let forms = html.split("<form").skip(1);
    forms
        .filter_map(|form| {
            let form = form.split("</form>").next()?;
            let tag = form.split('>').next()?;
            form.contains("name=\"once\"").then_some(tag)
        })
        .map(|tag| {
            attribute(tag, "action").unwrap_or_else(|| panic!("<form{tag}> says no address"))
        })
        .map(|action| action.split('?').next().unwrap_or_default())
        .collect()
}

#[tokio::test]
async fn forms_that_act_once_carry_a_key_to_where_it_is_kept() {
    let app = TestApp::new().await;
    let (pages, _) = app.app.try_samples().unwrap();

    let mut keyed = BTreeSet::new();
    for action in pages.iter().flat_map(|html| acting_once(html)) {
        let route = app.app.route_of_form(action);
        let route = route.unwrap_or_else(|| panic!("no route takes {action}"));
        assert!(route.once, "{action} keeps no key");
        keyed.insert(route.path.clone());
    }
    let declared: BTreeSet<String> = app
        .app
        .routes()
        .iter()
        .filter(|route| route.once)
        .map(|route| route.path.clone())
        .collect();

    assert_eq!(keyed, declared, "every form that acts once has its key");
    assert!(declared.len() >= 12);
}

/// Names of fields stand in routes as they do in the code.
fn leaked(field: &str) -> &'static str {
    Box::leak(field.to_owned().into_boxed_str())
}
