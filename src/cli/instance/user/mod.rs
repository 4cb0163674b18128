//! `user create|invite|list|show|edit|set-password|link|deactivate|activate|token`: who may sign in.

mod people;
mod token;

use chrono::{DateTime, Utc};
use clap::{Subcommand, ValueEnum};
use serde::Serialize;
use serde_json::json;

use crate::accounts::links::{self, Link};
use crate::accounts::model::{NewUser, User, UserFilter};
use crate::accounts::service;
use crate::cli::instance::listing::Limit;
use crate::cli::instance::words::or_empty;
use crate::cli::output::Column;
use crate::cli::password::PasswordArgs;
use crate::cli::session::Session;
use crate::kernel::{Error, Language, OpContext, Result, Role};

/// Accounts of this country
#[derive(Subcommand, Debug)]
#[command(after_help = "Examples:\n  user list --role partner\
    \n  user invite mara@example.org --name Mara --role officer\
    \n  user link mara@example.org")]
pub enum Command {
    /// Make an account
    Create(CreateArgs),
    /// Make an account and mail an invitation to set a password; send it again while there is none
    Invite(people::InviteArgs),
    /// Accounts by name
    #[command(
        after_help = "Examples:\n  user list --role partner\n  user list --search mara --all --json"
    )]
    List(ListArgs),
    /// One account with all there is to it
    #[command(
        after_help = "Examples:\n  user show ada@example.org\n  user show ada@example.org --json"
    )]
    Show(OneArgs),
    /// Change an account; what is not named stays
    Edit(Box<people::EditArgs>),
    /// Give an account a new password and end its sessions
    #[command(
        after_help = "Examples:\n  user set-password ada@example.org\n  user set-password ada@example.org --generate"
    )]
    SetPassword(SetPasswordArgs),
    /// Make a link with which somebody sets their password themselves, once, within a day
    #[command(after_help = "Example:\n  user link ada@example.org")]
    Link(OneArgs),
    /// Switch an account off and end its sessions; what it did stays
    #[command(after_help = "Example:\n  user deactivate ada@example.org --yes")]
    Deactivate(OneArgs),
    /// Switch an account on again
    #[command(after_help = "Example:\n  user activate ada@example.org")]
    Activate(OneArgs),
    #[command(subcommand)]
    Token(token::Command),
}

/// Options of `user create`.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  user create ada@example.org --name 'Ada Demir' --role officer --generate\n  \
    user create root@example.org --superuser --password-stdin < password.txt"
)]
pub struct CreateArgs {
    /// The e-mail address they sign in with
    #[arg(value_name = "NEW_EMAIL")]
    email: String,
    /// Their name
    #[arg(long, default_value = "", hide_default_value = true)]
    name: String,
    /// What they may do
    #[arg(long, value_enum, default_value = "officer")]
    role: Role,
    /// May do everything, whatever the role
    #[arg(long)]
    superuser: bool,
    /// Language of their pages
    #[arg(long, value_parser = language())]
    language: Option<Language>,
    /// Make an account that cannot sign in until a password is set
    #[arg(long, conflicts_with_all = ["password_stdin", "generate"])]
    no_password: bool,
    #[command(flatten)]
    password: PasswordArgs,
}

/// Options of `user list`.
#[derive(clap::Args, Debug)]
pub struct ListArgs {
    /// Only those with this role
    #[arg(long, value_enum)]
    role: Option<Role>,
    /// Part of the name or the e-mail address
    #[arg(long)]
    search: Option<String>,
    /// Those switched off too
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    limit: Limit,
}

/// Options of `user set-password`.
#[derive(clap::Args, Debug)]
pub struct SetPasswordArgs {
    /// Whose
    #[arg(value_name = "EMAIL")]
    email: String,
    #[command(flatten)]
    password: PasswordArgs,
}

/// Whose account.
#[derive(clap::Args, Debug)]
pub struct OneArgs {
    /// Whose
    #[arg(value_name = "EMAIL")]
    email: String,
}

/// An account, as `--json` gives it.
#[derive(Serialize)]
struct UserRow {
    #[serde(flatten)]
    user: User,
    /// Only right after it was made up.
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<String>,
}

fn language() -> impl clap::builder::TypedValueParser<Value = Language> {
    use clap::builder::TypedValueParser;
    clap::builder::PossibleValuesParser::new(Language::ALL.map(Language::tag))
        .map(|tag| Language::from_tag(&tag).unwrap_or_default())
}

