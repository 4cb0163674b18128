//! The sockets of another list, and ports that go from one country to another in one save: whoever leaves one goes to
//! a free port first, so that no request finds the process of another country. One that does not come to the port that
//! is its own is brought there by itself ([`Supervisor::bring_home`]).

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use crate::platform::config::Instance;

use super::country::Country;
use super::reload::{Change, Refused};
use super::running::Supervisor;
use super::sockets;
use super::unit::Rest;

/// Between two tries to bring a country to its own port; growing.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

impl Supervisor {
    /// A socket for every port of the list, those we hold or new ones, all of them before anything changes.
    pub(super) fn open_sockets(
        &self,
        wanted: &[Instance],
    ) -> Result<BTreeMap<String, Arc<TcpListener>>, Refused> {
        let mut opened = BTreeMap::new();
        let mut problems = Vec::new();
        let held: Vec<_> = self.countries().iter().map(Country::plan).collect();
        for instance in wanted {
            let own = held.iter().find(|plan| plan.instance.port == instance.port);
            let listener = match own {
                Some(plan) => Ok(plan.listener.clone()),
                None => sockets::bind_local(instance.port).map(Arc::new),
            };
            match listener {
                Ok(listener) => {
                    opened.insert(instance.key().to_owned(), listener);
                }
                Err(error) => problems.push(format!(
                    "instances.{}.port: {} cannot be listened on: {error}",
                    instance.key(),
                    instance.port
                )),
            }
        }
        if problems.is_empty() {
            Ok(opened)
        } else {
            Err(Refused::new(problems.join("\n  ")))
        }
    }

    /// Lets the countries leave whose ports others are to have; returns when nobody of theirs accepts there any more.
    /// Where one does not leave those that did go back.
    pub(super) async fn make_room(
        self: &Arc<Self>,
        wanted: &[Instance],
        changes: &[(String, Change)],
    ) -> Result<(), Refused> {
        let countries = self.countries();
        let is_leaving = |country: &&Country| {
            let port = country.plan().instance.port;
            let is_elses =
                |instance: &Instance| instance.key() != country.key() && instance.port == port;
            wanted.iter().any(is_elses) && !country.unit.state.borrow().has_ended()
        };
        let leaving: Vec<&Country> = countries.iter().filter(is_leaving).collect();
        let change_of = |country: &Country| {
            let found = changes.iter().find(|(key, _)| key == country.key());
            found.map_or(Change::Unchanged, |(_, change)| *change)
        };
        let (ending, moving): (Vec<&Country>, Vec<&Country>) = leaving
            .into_iter()
            .partition(|country| matches!(change_of(country), Change::Removed | Change::Paused));
        let mut away = Vec::new();
        for country in moving {
            let own = country.plan().listener;
            if let Err(refused) = go_elsewhere(country).await {
                self.go_back(away).await;
                return Err(refused);
            }
            away.push((country, own));
        }
        for country in ending {
            let rest = if change_of(country) == Change::Paused {
                Rest::Paused
            } else {
                Rest::Stopped
            };
            country.unit.stop(rest, false).await;
            country.unit.stopped().await;
        }
        Ok(())
    }

    async fn go_back(self: &Arc<Self>, away: Vec<(&Country, Arc<TcpListener>)>) {
        for (country, own) in away {
            let set = country.set_listener(own);
            if set.is_ok() && country.is_away() {
                // Tried again below.
                let _ = country.unit.restart().await;
            }
        }
        self.bring_home();
    }

    /// Gives every country that serves elsewhere than on its own port a process there, now and again until one starts.
    pub(super) fn bring_home(self: &Arc<Self>) {
        for country in self.countries().into_iter().filter(Country::is_away) {
            tokio::spawn(bring_home(self.clone(), country));
        }
    }
}

async fn bring_home(supervisor: Arc<Supervisor>, country: Country) {
    let mut pause = FIRST_PAUSE;
    loop {
        tokio::select! {
            () = supervisor.stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
        // While another list is taken in force it may lead elsewhere.
        let _one_at_a_time = supervisor.reloading.lock().await;
        if supervisor.stop.is_cancelled() || !country.is_away() {
            return;
        }
        if country.unit.restart().await.is_ok() {
            let port = country.plan().instance.port;
            tracing::info!(instance = country.key(), port, "serves on its own port");
            return;
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Serves a country on any free port for a moment; where that does not work everything stays as it was.
async fn go_elsewhere(country: &Country) -> Result<(), Refused> {
    let plan = country.plan();
    let refused = |reason: String| {
        let (key, port) = (country.key(), plan.instance.port);
        Refused::new(format!("{key} does not leave its port {port}: {reason}"))
    };
    sockets::bind_local(0)
        .and_then(|listener| country.set_listener(Arc::new(listener)))
        .map_err(|error| refused(error.to_string()))?;
    let was_serving = country.unit.state.borrow().is_serving();
    match country.unit.restart().await {
        // One that did not serve is not in the way: its next process begins elsewhere.
        Err(reason) if was_serving => {
            let _ = country.set_listener(plan.listener.clone());
            Err(refused(reason))
        }
        _ => Ok(()),
    }
}
