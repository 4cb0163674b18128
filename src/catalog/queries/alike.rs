//! The short lists, all by the same statements: only the table and the column of the name differ.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamptz};

use crate::catalog::model::{
    DonorCode, DonorCodeKind, Entity, EntityFilter, EntityRow, EntitySort, EntitySortKey,
};
use crate::db::{ALPHABETICAL, alphabetical, containing};
use crate::kernel::ids::{DonorCodeId, DonorId};
use crate::kernel::paging::Paging;

/// Its table, the column of its name, and the column of the catalog that points at it.
fn place(entity: Entity) -> (&'static str, &'static str, Option<&'static str>) {
    match entity {
        Entity::Category => ("item_categories", "name", Some("item_category_id")),
        Entity::Donor => ("donors", "name", Some("donor_id")),
        Entity::DonorCode => ("donor_codes", "code", Some("donor_t1_id")),
        Entity::Supplier => ("suppliers", "name", Some("supplier_id")),
        Entity::Transporter => ("transporters", "name", None),
    }
}

/// The table and the column of the name.
pub(in crate::catalog) fn table(entity: Entity) -> (&'static str, &'static str) {
    let (table, name, _) = place(entity);
    (table, name)
}

/// Selects [`EntityRow`]s; `e` is the table.
fn rows(entity: Entity) -> String {
    let (table, name, column) = place(entity);
    let kind = if entity == Entity::DonorCode {
        "e.kind"
    } else {
        "null::text"
    };
    let items = column.map_or_else(
        || "0::bigint".to_owned(),
        |column| format!("(select count(*) from catalog_items i where i.{column} = e.id)"),
    );
    let codes = |kind: &str| {
        if entity == Entity::Donor {
            format!(
                "array(select c.code from donors_donor_codes l join donor_codes c on c.id = l.donor_code_id
                       where l.donor_id = e.id and c.kind = '{kind}' order by c.code {ALPHABETICAL})"
            )
        } else {
            "'{}'::text[]".to_owned()
        }
    };
    format!(
        "select e.id, e.{name} as name, {kind} as kind, e.version, e.archived_at, {items} as item_count,
                {} as t1_codes, {} as t3_codes
         from {table} e",
        codes("t1"),
        codes("t3"),
    )
}

/// The condition of a filter: $1 is the pattern, $2 whether it is about those put away, $3 the kind.
fn condition(entity: Entity) -> String {
    let (_, name, _) = place(entity);
    let codes = if entity == Entity::Donor {
        " or exists (select from donors_donor_codes l join donor_codes c on c.id = l.donor_code_id
                     where l.donor_id = e.id and public.folded(c.code) like public.folded($1))"
    } else {
        ""
    };
    let kind = if entity == Entity::DonorCode {
        "($3 is null or e.kind = $3)"
    } else {
        "$3::text is null"
    };
    format!(
        "(public.folded(e.{name}) like public.folded($1){codes}) and (e.archived_at is not null) = $2 and {kind}"
    )
}

fn pattern(filter: &EntityFilter) -> String {
    containing(&filter.search)
}

