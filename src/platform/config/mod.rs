//! The configuration of the platform: `config/*.yaml`, `instances/*.yaml` and the `CTS_…` variables over them.
//!
//! Begin with [`Config::load`]. It looks at everything before it gives up, so that all problems of all files are
//! told at once ([`Problems`]), with line and column ([`yaml`]) and the likely right word ([`problems`]).
//!
//! Variables: `CTS_` and the path of a key in upper case (`CTS_LISTEN`, `CTS_LOG_LEVEL`, `CTS_LIMITS_BODY`), lists
//! with commas; for a country `CTS_<KEY>_…` (`CTS_TURKEY_TIME_ZONE`, `CTS_TURKEY_PORT`, `CTS_TURKEY_DATABASE_URL`)
//! and for its forms server `CTS_<KEY>_FORMS_…`, with the server's name in between when there are several
//! (`CTS_TURKEY_FORMS_URL`, `CTS_TURKEY_FORMS_ONA_TOKEN`). They win over the files.

mod changed;
mod country;
pub mod edit;
pub mod effective;
mod environment;
mod in_force;
mod instance_list;
mod mail;
mod places;
pub mod problems;
mod secret;
mod section;
pub mod sources;
#[cfg(test)]
mod tests;
mod values;
mod variables;
pub mod yaml;

use std::path::Path;
use std::sync::Arc;

use crate::kernel::InstanceSettings;
use crate::kernel::money::Currency;
use crate::kernel::settings::{ChosenLanguages, Secret, Surroundings, SurroundingsNow};
use crate::platform::backup::nightly;

pub(crate) use changed::{Changed, changed, changed_platform};
pub use environment::{Backup, Database, Limits, Log, Platform, Tls};
pub use places::Spot;
pub use problems::{Problem, Problems};
pub use sources::Sources;
pub use values::Network;

use instance_list::Entry;
pub use instance_list::why_no_key;
use section::Report;
use yaml::{Node, Place};

/// The key of the instance `cts serve --local` runs.
pub const LOCAL: &str = "local";

/// The checked configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// `dev` (the default), `staging` or `production`; from `CTS_ENVIRONMENT`.
    pub environment: String,
    /// The settings of the environment.
    pub platform: Platform,
    /// The countries, in the order of the list.
    pub instances: Vec<Instance>,
    /// What all this was read from.
    pub sources: Sources,
}

/// One country as the platform sees it.
#[derive(Clone, Debug)]
pub struct Instance {
    /// What its app gets to know.
    pub settings: Arc<InstanceSettings>,
    /// Where its process listens, on the loopback.
    pub port: u16,
    /// Whether it is in the list but not served for now.
    pub is_paused: bool,
    /// Its own login to a database somebody else prepared; nothing is provisioned then.
    pub database_url: Option<Secret>,
    /// An administrator's login to the server of that database, for backups and migrations; its process never sees it.
    pub admin_url: Option<Secret>,
    /// Names of the variables and files its secrets are in.
    secrets: Vec<String>,
}

impl Instance {
    /// Its short name.
    pub fn key(&self) -> &str {
        &self.settings.key
    }

    /// Whether a process for one would do what a process for the other does.
    pub(crate) fn runs_like(&self, other: &Self) -> bool {
        self.settings == other.settings
            && self.port == other.port
            && self.database_url == other.database_url
    }
}

impl Config {
    /// Reads and checks everything below `root`.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of files and lines.
    pub fn load(root: &Path) -> Result<Self, Problems> {
        Self::from_sources(Sources::read(root))
    }

    /// Reads and checks everything below `root`; gives all that is wrong, and beside it what can be read all the same.
    pub fn look(root: &Path) -> (Option<Self>, Problems) {
        Self::examine(Sources::read(root))
    }

    /// Reads everything below `root` for work in one country, which what is wrong with others does not keep from being
    /// done; gives that too.
    ///
    /// # Errors
    /// Everything that is wrong, when some of it is about this country or about all.
    pub fn load_for(root: &Path, key: &str) -> Result<(Self, Problems), Problems> {
        match Self::look(root) {
            (Some(config), problems)
                if problems.0.is_empty()
                    || config.instance(key).is_some()
                        && problems.0.iter().all(|one| one.is_elsewhere(key)) =>
            {
                Ok((config, problems))
            }
            (_, problems) => Err(problems),
        }
    }

    /// The same as [`Config::load`], with the user the processes below a supervisor of root run as.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of files and lines.
    pub fn load_as(root: &Path, user: Option<&str>) -> Result<Self, Problems> {
        let mut sources = Sources::read(root);
        if let Some(user) = user {
            sources.variables.insert("CTS_USER".into(), user.to_owned());
        }
        Self::from_sources(sources)
    }

    /// Reads everything again for a supervisor that runs. Whether a list without countries is meant is for the
    /// supervisor to ask, who knows which would be lost.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of files and lines.
    pub(crate) fn load_again(root: &Path, user: &str) -> Result<Self, Problems> {
        let mut sources = Sources::read(root);
        sources.variables.insert("CTS_USER".into(), user.to_owned());
        sources.may_be_empty = true;
        Self::from_sources(sources)
    }

