//! Each of the short lists: many made at once, and listed for choosing.

use std::collections::BTreeMap;

use super::{CHOOSE, checked_names, record_created};
use crate::catalog::model::{
    Donor, DonorCode, ItemCategory, NewDonor, NewDonorCode, Supplier, Transporter, checked_name,
};
use crate::catalog::queries;
use crate::kernel::error::OnConstraint;
use crate::kernel::{Error, Model, OpContext, Permission, Result};

/// Makes categories; the order is kept.
pub fn create_categories(cx: &mut OpContext<'_>, names: Vec<String>) -> Result<Vec<ItemCategory>> {
    cx.require(Permission::add(Model::ItemCategory))?;
    let made = queries::entities::insert_categories(cx.conn, &checked_names(names, 100)?)?;
    record_created(
        cx,
        "item_category",
        made.iter().map(|it| (it.id.0, it.name.as_str())),
    )?;
    Ok(made)
}

/// All categories by name.
pub fn list_categories(cx: &mut OpContext<'_>) -> Result<Vec<ItemCategory>> {
    cx.require(CHOOSE)?;
    Ok(queries::entities::list_categories(cx.conn)?)
}

/// Makes donor codes; the order is kept.
pub fn create_donor_codes(
    cx: &mut OpContext<'_>,
    codes: Vec<NewDonorCode>,
) -> Result<Vec<DonorCode>> {
    cx.require(Permission::add(Model::DonorCode))?;
    let mut checked = Vec::with_capacity(codes.len());
    for code in codes {
        checked.push(NewDonorCode {
            code: checked_name("code", &code.code, 45)?,
            kind: code.kind,
        });
    }
    let made = queries::entities::insert_donor_codes(cx.conn, &checked)
        .on_constraint("donor_codes_code_kind_key", || {
            Error::invalid("code", "catalog-taken")
        })?;
    record_created(
        cx,
        "donor_code",
        made.iter().map(|it| (it.id.0, it.code.as_str())),
    )?;
    Ok(made)
}

/// All donor codes, T1 before T3.
pub fn list_donor_codes(cx: &mut OpContext<'_>) -> Result<Vec<DonorCode>> {
    cx.require(CHOOSE)?;
    Ok(queries::entities::list_donor_codes(cx.conn)?)
}

/// Makes donors with the codes they use; the order is kept.
pub fn create_donors(cx: &mut OpContext<'_>, donors: Vec<NewDonor>) -> Result<Vec<Donor>> {
    cx.require(Permission::add(Model::Donor))?;
    let names = checked_names(donors.iter().map(|donor| donor.name.clone()).collect(), 45)?;
    let made = queries::entities::insert_donors(cx.conn, &names)
        .on_constraint("donors_name_key", || {
            Error::invalid("name", "catalog-taken")
        })?;
    let links: Vec<_> = made
        .iter()
        .zip(&donors)
        .flat_map(|(record, donor)| donor.code_ids.iter().map(|code| (record.id, *code)))
        .collect();
    queries::entities::insert_donor_links(cx.conn, &links)?;
    record_created(
        cx,
        "donor",
        made.iter().map(|it| (it.id.0, it.name.as_str())),
    )?;
    let mut all = list_donors(cx)?;
    all.retain(|donor| made.iter().any(|record| record.id == donor.id));
    all.sort_by_key(|donor| made.iter().position(|record| record.id == donor.id));
    Ok(all)
}

/// All donors by name, with their codes.
pub fn list_donors(cx: &mut OpContext<'_>) -> Result<Vec<Donor>> {
    cx.require(CHOOSE)?;
    let mut codes: BTreeMap<_, Vec<DonorCode>> = BTreeMap::new();
    for (donor, code) in queries::entities::list_codes_of_donors(cx.conn)? {
        codes.entry(donor).or_default().push(code);
    }
    let donors = queries::entities::list_donors(cx.conn)?
        .into_iter()
        .map(|record| Donor {
            codes: codes.remove(&record.id).unwrap_or_default(),
            id: record.id,
            name: record.name,
        });
    Ok(donors.collect())
}

/// Makes suppliers; the order is kept.
pub fn create_suppliers(cx: &mut OpContext<'_>, names: Vec<String>) -> Result<Vec<Supplier>> {
    cx.require(Permission::add(Model::Supplier))?;
    let made = queries::entities::insert_suppliers(cx.conn, &checked_names(names, 45)?)
        .on_constraint("suppliers_name_key", || {
            Error::invalid("name", "catalog-taken")
        })?;
    record_created(
        cx,
        "supplier",
        made.iter().map(|it| (it.id.0, it.name.as_str())),
    )?;
    Ok(made)
}

/// All suppliers by name.
pub fn list_suppliers(cx: &mut OpContext<'_>) -> Result<Vec<Supplier>> {
    cx.require(CHOOSE)?;
    Ok(queries::entities::list_suppliers(cx.conn)?)
}

/// Makes transporters; the order is kept.
pub fn create_transporters(cx: &mut OpContext<'_>, names: Vec<String>) -> Result<Vec<Transporter>> {
    cx.require(Permission::add(Model::Transporter))?;
    let made = queries::entities::insert_transporters(cx.conn, &checked_names(names, 45)?)
        .on_constraint("transporters_name_key", || {
            Error::invalid("name", "catalog-taken")
        })?;
    record_created(
        cx,
        "transporter",
        made.iter().map(|it| (it.id.0, it.name.as_str())),
    )?;
    Ok(made)
}

/// All transporters by name.
pub fn list_transporters(cx: &mut OpContext<'_>) -> Result<Vec<Transporter>> {
    cx.require(CHOOSE)?;
    Ok(queries::entities::list_transporters(cx.conn)?)
}
