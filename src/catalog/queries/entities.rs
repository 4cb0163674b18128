//! The short lists, each as it is: made many at once, and listed for choosing (without those put away).

use diesel::prelude::*;

use crate::catalog::model::{
    DonorCode, DonorRecord, ItemCategory, NewDonorCode, Supplier, Transporter,
};
use crate::db::alphabetical;
use crate::db::schema::{
    donor_codes, donors, donors_donor_codes, item_categories, suppliers, transporters,
};
use crate::kernel::ids::{DonorCodeId, DonorId};

pub(in crate::catalog) fn insert_categories(
    conn: &mut PgConnection,
    names: &[String],
) -> QueryResult<Vec<ItemCategory>> {
    let rows: Vec<_> = names
        .iter()
        .map(|name| item_categories::name.eq(name))
        .collect();
    diesel::insert_into(item_categories::table)
        .values(rows)
        .returning(ItemCategory::as_returning())
        .get_results(conn)
}

pub(in crate::catalog) fn list_categories(
    conn: &mut PgConnection,
) -> QueryResult<Vec<ItemCategory>> {
    item_categories::table
        .filter(item_categories::archived_at.is_null())
        .order((alphabetical("item_categories.name"), item_categories::id))
        .select(ItemCategory::as_select())
        .load(conn)
}

pub(in crate::catalog) fn insert_donor_codes(
    conn: &mut PgConnection,
    codes: &[NewDonorCode],
) -> QueryResult<Vec<DonorCode>> {
    diesel::insert_into(donor_codes::table)
        .values(codes)
        .returning(DonorCode::as_returning())
        .get_results(conn)
}

pub(in crate::catalog) fn list_donor_codes(conn: &mut PgConnection) -> QueryResult<Vec<DonorCode>> {
    donor_codes::table
        .filter(donor_codes::archived_at.is_null())
        .order((donor_codes::kind, alphabetical("donor_codes.code")))
        .select(DonorCode::as_select())
        .load(conn)
}

pub(in crate::catalog) fn insert_donors(
    conn: &mut PgConnection,
    names: &[String],
) -> QueryResult<Vec<DonorRecord>> {
    let rows: Vec<_> = names.iter().map(|name| donors::name.eq(name)).collect();
    diesel::insert_into(donors::table)
        .values(rows)
        .returning(DonorRecord::as_returning())
        .get_results(conn)
}

pub(in crate::catalog) fn insert_donor_links(
    conn: &mut PgConnection,
    links: &[(DonorId, DonorCodeId)],
) -> QueryResult<usize> {
    let rows: Vec<_> = links
        .iter()
        .map(|(donor, code)| {
            (
                donors_donor_codes::donor_id.eq(donor),
                donors_donor_codes::donor_code_id.eq(code),
            )
        })
        .collect();
    let changed: Vec<DonorId> = diesel::insert_into(donors_donor_codes::table)
        .values(rows)
        .on_conflict_do_nothing()
        .returning(donors_donor_codes::donor_id)
        .get_results(conn)?;
    // Whoever has a donor's form open is told that it changed.
    diesel::update(donors::table.filter(donors::id.eq_any(changed)))
        .set(donors::version.eq(donors::version + 1))
        .execute(conn)
}

pub(in crate::catalog) fn list_donors(conn: &mut PgConnection) -> QueryResult<Vec<DonorRecord>> {
    donors::table
        .filter(donors::archived_at.is_null())
        .order((alphabetical("donors.name"), donors::id))
        .select(DonorRecord::as_select())
        .load(conn)
}

pub(in crate::catalog) fn list_codes_of_donors(
    conn: &mut PgConnection,
) -> QueryResult<Vec<(DonorId, DonorCode)>> {
    donors_donor_codes::table
        .inner_join(donor_codes::table)
        .order((donor_codes::kind, alphabetical("donor_codes.code")))
        .select((donors_donor_codes::donor_id, DonorCode::as_select()))
        .load(conn)
}

pub(in crate::catalog) fn insert_suppliers(
    conn: &mut PgConnection,
    names: &[String],
) -> QueryResult<Vec<Supplier>> {
    let rows: Vec<_> = names.iter().map(|name| suppliers::name.eq(name)).collect();
    diesel::insert_into(suppliers::table)
        .values(rows)
        .returning(Supplier::as_returning())
        .get_results(conn)
}

pub(in crate::catalog) fn list_suppliers(conn: &mut PgConnection) -> QueryResult<Vec<Supplier>> {
    suppliers::table
        .filter(suppliers::archived_at.is_null())
        .order((alphabetical("suppliers.name"), suppliers::id))
        .select(Supplier::as_select())
        .load(conn)
}

pub(in crate::catalog) fn insert_transporters(
    conn: &mut PgConnection,
    names: &[String],
) -> QueryResult<Vec<Transporter>> {
    let rows: Vec<_> = names
        .iter()
        .map(|name| transporters::name.eq(name))
        .collect();
    diesel::insert_into(transporters::table)
        .values(rows)
        .returning(Transporter::as_returning())
        .get_results(conn)
}

pub(in crate::catalog) fn list_transporters(
    conn: &mut PgConnection,
) -> QueryResult<Vec<Transporter>> {
    transporters::table
        .filter(transporters::archived_at.is_null())
        .order((alphabetical("transporters.name"), transporters::id))
        .select(Transporter::as_select())
        .load(conn)
}