fn order(sort: EntitySort) -> String {
    let direction = if sort.descending { "desc" } else { "asc" };
    let by = match sort.key {
        EntitySortKey::Name => format!("name {ALPHABETICAL} {direction}"),
        EntitySortKey::Kind => format!("kind {direction}, name {ALPHABETICAL}"),
        EntitySortKey::Items => format!("item_count {direction}, name {ALPHABETICAL}"),
    };
    format!("{by}, id")
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

pub(in crate::catalog) fn count(
    conn: &mut PgConnection,
    entity: Entity,
    filter: &EntityFilter,
) -> QueryResult<i64> {
    let (table, ..) = place(entity);
    let sql = format!(
        "select count(*) as count from {table} e where {}",
        condition(entity)
    );
    let count: Count = crate::db::sql_query(sql)
        .bind::<Text, _>(pattern(filter))
        .bind::<Bool, _>(filter.archived)
        .bind::<Nullable<Text>, _>(filter.kind.map(DonorCodeKind::slug))
        .get_result(conn)?;
    Ok(count.count)
}

pub(in crate::catalog) fn list(
    conn: &mut PgConnection,
    entity: Entity,
    filter: &EntityFilter,
    sort: EntitySort,
    paging: Paging,
) -> QueryResult<Vec<EntityRow>> {
    let sql = format!(
        "select * from ({} where {}) r order by {} limit $4 offset $5",
        rows(entity),
        condition(entity),
        order(sort),
    );
    crate::db::sql_query(sql)
        .bind::<Text, _>(pattern(filter))
        .bind::<Bool, _>(filter.archived)
        .bind::<Nullable<Text>, _>(filter.kind.map(DonorCodeKind::slug))
        .bind::<BigInt, _>(paging.size)
        .bind::<BigInt, _>(paging.offset())
        .load(conn)
}

pub(in crate::catalog) fn find(
    conn: &mut PgConnection,
    entity: Entity,
    id: i32,
) -> QueryResult<Option<EntityRow>> {
    crate::db::sql_query(format!("{} where e.id = $1", rows(entity)))
        .bind::<Integer, _>(id)
        .get_result(conn)
        .optional()
}

/// Finds a row and keeps it from others, also from those who begin to refer to it.
pub(in crate::catalog) fn lock(
    conn: &mut PgConnection,
    entity: Entity,
    id: i32,
) -> QueryResult<Option<EntityRow>> {
    crate::db::sql_query(format!("{} where e.id = $1 for update of e", rows(entity)))
        .bind::<Integer, _>(id)
        .get_result(conn)
        .optional()
}

/// When a row (`e`) has the name that was typed, and which of several is meant: names are found in any case, those in
/// use before those put away, then the same letters. Forms, commands and imports all find by this.
fn called(entity: Entity, typed: &str) -> (String, String) {
    let (_, column, _) = place(entity);
    (
        format!("lower(e.{column}) = lower({typed})"),
        format!("e.archived_at is not null, e.{column} <> {typed}, e.id"),
    )
}

/// A name that was typed, and the row it means.
#[derive(QueryableByName)]
pub(in crate::catalog) struct Called {
    #[diesel(sql_type = Text)]
    pub(in crate::catalog) typed: String,
    /// The same for all names that mean the same row.
    #[diesel(sql_type = Text)]
    pub(in crate::catalog) folded: String,
    #[diesel(sql_type = Nullable<Integer>)]
    pub(in crate::catalog) id: Option<i32>,
    #[diesel(sql_type = Bool)]
    pub(in crate::catalog) archived: bool,
}

/// What each of many names means.
pub(in crate::catalog) fn list_by_name(
    conn: &mut PgConnection,
    entity: Entity,
    names: &[&str],
    kind: Option<DonorCodeKind>,
) -> QueryResult<Vec<Called>> {
    let (table, ..) = place(entity);
    let (is_called, order) = called(entity, "n.name");
    let kinds = kinds(entity);
    crate::db::sql_query(format!(
        "select distinct on (n.name) n.name as typed, lower(n.name) as folded, e.id,
                e.archived_at is not null as archived
         from unnest($1) as n(name) left join {table} e on {is_called} and {kinds}
         order by n.name, {order}"
    ))
    .bind::<diesel::sql_types::Array<Text>, _>(names)
    .bind::<Nullable<Text>, _>(kind.map(DonorCodeKind::slug))
    .load(conn)
}

/// Names that differ only in how letters are written: with a dot or an accent, or without.
#[derive(QueryableByName)]
pub(in crate::catalog) struct LooksLike {
    #[diesel(sql_type = Text)]
    pub(in crate::catalog) name: String,
    #[diesel(sql_type = Text)]
    pub(in crate::catalog) other: String,
}

/// Which of some new names look like one in use of the list, or like another of them, as searches compare. One that was
/// put away is no name to take instead.
pub(in crate::catalog) fn list_looking_like(
    conn: &mut PgConnection,
    entity: Entity,
    names: &[String],
    kind: Option<DonorCodeKind>,
) -> QueryResult<Vec<LooksLike>> {
    let (table, column, _) = place(entity);
    let kinds = kinds(entity);
    crate::db::sql_query(format!(
        "with others as (
             select e.{column} as name, false as is_new from {table} e where {kinds} and e.archived_at is null
             union all select name, true from unnest($1) as m(name))
         select n.name, min(o.name) as other
         from unnest($1) as n(name) join others o on public.folded(o.name) = public.folded(n.name)
         where lower(o.name) <> lower(n.name) and (not o.is_new or o.name < n.name)
         group by n.name order by n.name"
    ))
    .bind::<diesel::sql_types::Array<Text>, _>(names)
    .bind::<Nullable<Text>, _>(kind.map(DonorCodeKind::slug))
    .load(conn)
}

/// The condition on the kind of donor codes, which is $2.
fn kinds(entity: Entity) -> &'static str {
    if entity == Entity::DonorCode {
        "($2 is null or e.kind = $2)"
    } else {
        "$2::text is null"
    }
}

/// The row of this name.
pub(in crate::catalog) fn find_by_name(
    conn: &mut PgConnection,
    entity: Entity,
    name: &str,
    kind: Option<DonorCodeKind>,
) -> QueryResult<Option<EntityRow>> {
    let (is_called, order) = called(entity, "$1");
    let kinds = kinds(entity);
    crate::db::sql_query(format!(
        "{} where {is_called} and {kinds} order by {order} limit 1",
        rows(entity)
    ))
    .bind::<Text, _>(name)
    .bind::<Nullable<Text>, _>(kind.map(DonorCodeKind::slug))
    .get_result(conn)
    .optional()
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = Integer)]
    id: i32,
}

