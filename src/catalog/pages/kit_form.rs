//! Making a kit: an empty one, or a copy of another.

use poem::http::StatusCode;
use poem::web::{Form, Path};
use poem::{Response, handler};
use serde::{Deserialize, Serialize};

use crate::catalog::model::{KitRow, NewKit};
use crate::catalog::service;
use crate::kernel::Text;
use crate::kernel::ids::KitId;
use crate::web::{App, Done, Flash, FormState, Page, Result, Visit};

/// What the browser sends; a copy keeps the description.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct KitForm {
    name: String,
    description: String,
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct KitFormPage {
    /// The kit that is copied.
    from: Option<KitRow>,
    form: FormState<KitForm>,
}

impl Page for KitFormPage {
    const TEMPLATE: &'static str = "catalog/templates/kit_form.html";

    fn samples() -> Vec<Self> {
        let mut wrong = FormState::new(KitForm::default());
        wrong.add("name", "catalog-taken");
        vec![
            Self {
                from: None,
                form: wrong,
            },
            Self {
                from: KitRow::samples().pop(),
                form: FormState::default(),
            },
        ]
    }
}

/// A form for a new kit.
#[handler]
pub(super) fn new(app: App, visit: Visit) -> Result<Response> {
    let page = KitFormPage {
        from: None,
        form: FormState::default(),
    };
    app.page(&visit, &page)
}

/// Makes a kit and leads to the catalog to fill it.
#[handler]
pub(super) async fn create(app: App, visit: Visit, Form(form): Form<KitForm>) -> Result<Response> {
    let kit = NewKit {
        name: form.name.clone(),
        description: form.description.clone(),
        contents: Vec::new(),
    };
    let made = app
        .once(&visit, move |cx| {
            let kit = service::create_kit(cx, kit)?;
            let said = Text::new("kit-created").arg("name", kit.name);
            let to = format!("/catalog/?kit={}", kit.id);
            Ok(Done::new(Flash::success(said), to))
        })
        .await;
    match made {
        Ok(led) => Ok(led),
        Err(error) => {
            let page = KitFormPage {
                from: None,
                form: FormState::refused(form, error)?,
            };
            app.page_with(&visit, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn load(app: &App, visit: &Visit, id: i32) -> Result<KitRow> {
    let row = app
        .db()
        .read(&visit.op(), move |cx| service::show_kit(cx, KitId(id)))
        .await?;
    Ok(row)
}

/// Asks for the name of a copy.
#[handler]
pub(super) async fn copy_form(app: App, visit: Visit, Path(id): Path<i32>) -> Result<Response> {
    let from = load(&app, &visit, id).await?;
    let name = Text::new("kit-copy-name")
        .arg("name", from.kit.name.as_str())
        .in_language(visit.language());
    let form = FormState::new(KitForm {
        name,
        description: from.kit.description.clone(),
    });
    let page = KitFormPage {
        from: Some(from),
        form,
    };
    app.page(&visit, &page)
}

/// Copies a kit.
#[handler]
pub(super) async fn copy(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    Form(form): Form<KitForm>,
) -> Result<Response> {
    let name = form.name.clone();
    let made = app
        .once(&visit, move |cx| {
            let kit = service::copy_kit(cx, KitId(id), &name)?;
            let said = Text::new("catalog-created").arg("name", kit.name);
            let to = format!("/catalog/kits/{}/", kit.id);
            Ok(Done::new(Flash::success(said), to))
        })
        .await;
    match made {
        Ok(led) => Ok(led),
        Err(error) => {
            let form = FormState::refused(form, error)?;
            let page = KitFormPage {
                from: Some(load(&app, &visit, id).await?),
                form,
            };
            app.page_with(&visit, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
