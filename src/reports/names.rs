//! What things are called whose numbers stand in the audit: looked up for a whole page at once.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text};
use serde_json::Value;

use crate::audit::AuditRow;
use crate::kernel::{OpContext, Permission, Result};

/// Kind and number of each thing, with its name. Who was deleted since has none.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(HashMap<(&'static str, i64), String>);

/// Kinds that have a name.
const KINDS: [&str; 9] = [
    "catalog_item",
    "donor",
    "donor_code",
    "item_category",
    "kit",
    "package",
    "supplier",
    "transporter",
    "user",
];

/// The kind of thing whose number a field holds.
pub(super) fn kind_of_field(field: &str) -> Option<&'static str> {
    Some(match field {
        "catalog_item_id" => "catalog_item",
        "donor_id" => "donor",
        "donor_t1_id" => "donor_code",
        "item_category_id" => "item_category",
        "copy_of" => "kit",
        "package" | "package_id" => "package",
        "partner_id" => "user",
        "supplier_id" => "supplier",
        "transporter_id" => "transporter",
        _ => return None,
    })
}

impl Names {
    /// What a thing is called; none when it is not there any more.
    pub(super) fn of(&self, kind: &str, id: i64) -> Option<&str> {
        let kind = KINDS.into_iter().find(|known| *known == kind)?;
        self.0.get(&(kind, id)).map(String::as_str)
    }

    /// Whether things of this kind have names.
    pub(super) fn knows(kind: &str) -> bool {
        KINDS.contains(&kind)
    }

    /// Looks up everything that rows of the audit name by its number.
    ///
    /// # Errors
    /// `Forbidden` for those who do not administer.
    pub(super) fn load(cx: &mut OpContext<'_>, rows: &[AuditRow]) -> Result<Self> {
        cx.require(Permission::Administer)?;
        let mut wanted = BTreeSet::new();
        for row in rows {
            let kind = KINDS.into_iter().find(|kind| *kind == row.object_type);
            if let (Some(kind), Ok(id)) = (kind, row.object_id.parse()) {
                wanted.insert((kind, id));
            }
            for value in [&row.before, &row.after].into_iter().flatten() {
                collect(value, &mut wanted);
            }
        }
        find(cx, &wanted)
    }

    #[cfg(test)]
    pub(super) fn of_test(kind: &'static str, id: i64, name: &str) -> Self {
        Self(HashMap::from([((kind, id), name.to_owned())]))
    }
}

fn collect(value: &Value, wanted: &mut BTreeSet<(&'static str, i64)>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect(value, wanted)),
        Value::Object(fields) => {
            for (field, value) in fields {
                if let (Some(kind), Some(id)) = (kind_of_field(field), value.as_i64()) {
                    wanted.insert((kind, id));
                } else {
                    collect(value, wanted);
                }
            }
        }
        _ => {}
    }
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
}

fn find(cx: &mut OpContext<'_>, wanted: &BTreeSet<(&'static str, i64)>) -> Result<Names> {
    if wanted.is_empty() {
        return Ok(Names::default());
    }
    let (kinds, ids): (Vec<&str>, Vec<i64>) = wanted.iter().copied().unzip();
    let found: Vec<Named> = crate::db::sql_query(
        "with w as (select * from unnest($1::text[], $2::bigint[]) as w (kind, id))
         select w.kind, w.id, t.description as name from w join public.catalog_items t on w.kind = 'catalog_item' and t.id = w.id
         union all select w.kind, w.id, t.name from w join public.donors t on w.kind = 'donor' and t.id = w.id
         union all select w.kind, w.id, t.code from w join public.donor_codes t on w.kind = 'donor_code' and t.id = w.id
         union all select w.kind, w.id, t.name from w join public.item_categories t on w.kind = 'item_category' and t.id = w.id
         union all select w.kind, w.id, t.name from w join public.kits t on w.kind = 'kit' and t.id = w.id
         union all select w.kind, w.id, t.code from w join public.packages t on w.kind = 'package' and t.id = w.id
         union all select w.kind, w.id, t.name from w join public.suppliers t on w.kind = 'supplier' and t.id = w.id
         union all select w.kind, w.id, t.name from w join public.transporters t on w.kind = 'transporter' and t.id = w.id
         union all select w.kind, w.id, coalesce(nullif(t.name, ''), t.email)
                   from w join public.users t on w.kind = 'user' and t.id = w.id",
    )
    .bind::<Array<Text>, _>(kinds)
    .bind::<Array<BigInt>, _>(ids)
    .load(cx.conn)?;
    let known = |name: &str| KINDS.into_iter().find(|kind| *kind == name);
    let names = found
        .into_iter()
        .filter_map(|it| Some(((known(&it.kind)?, it.id), it.name)));
    Ok(Names(names.collect()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::db::testing::rolled_back;

    #[test]
    fn numbers_are_found_at_every_depth() {
        let value = json!({"partner_id": 3, "donor_id": null, "items": [{"catalog_item_id": 7, "quantity": 2}]});
        let mut wanted = BTreeSet::new();

        collect(&value, &mut wanted);

        assert_eq!(
            wanted.into_iter().collect::<Vec<_>>(),
            [("catalog_item", 7), ("user", 3)]
        );
    }

    #[test]
    fn every_kind_can_be_looked_up_and_what_is_gone_has_no_name() {
        rolled_back(|cx| {
            let user: Named = crate::db::sql_query(
                "insert into users (email, name, role, code)
                 values ('mara-of-names@example.org', 'Mara', 'officer', 'code-of-names')
                 returning 'user' as kind, id::bigint as id, name",
            )
            .get_result(cx.conn)
            .unwrap();
            let mut wanted: BTreeSet<_> = KINDS.into_iter().map(|kind| (kind, 0)).collect();
            wanted.insert(("user", user.id));

            let names = find(cx, &wanted).unwrap();

            assert_eq!(names.of("user", user.id), Some("Mara"));
            assert_eq!(names.of("user", 0), None);
            assert_eq!(names.of("kit", 0), None);
            assert_eq!(names.0.len(), 1);
        });
    }
}
