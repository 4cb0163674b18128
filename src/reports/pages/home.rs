//! What needs you now: what is late, silent or could not be counted, what fails; what moved and what is on the road.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use poem::{Response, handler};
use serde::Serialize;

use crate::jobs;
use crate::kernel::paging::Paging;
use crate::kernel::{OpContext, Permission, Status, Text};
use crate::reports::queries::{Move, Road, Week};
use crate::reports::service as figures;
use crate::scans;
use crate::scans::model::{ExceptionFilter, FormState};
use crate::shipments::model::{ShipmentRow, Worst};
use crate::shipments::receipts::model::{Receipt, ReceiptFilter};
use crate::shipments::{receipts, service};
use crate::web::{App, Page, Result, Visit};

const WORST: Paging = Paging { page: 1, size: 5 };
const WEEKS: u16 = 8;

/// What the template sees.
#[derive(Serialize)]
pub(super) struct HomePage {
    now: DateTime<Utc>,
    weekday: Text,
    overdue: Need,
    silent: Need,
    silent_days: u32,
    /// For the office only.
    inbox: Option<Inbox>,
    /// For the office only: receipts that tell of something short, damaged or missing; left out when there are none.
    not_whole: Option<NotWhole>,
    /// For the office only.
    machine: Option<Machine>,
    moves: Vec<Move>,
    weeks: Vec<Bar>,
    received: i64,
    road: Road,
}

/// Shipments that need somebody: how many, and the worst.
#[derive(Serialize)]
struct Need {
    count: i64,
    worst: Vec<Shipment>,
}

#[derive(Serialize)]
struct Shipment {
    id: i32,
    name: String,
    days: i64,
}

#[derive(Serialize)]
struct Inbox {
    count: i64,
    newest: Vec<Waiting>,
}

/// Receipts nobody settled.
#[derive(Serialize)]
struct NotWhole {
    count: i64,
    newest: Vec<Receipt>,
}

#[derive(Serialize)]
struct Waiting {
    path: String,
    code: Option<String>,
    short: String,
    since: DateTime<Utc>,
}

/// Forms servers and jobs.
#[derive(Default, Serialize)]
struct Machine {
    /// How many of them fail.
    failing: usize,
    lines: Vec<Line>,
    may_open: bool,
}

#[derive(Serialize)]
struct Line {
    words: Text,
    bad: bool,
    at: Option<DateTime<Utc>>,
}

/// A week of the chart, in the units of its drawing.
#[derive(Serialize)]
struct Bar {
    x: i64,
    y: i64,
    height: i64,
    packages: i64,
    week: u32,
    monday: NaiveDate,
    last: bool,
}

/// Width of a week and height of the chart in its own units.
const STEP: i64 = 44;
const HIGH: i64 = 100;

/// Every week has a bar, also those in which nothing was received.
fn bars(weeks: &[Week], first: NaiveDate) -> Vec<Bar> {
    let most = weeks
        .iter()
        .map(|week| week.packages)
        .max()
        .unwrap_or(0)
        .max(1);
    (0..WEEKS)
        .map(|n| {
            let monday = first + Days::new(7 * u64::from(n));
            let packages = weeks
                .iter()
                .find(|week| week.monday == monday)
                .map_or(0, |week| week.packages);
            // A single package can be seen.
            let height = if packages == 0 {
                0
            } else {
                (packages * HIGH / most).max(2)
            };
            Bar {
                x: i64::from(n) * STEP,
                y: HIGH - height,
                height,
                packages,
                week: monday.iso_week().week(),
                monday,
                last: n + 1 == WEEKS,
            }
        })
        .collect()
}

fn need(
    cx: &mut OpContext<'_>,
    kind: Worst,
    count: i64,
    days: impl Fn(&ShipmentRow) -> i64,
) -> crate::kernel::Result<Need> {
    let worst = if count == 0 {
        Vec::new()
    } else {
        let name = match kind {
            Worst::Overdue => "overdue",
            Worst::Silent => "silent",
        };
        cx.kept(name, |cx| service::worst(cx, kind, WORST.size))?
    };
    let worst = worst.into_iter().map(|row| Shipment {
        id: row.id.0,
        days: days(&row),
        name: row.display_name,
    });
    Ok(Need {
        count,
        worst: worst.collect(),
    })
}

fn inbox(cx: &mut OpContext<'_>) -> crate::kernel::Result<Inbox> {
    let page = scans::service::list_exceptions(cx, &ExceptionFilter::default(), WORST)?;
    Ok(Inbox {
        count: page.total,
        newest: page
            .rows
            .into_iter()
            .map(|row| Waiting {
                path: match row.observation_id {
                    Some(id) => format!("/inbox/{id}/"),
                    None => format!("/inbox/deleted/{}/", row.submission_id),
                },
                code: row.code,
                short: row.reason.short_text_key(),
                since: row.since,
            })
            .collect(),
    })
}

fn not_whole(cx: &mut OpContext<'_>) -> crate::kernel::Result<Option<NotWhole>> {
    let filter = ReceiptFilter {
        open: true,
        ..ReceiptFilter::default()
    };
    let page = receipts::service::list(cx, filter, WORST)?;
    Ok((page.total > 0).then_some(NotWhole {
        count: page.total,
        newest: page.rows,
    }))
}