    /// Checks texts that were read already.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of files and lines.
    pub fn from_sources(sources: Sources) -> Result<Self, Problems> {
        let partial = sources.partial;
        match Self::examine(sources) {
            (Some(config), problems) if problems.0.is_empty() || partial => Ok(config),
            (_, problems) => Err(problems),
        }
    }

    /// Everything that is wrong, and beside it what can be read all the same, for who only looks.
    fn examine(mut sources: Sources) -> (Option<Self>, Problems) {
        let report = Report::default();
        let found = Loader {
            sources: &mut sources,
            report: &report,
        }
        .load();
        let problems = Problems(report.into_problems()).tidy();
        let config = found.map(|(environment, platform, instances)| Self {
            environment,
            platform,
            instances,
            sources,
        });
        if let Some(config) = &config {
            config.tell_of_backups();
        }
        (config, problems)
    }

    /// Whether demo data and passwords are in order.
    pub fn is_dev(&self) -> bool {
        self.environment == "dev"
    }

    /// A country by its key; [`LOCAL`] gives the one without a prefix.
    pub fn instance(&self, key: &str) -> Option<&Instance> {
        self.instances.iter().find(|instance| instance.key() == key)
    }

    /// Lets each country know who makes its nightly backups.
    fn tell_of_backups(&self) {
        for instance in &self.instances {
            let around = &instance.settings.surroundings;
            around.set(SurroundingsNow {
                nightly_backups: nightly::whose(self, instance),
                ..(*around.now()).clone()
            });
        }
    }

    /// All keys, in the order of the list.
    pub fn keys(&self) -> Vec<&str> {
        self.instances.iter().map(Instance::key).collect()
    }

    /// The countries people and the front door see: all but [`LOCAL`].
    pub fn countries(&self) -> impl Iterator<Item = &Instance> {
        self.instances
            .iter()
            .filter(|instance| instance.key() != LOCAL)
    }

    /// What one country's process may know of the configuration.
    pub fn sources_of(&self, instance: &Instance) -> Sources {
        self.sources
            .of_instance(instance.key(), &self.keys(), &instance.secrets)
    }
}

struct Loader<'a> {
    sources: &'a mut Sources,
    report: &'a Report,
}

