//! Tries what the configuration names, all of it at once: servers, files, ports, folders. Changes nothing.
//!
//! [`Trials`] runs them side by side, each with a time-out; [`of_platform`] begins those this room knows of. Mail and
//! forms servers are tried by the rooms that speak to them.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::config::yaml::Place;
use super::config::{Config, Database, Problem, Problems, Spot};
use super::failure::Failure;
use super::paths::Paths;
use super::postgres::{self, Rights};
use super::{backup, front_door, ports};
use crate::kernel::clock::Clock;
use crate::kernel::settings::Secret;

/// What is being tried.
pub struct Trials {
    known: Problems,
    patience: Duration,
    tasks: JoinSet<Vec<Problem>>,
}

impl Trials {
    /// Nothing yet. `known` is what is wrong with the configuration: what has a problem already is not tried.
    pub fn new(known: Problems, patience: Duration) -> Self {
        Self {
            known,
            patience,
            tasks: JoinSet::new(),
        }
    }

    /// Begins one that is about a setting. One that takes too long is a problem of that setting.
    pub fn begin(&mut self, spot: Spot, work: impl Future<Output = Vec<Problem>> + Send + 'static) {
        let patience = self.patience;
        self.tasks.spawn(async move {
            let done = tokio::time::timeout(patience, work).await;
            done.unwrap_or_else(|_| {
                let message = format!("no answer within {} s", patience.as_secs());
                let hint =
                    "the machine or the network between is slow, or a firewall drops what is sent";
                vec![Problem::at(&spot, message).hinting(hint)]
            })
        });
    }

    /// The same for work that blocks; what it finds is about that setting.
    fn begin_blocking(&mut self, spot: Spot, work: impl FnOnce() -> Vec<Failure> + Send + 'static) {
        let at = spot.clone();
        self.begin(spot, async move {
            let found = tokio::task::spawn_blocking(work).await.unwrap_or_default();
            found
                .into_iter()
                .map(|failure| at_spot(&at, failure))
                .collect()
        });
    }