/// What fails first, then what is well.
fn machine(cx: &mut OpContext<'_>) -> crate::kernel::Result<Machine> {
    let mut lines = Vec::new();
    for (source, form) in scans::service::list_forms(cx)? {
        let title = if form.title.is_empty() {
            form.form_key
        } else {
            form.title
        };
        lines.push(Line {
            words: Text::new("home-form")
                .arg("source", source)
                .arg("form", title),
            bad: form.state != FormState::Ok,
            at: if form.state == FormState::Ok {
                form.succeeded_at
            } else {
                form.failing_since
            },
        });
    }
    for job in jobs::service::last_runs(cx)? {
        lines.push(Line {
            words: Text::new(job.text_key),
            bad: job.is_failing,
            at: job.last.finished_at.or(Some(job.last.started_at)),
        });
    }
    lines.sort_by_key(|line| !line.bad);
    let failing = lines.iter().filter(|line| line.bad).count();
    lines.truncate(5);
    Ok(Machine {
        failing,
        lines,
        may_open: cx.actor.may(Permission::Administer),
    })
}

fn load(cx: &mut OpContext<'_>) -> crate::kernel::Result<HomePage> {
    let (today, now) = (cx.today(), cx.now);
    let office = cx.actor.may(Permission::ViewAllPartners);
    let monday = today - Days::new(u64::from(today.weekday().num_days_from_monday()));
    let first = monday - Days::new(7 * u64::from(WEEKS - 1));
    let settings = cx.settings.clone();
    let counts = service::count(cx)?;
    let weeks = figures::weeks(cx, settings.begin_of(first), WEEKS)?;
    Ok(HomePage {
        now,
        weekday: Text::new(format!("weekday-{}", today.weekday().number_from_monday())),
        overdue: need(cx, Worst::Overdue, counts.overdue, |row| {
            row.overdue_days.unwrap_or(0)
        })?,
        silent: need(cx, Worst::Silent, counts.silent, |row| {
            row.last_scan_at.map_or(0, |at| (now - at).num_days())
        })?,
        silent_days: settings.silent_after_days,
        inbox: if office { Some(inbox(cx)?) } else { None },
        not_whole: if office { not_whole(cx)? } else { None },
        machine: if office { Some(machine(cx)?) } else { None },
        moves: figures::moves(cx, settings.begin_of(today), 6)?,
        received: weeks.iter().map(|week| week.packages).sum(),
        weeks: bars(&weeks, first),
        road: figures::road(cx)?,
    })
}

impl Page for HomePage {
    const TEMPLATE: &'static str = "reports/templates/home.html";

    fn samples() -> Vec<Self> {
        let at = DateTime::<Utc>::default();
        let road = |n| Road {
            shipments: n,
            packages: n * 10,
            received: n,
            picked_up: n,
            in_transit: n,
            overdue: n,
            price_local: n.into(),
            price_usd: n.into(),
        };
        let page = |count: i64, office: bool| Self {
            now: at,
            weekday: Text::new("weekday-1"),
            overdue: Need {
                count,
                worst: (0..count)
                    .map(|id| Shipment {
                        id: id as i32,
                        name: "A <b>".into(),
                        days: id,
                    })
                    .collect(),
            },
            silent: Need {
                count,
                worst: Vec::new(),
            },
            silent_days: 4,
            inbox: office.then(|| Inbox {
                count,
                newest: (0..count)
                    .map(|n| Waiting {
                        path: "/inbox/1/".into(),
                        code: (n % 2 == 0).then(|| "/TR1.1".into()),
                        short: "exception-reason-unknown-code-short".into(),
                        since: at,
                    })
                    .collect(),
            }),
            not_whole: (office && count > 0).then(|| NotWhole {
                count,
                newest: Receipt::samples(),
            }),
            machine: office.then(|| Machine {
                failing: count as usize,
                lines: vec![
                    Line {
                        words: Text::new("home-form").arg("source", "ona").arg("form", "x"),
                        bad: true,
                        at: Some(at),
                    },
                    Line {
                        words: Text::new("job-cleanup"),
                        bad: false,
                        at: None,
                    },
                ],
                may_open: count > 0,
            }),
            moves: (0..count)
                .map(|n| Move {
                    shipment_id: crate::kernel::ids::ShipmentId(1),
                    name: "Winter kits".into(),
                    status: Status::Received,
                    packages: n,
                    place: (n % 2 == 0).then(|| "Mare".into()),
                    at,
                })
                .collect(),
            weeks: bars(&[], NaiveDate::default()),
            received: count,
            road: road(count),
        };
        vec![page(0, true), page(3, true), page(2, false)]
    }
}

/// Shows it.
#[handler]
pub(super) async fn get(app: App, visit: Visit) -> Result<Response> {
    let page = app.db().read(&visit.op(), load).await?;
    app.page(&visit, &page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_week_has_a_bar_and_the_fullest_is_the_highest() {
        let first = NaiveDate::from_ymd_opt(2026, 9, 7).unwrap();
        let week = |n: u64, packages| Week {
            monday: first + Days::new(7 * n),
            packages,
        };

        let bars = bars(&[week(0, 1), week(7, 1000)], first);

        assert_eq!(bars.len(), 8);
        assert_eq!(
            (bars[0].height, bars[1].height, bars[7].height),
            (2, 0, HIGH)
        );
        assert!(bars[7].last && bars[7].packages == 1000);
    }
}
