//! Adding to one of the short lists, and changing a row of it.

use poem::http::StatusCode;
use poem::web::{Data, Form, Path};
use poem::{Response, handler};
use serde::Serialize;

use super::query::{numbers, value};
use crate::catalog::model::{CodeChoice, DonorCode, DonorCodeKind, Entity, EntityRow, NewEntity};
use crate::catalog::service::alike;
use crate::kernel::ids::DonorCodeId;
use crate::kernel::{Error, Text};
use crate::web::{App, Done, Flash, FormState, Page, Result, Visit};

/// What stands in the fields. Donor codes have `code` and `type`, the others `name`.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct EntityForm {
    name: String,
    code: String,
    r#type: String,
    /// Codes that are ticked, in words.
    t1: String,
    t3: String,
    new_t1: String,
    new_t3: String,
    version: i32,
    /// Codes that are ticked.
    #[serde(skip)]
    ids: Vec<DonorCodeId>,
}

impl EntityForm {
    fn sent(fields: &[(String, String)]) -> Self {
        let ids = [numbers(fields, "t1"), numbers(fields, "t3")].concat();
        Self {
            name: value(fields, "name"),
            code: value(fields, "code"),
            r#type: value(fields, "type"),
            new_t1: value(fields, "new_t1"),
            new_t3: value(fields, "new_t3"),
            version: value(fields, "version").parse().unwrap_or_default(),
            ids: ids.into_iter().map(DonorCodeId).collect(),
            ..Self::default()
        }
    }

    fn stored(row: &EntityRow, codes: &[DonorCode]) -> Self {
        Self {
            name: row.name.clone(),
            code: row.name.clone(),
            r#type: row.kind.unwrap_or(DonorCodeKind::T1).slug().into(),
            version: row.version,
            ids: codes.iter().map(|code| code.id).collect(),
            ..Self::default()
        }
    }

