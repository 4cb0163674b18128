//! What is addressed to somebody: their shipments that are late or arrived, scans of them that wait in the inbox, and
//! for administrators what fails. Nothing is stored but until when a person has seen it: a notice is there as long as
//! what it says is so.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Integer, Nullable, Text as SqlText, Timestamptz};
use serde::Serialize;

use crate::db::schema::notices_seen;
use crate::jobs;
use crate::kernel::ids::{ShipmentId, UserId};
use crate::kernel::{OpContext, Permission, Result, Text};
use crate::scans;
use crate::scans::model::FormState;

/// What arrived is told for so long.
const ARRIVED: TimeDelta = TimeDelta::days(14);
/// More notices of a kind are not listed.
const MOST: i64 = 100;

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NoticeKind {
    /// Expected tomorrow and still on the road.
    Due,
    Overdue,
    Arrived,
    /// Scans that could not be counted.
    Waiting,
    /// A job or a forms server.
    Failing,
}

/// One line behind the bell.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Notice {
    pub kind: NoticeKind,
    /// Since when it is so.
    pub at: DateTime<Utc>,
    /// Not seen yet.
    pub is_new: bool,
    /// The shipment's or the job's name; a key of the catalogue for jobs.
    pub name: Text,
    pub words: Text,
    /// Where more is said, below the country's address.
    pub path: String,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlText)]
    kind: String,
    #[diesel(sql_type = Nullable<Integer>)]
    shipment_id: Option<ShipmentId>,
    #[diesel(sql_type = SqlText)]
    name: String,
    #[diesel(sql_type = BigInt)]
    count: i64,
    #[diesel(sql_type = Date)]
    expected_on: NaiveDate,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
}

/// $1 who asks, $2 the country's zone, $3 today, $4 tomorrow, $5 since when arrivals are told, $6 how many of each.
fn of_shipments(all: bool, from_ready: bool) -> String {
    // A coordinator answers for all; others for what is theirs or what they made.
    let mine = if all {
        "($1::integer is not null)"
    } else {
        "s.id in (select id from public.shipments where partner_id = $1
                  union select shipment_id from public.events
                  where kind = 'created' and package_id is null and actor_kind = 'user' and actor_id = $1)"
    };
    let ready = if from_ready { "s.ready_count + " } else { "" };
    let on_the_road = format!("{ready}s.picked_up_count + s.in_transit_count");
    let left_at = if from_ready { 2 } else { 3 };
    let waiting = if all {
        "select 'waiting', null::integer, '', count(*), $3, max(coalesce(o.settled_at, o.created_at))
         from public.observations o where o.state = 'open' having count(*) > 0"
            .to_owned()
    } else {
        format!(
            "select 'waiting', s.id, s.display_name, count(*), s.expected_on, max(coalesce(o.settled_at, o.created_at))
             from public.observations o join public.scans x on x.observation_id = o.id
             join views.shipments s on s.id = x.shipment_id
             where o.state = 'open' and {mine} group by s.id, s.display_name, s.expected_on"
        )
    };
    format!(
        "(select case when l.expected_on = $4 then 'due' else 'overdue' end as kind, l.id as shipment_id,
                 l.display_name as name, l.count, l.expected_on,
                 -- A day that was set anew, or a shipment that left after its day, makes it late only then.
                 greatest((case when l.expected_on = $4 then $3 else l.expected_on + 1 end)::timestamp at time zone $2,
                          e.moved_at, e.left_at) as at
          from (select s.id, s.display_name, ({on_the_road})::bigint as count, s.expected_on
                from views.shipments s
                where s.status between 2 and 5 and s.ready_count + s.picked_up_count + s.in_transit_count > 0
                  and {on_the_road} > 0 and (s.expected_on < $3 or s.expected_on = $4) and {mine}
                order by s.expected_on desc limit $6) l
          left join lateral (
              select max(e.at) filter (where e.kind = 'expected') as moved_at,
                     min(e.at) filter (where e.kind = 'status' and e.to_status >= {left_at}) as left_at
              from public.events e where e.shipment_id = l.id) e on true)
         union all
         (select 'arrived', l.id, l.display_name, l.package_count, l.expected_on, coalesce(e.at, l.last_scan_at)
          from (select s.id, s.display_name, s.package_count, s.expected_on, s.last_scan_at
                from views.shipments s
                -- When we heard of it: a phone may have scanned weeks before it could send.
                left join (select e.shipment_id, max(e.at) as at from public.events e
                           where e.kind = 'status' and e.to_status = 5 and e.at >= $5
                           group by e.shipment_id) h on h.shipment_id = s.id
                where s.status = 5 and s.received_count = s.package_count
                  and (h.at is not null or s.last_scan_at >= $5) and {mine}
                order by coalesce(h.at, s.last_scan_at) desc limit $6) l
          left join lateral (
              select e.at from public.events e
              where e.shipment_id = l.id and e.kind = 'status' and e.to_status = 5
              order by e.id desc limit 1) e on true
          where coalesce(e.at, l.last_scan_at) >= $5)
         union all ({waiting} limit $6)"
    )
}

