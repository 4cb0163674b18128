//! `cts check --connect`: tries what the configuration names, besides reading it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::kernel::clock::Clock;
use crate::kernel::settings::FormsServer;
use crate::mail::{self, FailureKind};
use crate::platform;
use crate::platform::config::{Config, Instance, Problem, Problems, Spot};
use crate::platform::trial::{self, Trials};
use crate::scans::poller::{self, FormTrial};
use crate::scans::sources::{Http, Limits, SourceError};

/// For each thing that is tried.
const PATIENCE: Duration = Duration::from_secs(15);
/// For one answer: less, so that whoever asks says what was missing.
const ANSWER: Duration = Duration::from_secs(10);

/// Everything that is wrong, and what somebody may want to know when nothing is.
pub(super) fn look(root: &Path) -> anyhow::Result<(Problems, Vec<String>)> {
    let (config, known) = Config::look(root);
    let Some(config) = config.map(Arc::new) else {
        return Ok((known, Vec::new()));
    };
    let http = Arc::new(Http::new(Limits {
        connect: ANSWER / 2,
        total: ANSWER,
        ..Limits::default()
    })?);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let problems = runtime.block_on(async {
        let mut trials = Trials::new(known, PATIENCE);
        trial::of_platform(&config, &mut trials);
        try_mail(&config, &mut trials);
        for instance in config.countries() {
            try_forms_servers(&config, instance, &http, &mut trials);
        }
        trials.finish().await
    });
    // A server that does not answer may still hold a thread; it ends with us.
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    let mut notes = platform::unattended(&config);
    notes.extend(unasked(&config));
    Ok((problems, notes))
}

fn try_mail(config: &Arc<Config>, trials: &mut Trials) {
    let mail = config.platform.mail.clone();
    let Some(server) = mail.server.filter(|_| trials.is_sound(None, "mail")) else {
        return;
    };
    let (here, config) = (config.spot(&["mail.smtp.host"]), config.clone());
    trials.begin(here.clone(), async move {
        let (spot, said, hint) = match mail::try_server(&server, &mail.from, ANSWER).await {
            Ok(()) => return Vec::new(),
            Err(failure) if failure.kind == Some(FailureKind::Login) => {
                let said = failure.words;
                let login = ["mail.smtp.password_env", "mail.smtp.password_file", "mail.smtp.user"];
                let hint = "put the right password there, or the right name in mail.smtp.user";
                (config.spot(&login), format!("{} refuses the login: {said}", server.host), hint)
            }
            Err(failure) => {
                let message = format!("{}:{} takes no mail: {failure}", server.host, server.port);
                let hint = "host, port and tls (starttls on 587, tls on 465) must be what the server offers, and its certificate trusted here";
                (here, message, hint)
            }
        };
        vec![Problem::at(&spot, said).hinting(hint)]
    });
}

fn try_forms_servers(
    config: &Arc<Config>,
    instance: &Instance,
    http: &Arc<Http>,
    trials: &mut Trials,
) {
    for (index, server) in instance.settings.forms_servers.iter().enumerate() {
        let at = format!("forms_servers[{index}]");
        if !trials.is_sound(Some(instance.key()), &at) {
            continue;
        }
        let place = Asked {
            config: config.clone(),
            key: instance.key().to_owned(),
            at,
            server: server.clone(),
        };
        let http = http.clone();
        trials.begin(place.spot(&["url"]), async move {
            let answers = poller::try_server(&place.server, &http, &Clock::default()).await;
            place.judge(answers)
        });
    }
}

/// A forms server and where it stands in the configuration.
struct Asked {
    config: Arc<Config>,
    key: String,
    at: String,
    server: FormsServer,
}

impl Asked {
    fn spot(&self, names: &[&str]) -> Spot {
        let paths: Vec<String> = names
            .iter()
            .map(|name| format!("{}.{name}", self.at))
            .collect();
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        self.config.spot_of(&self.key, &paths)
    }

    /// What is wrong with server or token is told once, not for every form.
    fn judge(&self, answers: Vec<FormTrial>) -> Vec<Problem> {
        let mut found: Vec<Problem> = Vec::new();
        for answer in answers {
            let Err(error) = answer.result else { continue };
            let problem = self.problem(&answer.form, &error);
            if !found.iter().any(|told| told.path == problem.path) {
                found.push(problem);
            }
        }
        found
    }

    fn problem(&self, form: &str, error: &SourceError) -> Problem {
        let (name, url) = (&self.server.name, &self.server.url);
        match error {
            SourceError::Credentials(said) => {
                let spot = self.spot(&["token_env", "token_file"]);
                Problem::at(&spot, format!("{url} refuses the token of {name}: {said}"))
                    .hinting("put the token of an account there that may read these forms")
            }
            SourceError::Missing(said) => {
                Problem::at(&self.spot_of_form(form), format!("{url} has no form {form}: {said}")).hinting(
                    "the number stands in the form's address on the server; the token's account must be allowed to read it",
                )
            }
            SourceError::Refused(said) => Problem::at(
                &self.spot_of_form(form),
                format!("{url} does not understand the question for form {form}: {said}"),
            )
            .hinting("`url` must lead to a server of the kind that `kind` names"),
            SourceError::Wait { .. } => Problem::at(&self.spot(&["url"]), format!("{url}: {error}"))
                .hinting("it answers, and is asked too often: leave it alone that long, then check again"),
            SourceError::Transient(_) | SourceError::TimedOut(_) | SourceError::TooLarge(_) => {
                Problem::at(&self.spot(&["url"]), format!("{url} cannot be asked: {error}"))
                    .hinting("scheme, host and port must be right, the server up, and the network let this machine out")
            }
        }
    }

    fn spot_of_form(&self, form: &str) -> Spot {
        let position = self
            .server
            .package_forms
            .iter()
            .position(|known| known == form);
        match position {
            Some(index) => self.spot(&[&format!("package_forms[{index}]")]),
            None => self.spot(&["device_form"]),
        }
    }
}

/// Forms servers nobody asks.
fn unasked(config: &Config) -> Vec<String> {
    let mut notes = Vec::new();
    for instance in config.countries() {
        for (index, server) in instance.settings.forms_servers.iter().enumerate() {
            if server.token.is_empty() {
                let token = format!("forms_servers[{index}].token_file");
                let spot = config.spot_of(instance.key(), &[&token]);
                let name = &server.name;
                notes.push(format!(
                    "{} {}: no token, so {name} is not asked",
                    spot.place, spot.path
                ));
            }
        }
    }
    notes
}