    /// Whether nothing is wrong already with a setting or with what is below it. `key` names the country whose own
    /// file it stands in.
    pub fn is_sound(&self, key: Option<&str>, path: &str) -> bool {
        let own = key.map(|key| format!("instances/{key}.yaml"));
        let is_elsewhere = |place: &Place| {
            let of_country = place.file.starts_with("instances/");
            of_country && own.as_deref() != Some(&*place.file)
                || own.is_some() && place.file.starts_with("config/")
        };
        let is_below = |problem: &Problem| {
            let rest = problem.path.strip_prefix(path);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        let mut problems = self.known.0.iter();
        !problems.any(|problem| is_below(problem) && !is_elsewhere(&problem.place))
    }

    /// Everything that is wrong, what was known before included.
    pub async fn finish(mut self) -> Problems {
        let mut problems = std::mem::take(&mut self.known.0);
        while let Some(done) = self.tasks.join_next().await {
            problems.extend(done.unwrap_or_default());
        }
        Problems(problems).tidy()
    }
}

/// A problem of a setting.
fn at_spot(spot: &Spot, failure: Failure) -> Problem {
    Problem::at(spot, failure.message).with_hint(failure.hint)
}

/// Begins with the platform's: PostgreSQL, certificate, ports, backups.
pub fn of_platform(config: &Arc<Config>, trials: &mut Trials) {
    let paths = match Paths::new(config) {
        Ok(paths) => Some(Arc::new(paths)),
        Err(error) => {
            // There is no user for the processes to run as: the folders are nobody's, the rest can be tried.
            let told = error.to_string();
            let (message, hint) = told.split_once("\nhint: ").unzip();
            let problem = Problem::new(Place::whole("CTS_USER"), "", message.unwrap_or(&told));
            let hint = hint.map(ToOwned::to_owned);
            trials.known.0.push(problem.with_hint(hint));
            None
        }
    };
    databases(config, paths.as_ref(), trials);
    if trials.is_sound(None, "tls")
        && let Some(tls) = config.platform.tls.clone()
    {
        let spot = config.spot(&["tls.certificate"]);
        trials.begin_blocking(spot, move || certificate(&tls.certificate));
    }
    let tried = config.clone();
    trials.begin(config.spot(&["listen"]), async move {
        let ports = tokio::task::spawn_blocking(move || ports::problems(&tried));
        ports.await.unwrap_or_default()
    });
    if let Some(paths) = paths
        && trials.is_sound(None, "backup")
        && trials.is_sound(None, "data")
    {
        let tried = (config.clone(), paths);
        let spot = config.spot(&["backup.folder"]);
        trials.begin_blocking(spot, move || backup::try_folder(&tried.0, &tried.1));
    }
}

fn databases(config: &Arc<Config>, paths: Option<&Arc<Paths>>, trials: &mut Trials) {
    let spot = config.spot(&["database.url_env", "database.url_file", "database"]);
    let tried = config.clone();
    if trials.is_sound(None, "database") {
        match &config.platform.database {
            Database::Managed => {
                if let Some(paths) = paths.cloned() {
                    trials.begin_blocking(spot, move || postgres::try_managed(&tried, &paths));
                }
            }
            Database::External(url) => {
                let url = url.clone();
                trials.begin_blocking(spot, move || postgres::try_platform(&tried, &url));
            }
        }
    }
    for instance in config.countries() {
        let key = instance.key();
        if !trials.is_sound(Some(key), "database") {
            continue;
        }
        let mut begin = |url: &Option<Secret>, rights, paths: &[&str]| {
            if let Some(url) = url.clone() {
                let spot = config.spot_of(key, paths);
                trials.begin_blocking(spot, move || postgres::try_country(&url, rights));
            }
        };
        let own = ["database.url_env", "database.url_file"];
        begin(&instance.database_url, Rights::Enter, &own);
        let admin = ["database.admin_url_env", "database.admin_url_file"];
        begin(&instance.admin_url, Rights::MakeDatabases, &admin);
    }
}

/// The files were read and the pair fits, or the configuration had a problem.
fn certificate(file: &std::path::Path) -> Vec<Failure> {
    let Some((from, until)) = front_door::tls::validity(file) else {
        let message = format!("{} holds no certificate that can be read", file.display());
        return vec![Failure::broken(message)];
    };
    let now = Clock::default().now();
    let day = "%Y-%m-%d %H:%M UTC";
    let message = if until < now {
        format!(
            "the certificate in {} ended on {}",
            file.display(),
            until.format(day)
        )
    } else if from > now {
        format!(
            "the certificate in {} begins on {}",
            file.display(),
            from.format(day)
        )
    } else {
        return Vec::new();
    };
    vec![
        Failure::broken(message)
            .hint("renew it in these files; a running front door takes it up by itself"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(file: &str, path: &str) -> Problem {
        Problem::new(Place::whole(file), path, "is wrong")
    }

    #[test]
    fn what_has_a_problem_already_is_not_tried() {
        let known = Problems(vec![
            problem("config/base.yaml", "mail.smtp.host"),
            problem("instances/iraq.yaml", "database.url_file"),
            problem("instances/iraq.yaml", "forms_servers[1].url"),
        ]);

        let trials = Trials::new(known, Duration::from_secs(1));

        assert!(!trials.is_sound(None, "mail"));
        assert!(trials.is_sound(None, "database") && trials.is_sound(None, "tls"));
        assert!(!trials.is_sound(Some("iraq"), "database"));
        assert!(trials.is_sound(Some("turkey"), "database"));
        assert!(trials.is_sound(Some("iraq"), "forms_servers[0]"));
        assert!(!trials.is_sound(Some("iraq"), "forms_servers[1]"));
        assert!(trials.is_sound(None, "mai"));
    }

    #[tokio::test]
    async fn what_takes_too_long_is_a_problem_beside_the_others() {
        let mut trials = Trials::new(Problems::default(), Duration::from_millis(20));
        let spot = |path: &str| Spot {
            path: path.into(),
            place: Place::whole("config/base.yaml"),
        };
        trials.begin(spot("mail.smtp"), std::future::pending());
        trials.begin(spot("listen"), async {
            vec![problem("config/base.yaml", "listen")]
        });

        let found = trials.finish().await;

        let told: Vec<String> = found.0.iter().map(ToString::to_string).collect();
        assert_eq!(told[0], "config/base.yaml listen: is wrong");
        assert!(
            told[1].starts_with("config/base.yaml mail.smtp: no answer within 0 s"),
            "{told:?}"
        );
    }
}
