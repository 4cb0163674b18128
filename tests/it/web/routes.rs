//! Every route of the router, by itself: strangers, wrong roles, another country's cookie, form token and link are
//! refused; whoever may is never met by a broken page. A new route is covered the day it is there.

use cts::accounts::links;
use cts::kernel::ids::UserId;
use cts::kernel::{Actor, Role};
use cts::web::Access;
use cts::web::routes::RouteEntry;
use reqwest::Method;

use crate::support::{Client, Reply, TestApp};

/// What ends the sessions of whoever posts to it.
const LEAVING: [&str; 2] = ["/sign-out/", "/profile/sessions/"];

fn path(route: &RouteEntry) -> String {
    let parts: Vec<&str> = route
        .path
        .split('/')
        .map(|part| {
            if part.starts_with([':', '*']) {
                "1"
            } else {
                part
            }
        })
        .collect();
    parts.join("/")
}

async fn ask(client: &mut Client, route: &RouteEntry) -> Reply {
    let method = Method::from_bytes(route.method.as_str().as_bytes()).unwrap();
    let request = client.request(method, &path(route));
    client.send(request).await
}

fn routes(app: &TestApp) -> Vec<RouteEntry> {
    app.app.routes().to_vec()
}

fn guarded(app: &TestApp) -> Vec<RouteEntry> {
    let is_guarded = |route: &RouteEntry| matches!(route.access, Access::Permission(_));
    let all: Vec<RouteEntry> = routes(app).into_iter().filter(is_guarded).collect();
    assert!(all.len() > 30, "the router knows its routes");
    all
}

fn actor(role: Role) -> Actor {
    Actor::User {
        id: UserId(1),
        name: String::new(),
        role,
        is_superuser: false,
    }
}

/// To the sign-in page, or 401 for machines.
fn is_sent_to_sign_in(reply: &Reply) -> bool {
    let to_sign_in = reply.status == 303 && reply.location().starts_with("/TR/sign-in/");
    to_sign_in || reply.status == 401
}

async fn audit_rows(app: &TestApp) -> i64 {
    app.write(|cx| {
        let filter = cts::audit::AuditFilter::default();
        Ok(cts::audit::list(cx, &filter, cts::kernel::paging::Paging::default())?.total)
    })
    .await
}

#[tokio::test]
async fn every_route_refuses_a_stranger() {
    let app = TestApp::new().await;
    let mut stranger = app.anonymous();

    for route in guarded(&app) {
        let reply = ask(&mut stranger, &route).await;

        assert!(
            is_sent_to_sign_in(&reply),
            "{route:?} answered {}",
            reply.status
        );
    }
}

#[tokio::test]
async fn every_route_refuses_a_role_that_may_not() {
    let app = TestApp::new().await;
    for role in Role::ALL {
        let mut client = app.user(role).await;
        for route in guarded(&app) {
            let Access::Permission(permission) = route.access else {
                continue;
            };
            if !actor(role).may(permission) {
                let reply = ask(&mut client, &route).await;
                assert_eq!(reply.status, 403, "{role:?} at {route:?}");
            }
        }
    }
}

#[tokio::test]
async fn no_route_breaks_for_whoever_may() {
    let app = TestApp::new().await;
    for role in Role::ALL {
        let mut client = app.user(role).await;
        for route in routes(&app) {
            let may = match route.access {
                Access::Permission(permission) => actor(role).may(permission),
                Access::Public | Access::Probe => true,
            };
            if !may {
                continue;
            }
            // What ends sessions is walked by somebody else; the others would be walked by a stranger after it.
            let mut leaving = None;
            let walker = if LEAVING.contains(&route.path.as_str()) {
                leaving.insert(app.user(role).await)
            } else {
                &mut client
            };
            let reply = if route.method == "GET" {
                ask(walker, &route).await
            } else {
                walker.post(&path(&route), &[]).await
            };
            assert!(
                reply.status < 500 && reply.status != 403 && reply.status != 401,
                "{role:?} at {route:?}: {} {}",
                reply.status,
                reply.text
            );
            let is_guarded = matches!(route.access, Access::Permission(_));
            assert!(
                !is_guarded || leaving.is_some() || !is_sent_to_sign_in(&reply),
                "{role:?} came to {route:?} as a stranger"
            );
        }
        let still_there = client.get("/session/ping/").await;
        assert_eq!(
            still_there.status, 200,
            "{role:?} was signed out on the way"
        );
    }
}

#[tokio::test]
async fn every_route_refuses_a_cookie_of_another_country() {
    let (here, there) = (TestApp::new().await, TestApp::new().await);
    let abroad = there.user(Role::Coordinator).await;
    let mut visitor = here.anonymous();
    // Both test countries call their cookies alike, so that the browser's own walls do not help.
    visitor.cookies.clone_from(&abroad.cookies);
    let before = audit_rows(&here).await;

    for route in guarded(&here) {
        let reply = ask(&mut visitor, &route).await;

        assert!(
            is_sent_to_sign_in(&reply),
            "{route:?} answered {}",
            reply.status
        );
    }
    assert_eq!(audit_rows(&here).await, before);
}

#[tokio::test]
async fn every_form_refuses_a_token_of_another_country_or_none() {
    let (here, there) = (TestApp::new().await, TestApp::new().await);
    let mut abroad = there.user(Role::Coordinator).await;
    let foreign = abroad.token().await;
    let mut client = here.user(Role::Coordinator).await;
    let mut stranger = here.anonymous();
    stranger.get("/sign-in/").await;
    let before = audit_rows(&here).await;

    for route in routes(&here).iter().filter(|route| route.method != "GET") {
        let signed_in = matches!(route.access, Access::Permission(_));
        let visitor = if signed_in {
            &mut client
        } else {
            &mut stranger
        };
        for token in [foreign.as_str(), ""] {
            let form = [("csrf_token", token)];
            let reply = visitor.post_raw(&path(route), &form).await;
            assert_eq!(reply.status, 403, "{route:?} with {token:?}");
        }
    }
    assert_eq!(audit_rows(&here).await, before);
}

#[tokio::test]
async fn a_link_of_another_country_sets_no_password() {
    let (here, there) = (TestApp::new().await, TestApp::new().await);
    here.account(Role::Officer).await;
    let abroad = there.account(Role::Officer).await;
    let link = there
        .write(move |cx| links::password_link(cx, abroad.id))
        .await;
    let mut visitor = here.anonymous();
    let password = "another long password";
    let form = [("password", password), ("again", password)];

    let asked = visitor.get(&link.path).await;
    let set = visitor.post(&link.path, &form).await;
    let at_home = there.anonymous().get(&link.path).await;

    assert_eq!((asked.status, set.status), (404, 404));
    assert_eq!(at_home.status, 200);
}