impl Loader<'_> {
    fn load(&mut self) -> Option<(String, Platform, Vec<Instance>)> {
        let environment = self.environment_name();
        let platform = self.platform(environment.as_deref().unwrap_or("dev"));
        if let (Some(platform), None) = (&platform, &self.sources.data) {
            let data = crate::platform::paths::data_folder(
                &self.sources.root,
                &platform.data,
                self.sources.user(),
            );
            self.sources.data = Some(data);
        }
        let entries = self.entries(platform.as_ref());
        self.variables(&entries);
        let mut instances = Vec::new();
        let mut forms: Vec<(String, String)> = Vec::new();
        let environment = environment.unwrap_or_else(|| "dev".into());
        let platform = platform?;
        for entry in &entries {
            instances.extend(self.instance(entry, &entries, &environment, &platform, &mut forms));
        }
        let local = local_entry();
        instances.extend(self.instance(&local, &entries, &environment, &platform, &mut Vec::new()));
        self.stray_files(&entries);
        Some((environment, platform, instances))
    }

    fn file(&mut self, path: &str) -> Option<Node> {
        match self.sources.files.get(path)? {
            Ok(text) => {
                let mut problems = Vec::new();
                let node = yaml::parse(path, text, &mut problems);
                self.report.extend(problems);
                node
            }
            Err(error) => {
                self.report
                    .add(&Place::whole(path), "", format!("cannot be read: {error}"));
                None
            }
        }
    }

    fn environments(&self) -> Vec<String> {
        self.sources
            .files
            .keys()
            .filter_map(|path| path.strip_prefix("config/")?.strip_suffix(".yaml"))
            .filter(|name| *name != "base")
            .map(ToOwned::to_owned)
            .collect()
    }

    fn environment_name(&self) -> Option<String> {
        let Some(name) = self.sources.variables.get("CTS_ENVIRONMENT") else {
            return Some("dev".into());
        };
        let known = self.environments();
        if name == "dev" || known.contains(name) {
            return Some(name.clone());
        }
        let near = problems::suggestion(name, known.iter().map(String::as_str));
        let message = format!("there is no config/{name}.yaml{near}");
        self.report
            .add(&Place::whole("CTS_ENVIRONMENT"), "", message);
        None
    }

    /// The settings of this environment; the other environments' files are looked over as well.
    fn platform(&mut self, environment: &str) -> Option<Platform> {
        let base = self
            .file("config/base.yaml")
            .unwrap_or_else(|| Node::empty(Place::whole("config/base.yaml")));
        for name in self.environments() {
            let mut node = base.clone();
            if let Some(over) = self.file(&format!("config/{name}.yaml")) {
                node.merge(over);
            }
            if name == environment {
                continue;
            }
            environment::read(&node, &name, None, self.report);
        }
        // The problems of these files were told above.
        let node = effective::platform_node(self.sources, environment);
        environment::read(&node, environment, Some(&mut *self.sources), self.report)
    }

    fn entries(&mut self, platform: Option<&Platform>) -> Vec<Entry> {
        if !self.sources.files.contains_key(instance_list::FILE) {
            let message = "is missing; it lists the countries, one line each: turkey: {name: Turkey, prefix: /TR, currency: TRY, port: 8001}";
            self.report
                .add(&Place::whole(instance_list::FILE), "", message);
            return Vec::new();
        }
        let Some(mut node) = self.file(instance_list::FILE) else {
            return Vec::new();
        };
        variables::lay_over_list(&mut node, self.sources);
        let front_door = platform.map_or_else(Vec::new, Platform::own_ports);
        instance_list::read(&node, &front_door, self.sources.may_be_empty, self.report)
    }

    fn variables(&self, entries: &[Entry]) {
        if !self.sources.partial {
            let keys: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
            variables::check(self.sources, &keys, self.report);
        }
    }

    fn instance(
        &mut self,
        entry: &Entry,
        all: &[Entry],
        environment: &str,
        platform: &Platform,
        forms: &mut Vec<(String, String)>,
    ) -> Option<Instance> {
        let path = format!("instances/{}.yaml", entry.key);
        let mut node = self
            .file(&path)
            .unwrap_or_else(|| Node::empty(Place::whole(&path)));
        variables::lay_over_country(&mut node, &entry.key, self.sources);
        let country = country::read(&node, &entry.key, self.sources, self.report)?;
        for form in &country.forms {
            if let Some((_, other)) = forms.iter().find(|(id, _)| *id == form.value) {
                let message = format!(
                    "form {} already belongs to \"{other}\"; a form belongs to one country",
                    form.value
                );
                self.report.add(&form.place, &form.path, message);
            } else {
                forms.push((form.value.clone(), entry.key.clone()));
            }
        }
        let currency = Currency {
            digits: country.currency_digits.unwrap_or(entry.currency.digits),
            ..entry.currency.clone()
        };
        let others = all.iter().filter(|other| other.key != entry.key);
        let settings = InstanceSettings {
            key: entry.key.clone(),
            name: entry.name.clone(),
            prefix: entry.prefix.clone(),
            currency,
            time_zone: country.time_zone,
            names: country.names,
            languages: country.languages,
            chosen_languages: ChosenLanguages::default(),
            map_center: country.map.0,
            map_zoom: country.map.1,
            color: country.color,
            address: format!(
                "{}{}",
                crate::platform::front_door::url_of(platform, environment == "dev"),
                entry.prefix
            ),
            mail: platform.mail.clone(),
            overdue_from_ready: country.overdue_from_ready,
            silent_after_days: country.silent_after_days,
            surroundings: Surroundings::new(SurroundingsNow {
                other_prefixes: others.map(|o| (o.prefix.clone(), o.name.clone())).collect(),
                ..SurroundingsNow::default()
            }),
            forms_servers: country.forms_servers,
            environment: environment.to_owned(),
            secure_cookies: platform.secure_cookies,
            allowed_hosts: platform.allowed_hosts.clone(),
        };
        let mut secrets = country.secrets;
        secrets.extend(platform.mail_secrets.iter().cloned());
        Some(Instance {
            settings: Arc::new(settings),
            port: entry.port,
            is_paused: entry.is_paused,
            database_url: country.database_url,
            admin_url: country.admin_url,
            secrets,
        })
    }

    /// A file that ends in `.yml` is not read, and a file of a country that is not in the list is most likely a key
    /// spelled wrong.
    fn stray_files(&self, entries: &[Entry]) {
        for path in self.sources.files.keys() {
            if let Some(name) = path.strip_suffix(".yml") {
                let read = format!("{name}.yaml");
                let then = if self.sources.files.contains_key(&read) {
                    format!(
                        "{read} is; take over there what it lacks, and take this one out of this folder"
                    )
                } else {
                    format!("rename it to {read}, or take it out of this folder")
                };
                let message = format!("is not read, as only files that end in .yaml are; {then}");
                self.report.add(&Place::whole(path), "", message);
            }
        }
        if entries.is_empty() {
            return;
        }
        let keys: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
        for path in self.sources.files.keys() {
            let Some(key) = path
                .strip_prefix("instances/")
                .and_then(|p| p.strip_suffix(".yaml"))
            else {
                continue;
            };
            let known = key == "instances" || key == LOCAL || keys.contains(&key);
            let near = problems::suggestion(key, keys.iter().copied());
            if !known && !near.is_empty() {
                let message = format!("belongs to no country of the list{near}");
                self.report.add(&Place::whole(path), "", message);
            }
        }
    }
}

/// The instance for development: no prefix, the front door's port, no list entry.
fn local_entry() -> Entry {
    Entry {
        key: LOCAL.into(),
        name: "Local".into(),
        prefix: String::new(),
        currency: Currency {
            code: "JOD".into(),
            digits: 3,
        },
        port: 8000,
        is_paused: false,
    }
}
