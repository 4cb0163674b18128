//! A country that is about to be found under another prefix.

use super::*;

impl Door {
    /// Leads to the country under a prefix, with another to come.
    fn lead(&self, prefix: &str, coming: Option<&str>) {
        let country = turkey(prefix, coming, self.state.subscribe(), 10);
        self.front.set_countries(vec![Arc::new(country)]);
    }
}

#[tokio::test]
async fn who_asks_under_the_prefix_to_come_waits_for_the_turn() {
    let door = Door::open("").await;
    door.lead("/TR", Some("/TU"));

    // As a page of the new process leads them.
    let early = door.client.get(format!("{}/TU/x", door.url)).send();
    let early = tokio::spawn(early);
    let old = door.get("/TR/x").await.status();
    door.lead("/TU", None);
    let early = early.await.unwrap().unwrap();
    let gone = door.get("/TR/x").await.status();

    let found = [early.status(), old, gone].map(|status| status.as_u16());
    assert_eq!(found, [200, 200, 404]);
}

#[tokio::test]
async fn nobody_waits_long_for_a_turn_that_does_not_come_nor_at_all_elsewhere() {
    let door = Door::open("").await;
    door.lead("/TR", Some("/TU"));
    let begun = tokio::time::Instant::now();

    let elsewhere = door.get("/TURIN/").await.status();
    let at_once = begun.elapsed();
    let in_vain = door.get("/TU").await.status();

    assert_eq!(
        (elsewhere, in_vain),
        (
            reqwest::StatusCode::NOT_FOUND,
            reqwest::StatusCode::NOT_FOUND
        )
    );
    assert!(at_once < TURN, "{at_once:?}");
    assert!(begun.elapsed() >= TURN, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_redirect_of_a_country_that_takes_anothers_prefix_stays_with_it_until_the_turn() {
    let door = Door::open("").await;
    let led = async |to: &str| {
        let request = door.client.get(format!("{}/TR/x", door.url));
        let answer = request.header("x-lead", to).send().await.unwrap();
        answer.headers()["location"].to_str().unwrap().to_owned()
    };
    let iraq = |prefix: &str, coming: Option<&str>| {
        let mut iraq = turkey(prefix, coming, door.state.subscribe(), 10);
        iraq.key = "iraq".into();
        Arc::new(iraq)
    };

    let turkey_now = turkey("/TR", Some("/IQ"), door.state.subscribe(), 10);
    let both = vec![Arc::new(turkey_now), iraq("/IQ", Some("/TR"))];
    door.front.set_countries(both);
    let exchanged = led("/IQ/sign-in/?next=%2FIQ%2F").await;
    let elsewhere = [led("/IQX/").await, led("https://example.org/IQ/").await];
    // Nobody else's: who asks there waits for the turn.
    door.lead("/TR", Some("/TU"));
    let moved = led("/TU/sign-in/").await;
    // After the turn its own addresses are right, and the prefix it had is the other's.
    let turkey_then = turkey("/IQ", None, door.state.subscribe(), 10);
    door.front
        .set_countries(vec![Arc::new(turkey_then), iraq("/TR", None)]);
    let turned = led("/TR/sign-in/").await;

    assert_eq!(exchanged, "/TR/sign-in/?next=%2FIQ%2F");
    assert_eq!(elsewhere, ["/IQX/", "https://example.org/IQ/"]);
    assert_eq!((&*moved, &*turned), ("/TU/sign-in/", "/TR/sign-in/"));
}
