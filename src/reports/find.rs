//! Whatever has a text, of every kind its reader may see: the search box of the frame and `find` of the command line.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text};
use serde::Serialize;

use crate::kernel::{Model, OpContext, Permission, Result, one_line};
use crate::packages::model::{codes_meant, shipment_meant};
use crate::shipments;

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName, Serialize)]
pub struct Found {
    /// `package`, `shipment`, `partner`, `item`, `kit`, `donor`, `supplier`, `transporter`, `category`, `donor-code`, `user`, `scan` or
    /// `submission`.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// What commands of that kind take: a code, a number, an e-mail address.
    #[diesel(sql_type = Text)]
    pub id: String,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Text)]
    pub detail: String,
    /// Whether the whole text is its code, number, store release or address, not only part of its words.
    #[diesel(sql_type = Bool)]
    pub exact: bool,
    /// Its row in the table of its kind.
    #[diesel(sql_type = BigInt)]
    pub row_id: i64,
}

/// Each kind is asked for a few, over its indexes; codes and numbers by their beginning, words anywhere.
/// Rows are unique by form, so each form's index answers for them; what a phone sent is found over its submissions.
/// $1 the text, $2 its beginning, $3 anywhere, $4 how many, $5 codes it may be, $6 a shipment's number,
/// $7 the partner who asks, $8 office, $9 catalog, $10 entities, $11 people, $12 administration, $13 shipments by the name
/// they are shown by.
const FIND: &str = "
(select 'package' as kind, p.code as id, p.name as title, 'shipment ' || p.shipment_id as detail,
        p.code = any($5) as exact, p.id::bigint as row_id
   from public.packages p join public.shipments s on s.id = p.shipment_id
  where (p.code = any($5) or p.code like $2) and ($7 is null or s.partner_id = $7)
  order by p.code = any($5) desc, p.code limit $4)
union all
(select 'shipment', id::text, display_name, store_release,
        coalesce(id = $6, false) or public.folded(store_release) = public.folded($1)
            or public.folded(display_name) = public.folded($1), id
   from views.shipments s
  where (id = $6 or id = any($13) or searched like public.folded($3))
    and ($7 is null or partner_id = $7)
  order by 5 desc, s.id desc limit $4)
union all
(select 'partner', email, coalesce(nullif(name, ''), email), role, public.folded(name) = public.folded($1), id
   from public.users
  where $8 and role = 'partner' and public.folded(name) like public.folded($3) order by 5 desc, name collate public.alphabetical limit $4)
union all
(select 'item', item_code, description, unit, item_code <> '' and lower(item_code) = lower($1), id
   from public.catalog_items
  where $9 and searched like public.folded($3) order by 5 desc, description collate public.alphabetical limit $4)
union all
(select 'kit', id::text, name, description, public.folded(name) = public.folded($1), id
   from public.kits where $9 and public.folded(name) like public.folded($3) order by 5 desc, name collate public.alphabetical limit $4)
union all
(select kind, id::text, name, '', public.folded(name) = public.folded($1), id
   from (select e.*, row_number() over (
                    partition by kind order by public.folded(name) = public.folded($1) desc, name collate public.alphabetical) as place
           from (select 'donor' as kind, id, name from public.donors
                 union all select 'supplier', id, name from public.suppliers
                 union all select 'transporter', id, name from public.transporters
                 union all select 'category', id, name from public.item_categories
                 union all select 'donor-code', id, code from public.donor_codes) e
          where $10 and public.folded(name) like public.folded($3)) e
  where place <= $4 order by kind, place)
union all
(select 'user', email, name, role || case when is_active then '' else ', switched off' end,
        coalesce(code = $1 or device_id = $1 or lower(email) = lower($1), false), id
   from public.users
  where $11 and (public.folded(email || E'\\n' || name) like public.folded($3) or code = $1 or device_id = $1) order by 5 desc, email limit $4)
union all
(select 'scan', id::text, code || coalesce(' ' || nullif(label, ''), ''), 'submission ' || submission_id, false, id
   from (select s.id, p.code, s.label, s.submission_id
         from (select id from public.scans
               where $12 and package_id in (select id from public.packages where code = any($5))
               union
               (select s.id from public.submissions b join public.scans s on s.submission_id = b.id
                where $12 and b.device_id = $1 and b.device_id <> '' order by b.id desc limit $4)
               union
               select s.id
               from public.source_forms f
               cross join lateral (
                   select id from public.submissions where source_form_id = f.id and row_key = $1 limit 1) b
               join public.scans s on s.submission_id = b.id
               where $12) found
         join public.scans s on s.id = found.id
         join public.packages p on p.id = s.package_id
         order by s.id desc limit $4) x)
union all
(select 'submission', b.id::text, coalesce(nullif(b.label, ''), b.location, ''), 'row ' || b.row_key, false, b.id
   from public.source_forms f
   cross join lateral (select * from public.submissions where source_form_id = f.id and row_key = $1 limit 1) b
  where $12 order by b.id desc limit $4)";

/// Letters of a text that are looked at; no code or name is longer, and every word costs.
const LONGEST: usize = 255;

/// A text as it is looked for: one line, and no longer than what it is compared with.
pub fn looked_for(text: &str) -> String {
    one_line(text).chars().take(LONGEST).collect()
}

/// Finds up to `limit` things of each kind that the actor may see.
///
/// # Errors
/// `Forbidden` for those who may see no shipments.
pub fn find(cx: &mut OpContext<'_>, text: &str, limit: i64) -> Result<Vec<Found>> {
    cx.require(Permission::view(Model::Shipment))?;
    let text = &*looked_for(text);
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let codes = codes_meant(text, &cx.settings);
    let named = shipments::service::named(cx, text)?;
    let escaped = crate::db::escape_like(text);
    let beginning = codes.last().map_or(text, String::as_str);
    let may = |permission| cx.actor.may(permission);
    let found = crate::db::sql_query(FIND)
        .replanned()
        .bind::<Text, _>(text)
        .bind::<Text, _>(format!("{}%", crate::db::escape_like(beginning)))
        .bind::<Text, _>(format!("%{escaped}%"))
        .bind::<BigInt, _>(limit)
        .bind::<Array<Text>, _>(&codes)
        .bind::<Nullable<Integer>, _>(shipment_meant(text, &cx.settings))
        .bind::<Nullable<Integer>, _>(cx.actor.only_partner())
        .bind::<Bool, _>(may(Permission::ViewAllPartners))
        .bind::<Bool, _>(may(Permission::view(Model::CatalogItem)))
        .bind::<Bool, _>(may(Permission::view(Model::Donor)))
        .bind::<Bool, _>(may(Permission::view(Model::User)))
        .bind::<Bool, _>(may(Permission::Administer))
        .bind::<Array<Integer>, _>(named)
        .load(cx.conn)?;
    Ok(found)
}
