//! The forty shipments of a country and the roads they take.

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

use super::country::Names;
use super::entities::Entities;
use super::fate::{Fate, Planned, SHIPMENTS, package_count};
use crate::demo::geography::{CountryPlaces, Point};
use crate::demo::plan::{Trip, TripPoint};
use crate::kernel::ids::ShipmentId;
use crate::kernel::{OpContext, Result};
use crate::packages::model::{NewPackageItem, NewPackages};
use crate::packages::service as packages;
use crate::shipments::model::NewShipment;
use crate::shipments::service as shipments;

/// What was made.
pub(super) struct Made {
    pub(super) trips: Vec<Trip>,
    pub(super) lost_shipment: i32,
    pub(super) lost: Vec<String>,
    pub(super) cancelled: Vec<String>,
    pub(super) packages: usize,
}

pub(super) fn create(
    cx: &mut OpContext<'_>,
    names: &Names,
    places: &CountryPlaces,
    entities: &Entities,
) -> Result<Made> {
    let mut random = StdRng::seed_from_u64(names.seed);
    let mut made = Made {
        trips: Vec::new(),
        lost_shipment: 0,
        lost: Vec::new(),
        cancelled: Vec::new(),
        packages: 0,
    };
    for (index, planned) in SHIPMENTS.iter().enumerate() {
        let route = places.routes[index % places.routes.len()];
        let points: Vec<TripPoint> = route
            .iter()
            .filter_map(|point| trip_point(places, *point))
            .collect();
        let to = points
            .last()
            .map(|point| point.place.clone())
            .unwrap_or_default();
        let id = create_one(cx, index, planned, &to, entities, &mut random)?;
        let count = package_count(index);
        made.packages += count as usize;
        let codes: Vec<String> = (1..=count)
            .map(|number| cx.settings.package_code(id, number))
            .collect();
        match planned.fate {
            Fate::Lost => {
                made.lost_shipment = id.0;
                made.lost.clone_from(&codes);
            }
            Fate::Cancelled => made.cancelled.clone_from(&codes),
            _ => {}
        }
        if !matches!(planned.fate, Fate::InProgress | Fate::Cancelled) {
            made.trips
                .push(trip(cx.now, planned, id, codes, points, &mut random));
        }
    }
    Ok(made)
}

/// Says of the shipment that it is lost, unless somebody has closed it since.
pub(super) fn lose(cx: &mut OpContext<'_>, shipment: i32) -> Result<()> {
    let id = ShipmentId(shipment);
    if shipments::show(cx, id)?.may_mark_lost() {
        let note =
            "The truck was stopped on the road at night; the driver is safe, the load is gone.";
        shipments::mark_lost(cx, id, note, false)?;
    }
    Ok(())
}

fn trip_point(places: &CountryPlaces, point: Point) -> Option<TripPoint> {
    Some(match point {
        Point::At(name) => {
            let stop = places.stop(name)?;
            TripPoint {
                place: stop.name.to_owned(),
                latitude: stop.latitude,
                longitude: stop.longitude,
            }
        }
        Point::Via(latitude, longitude) => TripPoint {
            place: "On_the_road".to_owned(),
            latitude,
            longitude,
        },
    })
}

fn create_one(
    cx: &mut OpContext<'_>,
    index: usize,
    planned: &Planned,
    to: &str,
    entities: &Entities,
    random: &mut StdRng,
) -> Result<ShipmentId> {
    let shipment_on = cx.today() - TimeDelta::days(planned.days_ago);
    let new = NewShipment {
        description: describe(index, to),
        shipment_on,
        expected_on: shipment_on + TimeDelta::days(planned.expected_days),
        store_release: format!("SR-{}-{:04}", shipment_on.format("%y%m"), 100 + index * 7),
        partner_id: entities.partners[index % entities.partners.len()].id,
        transporter_id: Some(entities.transporters[index % entities.transporters.len()].id),
    };
    let id = shipments::create(cx, new)?.id;
    add_packages(cx, id, package_count(index), entities, random)?;
    if planned.fate != Fate::InProgress {
        shipments::finalize(cx, id)?;
    }
    if planned.fate == Fate::Cancelled {
        shipments::cancel(
            cx,
            id,
            "The road was closed before loading; the partner asked for another delivery.",
        )?;
    }
    Ok(id)
}

/// Some shipments are named for what they are; the others by partner, release and day.
fn describe(index: usize, to: &str) -> String {
    let to = to.replace('_', " ");
    match index % 4 {
        0 => format!("Medical supplies to {to}"),
        1 => format!("Winter and shelter goods to {to}"),
        2 => format!("Clinic restock, {to}"),
        _ => String::new(),
    }
}

/// Two thirds of the packages are kits, the others hold what was asked for.
fn add_packages(
    cx: &mut OpContext<'_>,
    shipment: ShipmentId,
    count: i32,
    entities: &Entities,
    random: &mut StdRng,
) -> Result<()> {
    let kits = count * 2 / 3;
    let kit = &entities.kits[random.random_range(0..entities.kits.len())];
    let contents = kit.contents.iter().map(|content| NewPackageItem {
        catalog_item_id: content.catalog_item_id,
        quantity: content.quantity,
    });
    let new = NewPackages {
        name: kit.kit.name.clone(),
        description: kit.kit.description.clone(),
        count: kits,
        kit: Some(kit.kit.id),
        contents: contents.collect(),
    };
    packages::add(cx, shipment, &new)?;
    for (name, part) in [
        ("Mixed items", (count - kits) / 2),
        ("Clinic order", count - kits - (count - kits) / 2),
    ] {
        let chosen = entities.items.choose_multiple(random, 5);
        let mut contents: Vec<NewPackageItem> = chosen
            .map(|item| NewPackageItem {
                catalog_item_id: item.id,
                quantity: 0,
            })
            .collect();
        for content in &mut contents {
            content.quantity = random.random_range(2..40);
        }
        let new = NewPackages {
            name: name.to_owned(),
            description: String::new(),
            count: part,
            kit: None,
            contents,
        };
        packages::add(cx, shipment, &new)?;
    }
    Ok(())
}

fn trip(
    now: DateTime<Utc>,
    planned: &Planned,
    id: ShipmentId,
    codes: Vec<String>,
    points: Vec<TripPoint>,
    random: &mut StdRng,
) -> Trip {
    let passed = planned.fate.passed(points.len());
    let left_at = (now - TimeDelta::days(planned.days_ago.max(0)))
        .with_hour(4)
        .and_then(|at| at.with_minute(random.random_range(0..60)))
        .unwrap_or(now);
    // What has passed its points must have done so before now.
    let most = (now - left_at).num_minutes() * 8 / 10 / passed.max(1) as i64;
    let missing = match planned.fate {
        Fate::Received { missing } => missing,
        _ => 0,
    };
    Trip {
        shipment: id.0,
        codes,
        points,
        passed,
        left_behind: missing,
        left_at,
        minutes_per_point: random.random_range(150..420).min(most.max(1)),
        driven: planned.fate.is_driven(),
    }
}
