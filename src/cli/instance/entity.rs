//! `entity list|create|rename|archive|unarchive|delete`: categories, donors, donor codes, suppliers, transporters.

use clap::Subcommand;

use super::listing::Limit;
use super::words::or_empty;
use crate::catalog::model::{
    CodeChoice, DonorCodeKind, Entity, EntityFilter, EntityRow, EntitySort, NewEntity,
};
use crate::catalog::service::alike;
use crate::cli::output::Column;
use crate::cli::session::Session;
use crate::kernel::{OpContext, Result};

/// Categories, donors, donor codes, suppliers, transporters
#[derive(Subcommand, Debug)]
#[command(
    after_help = "Examples:\n  entity list supplier --search hedef\n  entity create supplier Hedef"
)]
pub enum Command {
    /// One of the lists by name
    #[command(after_help = "Example:\n  entity list supplier --search hedef")]
    List(ListArgs),
    /// Adds to a list
    #[command(
        after_help = "Examples:\n  entity create supplier Hedef\n  entity create donor 'Northern Fund' --t1 A-1,A-2\n  entity create donor-code A-1 --kind t3"
    )]
    Create(CreateArgs),
    /// Gives a row another name
    #[command(after_help = "Example:\n  entity rename supplier Hedef 'Hedef A'")]
    Rename(RenameArgs),
    /// Puts a row away: offered no more, kept where it is used
    #[command(after_help = "Example:\n  entity archive supplier Hedef")]
    Archive(OneArgs),
    /// Offers a row again
    #[command(after_help = "Example:\n  entity unarchive supplier Hedef")]
    Unarchive(OneArgs),
    /// Deletes a row that nothing refers to
    #[command(after_help = "Example:\n  entity delete supplier Hedef --yes")]
    Delete(OneArgs),
}

/// Options of `entity list`.
#[derive(clap::Args, Debug)]
pub struct ListArgs {
    /// Which list
    #[arg(value_enum)]
    list: Entity,
    /// Part of the name
    #[arg(long, default_value = "", hide_default_value = true)]
    search: String,
    /// Those put away instead of those in use
    #[arg(long)]
    archived: bool,
    #[command(flatten)]
    limit: Limit,
}

/// Options of `entity create`.
#[derive(clap::Args, Debug)]
pub struct CreateArgs {
    /// Which list
    #[arg(value_enum)]
    list: Entity,
    /// Its name
    name: String,
    /// Of a donor code: t1 or t3
    #[arg(long, value_parser = ["t1", "t3"], default_value = "t1")]
    kind: String,
    /// Of a donor: T1 codes, separated by commas; those that do not exist are made
    #[arg(long, default_value = "", hide_default_value = true)]
    t1: String,
    /// Of a donor: T3 codes
    #[arg(long, default_value = "", hide_default_value = true)]
    t3: String,
}

/// Which row.
#[derive(clap::Args, Debug)]
pub struct OneArgs {
    /// Which list
    #[arg(value_enum)]
    list: Entity,
    /// Its name
    name: String,
}

/// Options of `entity rename`.
#[derive(clap::Args, Debug)]
pub struct RenameArgs {
    #[command(flatten)]
    one: OneArgs,
    /// Its new name
    new_name: String,
}

impl Command {
    /// Runs the command.
    pub async fn run(self, session: &mut Session) -> anyhow::Result<()> {
        match self {
            Self::List(args) => list(args, session).await,
            Self::Create(args) => create(args, session).await,
            Self::Rename(args) => {
                let OneArgs { list, name } = args.one;
                let row = session
                    .write(move |cx| {
                        let row = alike::show_by_name(cx, list, &name)?;
                        let new = NewEntity {
                            name: args.new_name,
                            kind: row.kind,
                            codes: None,
                        };
                        alike::update(cx, list, row.id, row.version, &new)
                    })
                    .await?;
                show(session, list, row)
            }
            Self::Archive(args) => change(session, args, alike::archive).await,
            Self::Unarchive(args) => change(session, args, alike::unarchive).await,
            Self::Delete(args) => {
                session.confirm(&format!("Delete {} for good?", args.name))?;
                change(session, args, alike::delete).await
            }
        }
    }
}

async fn list(args: ListArgs, session: &mut Session) -> anyhow::Result<()> {
    let filter = EntityFilter {
        search: args.search,
        archived: args.archived,
        kind: None,
    };
    let entity = args.list;
    let rows = args
        .limit
        .fetch(session, move |cx, paging| {
            alike::list(cx, entity, &filter, EntitySort::default(), paging)
        })
        .await?;
    session.out.list(&rows, &columns(entity))
}

fn columns(entity: Entity) -> Vec<Column<'static, EntityRow>> {
    let mut columns = vec![
        Column::number("id", |r: &EntityRow| r.id.to_string()),
        Column::new("name", |r: &EntityRow| r.name.clone()),
    ];
    match entity {
        Entity::DonorCode => columns.push(Column::new("kind", |r: &EntityRow| {
            or_empty(r.kind.map(DonorCodeKind::slug))
        })),
        Entity::Donor => {
            columns.push(Column::new("t1 codes", |r: &EntityRow| {
                r.t1_codes.join(", ")
            }));
            columns.push(Column::new("t3 codes", |r: &EntityRow| {
                r.t3_codes.join(", ")
            }));
        }
        _ => {}
    }
    if entity != Entity::Transporter {
        columns.push(Column::number("items", |r: &EntityRow| {
            r.item_count.to_string()
        }));
    }
    columns
}

fn show(session: &mut Session, entity: Entity, row: EntityRow) -> anyhow::Result<()> {
    if session.out.is_json() {
        return session.out.json(&row);
    }
    session.out.table(&[row], &columns(entity))
}

async fn create(args: CreateArgs, session: &mut Session) -> anyhow::Result<()> {
    let entity = args.list;
    let new = NewEntity {
        name: args.name,
        kind: DonorCodeKind::from_slug(&args.kind).filter(|_| entity == Entity::DonorCode),
        codes: Some(CodeChoice {
            ids: Vec::new(),
            new_t1: args.t1,
            new_t3: args.t3,
        }),
    };
    let row = session
        .write(move |cx| alike::create(cx, entity, &new))
        .await?;
    show(session, entity, row)
}

async fn change(
    session: &mut Session,
    args: OneArgs,
    f: fn(&mut OpContext<'_>, Entity, i32) -> Result<EntityRow>,
) -> anyhow::Result<()> {
    let OneArgs { list, name } = args;
    let row = session
        .write(move |cx| {
            let id = alike::show_by_name(cx, list, &name)?.id;
            f(cx, list, id)
        })
        .await?;
    show(session, list, row)
}
