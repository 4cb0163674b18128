//! `readonly-user create|list|drop`: logins for analysts who read this country's database and nothing else.

use clap::Subcommand;

use super::backup::place;
use super::listing::Limit;
use crate::cli::output::Column;
use crate::cli::session::Session;
use crate::platform;
use crate::platform::provision::readers::{self, Reader};

/// Logins for analysts, who may only read
#[derive(Subcommand, Debug)]
#[command(after_help = "Examples:\n  readonly-user create mara\n  readonly-user list")]
pub enum Command {
    /// Make one; its password is shown once
    #[command(after_help = "Example:\n  readonly-user create mara")]
    Create(OneArgs),
    /// Those there are
    #[command(after_help = "Example:\n  readonly-user list")]
    List(Limit),
    /// Take one away; its connections end
    #[command(after_help = "Example:\n  readonly-user drop mara")]
    Drop(OneArgs),
}

/// Which.
#[derive(clap::Args, Debug)]
pub struct OneArgs {
    /// A short name: small letters, digits and _
    name: String,
}

impl Command {
    /// Runs the command.
    pub async fn run(self, session: &mut Session) -> anyhow::Result<()> {
        match self {
            Self::Create(args) => create(args.name, session).await,
            Self::List(limit) => list(limit, session).await,
            Self::Drop(args) => drop_one(args.name, session).await,
        }
    }
}

/// Does something through the administrator's connection, off the async threads.
async fn through_admin<T: Send + 'static>(
    session: &Session,
    work: impl FnOnce(&platform::provision::Admin<'_>) -> anyhow::Result<T> + Send + 'static,
) -> anyhow::Result<T> {
    let (config, paths) = place(session)?;
    let key = session.settings.key.clone();
    tokio::task::spawn_blocking(move || {
        let instance = platform::find(&config, &key)?;
        work(&platform::provision::Admin {
            config: &config,
            paths: &paths,
            instance,
        })
    })
    .await?
}

async fn record(session: &Session, action: &'static str, name: &str) -> anyhow::Result<()> {
    let name = name.to_owned();
    session
        .write(move |cx| crate::audit::record(cx, action, "readonly_user", &name, None, None))
        .await
}

async fn create(name: String, session: &mut Session) -> anyhow::Result<()> {
    let new = name.clone();
    let made = through_admin(session, move |admin| readers::create(admin, &new)).await?;
    record(session, "readonly_user.create", &name).await?;
    if session.out.is_json() {
        return session.out.json(&made);
    }
    session.out.record(&[
        ("login", made.login.clone()),
        ("password", made.password.clone().unwrap_or_default()),
        ("database", made.database.clone()),
        ("host", made.host.clone().unwrap_or_default()),
    ])?;
    session.out.say("the password is not shown again")?;
    if made.host.is_none() {
        return Ok(());
    }
    // Whoever could open that folder could command the supervisor too.
    session.out.say(
        "that folder is closed to everybody but root and the user the countries run as; `systemctl enable --now \
         cts-analysts.socket` (of `cts ops systemd`) opens a door for analysts on the server itself, and from their own machine:",
    )?;
    session
        .out
        .say("  ssh -N -L 5433:127.0.0.1:5433 ACCOUNT@SERVER")?;
    session.out.say(format!(
        "  psql \"host=127.0.0.1 port=5433 user={} dbname={}\"",
        made.login, made.database
    ))
}

async fn list(limit: Limit, session: &mut Session) -> anyhow::Result<()> {
    let rows = through_admin(session, readers::list).await?;
    let rows = limit.first(&mut session.out, rows)?;
    session.out.list(
        &rows,
        &[
            Column::new("name", |row: &Reader| row.name.clone()),
            Column::new("login", |row: &Reader| row.login.clone()),
            Column::number("connections", |row: &Reader| row.connections.to_string()),
        ],
    )
}

async fn drop_one(name: String, session: &mut Session) -> anyhow::Result<()> {
    let dropped = name.clone();
    through_admin(session, move |admin| readers::find(admin, &dropped)).await?;
    session.confirm(&format!("Take the login of {name} away?"))?;
    let dropped = name.clone();
    through_admin(session, move |admin| readers::drop(admin, &dropped)).await?;
    record(session, "readonly_user.drop", &name).await?;
    if session.out.is_json() {
        return session.out.json(&serde_json::json!({ "dropped": name }));
    }
    session.out.say(format!("the login of {name} is gone"))
}
