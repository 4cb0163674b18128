//! Simulated phones: they read the plan of each country and fill forms in on the stand-in forms server, as people
//! on the road would. Countries know nothing of them. What happens is in [`script`].

pub mod script;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};
use tokio_util::sync::CancellationToken;

use super::forms_server::Submission;
use super::plan::{Plan, read_json, write_json};
use super::{TOKEN_FILE, geography};
use crate::kernel::clock::Clock;
use script::{Action, State};

/// The control side of a stand-in forms server.
#[derive(Clone, Debug)]
pub struct Control {
    client: reqwest::Client,
    url: String,
    token: String,
}

impl Control {
    /// A control side by the server's address. The token shows that it is our stand-in and not somebody else's.
    ///
    /// # Errors
    /// When no client can be made.
    pub fn new(url: &str, token: &str) -> Result<Self> {
        let client = reqwest::Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(60))
            .build()?;
        Ok(Self {
            client,
            url: url.to_owned(),
            token: token.to_owned(),
        })
    }

    /// Fills forms in; gives their ids.
    ///
    /// # Errors
    /// When the server cannot be reached or refuses.
    pub async fn submit(&self, form: u32, submissions: &[Submission]) -> Result<Vec<i64>> {
        let body = json!({"form": form, "submissions": submissions});
        let answer = self.post("submit", &body).await?;
        Ok(serde_json::from_value(answer["ids"].clone())?)
    }

    /// Corrects a form that was filled in.
    ///
    /// # Errors
    /// When the server cannot be reached or refuses.
    pub async fn edit(&self, form: u32, id: i64, data: &Map<String, Value>) -> Result<()> {
        let body = json!({"form": form, "id": id, "data": data});
        self.post("edit", &body).await.map(|_| ())
    }

    /// Forgets all submissions.
    ///
    /// # Errors
    /// When the server cannot be reached or refuses.
    pub async fn reset(&self) -> Result<()> {
        self.post("reset", &json!({})).await.map(|_| ())
    }

    /// Whether the server answers.
    pub async fn is_there(&self) -> bool {
        self.post("state", &json!({})).await.is_ok()
    }

    async fn post(&self, action: &str, body: &Value) -> Result<Value> {
        let response = self
            .client
            .post(format!("{}/control/{action}", self.url))
            .header("Authorization", format!("Token {}", self.token))
            .body(body.to_string())
            .send()
            .await
            .context("the stand-in forms server cannot be reached")?;
        let status = response.status();
        let text = response.text().await?;
        if !status.is_success() {
            bail!("the stand-in forms server answers {status}: {text}");
        }
        Ok(serde_json::from_str(&text)?)
    }
}

/// Runs the phones of all countries until `stop`.
///
/// # Errors
/// When no client can be made.
pub async fn run(folder: PathBuf, clock: Clock, stop: CancellationToken) -> Result<()> {
    let mut countries = tokio::task::JoinSet::new();
    for country in geography::COUNTRIES {
        let (folder, clock, stop) = (folder.clone(), clock.clone(), stop.clone());
        countries.spawn(async move {
            while !stop.is_cancelled() {
                let pause = match step(&folder, country.key, &clock).await {
                    Ok(pause) => pause,
                    Err(error) => {
                        tracing::warn!(
                            country = country.key,
                            error = format!("{error:#}"),
                            "no scan sent"
                        );
                        Duration::from_secs(3)
                    }
                };
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = tokio::time::sleep(pause) => {}
                }
            }
        });
    }
    while countries.join_next().await.is_some() {}
    Ok(())
}

/// One step of a country; how long to wait for the next.
async fn step(folder: &Path, country: &str, clock: &Clock) -> Result<Duration> {
    let Some(plan) = Plan::read(folder, country)?.filter(|plan| plan.history_sent) else {
        return Ok(Duration::from_secs(1));
    };
    let path = folder.join(format!("phones-{country}.json"));
    let mut state = read_json::<State>(&path)
        .unwrap_or_default()
        .filter(|state| state.belongs_to(&plan))
        .unwrap_or_else(|| State::new(&plan));
    let token = std::fs::read_to_string(folder.join(TOKEN_FILE))?;
    let control = Control::new(&plan.server, token.trim())?;
    let action = state.next(&plan, clock.now());
    if let Some(action) = action {
        if let Some(id) = perform(&control, &action).await? {
            state.sent(&action, id);
        }
        tracing::info!(country, form = action.form, "{}", action.about);
    }
    write_json(&path, &state)?;
    Ok(Duration::from_secs(state.pause()))
}

/// Lets a phone do it; gives the id of the row it became.
///
/// # Errors
/// When the server cannot be reached or refuses.
pub async fn perform(control: &Control, action: &Action) -> Result<Option<i64>> {
    if let Some(id) = action.edits {
        control
            .edit(action.form, id, &action.submission.data)
            .await?;
        return Ok(None);
    }
    let ids = control
        .submit(action.form, std::slice::from_ref(&action.submission))
        .await?;
    Ok(ids.first().copied())
}
