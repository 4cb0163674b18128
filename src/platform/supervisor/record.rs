//! Who had a country started, stopped or changed: noted before it is done, for that country's own audit, and written
//! there beside it. A database that is down holds nothing up.

use crate::platform::notes::{self, By, Differences};
use crate::platform::open::open_instance;
use crate::platform::provision::credentials::Credentials;

use super::country::{Common, Country, Plan};
use super::reload::Change;
use super::running::Supervisor;

/// Writes what is noted of a country, beside what goes on.
pub(super) fn write_notes(plan: &Plan, common: &Common) {
    let (config, instance) = (plan.config.clone(), plan.instance.clone());
    let paths = common.paths.clone();
    let folder = paths.notes(instance.key());
    let open = move || open_instance(&config, &paths, &instance);
    notes::write_soon(folder, common.clock.clone(), open);
}

impl Supervisor {
    /// Records what is about to be done to a country that is in the list.
    pub(super) async fn record(&self, country: &Country, by: By<'_>, action: &'static str) {
        self.record_with(country, by, action, Differences::default())
            .await;
    }

    async fn record_with(
        &self,
        country: &Country,
        by: By<'_>,
        action: &'static str,
        differences: Differences,
    ) {
        self.note(country.key(), by, action, differences).await;
        write_notes(&country.plan(), &self.common);
    }

    async fn note(&self, key: &str, by: By<'_>, action: &'static str, differences: Differences) {
        tracing::info!(instance = key, action, by, "asked for");
        let (paths, key, by) = (
            self.paths.clone(),
            key.to_owned(),
            by.map(ToOwned::to_owned),
        );
        let noted = tokio::task::spawn_blocking(move || {
            let noted = notes::note_with(&paths, &key, by.as_deref(), action, differences);
            noted.inspect_err(|error| {
                let error = format!("{error:#}");
                tracing::error!(
                    instance = key,
                    action,
                    error,
                    "the country's audit will lack this"
                );
            })
        });
        let _ = noted.await;
    }

    /// The same for every country that is not stopped.
    pub(super) async fn record_for_all(&self, by: By<'_>, action: &'static str) {
        for country in self.countries() {
            if !country.unit.state.borrow().has_ended() {
                self.record(&country, by, action).await;
            }
        }
    }

    /// When it is certain that they come about, before they do: one that is removed is in the list for the last time.
    /// What is noted of one that is added is written when its database was made. `differences` are the settings of a country
    /// that change.
    pub(super) async fn record_changes(
        &self,
        changes: &[(String, Change)],
        by: By<'_>,
        differences: impl Fn(&str) -> Differences,
    ) {
        let countries = self.countries();
        for (key, change) in changes {
            let Some(action) = change.action() else {
                continue;
            };
            match countries.iter().find(|country| country.key() == key) {
                Some(country) if *change == Change::Removed && !self.has_audit(country) => {}
                Some(country) => {
                    let differences = differences(key);
                    self.record_with(country, by, action, differences).await;
                }
                None => self.note(key, by, action, Differences::default()).await,
            }
        }
    }

    /// Whether there is something to write into: a country whose data were deleted for good leaves the list last.
    fn has_audit(&self, country: &Country) -> bool {
        country.plan().instance.database_url.is_some()
            || Credentials::exist(&self.paths, country.key())
    }
}

impl Change {
    /// The word of the audit.
    fn action(self) -> Option<&'static str> {
        match self {
            Self::Added => Some("country.add"),
            Self::Restarted => Some("country.change"),
            Self::Paused => Some("country.pause"),
            Self::Resumed => Some("country.resume"),
            Self::Removed => Some("country.remove"),
            Self::Unchanged => None,
        }
    }
}
