//! What a package is called.

use poem::http::StatusCode;
use poem::web::{Form, Path};
use poem::{Response, handler};
use serde::Serialize;

use super::or_back;
use super::sent::Sent;
use crate::kernel::ids::PackageId;
use crate::kernel::{Error, Text};
use crate::packages::model::PackageRow;
use crate::packages::service;
use crate::web::{App, Flash, FormState, Page, Result, Visit};

/// What the browser shows and sends.
#[derive(Clone, Debug, Default, Serialize)]
struct PackageForm {
    version: i32,
    name: String,
    description: String,
}

impl PackageForm {
    fn of(it: &PackageRow) -> Self {
        Self {
            version: it.version,
            name: it.name.clone(),
            description: it.description.clone(),
        }
    }
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct PackageEditPage {
    package: PackageRow,
    form: FormState<PackageForm>,
}

impl Page for PackageEditPage {
    const TEMPLATE: &'static str = "shipments/templates/package_edit.html";

    fn samples() -> Vec<Self> {
        let mut wrong = FormState::new(PackageForm::default());
        wrong.add("name", "package-name-required");
        PackageRow::samples()
            .into_iter()
            .map(|package| Self {
                package,
                form: wrong.clone(),
            })
            .take(2)
            .collect()
    }
}

/// The form with what is stored; leads back with the reason when nothing can be changed any more.
#[handler]
pub(super) async fn get(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    let package = app
        .db()
        .read(&visit.op(), move |cx| {
            let package = service::show(cx, PackageId(id))?;
            service::require_open(cx, package.shipment_id)?;
            Ok(package)
        })
        .await;
    match or_back(&app, &visit, package, &format!("/packages/{id}/")).await? {
        Ok(package) => {
            let form = FormState::new(PackageForm::of(&package));
            app.page(&visit, &PackageEditPage { package, form })
        }
        Err(away) => Ok(away),
    }
}

/// Saves what was sent.
#[handler]
pub(super) async fn post(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    let stored = app
        .db()
        .read(&visit.op(), move |cx| service::show(cx, PackageId(id)))
        .await?;
    let mut form = PackageForm::of(&stored);
    form.version = sent.version();
    sent.over("name", &mut form.name);
    sent.over("description", &mut form.description);
    let new = form.clone();
    let outcome = app
        .db()
        .write(&visit.op(), move |cx| {
            service::edit(cx, PackageId(id), new.version, &new.name, &new.description)
        })
        .await;
    let (status, form) = match outcome {
        Ok(_) => {
            app.flash(&visit, Flash::success(Text::new("package-saved")))
                .await;
            return Ok(app.redirect(&format!("/packages/{id}/")));
        }
        Err(Error::Conflict(why)) => (StatusCode::CONFLICT, FormState::overtaken(form, why)),
        Err(Error::Stale) => {
            form.version = stored.version;
            let form = FormState::changed_meanwhile(form, PackageForm::of(&stored));
            (StatusCode::CONFLICT, form)
        }
        Err(error) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            FormState::refused(form, error)?,
        ),
    };
    let package = stored;
    app.page_with(&visit, status, &PackageEditPage { package, form })
}
