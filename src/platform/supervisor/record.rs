//! Who had a country started, stopped or changed: a row in that country's own audit.

use std::time::Duration;

use crate::audit;
use crate::db::{Db, DbConfig};
use crate::kernel::{Actor, Door, Op};
use crate::platform::open::open_instance;

use super::country::{Common, Country};
use super::reload::{Change, Reloaded};
use super::running::Supervisor;

/// How long a database may take to answer; what was asked for is done without it then.
const PATIENCE: Duration = Duration::from_secs(3);

/// Who asked: an operator by the name of the account, or nobody by name, such as whoever saved a file.
pub(super) type By<'a> = Option<&'a str>;

/// Leaves a row in a country's audit. Where the database does not take it the log says so.
pub(super) async fn record(country: &Country, common: &Common, by: By<'_>, action: &'static str) {
    let instance = country.key();
    match tokio::time::timeout(PATIENCE, try_record(country, common, by, action)).await {
        Ok(Ok(())) => tracing::info!(instance, action, by, "asked for"),
        Ok(Err(error)) => tracing::warn!(
            instance,
            action,
            by,
            error = format!("{error:#}"),
            "asked for; the country's audit could not be written"
        ),
        Err(_) => tracing::warn!(
            instance,
            action,
            by,
            "asked for; the country's database does not answer, its audit was not written"
        ),
    }
}

async fn try_record(
    country: &Country,
    common: &Common,
    by: By<'_>,
    action: &'static str,
) -> anyhow::Result<()> {
    let plan = country.plan();
    let opened = open_instance(&plan.config, &common.paths, &plan.instance)?;
    let config = DbConfig {
        pool_size: 1,
        wait: PATIENCE,
        application: "cts supervisor".into(),
        ..opened.db
    };
    let db = Db::new(config, opened.settings, common.clock.clone());
    let (actor, door) = match by {
        Some(name) => (Actor::Operator(name.to_owned()), Door::CommandLine),
        None => (Actor::System, Door::Job),
    };
    let op = Op::new(
        actor,
        door,
        format!("cts-{}", uuid::Uuid::now_v7().simple()),
    );
    let key = country.key().to_owned();
    db.write(&op, move |cx| {
        audit::record(cx, action, "country", &key, None, None)
    })
    .await?;
    Ok(())
}

impl Supervisor {
    /// The same for every country that is not stopped, at once.
    pub(super) async fn record_for_all(&self, by: By<'_>, action: &'static str) {
        let by = by.map(str::to_owned);
        let work: Vec<_> = self
            .countries()
            .into_iter()
            .filter(|country| !country.unit.state.borrow().has_ended())
            .map(|country| {
                let (common, by) = (self.common.clone(), by.clone());
                tokio::spawn(async move { record(&country, &common, by.as_deref(), action).await })
            })
            .collect();
        for task in work {
            let _ = task.await;
        }
    }

    /// Before anything changes; one that is added has no database yet.
    pub(super) async fn record_changes(&self, changes: &[(String, Change)], by: By<'_>) {
        for country in self.countries() {
            let change = changes.iter().find(|(key, _)| key == country.key());
            if let Some(action) = change.and_then(|(_, change)| change.action()) {
                record(&country, &self.common, by, action).await;
            }
        }
    }

    /// When they serve.
    pub(super) async fn record_added(&self, reloaded: &Reloaded, by: By<'_>) {
        let is_added = |country: &&Country| {
            let mut all = reloaded.countries.iter();
            all.any(|one| one.key == country.key() && one.change == Change::Added)
        };
        for country in self.countries().iter().filter(is_added) {
            record(country, &self.common, by, "country.add").await;
        }
    }
}

impl Change {
    /// The word of the audit, for what is written before the change.
    fn action(self) -> Option<&'static str> {
        match self {
            Self::Restarted => Some("country.change"),
            Self::Paused => Some("country.pause"),
            Self::Resumed => Some("country.resume"),
            Self::Removed => Some("country.remove"),
            Self::Added | Self::Unchanged => None,
        }
    }
}
