//! What the simulated phones of a country do, step by step; no clock and no network of its own.
//!
//! The opening shows everything that can be wrong with a scan, once. Then trucks drive on, one scan a step, with
//! something odd now and then. The state is a file, so that phones that are started again go on where they were.

use chrono::{DateTime, TimeDelta, Utc};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::demo::filled_form::{Scan, device_form, instance_id};
use crate::demo::forms_server::Submission;
use crate::demo::history::TRUCK;
use crate::demo::plan::{Plan, Trip};

/// One thing a phone does.
#[derive(Clone, Debug)]
pub struct Action {
    pub form: u32,
    pub submission: Submission,
    /// The row that its sender corrects with these answers; none for a new form.
    pub edits: Option<i64>,
    /// Answers that the sender corrects some minutes later.
    pub correction: Option<Map<String, Value>>,
    /// What it shows, for the log.
    pub about: &'static str,
}

/// How far the phones of a country are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// The plan it belongs to.
    made_at: DateTime<Utc>,
    /// Steps done.
    step: u64,
    trucks: Vec<Truck>,
    corrections: Vec<Correction>,
}

/// A form that its sender will correct, at a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Correction {
    step: u64,
    form: u32,
    id: i64,
    data: Map<String, Value>,
}

/// Some packages of a trip that travel together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Truck {
    trip: usize,
    first: usize,
    /// The point it is scanned at next.
    next: usize,
}

/// What can be wrong, in the order of the opening. `Scan` is a good one in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Oddity {
    Good,
    UnknownCode,
    OtherCountry,
    NoCode,
    UnknownStatus,
    MissingStatus,
    WithoutEffect,
    Malformed,
    BrokenPosition,
    Lost,
    Cancelled,
    UnknownUser,
    Voucher,
    Corrected,
    Late,
    NoPosition,
}

const OPENING: [Oddity; 24] = [
    Oddity::Good,
    Oddity::UnknownCode,
    Oddity::Good,
    Oddity::OtherCountry,
    Oddity::Lost,
    Oddity::Good,
    Oddity::Cancelled,
    Oddity::NoCode,
    Oddity::Good,
    Oddity::UnknownStatus,
    Oddity::MissingStatus,
    Oddity::Good,
    Oddity::WithoutEffect,
    Oddity::Malformed,
    Oddity::UnknownUser,
    Oddity::Good,
    Oddity::BrokenPosition,
    Oddity::Voucher,
    Oddity::Good,
    Oddity::Corrected,
    Oddity::Late,
    Oddity::NoPosition,
    Oddity::Good,
    Oddity::Good,
];

/// Of the steps after the opening, about one in eight is odd, and one in twenty ends in the inbox.
const LATER: [(Oddity, u32); 12] = [
    (Oddity::Good, 70),
    (Oddity::Late, 8),
    (Oddity::NoPosition, 6),
    (Oddity::Voucher, 4),
    (Oddity::Corrected, 3),
    (Oddity::BrokenPosition, 2),
    (Oddity::UnknownCode, 2),
    (Oddity::NoCode, 1),
    (Oddity::OtherCountry, 1),
    (Oddity::UnknownStatus, 1),
    (Oddity::MissingStatus, 1),
    (Oddity::Malformed, 1),
];

impl State {
    /// The beginning.
    pub fn new(plan: &Plan) -> Self {
        let mut trucks = Vec::new();
        for (i, trip) in plan
            .trips
            .iter()
            .enumerate()
            .filter(|(_, trip)| trip.driven)
        {
            trucks.extend((0..trip.codes.len()).step_by(TRUCK).map(|first| Truck {
                trip: i,
                first,
                next: trip.passed,
            }));
        }
        Self {
            made_at: plan.made_at,
            step: 0,
            trucks,
            corrections: Vec::new(),
        }
    }

    /// Whether this state is one of the plan.
    pub fn belongs_to(&self, plan: &Plan) -> bool {
        self.made_at == plan.made_at
    }

    /// Whether everything the opening shows was shown.
    pub fn is_open(&self) -> bool {
        self.step >= OPENING.len() as u64
    }

    /// Seconds to wait before the next step: short at first, then gentle.
    pub fn pause(&self) -> u64 {
        match self.step {
            0..24 => 1,
            24..60 => 12,
            _ => 30 + self.step * 7 % 40,
        }
    }

