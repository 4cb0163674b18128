//! What goes with the driver and is signed on the way, in all languages of the country at once.

use std::collections::BTreeMap;

use poem::Response;
use serde::Serialize;

use super::print::Job;
use super::sheet::Sheet;
use crate::kernel::{Language, Text};
use crate::packages::papers::{model::Load, service};
use crate::shipments::papers::Kind;
use crate::web::{App, Page, Result, Visit};

/// What a waybill says, beside names and figures.
const WORDS: [&str; 25] = [
    "waybill-title",
    "waybill-draft",
    "waybill-from",
    "waybill-to",
    "waybill-shipment",
    "waybill-release",
    "waybill-date",
    "waybill-transporter",
    "waybill-packages",
    "waybill-weight",
    "waybill-numbers",
    "waybill-item",
    "waybill-unit",
    "waybill-in-packages",
    "waybill-quantity",
    "waybill-nothing",
    "waybill-dispatched",
    "waybill-carried",
    "waybill-received",
    "waybill-name",
    "waybill-vehicle",
    "waybill-packages-received",
    "waybill-remarks",
    "waybill-signature",
    "waybill-kilograms",
];

/// The same words in one of the country's languages.
#[derive(Serialize)]
struct Said {
    lang: &'static str,
    dir: &'static str,
    text: String,
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct WaybillPage {
    sheet: Sheet,
    load: Load,
    /// Which packages, when not all of the shipment.
    numbers: String,
    words: BTreeMap<&'static str, Vec<Said>>,
}

/// Every word in each language; where languages agree (`kg`) once.
fn in_languages(languages: &[Language]) -> BTreeMap<&'static str, Vec<Said>> {
    let said = |key: &'static str| {
        let mut words: Vec<Said> = Vec::new();
        for language in languages {
            let text = Text::new(key).in_language(*language);
            if words.iter().all(|known| known.text != text) {
                words.push(Said {
                    lang: language.tag(),
                    dir: language.direction(),
                    text,
                });
            }
        }
        (key, words)
    };
    WORDS.into_iter().map(said).collect()
}

impl Page for WaybillPage {
    const TEMPLATE: &'static str = "shipments/templates/papers/waybill.html";

    fn samples() -> Vec<Self> {
        let languages = [&Language::ALL[..], &[Language::Ar]];
        let page = |(load, languages): (Load, &[Language])| Self {
            sheet: Sheet::sample(Kind::Waybill, languages.len() > 1),
            load,
            numbers: if languages.len() > 1 { "1-20" } else { "" }.into(),
            words: in_languages(languages),
        };
        Load::samples()
            .into_iter()
            .zip(languages)
            .map(page)
            .collect()
    }
}

/// The waybill.
pub(super) async fn show(app: &App, visit: &Visit, job: Job) -> Result<Response> {
    let (id, numbers) = (job.sheet.id, job.order.numbers);
    let asked = numbers.to_string();
    let load = app
        .db()
        .read(&visit.op(), move |cx| service::load(cx, id, &numbers))
        .await?;
    let page = WaybillPage {
        load,
        numbers: asked,
        words: in_languages(&app.settings().offered_languages()),
        sheet: job.sheet,
    };
    app.long_page(visit, page).await
}
