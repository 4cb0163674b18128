//! The submissions of the past: what phones sent before the country was filled.

use chrono::{DateTime, TimeDelta, Utc};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::filled_form::{Scan, device_form, instance_id};
use super::forms_server::{Spelling, Submission};
use super::plan::{Plan, Trip};

/// Packages that one truck carries, and one form holds.
pub(super) const TRUCK: usize = 9;

/// Rows older than this spell their times as servers did then.
const OLD: TimeDelta = TimeDelta::days(60);

/// Everything that was sent for a plan, by form, oldest first. Always the same for the same plan.
pub fn submissions(plan: &Plan) -> Vec<(u32, Vec<Submission>)> {
    let mut random = StdRng::seed_from_u64(plan.seed);
    let mut scans = Vec::new();
    for trip in &plan.trips {
        add_trip(plan, trip, &mut random, &mut scans);
    }
    scans.sort_by_key(|submission| submission.created);
    let mut all = vec![(plan.package_form, scans)];
    if let Some(form) = plan.device_form {
        all.push((form, captures(plan, &mut random)));
    }
    all
}

fn add_trip(plan: &Plan, trip: &Trip, random: &mut StdRng, scans: &mut Vec<Submission>) {
    for point in 0..trip.passed {
        let last = point + 1 == trip.passed;
        let there = trip.codes.len()
            - if last {
                trip.left_behind.min(trip.codes.len())
            } else {
                0
            };
        let minutes = trip.minutes_per_point * point as i64;
        for (truck, codes) in trip.codes[..there].chunks(TRUCK).enumerate() {
            // Trucks follow one another; a few bends of the road see no phone.
            if point > 0 && !last && random.random_bool(0.15) {
                continue;
            }
            let delay = minutes + 7 * truck as i64 + random.random_range(0..15);
            let ended = trip.left_at + TimeDelta::minutes(delay);
            let at = &trip.points[point];
            let scan = Scan {
                codes,
                location: Some(format!("STATUS_{}-{}", trip.status_at(point), at.place)),
                at: (!random.random_bool(0.06)).then_some(at),
                device: &plan.phones[random.random_range(0..plan.phones.len())].device,
                ended,
            };
            let data = scan.package_form(random);
            scans.push(arrived(plan, data, ended, random));
        }
    }
}

/// When it arrived: mostly within minutes, now and then when the phone was online again.
fn arrived(
    plan: &Plan,
    data: serde_json::Map<String, serde_json::Value>,
    ended: DateTime<Utc>,
    random: &mut StdRng,
) -> Submission {
    let wait = if random.random_bool(0.12) {
        TimeDelta::minutes(random.random_range(120..1200))
    } else {
        TimeDelta::seconds(random.random_range(20..400))
    };
    let created = (ended + wait).min(plan.made_at);
    Submission {
        data,
        instance_id: Some(instance_id(random)),
        created: Some(created),
        modified: Some(created),
        dates: if plan.made_at - created > OLD {
            Spelling::Old
        } else {
            Spelling::New
        },
        submitted_by: None,
        id: None,
    }
}

/// The phones of people were bound half a year ago.
fn captures(plan: &Plan, random: &mut StdRng) -> Vec<Submission> {
    let mut captures = Vec::new();
    for phone in &plan.phones {
        if let Some(code) = &phone.user_code {
            let ended = plan.made_at - TimeDelta::days(180)
                + TimeDelta::minutes(random.random_range(0..600));
            let data = device_form(code, &phone.device, ended, random);
            captures.push(arrived(plan, data, ended, random));
        }
    }
    captures
}
