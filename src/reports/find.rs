//! The emergency search: whatever has this text, of every kind, at once.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde::Serialize;

use crate::kernel::{OpContext, Permission, Result};

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName, Serialize)]
pub struct Found {
    /// `package`, `shipment`, `user`, `scan` or `submission`.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// What commands of that kind take: a code, a number, an e-mail address.
    #[diesel(sql_type = Text)]
    pub id: String,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Text)]
    pub detail: String,
}

/// Each kind is asked for a few, over its indexes; codes and numbers by their beginning, words anywhere.
const FIND: &str = "
(select 'package' as kind, code as id, name as title, 'shipment ' || shipment_id as detail
   from public.packages where code = $1 or code like $2 order by code limit $4)
union all
(select 'shipment', id::text, coalesce(nullif(description, ''), store_release), store_release
   from public.shipments where id::text = ltrim($1, '#') or (description || ' ' || store_release) ilike $3
   order by id desc limit $4)
union all
(select 'user', email, name, role || case when is_active then '' else ', switched off' end
   from public.users where email ilike $3 or name ilike $3 or code = $1 or device_id = $1 order by email limit $4)
union all
(select 'scan', id::text, code || coalesce(' ' || nullif(label, ''), ''), 'submission ' || submission_id
   from (select s.id, p.code, s.label, s.submission_id
         from public.scans s join public.packages p on p.id = s.package_id
         where s.package_id in (select id from public.packages where code = $1)
            or s.device_id = $1 or s.row_key = $1 order by s.id desc limit $4) x)
union all
(select 'submission', id::text, coalesce(nullif(label, ''), location, ''), 'row ' || row_key
   from public.submissions where row_key = $1 order by id desc limit $4)";

/// Finds up to `limit` things of each kind.
///
/// # Errors
/// `Forbidden` for those who see only their own.
pub fn find(cx: &mut OpContext<'_>, text: &str, limit: i64) -> Result<Vec<Found>> {
    cx.require(Permission::Administer)?;
    let text = text.trim();
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let escaped = crate::db::escape_like(text);
    let found = diesel::sql_query(FIND)
        .bind::<Text, _>(text)
        .bind::<Text, _>(format!("{escaped}%"))
        .bind::<Text, _>(format!("%{escaped}%"))
        .bind::<BigInt, _>(limit)
        .load(cx.conn)?;
    Ok(found)
}
