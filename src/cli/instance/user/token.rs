//! `user token create|list|revoke`: tokens with which programs act as a person.

use clap::Subcommand;
use serde::Serialize;

use super::{OneArgs, find};
use crate::accounts::tokens::{self, Token};
use crate::cli::instance::listing::Limit;
use crate::cli::instance::words::or_empty;
use crate::cli::output::Column;
use crate::cli::session::Session;

/// Tokens with which programs act as a person
#[derive(Subcommand, Debug)]
#[command(
    after_help = "Examples:\n  user token create ada@example.org report\n  user token list ada@example.org"
)]
pub enum Command {
    /// Make a token; it is printed once
    #[command(after_help = "Example:\n  user token create ada@example.org report")]
    Create(NamedArgs),
    /// Tokens that are worth something
    #[command(after_help = "Example:\n  user token list ada@example.org")]
    List(ListArgs),
    /// Make a token worthless
    #[command(after_help = "Example:\n  user token revoke ada@example.org report")]
    Revoke(NamedArgs),
}

/// Options of `user token list`.
#[derive(clap::Args, Debug)]
pub struct ListArgs {
    #[command(flatten)]
    whose: OneArgs,
    #[command(flatten)]
    limit: Limit,
}

/// Which token.
#[derive(clap::Args, Debug)]
pub struct NamedArgs {
    /// Whose
    #[arg(value_name = "EMAIL")]
    email: String,
    /// What it is called
    name: String,
}

/// A token that was just made, as `--json` gives it.
#[derive(Serialize)]
struct NewToken {
    #[serde(flatten)]
    row: Token,
    token: String,
}

impl Command {
    pub(super) async fn run(self, session: &mut Session) -> anyhow::Result<()> {
        match self {
            Self::Create(args) => create(args, session).await,
            Self::List(args) => list(args, session).await,
            Self::Revoke(args) => revoke(args, session).await,
        }
    }
}

async fn create(args: NamedArgs, session: &mut Session) -> anyhow::Result<()> {
    let (row, token) = session
        .write(move |cx| {
            let id = find(cx, &args.email)?.id;
            tokens::create(cx, id, &args.name)
        })
        .await?;
    if session.out.is_json() {
        return session.out.json(&NewToken { row, token });
    }
    session.out.text(&token)?;
    session.out.say("it is not shown again")
}

async fn list(args: ListArgs, session: &mut Session) -> anyhow::Result<()> {
    let ListArgs { whose, limit } = args;
    let rows = session
        .read(move |cx| {
            let id = find(cx, &whose.email)?.id;
            tokens::list(cx, id)
        })
        .await?;
    let rows = limit.first(&mut session.out, rows)?;
    let at = session.local_time();
    session.out.list(
        &rows,
        &[
            Column::new("name", |r: &Token| r.name.clone()),
            Column::new("begins with", |r: &Token| r.hint.clone()),
            Column::new("made", |r: &Token| at(r.created_at)),
            Column::new("last used", |r: &Token| or_empty(r.last_used_at.map(at))),
        ],
    )
}

async fn revoke(args: NamedArgs, session: &mut Session) -> anyhow::Result<()> {
    session.confirm(&format!(
        "Make the token \"{}\" of {} worthless?",
        args.name, args.email
    ))?;
    let token = session
        .write(move |cx| {
            let id = find(cx, &args.email)?.id;
            let token = tokens::find_by_name(cx, id, &args.name)?;
            tokens::revoke(cx, id, token.id)
        })
        .await?;
    if session.out.is_json() {
        return session.out.json(&token);
    }
    session.out.say(format!(
        "the token \"{}\" is worth nothing any more",
        token.name
    ))
}
