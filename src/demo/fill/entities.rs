//! People and catalog of a country.

use rust_decimal::Decimal;

use super::country::{COLORS, Names};
use super::items::{DONORS, KITS, items};
use crate::accounts::model::{NewUser, User};
use crate::accounts::service as accounts;
use crate::catalog::service as catalog;
use crate::catalog::{
    CatalogItem, DonorCodeKind, Kit, NewCatalogItem, NewDonor, NewDonorCode, NewKit, NewKitItem,
    Transporter,
};
use crate::kernel::{Error, OpContext, Result, Role};

/// A kit with what goes into a package of it.
pub(super) struct FilledKit {
    pub(super) kit: Kit,
    pub(super) contents: Vec<NewKitItem>,
}

/// What shipments are made of.
pub(super) struct Entities {
    pub(super) items: Vec<CatalogItem>,
    pub(super) kits: Vec<FilledKit>,
    pub(super) transporters: Vec<Transporter>,
    /// Officer, manager, coordinator.
    pub(super) office: Vec<User>,
    pub(super) partners: Vec<User>,
}

pub(super) fn create(cx: &mut OpContext<'_>, names: &Names, password: &str) -> Result<Entities> {
    let office = create_office(cx, names, password)?;
    let partners = create_partners(cx, names, password)?;
    let items = create_items(cx, names)?;
    let kits = create_kits(cx, &items)?;
    let transporters = names.transporters.iter().map(ToString::to_string).collect();
    let transporters = catalog::create_transporters(cx, transporters)?;
    Ok(Entities {
        items,
        kits,
        transporters,
        office,
        partners,
    })
}

fn create_office(cx: &mut OpContext<'_>, names: &Names, password: &str) -> Result<Vec<User>> {
    let people = [
        ("officer@example.org", names.officer, Role::Officer),
        ("manager@example.org", names.manager, Role::Manager),
        (
            "coordinator@example.org",
            names.coordinator,
            Role::Coordinator,
        ),
    ];
    let mut users = Vec::new();
    for (email, name, role) in people {
        let mut user = NewUser::new(email, name, role);
        user.password = Some(password.to_owned());
        user.language = Some(names.language);
        users.push(accounts::create(cx, user)?);
    }
    Ok(users)
}

fn create_partners(cx: &mut OpContext<'_>, names: &Names, password: &str) -> Result<Vec<User>> {
    let mut users = Vec::new();
    for (i, name) in names.partners.iter().enumerate() {
        let email = format!("partner{}@example.org", i + 1);
        let mut user = NewUser::new(email, *name, Role::Partner);
        user.password = Some(password.to_owned());
        user.color = Some(COLORS[i % COLORS.len()].to_owned());
        users.push(accounts::create(cx, user)?);
    }
    Ok(users)
}

/// Gives all demo accounts that are still there another password.
pub(super) fn set_passwords(cx: &mut OpContext<'_>, password: &str) -> Result<()> {
    let office = ["officer", "manager", "coordinator"].map(str::to_owned);
    let partners = (1..=COLORS.len()).map(|i| format!("partner{i}"));
    for name in office.into_iter().chain(partners) {
        if let Some(user) = accounts::find_by_email(cx, &format!("{name}@example.org"))? {
            accounts::set_password(cx, user.id, password)?;
        }
    }
    Ok(())
}

fn create_items(cx: &mut OpContext<'_>, names: &Names) -> Result<Vec<CatalogItem>> {
    let table = items();
    let mut categories: Vec<String> = Vec::new();
    for item in &table {
        if !categories.iter().any(|name| name == item.category) {
            categories.push(item.category.to_owned());
        }
    }
    let categories = catalog::create_categories(cx, categories)?;
    let suppliers = names.suppliers.iter().map(ToString::to_string).collect();
    let suppliers = catalog::create_suppliers(cx, suppliers)?;
    let mut donors = Vec::new();
    for (name, t1, t3) in DONORS {
        let code = |code: &&str, kind| NewDonorCode {
            code: (*code).to_owned(),
            kind,
        };
        let mut codes: Vec<_> = t1.iter().map(|it| code(it, DonorCodeKind::T1)).collect();
        codes.extend(t3.iter().map(|it| code(it, DonorCodeKind::T3)));
        let codes = catalog::create_donor_codes(cx, codes)?;
        donors.push(NewDonor {
            name: name.to_owned(),
            code_ids: codes.iter().map(|code| code.id).collect(),
        });
    }
    let donors = catalog::create_donors(cx, donors)?;
    let rate = Decimal::new(names.rate, 2);
    let mut new = Vec::new();
    for (i, item) in table.iter().enumerate() {
        let category = categories
            .iter()
            .find(|category| category.name == item.category);
        let donor = donors.get(item.donor);
        let price_usd = Decimal::new(item.price, 3);
        new.push(NewCatalogItem {
            item_code: format!("{}-{:03}", &item.category[..3].to_uppercase(), i + 1),
            description: item.description.to_owned(),
            unit: item.unit.to_owned(),
            price_usd,
            price_local: price_usd * rate,
            weight: Some(f64::from(item.grams) / 1000.0),
            item_category_id: category
                .map(|it| it.id)
                .ok_or_else(|| missing(item.category))?,
            donor_id: donor.map(|donor| donor.id),
            donor_t1_id: donor
                .and_then(|donor| donor.codes.first())
                .map(|code| code.id),
            supplier_id: (i % 6 < 5).then(|| suppliers[i % 5].id),
        });
    }
    catalog::create_items(cx, new)
}

fn create_kits(cx: &mut OpContext<'_>, items: &[CatalogItem]) -> Result<Vec<FilledKit>> {
    let mut kits = Vec::new();
    for (name, description, parts) in KITS {
        let mut contents = Vec::new();
        for (part, quantity) in *parts {
            let item = items.iter().find(|item| item.description.starts_with(part));
            contents.push(NewKitItem {
                catalog_item_id: item.ok_or_else(|| missing(part))?.id,
                quantity: *quantity,
            });
        }
        let kit = catalog::create_kit(
            cx,
            NewKit {
                name: (*name).to_owned(),
                description: (*description).to_owned(),
                contents: contents.clone(),
            },
        )?;
        kits.push(FilledKit { kit, contents });
    }
    Ok(kits)
}

fn missing(what: &str) -> Error {
    Error::internal(format!("the demo's data have no {what}"))
}