/// What is addressed to the actor, newest first; nothing for whoever is no user.
///
/// # Errors
/// When the database refuses.
pub fn list(cx: &mut OpContext<'_>) -> Result<Vec<Notice>> {
    let Some(user) = cx.actor.user_id() else {
        return Ok(Vec::new());
    };
    let seen: Option<DateTime<Utc>> = notices_seen::table
        .find(user)
        .select(notices_seen::seen_at)
        .first(cx.conn)
        .optional()?;
    let today = cx.today();
    let sql = of_shipments(
        cx.actor.may(Permission::Administer),
        cx.settings.overdue_from_ready,
    );
    let rows: Vec<Row> = crate::db::sql_query(sql)
        .bind::<Integer, _>(user)
        .bind::<SqlText, _>(cx.settings.time_zone.name())
        .bind::<Date, _>(today)
        .bind::<Date, _>(today + Days::new(1))
        .bind::<Timestamptz, _>(cx.now - ARRIVED)
        .bind::<BigInt, _>(MOST)
        .load(cx.conn)?;
    let mut notices: Vec<Notice> = rows.into_iter().map(|row| row.notice(today)).collect();
    if cx.actor.may(Permission::Administer) {
        notices.extend(failing(cx)?);
    }
    for notice in &mut notices {
        notice.is_new = seen.is_none_or(|seen| notice.at > seen);
    }
    notices.sort_by_key(|notice| std::cmp::Reverse(notice.at));
    Ok(notices)
}

/// How many the actor has not seen, for the bell.
///
/// # Errors
/// When the database refuses.
pub fn count_new(cx: &mut OpContext<'_>) -> Result<i64> {
    Ok(list(cx)?.iter().filter(|notice| notice.is_new).count() as i64)
}

/// Notes that the actor has seen all there is now.
///
/// # Errors
/// When the database refuses.
pub fn see(cx: &mut OpContext<'_>) -> Result<()> {
    let Some(user) = cx.actor.user_id() else {
        return Ok(());
    };
    diesel::insert_into(notices_seen::table)
        .values((
            notices_seen::user_id.eq::<UserId>(user),
            notices_seen::seen_at.eq(cx.now),
        ))
        .on_conflict(notices_seen::user_id)
        .do_update()
        .set(notices_seen::seen_at.eq(cx.now))
        .execute(cx.conn)?;
    Ok(())
}

impl Row {
    fn notice(self, today: NaiveDate) -> Notice {
        let days = (today - self.expected_on).num_days();
        let (kind, words) = match self.kind.as_str() {
            "due" => (NoticeKind::Due, Text::new("notice-due")),
            "overdue" => (
                NoticeKind::Overdue,
                Text::new("notice-overdue").arg("days", days),
            ),
            "arrived" => (NoticeKind::Arrived, Text::new("notice-arrived")),
            _ => (NoticeKind::Waiting, Text::new("notice-waiting")),
        };
        let name = match self.shipment_id {
            Some(_) => Text::new("notice-shipment").arg("name", self.name),
            None => Text::new("inbox-title"),
        };
        Notice {
            kind,
            at: self.at,
            is_new: false,
            name,
            words: words.arg("count", self.count),
            path: match self.shipment_id {
                Some(id) if kind != NoticeKind::Waiting => format!("/shipments/{id}/"),
                Some(id) => format!("/shipments/{id}/scans/"),
                // Not as somebody left it: it shows as many as are told of.
                None => "/inbox/?".into(),
            },
        }
    }
}

/// Jobs and forms servers that fail.
fn failing(cx: &mut OpContext<'_>) -> Result<Vec<Notice>> {
    let notice = |name, at| Notice {
        kind: NoticeKind::Failing,
        at,
        is_new: false,
        name,
        words: Text::new("notice-failing"),
        path: "/system/jobs/".into(),
    };
    let mut notices = Vec::new();
    for job in jobs::service::last_runs(cx)? {
        if job.is_failing {
            // It fails since its first run that did, not anew with every run.
            let at = job.failing_since.unwrap_or(job.last.started_at);
            notices.push(notice(Text::new(job.text_key), at));
        }
    }
    for (source, form) in scans::service::list_forms(cx)? {
        if form.state != FormState::Ok {
            let title = if form.title.is_empty() {
                form.form_key
            } else {
                form.title
            };
            let name = Text::new("home-form")
                .arg("source", source)
                .arg("form", title);
            notices.push(notice(name, form.failing_since.unwrap_or(cx.now)));
        }
    }
    Ok(notices)
}
