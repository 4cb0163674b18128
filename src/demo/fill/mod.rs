//! Fills a country with made-up data through the services, once: accounts, catalog, forty shipments with about six
//! hundred packages. What happened on the road before today is sent to the forms server as submissions and comes
//! back by the country's own poll. Begin with [`fill`].

mod country;
mod entities;
mod fate;
mod items;
mod shipments;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Result, bail};
use sha2::{Digest, Sha256};

use super::geography::CountryPlaces;
use super::phones::Control;
use super::plan::{Phone, Plan, read_json, write_json};
use super::{geography, history};
use crate::db::Db;
use crate::kernel::settings::FormsServer;
use crate::kernel::{Actor, Door, Op, OpContext};
use crate::scans;
use crate::scans::poller::Which;
use crate::scans::sources::{Http, Limits};
use country::Names;
use entities::Entities;
use shipments::Made;

/// What the fill needs beside the country.
#[derive(Clone, Debug)]
pub struct FillOptions {
    /// The demo's folder (`var/demo`).
    pub folder: PathBuf,
    /// Password of all demo accounts.
    pub password: String,
    /// The stand-in forms server. A country that polls another one gets shipments, but no history and no phones.
    pub server: String,
}

/// What a fill did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Filled {
    /// Shipments made; 0 when the country had some.
    pub shipments: usize,
    /// Packages made.
    pub packages: usize,
    /// Submissions sent to the forms server.
    pub submissions: usize,
}

fn op() -> Op {
    Op::new(Actor::Operator("demo".into()), Door::Demo, "demo-fill")
}

/// Fills the country when it has no shipments, and sends the history when the forms server does not have it.
/// Countries the demo knows nothing of are left alone.
///
/// # Errors
/// When the database refuses, or the forms server does not answer.
pub async fn fill(db: &Db, options: &FillOptions) -> Result<Filled> {
    let mut filled = Filled::default();
    let settings = db.settings().clone();
    let (Some(names), Some(_)) = (
        country::names(&settings.key),
        geography::country(&settings.key),
    ) else {
        return Ok(filled);
    };
    let prepared = options.clone();
    let made = db
        .write(&op(), move |cx| {
            let Some(made) = create(cx, names, &prepared)? else {
                return Ok(None);
            };
            // Written before the commit: files without their shipments are written again, never the other way round.
            Mark::of(&prepared.password)
                .write(&prepared.folder, names.key)
                .map_err(crate::kernel::Error::internal)?;
            if let Some(plan) = &made.plan {
                plan.write(&prepared.folder)
                    .map_err(crate::kernel::Error::internal)?;
            }
            Ok(Some(made.packages))
        })
        .await?;
    if let Some(packages) = made {
        filled.shipments = fate::SHIPMENTS.len();
        filled.packages = packages;
    }
    let mark = Mark::of(&options.password);
    let known = Mark::read(&options.folder, &settings.key)?;
    if known.is_some_and(|known| known != mark) {
        let wanted = options.password.clone();
        db.write(&op(), move |cx| entities::set_passwords(cx, &wanted))
            .await?;
        mark.write(&options.folder, &settings.key)?;
    }
    let Some(mut plan) = Plan::read(&options.folder, &settings.key)? else {
        return Ok(filled);
    };
    if !plan.history_sent {
        let server = settings
            .forms_servers
            .iter()
            .find(|it| it.url == plan.server);
        let token = server.map_or("", |server| server.token.expose());
        filled.submissions = send_history(&plan, token).await?;
        // What is lost was seen before; so its scans come first, by the country's own poll.
        poll(db).await?;
        let lost = plan.lost_shipment;
        db.write(&op(), move |cx| shipments::lose(cx, lost)).await?;
        plan.history_sent = true;
        plan.write(&options.folder)?;
    }
    Ok(filled)
}