    /// Takes note of the row that a form became, when its sender will correct it: after the country has polled it.
    pub fn sent(&mut self, action: &Action, id: i64) {
        if let Some(data) = &action.correction {
            self.corrections.push(Correction {
                step: self.step + 16,
                form: action.form,
                id,
                data: data.clone(),
            });
        }
    }

    fn due_correction(&mut self) -> Option<Action> {
        let due = self
            .corrections
            .iter()
            .position(|it| it.step <= self.step)?;
        let correction = self.corrections.remove(due);
        Some(Action {
            form: correction.form,
            submission: Submission {
                data: correction.data,
                ..Submission::default()
            },
            edits: Some(correction.id),
            correction: None,
            about: "a form whose sender adds what was forgotten",
        })
    }

    /// The next thing that happens. The same state and plan do the same.
    pub fn next(&mut self, plan: &Plan, now: DateTime<Utc>) -> Option<Action> {
        let mut random =
            StdRng::seed_from_u64(plan.seed ^ (self.step + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let oddity = match OPENING.get(self.step as usize) {
            Some(oddity) => *oddity,
            None => LATER
                .choose_weighted(&mut random, |(_, weight)| *weight)
                .map_or(Oddity::Good, |(oddity, _)| *oddity),
        };
        self.step += 1;
        if let Some(action) = self.due_correction() {
            return Some(action);
        }
        self.act(plan, oddity, now, &mut random)
    }

    fn act(
        &mut self,
        plan: &Plan,
        oddity: Oddity,
        now: DateTime<Utc>,
        random: &mut StdRng,
    ) -> Option<Action> {
        let phone = plan.phones.choose(random)?;
        let ended = match oddity {
            Oddity::Late => now - TimeDelta::minutes(random.random_range(90..600)),
            _ => now - TimeDelta::seconds(random.random_range(10..90)),
        };
        let mut write = Writer {
            plan,
            device: &phone.device,
            ended,
            random,
        };
        match oddity {
            Oddity::UnknownUser => write.unknown_user(),
            Oddity::Voucher => write.voucher(self),
            Oddity::Lost => write.closed(&plan.lost, "a package of a lost shipment"),
            Oddity::Cancelled => write.closed(&plan.cancelled, "a package of a cancelled shipment"),
            Oddity::Good
            | Oddity::Late
            | Oddity::NoPosition
            | Oddity::BrokenPosition
            | Oddity::Corrected => write.drive(self, oddity),
            _ => write.wrong(oddity),
        }
    }
}

/// What one phone needs to write a form.
struct Writer<'a> {
    plan: &'a Plan,
    device: &'a str,
    ended: DateTime<Utc>,
    random: &'a mut StdRng,
}

impl<'a> Writer<'a> {
    fn action(&mut self, form: u32, data: Map<String, Value>, about: &'static str) -> Action {
        let submission = Submission {
            data,
            instance_id: Some(instance_id(self.random)),
            ..Submission::default()
        };
        Action {
            form,
            submission,
            edits: None,
            correction: None,
            about,
        }
    }

    /// A truck reaches its next point; when all have arrived, one is looked at again.
    fn drive(&mut self, state: &mut State, oddity: Oddity) -> Option<Action> {
        let on_the_road: Vec<usize> = (0..state.trucks.len())
            .filter(|i| state.trucks[*i].next < self.plan.trips[state.trucks[*i].trip].points.len())
            .collect();
        let truck = match on_the_road.choose(self.random) {
            Some(truck) => *truck,
            None if state.trucks.is_empty() => return None,
            None => self.random.random_range(0..state.trucks.len()),
        };
        let truck = &mut state.trucks[truck];
        let trip = &self.plan.trips[truck.trip];
        let point = truck.next.min(trip.points.len() - 1);
        truck.next = point + 1;
        let end = (truck.first + TRUCK).min(trip.codes.len());
        let mut codes = trip.codes[truck.first..end].to_vec();
        let all = codes.clone();
        if oddity == Oddity::Corrected && codes.len() > 1 {
            codes.pop();
        }
        let at = &trip.points[point];
        let location = location(trip.status_at(point), trip, point);
        let scan = |codes| Scan {
            codes,
            location: Some(location.clone()),
            at: (oddity != Oddity::NoPosition).then_some(at),
            device: self.device,
            ended: self.ended,
        };
        let mut data = scan(&codes).package_form(self.random);
        let mut about = "packages on their way";
        let mut correction = None;
        match oddity {
            Oddity::Late => about = "a phone that was offline for hours",
            Oddity::NoPosition => about = "a phone without a position",
            Oddity::BrokenPosition => {
                about = "a position that cannot be read";
                data.insert("gps".into(), json!("north of the bridge"));
            }
            Oddity::Corrected => {
                about = "a form with a package forgotten";
                correction = Some(scan(&all).package_form(self.random));
            }
            _ => {}
        }
        let mut action = self.action(self.plan.package_form, data, about);
        action.correction = correction;
        Some(action)
    }