pub(in crate::catalog) fn insert(
    conn: &mut PgConnection,
    entity: Entity,
    name: &str,
    kind: Option<DonorCodeKind>,
) -> QueryResult<i32> {
    let (table, column, _) = place(entity);
    let made: Id = if entity == Entity::DonorCode {
        crate::db::sql_query("insert into donor_codes (code, kind) values ($1, $2) returning id")
            .bind::<Text, _>(name)
            .bind::<Text, _>(kind.unwrap_or(DonorCodeKind::T1).slug())
            .get_result(conn)?
    } else {
        crate::db::sql_query(format!(
            "insert into {table} ({column}) values ($1) returning id"
        ))
        .bind::<Text, _>(name)
        .get_result(conn)?
    };
    Ok(made.id)
}

pub(in crate::catalog) fn update(
    conn: &mut PgConnection,
    entity: Entity,
    id: i32,
    name: &str,
    kind: Option<DonorCodeKind>,
) -> QueryResult<usize> {
    let (table, column, _) = place(entity);
    let statement = |more: &str| {
        format!("update {table} set {column} = $2{more}, version = version + 1 where id = $1")
    };
    match kind.filter(|_| entity == Entity::DonorCode) {
        Some(kind) => crate::db::sql_query(statement(", kind = $3"))
            .bind::<Integer, _>(id)
            .bind::<Text, _>(name)
            .bind::<Text, _>(kind.slug())
            .execute(conn),
        None => crate::db::sql_query(statement(""))
            .bind::<Integer, _>(id)
            .bind::<Text, _>(name)
            .execute(conn),
    }
}

pub(in crate::catalog) fn set_archived(
    conn: &mut PgConnection,
    entity: Entity,
    id: i32,
    at: Option<DateTime<Utc>>,
) -> QueryResult<usize> {
    let (table, ..) = place(entity);
    crate::db::sql_query(format!(
        "update {table} set archived_at = $2, version = version + 1 where id = $1"
    ))
    .bind::<Integer, _>(id)
    .bind::<Nullable<Timestamptz>, _>(at)
    .execute(conn)
}

pub(in crate::catalog) fn delete(
    conn: &mut PgConnection,
    entity: Entity,
    id: i32,
) -> QueryResult<usize> {
    let (table, ..) = place(entity);
    crate::db::sql_query(format!("delete from {table} where id = $1"))
        .bind::<Integer, _>(id)
        .execute(conn)
}

/// Gives a donor exactly these codes.
pub(in crate::catalog) fn set_codes(
    conn: &mut PgConnection,
    donor: DonorId,
    codes: &[DonorCodeId],
) -> QueryResult<()> {
    use crate::db::schema::donors_donor_codes as links;
    diesel::delete(links::table.filter(links::donor_id.eq(donor))).execute(conn)?;
    let links: Vec<_> = codes.iter().map(|code| (donor, *code)).collect();
    super::entities::insert_donor_links(conn, &links)?;
    Ok(())
}

/// The codes of a donor.
pub(in crate::catalog) fn list_codes_of(
    conn: &mut PgConnection,
    donor: DonorId,
) -> QueryResult<Vec<DonorCode>> {
    use crate::db::schema::{donor_codes, donors_donor_codes};
    donors_donor_codes::table
        .inner_join(donor_codes::table)
        .filter(donors_donor_codes::donor_id.eq(donor))
        .order((donor_codes::kind, alphabetical("donor_codes.code")))
        .select(DonorCode::as_select())
        .load(conn)
}

/// Codes with these ids.
pub(in crate::catalog) fn list_codes_by_id(
    conn: &mut PgConnection,
    ids: &[DonorCodeId],
) -> QueryResult<Vec<DonorCode>> {
    use crate::db::schema::donor_codes;
    donor_codes::table
        .filter(donor_codes::id.eq_any(ids))
        .order((donor_codes::kind, alphabetical("donor_codes.code")))
        .select(DonorCode::as_select())
        .load(conn)
}

/// A row of a short list and its name as [`Called`] folds it.
#[derive(QueryableByName)]
pub(in crate::catalog) struct Folded {
    #[diesel(sql_type = Integer)]
    pub(in crate::catalog) id: i32,
    #[diesel(sql_type = Text)]
    pub(in crate::catalog) folded: String,
}

/// All names of a list, folded.
pub(in crate::catalog) fn list_folded(
    conn: &mut PgConnection,
    entity: Entity,
) -> QueryResult<Vec<Folded>> {
    let (table, column) = table(entity);
    crate::db::sql_query(format!("select id, lower({column}) as folded from {table}")).load(conn)
}

/// Makes many rows of a list; donor codes are T1.
pub(in crate::catalog) fn insert_names(
    conn: &mut PgConnection,
    entity: Entity,
    names: &[String],
) -> QueryResult<Vec<Folded>> {
    let (table, column) = table(entity);
    crate::db::sql_query(format!(
        "insert into {table} ({column}) select unnest($1) returning id, lower({column}) as folded"
    ))
    .bind::<diesel::sql_types::Array<Text>, _>(names)
    .load(conn)
}