/// Polls the forms server as the country does, also when a poll of its own is under way.
async fn poll(db: &Db) -> Result<()> {
    let http = Arc::new(Http::new(Limits::default())?);
    let which = Which {
        by_hand: true,
        ..Which::default()
    };
    let mut problem = String::new();
    for _ in 0..5 {
        let forms = scans::poller::poll(db, db.settings(), &http, &which).await?;
        match forms
            .into_iter()
            .find_map(|form| Some((form.form, form.error?)))
        {
            None => return Ok(()),
            Some((form, error)) => problem = format!("polling form {form} failed: {error}"),
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
    bail!(problem)
}

/// What a country got.
struct Created {
    packages: usize,
    /// None when the country polls another server than the stand-in.
    plan: Option<Plan>,
}

/// Makes everything in one transaction; `None` when the country has shipments.
fn create(
    cx: &mut OpContext<'_>,
    names: &Names,
    options: &FillOptions,
) -> crate::kernel::Result<Option<Created>> {
    if crate::shipments::service::count(cx)?.all > 0 {
        return Ok(None);
    }
    let Some(places) = geography::country(names.key) else {
        return Ok(None);
    };
    let entities = entities::create(cx, names, &options.password)?;
    let made = shipments::create(cx, names, places, &entities)?;
    let servers = cx.settings.forms_servers.clone();
    let server = servers.iter().find(|server| server.url == options.server);
    Ok(Some(Created {
        packages: made.packages,
        plan: server.and_then(|server| {
            let phones = phones(places, &entities);
            plan(cx, names, server, made, phones)
        }),
    }))
}

fn plan(
    cx: &OpContext<'_>,
    names: &Names,
    server: &FormsServer,
    made: Made,
    phones: Vec<Phone>,
) -> Option<Plan> {
    let number = |key: Option<&String>| key.and_then(|key| key.parse().ok());
    Some(Plan {
        country: names.key.to_owned(),
        seed: names.seed,
        made_at: cx.now,
        server: server.url.clone(),
        package_form: number(server.package_forms.first())?,
        voucher_form: number(server.package_forms.get(1)),
        device_form: number(server.device_form.as_ref()),
        prefix: cx.settings.prefix.clone(),
        foreign_code: names.foreign_code.to_owned(),
        history_sent: false,
        packages: made.packages,
        trips: made.trips,
        lost_shipment: made.lost_shipment,
        lost: made.lost,
        cancelled: made.cancelled,
        phones,
    })
}

/// Phones of people of the office and of partners, and one that is nobody's.
fn phones(places: &CountryPlaces, entities: &Entities) -> Vec<Phone> {
    let office = entities.office.iter().take(2);
    let people = office.chain(entities.partners.iter().take(4));
    let bound = people.enumerate().map(|(i, user)| Phone {
        device: format!("35{:04}00000{:04}", places.first_form, i + 1),
        user_code: Some(user.code.clone()),
    });
    let nobodys = Phone {
        device: format!("35{:04}000009999", places.first_form),
        user_code: None,
    };
    bound.chain([nobodys]).collect()
}

/// Sends what happened before; the server knows what it already has.
async fn send_history(plan: &Plan, token: &str) -> Result<usize> {
    let control = Control::new(&plan.server, token)?;
    for _ in 0..100 {
        if control.is_there().await {
            let mut sent = 0;
            for (form, submissions) in history::submissions(plan) {
                for part in submissions.chunks(1000) {
                    sent += control.submit(form, part).await?.len();
                }
            }
            return Ok(sent);
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    bail!(
        "no stand-in forms server of this installation answers on {}",
        plan.server
    )
}

/// Says that a country was filled, and with which password, to see when it is to be another one.
#[derive(PartialEq, Eq, serde::Serialize, serde::Deserialize)]
struct Mark {
    password_sha256: String,
}

impl Mark {
    fn of(password: &str) -> Self {
        Self {
            password_sha256: hex::encode(Sha256::digest(password)),
        }
    }

    fn read(folder: &Path, country: &str) -> std::io::Result<Option<Self>> {
        read_json(&mark_path(folder, country))
    }

    fn write(&self, folder: &Path, country: &str) -> std::io::Result<()> {
        write_json(&mark_path(folder, country), self)
    }
}

/// Where it lies that a country was filled.
pub(super) fn mark_path(folder: &Path, country: &str) -> PathBuf {
    folder.join(format!("filled-{country}.json"))
}
