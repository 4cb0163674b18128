//! `role list|show`: what each role may do; the matrix is in the code, here it is shown.

use clap::Subcommand;
use serde::Serialize;

use super::listing::Limit;
use crate::cli::output::Column;
use crate::cli::session::Session;
use crate::kernel::permission::{Act, Model};
use crate::kernel::{Permission, Role};

/// What the roles may do
#[derive(Subcommand, Debug)]
#[command(after_help = "Examples:\n  role list\n  role show partner")]
pub enum Command {
    /// Every permission and who has it
    #[command(after_help = "Examples:\n  role list\n  role list --json")]
    List(Limit),
    /// What one role may do
    #[command(after_help = "Example:\n  role show partner")]
    Show {
        /// The role
        #[arg(value_enum)]
        role: Role,
    },
}

/// One permission.
#[derive(Serialize)]
struct Row {
    permission: String,
    partner: bool,
    officer: bool,
    manager: bool,
    coordinator: bool,
}

fn rows() -> Vec<Row> {
    let acts = [Act::View, Act::Add, Act::Change, Act::Delete];
    let on = Model::ALL.into_iter().flat_map(|model| {
        acts.into_iter().map(move |act| {
            let name = format!("{act:?} {model:?}").to_lowercase();
            (name, Permission::On(act, model))
        })
    });
    let special = [
        ("confirm receipt", Permission::ConfirmReceipt),
        ("view all partners", Permission::ViewAllPartners),
        ("reinstate shipments", Permission::ReinstateShipments),
        ("administer", Permission::Administer),
    ];
    special
        .into_iter()
        .map(|(name, permission)| (name.to_owned(), permission))
        .chain(on)
        .map(|(permission, asked)| Row {
            permission,
            partner: Role::Partner.may(asked),
            officer: Role::Officer.may(asked),
            manager: Role::Manager.may(asked),
            coordinator: Role::Coordinator.may(asked),
        })
        .collect()
}

impl Command {
    /// Runs the command.
    ///
    /// # Errors
    /// When stdout is gone.
    pub fn run(self, session: &mut Session) -> anyhow::Result<()> {
        let word = |may: bool| if may { "yes" } else { "" }.to_owned();
        match self {
            Self::List(limit) => {
                let rows = limit.first(&mut session.out, rows())?;
                session.out.list(
                    &rows,
                    &[
                        Column::new("permission", |row: &Row| row.permission.clone()),
                        Column::new("partner", |row: &Row| word(row.partner)),
                        Column::new("officer", |row: &Row| word(row.officer)),
                        Column::new("manager", |row: &Row| word(row.manager)),
                        Column::new("coordinator", |row: &Row| word(row.coordinator)),
                    ],
                )
            }
            Self::Show { role } => {
                let may = |row: &Row| match role {
                    Role::Partner => row.partner,
                    Role::Officer => row.officer,
                    Role::Manager => row.manager,
                    Role::Coordinator => row.coordinator,
                };
                let names: Vec<String> = rows()
                    .into_iter()
                    .filter(may)
                    .map(|row| row.permission)
                    .collect();
                session
                    .out
                    .list(&names, &[Column::new("may", |name: &String| name.clone())])
            }
        }
    }
}
