//! Who does what, through which door, when and on what: the context every service takes.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;

use super::error::{Error, Result};
use super::ids::UserId;
use super::kept::Kept;
use super::permission::{Permission, Role};
use super::settings::InstanceSettings;

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody is signed in.
    Anonymous,
    /// A person with an account in this country.
    User {
        id: UserId,
        /// Display name: the name, else the e-mail.
        name: String,
        role: Role,
        is_superuser: bool,
    },
    /// A person with a shell on the server, by the name of their system account.
    Operator(String),
    /// A forms server, by its name in the YAML.
    Source(String),
    /// The country's own scheduler.
    System,
}

impl Actor {
    /// Whether this actor may do it. Operators and the system may everything; sources only hand in scans, which
    /// asks no permission.
    pub fn may(&self, permission: Permission) -> bool {
        match self {
            Self::Anonymous | Self::Source(_) => false,
            Self::User {
                is_superuser: true, ..
            }
            | Self::Operator(_)
            | Self::System => true,
            Self::User { role, .. } => role.may(permission),
        }
    }

    /// The partner whose rows alone this actor may see; `None` when all may be seen.
    pub fn only_partner(&self) -> Option<UserId> {
        match self {
            Self::User { id, .. } if !self.may(Permission::ViewAllPartners) => Some(*id),
            _ => None,
        }
    }

    /// The account, when it is a person's.
    pub fn user_id(&self) -> Option<UserId> {
        match self {
            Self::User { id, .. } => Some(*id),
            _ => None,
        }
    }

    /// The word stored with audit rows and events.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::User { .. } => "user",
            Self::Operator(_) => "operator",
            Self::Source(_) => "source",
            Self::System => "system",
        }
    }

    /// The name stored with audit rows and events.
    pub fn name(&self) -> &str {
        match self {
            Self::Anonymous | Self::System => "",
            Self::User { name, .. } | Self::Operator(name) | Self::Source(name) => name,
        }
    }
}

/// Through what somebody acts. No rule branches on it; audit and events write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    Page,
    Api,
    CommandLine,
    Shell,
    Poller,
    Job,
    Import,
    Demo,
}

impl Door {
    /// Every one.
    pub const ALL: [Self; 8] = [
        Self::Page,
        Self::Api,
        Self::CommandLine,
        Self::Shell,
        Self::Poller,
        Self::Job,
        Self::Import,
        Self::Demo,
    ];

    /// The word stored with audit rows and events.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Api => "api",
            Self::CommandLine => "command_line",
            Self::Shell => "shell",
            Self::Poller => "poller",
            Self::Job => "job",
            Self::Import => "import",
            Self::Demo => "demo",
        }
    }
}

/// Who acts, through what, in which request: what a door knows before it has a connection.
#[derive(Clone, Debug)]
pub struct Op {
    pub actor: Actor,
    pub door: Door,
    /// Names the request or run in logs, audit rows and error pages.
    pub request_id: String,
}

impl Op {
    /// Somebody at a door, with the id of their request.
    pub fn new(actor: Actor, door: Door, request_id: impl Into<String>) -> Self {
        Self {
            actor,
            door,
            request_id: request_id.into(),
        }
    }
}

/// What a service gets: the connection (inside a transaction when it writes), who asks, and the time.
pub struct OpContext<'c> {
    pub conn: &'c mut PgConnection,
    pub actor: Actor,
    pub door: Door,
    pub request_id: String,
    pub now: DateTime<Utc>,
    pub settings: Arc<InstanceSettings>,
    /// Figures counted a moment ago; none inside a transaction, which sees what nobody else does.
    pub kept: Option<Kept>,
}

impl OpContext<'_> {
    /// Refuses unless the actor may do it.
    ///
    /// # Errors
    /// `SignedOut` when nobody is signed in, `Forbidden` when the person may not.
    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.actor.may(permission) {
            return Ok(());
        }
        match self.actor {
            Actor::Anonymous => Err(Error::SignedOut),
            _ => Err(Error::Forbidden),
        }
    }

    /// Today in the country's time zone: what "overdue" and "shipped today" mean.
    pub fn today(&self) -> NaiveDate {
        self.settings.day_of(self.now)
    }
}
