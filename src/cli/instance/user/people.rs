//! `user invite|show|edit`: making and changing accounts as the pages do.

use clap::ArgAction;
use serde::Serialize;

use super::{OneArgs, UserRow, find, language, role};
use crate::accounts::model::{NewUser, User, UserChanges};
use crate::accounts::tokens::{self, Token};
use crate::accounts::{edit, invitations, service};
use crate::cli::instance::words::or_empty;
use crate::cli::session::Session;
use crate::kernel::{Language, Role};
use crate::web::session::SignedIn;

/// Options of `user invite`.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  user invite ada@example.org --name 'Ada Demir' --role officer\n  \
    user invite ada@example.org     # again, as long as she has no password"
)]
pub struct InviteArgs {
    /// The e-mail address they will sign in with
    #[arg(value_name = "NEW_EMAIL")]
    email: String,
    /// Their name
    #[arg(long, default_value = "", hide_default_value = true)]
    name: String,
    /// What they may do
    #[arg(long, value_enum, default_value = "officer")]
    role: Role,
    /// Language of their pages and of the mail
    #[arg(long, value_parser = language())]
    language: Option<Language>,
}

/// Options of `user edit`; what is not named stays.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  user edit ada@example.org --role manager --mobile '+90 532 111 22 33'\n  \
    user edit clinic@example.org --color '#0e7490' --notes 'opens at ten'\n  user edit ada@example.org --remove-phone"
)]
pub struct EditArgs {
    /// Whose
    #[arg(value_name = "EMAIL")]
    email: String,
    /// Another address to sign in with
    #[arg(long, value_name = "NEW_EMAIL")]
    new_email: Option<String>,
    /// Their name
    #[arg(long)]
    name: Option<String>,
    /// What they may do
    #[arg(long, value_enum)]
    role: Option<Role>,
    /// Mobile phone; an empty text takes it away
    #[arg(long)]
    mobile: Option<String>,
    /// Skype name; an empty text takes it away
    #[arg(long)]
    skype: Option<String>,
    /// Colour such as #0e7490; an empty text takes it away
    #[arg(long)]
    color: Option<String>,
    /// Language of their pages
    #[arg(long, value_parser = language())]
    language: Option<Language>,
    /// What coordinators should know
    #[arg(long)]
    notes: Option<String>,
    /// Take the bound phone from them
    #[arg(long, action = ArgAction::SetTrue)]
    remove_phone: bool,
}

/// An account with its tokens and the browsers it is signed in with, as `--json` gives it.
#[derive(Serialize)]
struct ShownUser {
    #[serde(flatten)]
    user: User,
    has_password: bool,
    tokens: Vec<Token>,
    sessions: Vec<SignedIn>,
}

pub(super) async fn invite(args: InviteArgs, session: &mut Session) -> anyhow::Result<()> {
    let mut new = NewUser::new(args.email, args.name, args.role);
    new.language = args.language;
    let user = session
        .write(move |cx| {
            if let Some(known) = service::find_by_email(cx, &new.email)?
                && known.is_active
                && !service::has_password(cx, known.id)?
            {
                return invitations::send_link(cx, known.id);
            }
            invitations::create(cx, new)
        })
        .await?;
    if session.out.is_json() {
        return session.out.json(&UserRow {
            user,
            password: None,
        });
    }
    session.out.say(format!(
        "an invitation goes to {} ({})",
        user.email,
        role(user.role)
    ))
}

pub(super) async fn show(args: OneArgs, session: &mut Session) -> anyhow::Result<()> {
    let shown = session
        .read(move |cx| {
            let user = find(cx, &args.email)?;
            Ok(ShownUser {
                has_password: service::has_password(cx, user.id)?,
                tokens: tokens::list(cx, user.id)?,
                sessions: service::list_sessions(cx)?
                    .into_iter()
                    .filter(|it| it.email == user.email)
                    .collect(),
                user,
            })
        })
        .await?;
    if session.out.is_json() {
        return session.out.json(&shown);
    }
    let at = session.local_time();
    let user = &shown.user;
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    let names: Vec<&str> = shown
        .tokens
        .iter()
        .map(|token| token.name.as_str())
        .collect();
    session.out.record(&[
        ("e-mail", user.email.clone()),
        ("name", user.name.clone()),
        ("role", role(user.role)),
        ("active", yes(user.is_active)),
        ("superuser", yes(user.is_superuser)),
        ("password set", yes(shown.has_password)),
        ("mobile", user.mobile.clone()),
        ("skype", user.skype.clone()),
        ("color", user.color.clone().unwrap_or_default()),
        ("language", user.language.clone().unwrap_or_default()),
        ("code", user.code.clone()),
        ("phone", user.device_id.clone().unwrap_or_default()),
        ("tokens", names.join(", ")),
        ("sessions", shown.sessions.len().to_string()),
        ("joined", at(user.joined_at)),
        ("last signed in", or_empty(user.last_sign_in_at.map(at))),
        ("notes", user.notes.clone()),
    ])
}

pub(super) async fn change(args: EditArgs, session: &mut Session) -> anyhow::Result<()> {
    let user = session
        .write(move |cx| {
            let user = find(cx, &args.email)?;
            if args.remove_phone {
                edit::unbind_device(cx, user.id)?;
            }
            let now = UserChanges::of(&user);
            let text = |new: Option<String>, now: String| new.unwrap_or(now);
            let color = match args.color {
                Some(color) => Some(color).filter(|color| !color.is_empty()),
                None => now.color,
            };
            let changes = UserChanges {
                email: text(args.new_email, now.email),
                name: text(args.name, now.name),
                role: args.role.unwrap_or(now.role),
                mobile: text(args.mobile, now.mobile),
                skype: text(args.skype, now.skype),
                color,
                language: args.language.or(now.language),
                notes: text(args.notes, now.notes),
            };
            edit::edit(cx, user.id, user.version, changes)
        })
        .await?;
    super::told(session, user, "is saved")
}
