//! Fills a country with made-up data through the services, once: accounts, catalog, forty shipments with about six
//! hundred packages. What happened on the road before today is sent to the forms server as submissions and comes
//! back by the country's own poll. Begin with [`fill`].

mod country;
mod entities;
mod fate;
mod items;
mod shipments;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Result, bail};
use sha2::{Digest, Sha256};

use super::phones::Control;
use super::plan::{Phone, Plan};
use super::{geography, history};
use crate::db::Db;
use crate::kernel::{Actor, Door, Op, OpContext};
use crate::scans;
use crate::scans::poller::Which;
use crate::scans::sources::{Http, Limits};
use country::Names;

/// What the fill needs beside the country.
#[derive(Clone, Debug)]
pub struct FillOptions {
    /// The demo's folder (`var/demo`).
    pub folder: PathBuf,
    /// Password of all demo accounts.
    pub password: String,
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
            let Some(plan) = create(cx, names, &prepared)? else {
                return Ok(None);
            };
            // Written before the commit: a plan without its shipments is written again, never the other way round.
            plan.write(&prepared.folder)
                .map_err(crate::kernel::Error::internal)?;
            Ok(Some(plan))
        })
        .await?;
    if let Some(plan) = &made {
        filled.shipments = fate::SHIPMENTS.len();
        filled.packages = plan.packages;
    }
    let Some(mut plan) = Plan::read(&options.folder, &settings.key)? else {
        return Ok(filled);
    };
    let password = digest(&options.password);
    if plan.password_digest != password {
        let wanted = options.password.clone();
        db.write(&op(), move |cx| entities::set_passwords(cx, &wanted))
            .await?;
        plan.password_digest = password;
        plan.write(&options.folder)?;
    }
    if !plan.history_sent {
        filled.submissions = send_history(&plan).await?;
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

/// Makes everything in one transaction; `None` when the country has shipments.
fn create(
    cx: &mut OpContext<'_>,
    names: &Names,
    options: &FillOptions,
) -> crate::kernel::Result<Option<Plan>> {
    if crate::shipments::service::count(cx)?.all > 0 {
        return Ok(None);
    }
    let Some(places) = geography::country(names.key) else {
        return Ok(None);
    };
    let Some(server) = cx.settings.forms_servers.first().cloned() else {
        return Ok(None);
    };
    let number = |key: Option<&String>| key.and_then(|key| key.parse().ok());
    let Some(package_form) = number(server.package_forms.first()) else {
        return Ok(None);
    };
    let entities = entities::create(cx, names, &options.password)?;
    let made = shipments::create(cx, names, places, &entities)?;
    let people = entities
        .office
        .iter()
        .take(2)
        .chain(entities.partners.iter().take(4));
    let mut phones: Vec<Phone> = people
        .enumerate()
        .map(|(i, user)| Phone {
            device: format!("35{:04}00000{:04}", places.first_form, i + 1),
            user_code: Some(user.code.clone()),
        })
        .collect();
    phones.push(Phone {
        device: format!("35{:04}000009999", places.first_form),
        user_code: None,
    });
    Ok(Some(Plan {
        country: names.key.to_owned(),
        seed: names.seed,
        made_at: cx.now,
        server: server.url,
        package_form,
        voucher_form: number(server.package_forms.get(1)),
        device_form: number(server.device_form.as_ref()),
        prefix: cx.settings.prefix.clone(),
        foreign_code: names.foreign_code.to_owned(),
        history_sent: false,
        password_digest: digest(&options.password),
        packages: made.packages,
        trips: made.trips,
        lost_shipment: made.lost_shipment,
        lost: made.lost,
        cancelled: made.cancelled,
        phones,
    }))
}

/// Sends what happened before; the server knows what it already has.
async fn send_history(plan: &Plan) -> Result<usize> {
    let control = Control::new(&plan.server)?;
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
    bail!("no stand-in forms server answers on {}", plan.server)
}

fn digest(password: &str) -> String {
    hex::encode(Sha256::digest(password))
}