impl Command {
    /// Runs the command.
    pub async fn run(self, session: &mut Session) -> anyhow::Result<()> {
        match self {
            Self::Create(args) => create(args, session).await,
            Self::Invite(args) => people::invite(args, session).await,
            Self::Show(args) => people::show(args, session).await,
            Self::Edit(args) => people::change(*args, session).await,
            Self::Token(command) => command.run(session).await,
            Self::List(args) => list(args, session).await,
            Self::SetPassword(args) => set_password(args, session).await,
            Self::Link(args) => {
                let link = session
                    .write(move |cx| {
                        let id = find(cx, &args.email)?.id;
                        links::password_link(cx, id)
                    })
                    .await?;
                show_link(session, &link)
            }
            Self::Deactivate(args) => {
                session.confirm(&format!("Switch off the account of {}?", args.email))?;
                let user = session
                    .write(move |cx| {
                        let id = find(cx, &args.email)?.id;
                        service::deactivate(cx, id)
                    })
                    .await?;
                told(session, user, "is switched off")
            }
            Self::Activate(args) => {
                let user = session
                    .write(move |cx| {
                        let id = find(cx, &args.email)?.id;
                        service::activate(cx, id)
                    })
                    .await?;
                told(session, user, "is switched on")
            }
        }
    }
}

/// A link as `--json` gives it.
#[derive(Serialize)]
struct LinkRow {
    url: String,
    expires_at: DateTime<Utc>,
}

/// Prints a link that is shown once.
///
/// # Errors
/// When stdout is gone.
pub(in crate::cli) fn show_link(session: &mut Session, link: &Link) -> anyhow::Result<()> {
    let url = format!("{}{}", session.url, link.path);
    if session.out.is_json() {
        let expires_at = link.expires_at;
        return session.out.json(&LinkRow { url, expires_at });
    }
    session.out.text(&url)?;
    let until = session.local_time()(link.expires_at);
    session.out.say(format!(
        "it works once, until {until}; it is not shown again"
    ))
}

fn find(cx: &mut OpContext<'_>, email: &str) -> Result<User> {
    service::find_by_email(cx, email)?.ok_or_else(|| Error::not_found("thing-user", email))
}

async fn create(args: CreateArgs, session: &mut Session) -> anyhow::Result<()> {
    let mut new = NewUser::new(args.email, args.name, args.role);
    new.is_superuser = args.superuser;
    new.language = args.language;
    let mut told_password = None;
    if !args.no_password {
        let password = args.password.get(session)?;
        told_password = password.is_generated.then(|| password.value.clone());
        new.password = Some(password.value);
    }
    let user = session.write(move |cx| service::create(cx, new)).await?;
    if session.out.is_json() {
        return session.out.json(&UserRow {
            user,
            password: told_password,
        });
    }
    session.out.say(format!(
        "made the account of {} ({})",
        user.email,
        role(user.role)
    ))?;
    told_password.map_or(Ok(()), |password| session.out.text(password))
}

async fn list(args: ListArgs, session: &mut Session) -> anyhow::Result<()> {
    let filter = UserFilter {
        role: args.role,
        is_active: (!args.all).then_some(true),
        search: args.search,
    };
    let users = args
        .limit
        .fetch(session, move |cx, paging| {
            service::list(cx, &filter, paging)
        })
        .await?;
    let at = session.local_time();
    session.out.list(
        &users,
        &[
            Column::number("id", |r: &User| r.id.to_string()),
            Column::new("e-mail", |r: &User| r.email.clone()),
            Column::new("name", |r: &User| r.name.clone()),
            Column::new("role", |r: &User| role(r.role)),
            Column::new("active", |r: &User| {
                if r.is_active { "yes" } else { "no" }.to_owned()
            }),
            Column::new("superuser", |r: &User| {
                if r.is_superuser { "yes" } else { "" }.to_owned()
            }),
            Column::new("last signed in", |r: &User| {
                or_empty(r.last_sign_in_at.map(at))
            }),
        ],
    )
}

async fn set_password(args: SetPasswordArgs, session: &mut Session) -> anyhow::Result<()> {
    // Asked for first, so that nobody types a password for an account that is not there.
    let email = args.email.clone();
    let user = session.read(move |cx| find(cx, &email)).await?;
    let password = args.password.get(session)?;
    let told = password.is_generated.then(|| password.value.clone());
    session
        .write(move |cx| service::set_password(cx, user.id, &password.value))
        .await?;
    if session.out.is_json() {
        return session
            .out
            .json(&json!({ "email": user.email, "password": told }));
    }
    session.out.say(format!(
        "{} has a new password; their sessions ended",
        user.email
    ))?;
    told.map_or(Ok(()), |password| session.out.text(password))
}

fn told(session: &mut Session, user: User, what: &str) -> anyhow::Result<()> {
    if session.out.is_json() {
        return session.out.json(&UserRow {
            user,
            password: None,
        });
    }
    session.out.say(format!("{} {what}", user.email))
}

fn role(role: Role) -> String {
    role.to_possible_value()
        .map_or_else(String::new, |value| value.get_name().to_owned())
}
