//! Every route refuses strangers and wrong roles.

use cts::kernel::ids::UserId;
use cts::kernel::{Actor, Role};
use cts::web::Access;
use cts::web::routes::RouteEntry;
use reqwest::Method;

use crate::support::{Client, TestApp};

async fn ask(client: &mut Client, route: &RouteEntry) -> crate::support::Reply {
    let path: Vec<&str> = route
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
    let method = Method::from_bytes(route.method.as_str().as_bytes()).unwrap();
    let request = client.request(method, &path.join("/"));
    client.send(request).await
}

#[tokio::test]
async fn every_route_refuses_a_stranger() {
    let app = TestApp::new().await;
    let mut stranger = app.anonymous();
    let guarded = |route: &&RouteEntry| matches!(route.access, Access::Permission(_));
    assert!(app.app.routes().iter().filter(guarded).count() > 3);

    for route in app.app.routes().iter().filter(guarded) {
        let reply = ask(&mut stranger, route).await;

        let to_sign_in = reply.status == 303 && reply.location().starts_with("/TR/sign-in/");
        assert!(
            to_sign_in || reply.status == 401,
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
        let actor = Actor::User {
            id: UserId(1),
            name: String::new(),
            role,
            is_superuser: false,
        };
        for route in app.app.routes() {
            let Access::Permission(permission) = route.access else {
                continue;
            };
            if !actor.may(permission) {
                let reply = ask(&mut client, route).await;
                assert_eq!(reply.status, 403, "{role:?} at {route:?}");
            }
        }
    }
}