    /// What is typed; of a donor code the kind must be said, for nobody would see which was taken.
    fn parse(&self, entity: Entity) -> crate::kernel::Result<NewEntity> {
        let name = if entity == Entity::DonorCode {
            &self.code
        } else {
            &self.name
        };
        let kind = if entity == Entity::DonorCode {
            let kind = DonorCodeKind::from_slug(&self.r#type);
            Some(kind.ok_or_else(|| Error::invalid("type", "catalog-required"))?)
        } else {
            None
        };
        Ok(NewEntity {
            name: name.clone(),
            kind,
            codes: (entity == Entity::Donor).then(|| CodeChoice {
                ids: self.ids.clone(),
                new_t1: self.new_t1.clone(),
                new_t3: self.new_t3.clone(),
            }),
        })
    }
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct EntityFormPage {
    entity: Entity,
    slug: &'static str,
    /// None for one that is new.
    row: Option<EntityRow>,
    form: FormState<EntityForm>,
    t1: Vec<Ticked>,
    t3: Vec<Ticked>,
}

/// A code that is ticked.
#[derive(Serialize)]
struct Ticked {
    id: DonorCodeId,
    label: String,
}

impl EntityFormPage {
    fn new(
        entity: Entity,
        row: Option<EntityRow>,
        mut form: FormState<EntityForm>,
        codes: &[DonorCode],
    ) -> Self {
        let ticked = |kind: DonorCodeKind, ids: &[DonorCodeId]| -> Vec<Ticked> {
            codes
                .iter()
                .filter(|code| code.kind == kind && ids.contains(&code.id))
                .map(|code| Ticked {
                    id: code.id,
                    label: code.code.clone(),
                })
                .collect()
        };
        let words = |ticked: &[Ticked]| {
            let labels: Vec<_> = ticked.iter().map(|it| it.label.as_str()).collect();
            labels.join(", ")
        };
        let (t1, t3) = (
            ticked(DonorCodeKind::T1, &form.values.ids),
            ticked(DonorCodeKind::T3, &form.values.ids),
        );
        (form.values.t1, form.values.t3) = (words(&t1), words(&t3));
        if let Some(stored) = &mut form.stored {
            stored.t1 = words(&ticked(DonorCodeKind::T1, &stored.ids));
            stored.t3 = words(&ticked(DonorCodeKind::T3, &stored.ids));
        }
        Self {
            entity,
            slug: entity.slug(),
            row,
            form,
            t1,
            t3,
        }
    }
}

impl Page for EntityFormPage {
    const TEMPLATE: &'static str = "catalog/templates/entity_form.html";

    fn samples() -> Vec<Self> {
        let codes = [
            (1, "A-1", DonorCodeKind::T1),
            (2, "B <2>", DonorCodeKind::T3),
        ]
        .map(|(id, code, kind)| DonorCode {
            id: DonorCodeId(id),
            code: code.into(),
            kind,
        });
        Entity::ALL
            .into_iter()
            .flat_map(|entity| {
                let row = EntityRow::samples().remove(0);
                let stored = EntityForm::stored(&row, &codes);
                let mut wrong = FormState::changed_meanwhile(EntityForm::default(), stored.clone());
                wrong.add(entity.name_field(), "catalog-required");
                wrong.add("new_t1", "catalog-required");
                [
                    Self::new(entity, None, FormState::default(), &[]),
                    Self::new(entity, Some(row.clone()), FormState::new(stored), &codes),
                    Self::new(entity, Some(row), wrong, &codes),
                ]
            })
            .collect()
    }
}

/// A form for a new row.
#[handler]
pub(super) fn new(app: App, visit: Visit, Data(entity): Data<&Entity>) -> Result<Response> {
    let page = EntityFormPage::new(*entity, None, FormState::default(), &[]);
    app.page(&visit, &page)
}

/// Adds a row.
#[handler]
pub(super) async fn create(
    app: App,
    visit: Visit,
    Data(entity): Data<&Entity>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let (entity, form) = (*entity, EntityForm::sent(&fields));
    let wanted = form.parse(entity);
    let made = app
        .once(&visit, move |cx| {
            let row = alike::create(cx, entity, &wanted?)?;
            let said = Text::new("catalog-created").arg("name", row.name);
            let to = format!("/entities/{}/", entity.slug());
            Ok(Done::new(Flash::success(said), to))
        })
        .await;
    match made {
        Ok(led) => Ok(led),
        Err(error) => {
            let form = FormState::refused(form, error)?;
            again(&app, &visit, entity, None, form).await
        }
    }
}

/// A form with what is stored.
#[handler]
pub(super) async fn edit(
    app: App,
    visit: Visit,
    Data(entity): Data<&Entity>,
    Path(id): Path<i32>,
) -> Result<Response> {
    let entity = *entity;
    let (row, codes) = load(&app, &visit, entity, id).await?;
    let form = FormState::new(EntityForm::stored(&row, &codes));
    app.page(
        &visit,
        &EntityFormPage::new(entity, Some(row), form, &codes),
    )
}

async fn load(
    app: &App,
    visit: &Visit,
    entity: Entity,
    id: i32,
) -> Result<(EntityRow, Vec<DonorCode>)> {
    let loaded = app
        .db()
        .read(&visit.op(), move |cx| {
            let row = alike::show(cx, entity, id)?;
            let codes = match entity {
                Entity::Donor => alike::codes_of_donor(cx, id)?,
                _ => Vec::new(),
            };
            Ok((row, codes))
        })
        .await?;
    Ok(loaded)
}

/// Saves a row.
#[handler]
pub(super) async fn update(
    app: App,
    visit: Visit,
    Data(entity): Data<&Entity>,
    Path(id): Path<i32>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let (entity, mut form) = (*entity, EntityForm::sent(&fields));
    let (wanted, version) = (form.parse(entity), form.version);
    let saved = app
        .db()
        .write(&visit.op(), move |cx| {
            alike::update(cx, entity, id, version, &wanted?)
        })
        .await;
    match saved {
        Ok(row) => {
            let said = Text::new("catalog-saved").arg("name", row.name);
            app.flash(&visit, Flash::success(said)).await;
            Ok(app.redirect(&format!("/entities/{}/", entity.slug())))
        }
        Err(Error::Stale) => {
            let (row, codes) = load(&app, &visit, entity, id).await?;
            form.version = row.version;
            let stored = EntityForm::stored(&row, &codes);
            let form = FormState::changed_meanwhile(form, stored);
            again(&app, &visit, entity, Some(row), form).await
        }
        Err(error) => {
            let form = FormState::refused(form, error)?;
            let (row, _) = load(&app, &visit, entity, id).await?;
            again(&app, &visit, entity, Some(row), form).await
        }
    }
}

/// The form once more, with what was typed.
async fn again(
    app: &App,
    visit: &Visit,
    entity: Entity,
    row: Option<EntityRow>,
    form: FormState<EntityForm>,
) -> Result<Response> {
    let mut ids = form.values.ids.clone();
    ids.extend(form.stored.iter().flat_map(|stored| stored.ids.clone()));
    let codes = match entity {
        Entity::Donor => {
            app.db()
                .read(&visit.op(), move |cx| alike::codes_by_id(cx, &ids))
                .await?
        }
        _ => Vec::new(),
    };
    let status = if form.stored.is_some() {
        StatusCode::CONFLICT
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let page = EntityFormPage::new(entity, row, form, &codes);
    app.page_with(visit, status, &page)
}
