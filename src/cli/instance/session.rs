//! `session list|revoke`: which browsers are signed in, and ending that.

use clap::Subcommand;

use super::listing::Limit;
use crate::accounts::service;
use crate::cli::failure::Failure;
use crate::cli::output::Column;
use crate::cli::session::Session;
use crate::web::session::SignedIn;

/// Browsers that are signed in
#[derive(Subcommand, Debug)]
#[command(after_help = "Examples:\n  session list\n  session revoke --user mara@example.org")]
pub enum Command {
    /// Who is signed in from where, the latest first
    #[command(after_help = "Example:\n  session list")]
    List(Limit),
    /// End sessions: of one account, one session, or all
    #[command(
        after_help = "Examples:\n  session revoke --user mara@example.org\n  session revoke --session 3fa94c21b7d0\n  session revoke --everybody"
    )]
    Revoke(RevokeArgs),
}

/// Which sessions end.
#[derive(clap::Args, Debug)]
#[group(required = true, multiple = false)]
pub struct RevokeArgs {
    /// Those of this account
    #[arg(long, value_name = "EMAIL")]
    user: Option<String>,
    /// This one, as `session list` names it
    #[arg(long, value_name = "SESSION")]
    session: Option<String>,
    /// All of them
    #[arg(long)]
    everybody: bool,
}

impl Command {
    /// Runs the command.
    pub async fn run(self, session: &mut Session) -> anyhow::Result<()> {
        match self {
            Self::List(limit) => list(limit, session).await,
            Self::Revoke(args) => revoke(args, session).await,
        }
    }
}

async fn list(limit: Limit, session: &mut Session) -> anyhow::Result<()> {
    let rows = session.read(service::list_sessions).await?;
    let rows = limit.first(&mut session.out, rows)?;
    let at = session.local_time();
    session.out.list(
        &rows,
        &[
            Column::new("session", |row: &SignedIn| row.session.clone()),
            Column::new("who", |row: &SignedIn| row.email.clone()),
            Column::new("last seen", |row: &SignedIn| at(row.last_seen_at)),
            Column::new("since", |row: &SignedIn| at(row.created_at)),
            Column::new("address", |row: &SignedIn| row.address.clone()),
            Column::new("browser", |row: &SignedIn| row.user_agent.clone()),
        ],
    )
}

async fn revoke(args: RevokeArgs, session: &mut Session) -> anyhow::Result<()> {
    if args.everybody {
        session.confirm("Sign everybody out?")?;
    }
    let ended = session
        .write(move |cx| {
            service::revoke_sessions(cx, args.user.as_deref(), args.session.as_deref())
        })
        .await?;
    if ended == 0 {
        return Err(Failure::refused("no such session")
            .hint("`session list` shows those there are")
            .into());
    }
    if session.out.is_json() {
        return session.out.json(&serde_json::json!({ "ended": ended }));
    }
    session.out.say(format!("{ended} sessions ended"))
}