    fn unknown_user(&mut self) -> Option<Action> {
        let form = self.plan.device_form?;
        let data = device_form("0badc0de00000", "350000000000099", self.ended, self.random);
        Some(self.action(form, data, "a phone for a person nobody knows"))
    }

    fn voucher(&mut self, state: &State) -> Option<Action> {
        let form = self.plan.voucher_form?;
        let truck = state.trucks.choose(self.random)?;
        let trip = &self.plan.trips[truck.trip];
        let code = trip.codes.get(truck.first)?.clone();
        let scan = Scan {
            codes: &[code],
            location: None,
            at: trip.points.last(),
            device: self.device,
            ended: self.ended,
        };
        let data = scan.voucher_form(self.random);
        Some(self.action(form, data, "a voucher that was handed in"))
    }

    fn closed(&mut self, codes: &[String], about: &'static str) -> Option<Action> {
        let (trip, point) = self.somewhere()?;
        let codes = [codes.choose(self.random)?.clone()];
        let scan = Scan {
            codes: &codes,
            location: Some(location(trip.status_at(point), trip, point)),
            at: trip.points.get(point),
            device: self.device,
            ended: self.ended,
        };
        let data = scan.package_form(self.random);
        Some(self.action(self.plan.package_form, data, about))
    }

    fn wrong(&mut self, oddity: Oddity) -> Option<Action> {
        let (trip, point) = self.somewhere()?;
        let mut codes = vec![trip.codes.choose(self.random)?.clone()];
        let mut answer = Some(location(trip.status_at(point), trip, point));
        let mut garbage = None;
        let about = match oddity {
            Oddity::UnknownCode => {
                let (shipment, number) = (
                    self.random.random_range(700..999),
                    self.random.random_range(1..30),
                );
                codes = vec![format!("{}{shipment}.{number}", self.plan.prefix)];
                "a code that no package has"
            }
            Oddity::OtherCountry => {
                codes = vec![self.plan.foreign_code.clone()];
                "a package of another country"
            }
            Oddity::NoCode => {
                codes.clear();
                "a form without a code"
            }
            Oddity::UnknownStatus => {
                answer = Some(location("ARRIVED", trip, point));
                "a status that does not exist"
            }
            Oddity::MissingStatus => {
                answer = None;
                "a form without a status"
            }
            Oddity::WithoutEffect => {
                answer = Some(location("READY", trip, point));
                "a status that phones do not set"
            }
            _ => {
                garbage = Some(json!("label torn, wrote it down on paper"));
                "packages that cannot be read"
            }
        };
        let scan = Scan {
            codes: &codes,
            location: answer,
            at: trip.points.get(point),
            device: self.device,
            ended: self.ended,
        };
        let mut data = scan.package_form(self.random);
        if let Some(garbage) = garbage {
            data.insert("package".into(), garbage);
        }
        Some(self.action(self.plan.package_form, data, about))
    }

    /// A point on the way of a trip.
    fn somewhere(&mut self) -> Option<(&'a Trip, usize)> {
        let plan = self.plan;
        let driven: Vec<&Trip> = plan.trips.iter().filter(|trip| trip.driven).collect();
        let trip: &'a Trip = driven.choose(self.random).copied()?;
        Some((trip, trip.points.len() / 2))
    }
}

fn location(status: &str, trip: &Trip, point: usize) -> String {
    format!("STATUS_{status}-{}", trip.points[point].place)
}
