//! Items from a spreadsheet: a file is sent, what it would do is shown, and only then somebody says yes.

use poem::http::StatusCode;
use poem::web::{Multipart, Path};
use poem::{Response, handler};
use serde::Serialize;
use uuid::Uuid;

use crate::catalog::import::{
    self, COLUMNS, Creates, ItemFile, MOST_BYTES, MOST_ROWS, Plan, Row, RowError, template,
};
use crate::catalog::model::ItemCounts;
use crate::catalog::service;
use crate::kernel::{Error, Text};
use crate::web::{App, File, FileKind, Flash, FormState, Page, Result, Visit, WebError};

/// Rows of the preview that are shown.
const SHOWN: usize = 12;

/// The form has nothing that could be shown again: browsers do not give files back.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct ImportForm {
    file: String,
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct ImportPage {
    counts: ItemCounts,
    columns: [&'static str; 10],
    most_megabytes: usize,
    most_rows: usize,
    form: FormState<ImportForm>,
    preview: Option<Preview>,
}

/// What the file would do.
#[derive(Serialize)]
struct Preview {
    file: String,
    rows: usize,
    new: usize,
    unchanged: usize,
    /// Of the unchanged ones, those that are put away.
    archived: usize,
    creates: Creates,
    errors: Vec<RowError>,
    /// Errors that are not shown.
    more: usize,
    /// The first items that are new.
    sample: Vec<Row>,
    /// What to say yes to; nothing when something is wrong.
    upload: Option<Uuid>,
}

impl Preview {
    fn new(plan: Plan, upload: Option<Uuid>) -> Self {
        let mut sample = plan.new;
        let new = sample.len();
        sample.truncate(SHOWN);
        Self {
            file: plan.file,
            rows: plan.rows,
            new,
            unchanged: plan.unchanged,
            archived: plan.archived,
            creates: plan.creates,
            more: plan.error_count - plan.errors.len(),
            errors: plan.errors,
            sample,
            upload,
        }
    }
}

impl ImportPage {
    fn new(counts: ItemCounts, form: FormState<ImportForm>, preview: Option<Preview>) -> Self {
        Self {
            counts,
            columns: COLUMNS,
            most_megabytes: MOST_BYTES >> 20,
            most_rows: MOST_ROWS,
            form,
            preview,
        }
    }
}

impl Page for ImportPage {
    const TEMPLATE: &'static str = "catalog/templates/import.html";

    fn samples() -> Vec<Self> {
        let row = Row {
            row: 2,
            item_code: "M-1".into(),
            item_category: "Medicines".into(),
            description: "Gauze <b>".into(),
            donor: None,
            donor_t1: None,
            supplier: Some("Hedef".into()),
            weight: None,
            unit: String::new(),
            price_local: 160.into(),
            price_usd: 4.into(),
        };
        let error = |field| RowError {
            row: 7,
            field,
            message: "catalog-required".into(),
        };
        let creates = Creates {
            categories: vec!["Tools <b>".into()],
            donors: vec!["Northern Fund".into(), "Other".into()],
            ..Creates::default()
        };
        let preview = |sample: Vec<Row>, errors: Vec<RowError>| Preview {
            file: "items <1>.xlsx".into(),
            rows: 442,
            new: sample.len() * 20,
            unchanged: 3,
            archived: sample.len(),
            creates: creates.clone(),
            more: errors.len() * 5,
            upload: errors.is_empty().then(Uuid::nil),
            sample,
            errors,
        };
        let page = |preview| Self::new(ItemCounts::default(), FormState::default(), preview);
        let mut wrong = page(None);
        wrong.form.add("file", "import-no-spreadsheet");
        vec![
            page(None),
            wrong,
            page(Some(preview(vec![row], Vec::new()))),
            page(Some(preview(Vec::new(), Vec::new()))),
            page(Some(preview(
                Vec::new(),
                vec![error(Some("price_usd")), error(None)],
            ))),
        ]
    }
}

async fn show(
    app: &App,
    visit: &Visit,
    status: StatusCode,
    form: FormState<ImportForm>,
    preview: Option<Preview>,
) -> Result<Response> {
    let counts = app.db().read(&visit.op(), service::item_counts).await?;
    app.page_with(visit, status, &ImportPage::new(counts, form, preview))
}

/// The form for a file.
#[handler]
pub(super) async fn get(app: App, visit: Visit) -> Result<Response> {
    show(&app, &visit, StatusCode::OK, FormState::default(), None).await
}

/// The file among the parts of a form.
async fn sent(mut parts: Multipart) -> Result<ItemFile> {
    let unreadable = |_| WebError::Unreadable(StatusCode::BAD_REQUEST);
    while let Some(part) = parts.next_field().await.map_err(unreadable)? {
        if part.name() != Some("file") {
            continue;
        }
        let name = part.file_name().unwrap_or_default().to_owned();
        let content = part
            .bytes()
            .await
            .map_err(|_| WebError::Unreadable(StatusCode::BAD_REQUEST))?;
        if name.is_empty() && content.is_empty() {
            break;
        }
        return Ok(ItemFile { name, content });
    }
    Err(Error::invalid("file", "import-choose-file").into())
}

/// Shows what a file would do; it waits here for a yes.
#[handler]
pub(super) async fn check(app: App, visit: Visit, parts: Multipart) -> Result<Response> {
    let plan = match sent(parts).await {
        Ok(file) => {
            app.db()
                .write(&visit.op(), move |cx| {
                    let plan = import::preview(cx, &file)?;
                    let keeps = plan.is_good() && !plan.new.is_empty();
                    let upload = keeps.then(|| import::keep(cx, &file)).transpose()?;
                    Ok((plan, upload))
                })
                .await
        }
        Err(WebError::Domain(error)) => Err(error),
        Err(other) => return Err(other),
    };
    match plan {
        Ok((plan, upload)) => {
            let status = if plan.is_good() {
                StatusCode::OK
            } else {
                StatusCode::UNPROCESSABLE_ENTITY
            };
            let preview = Preview::new(plan, upload);
            show(&app, &visit, status, FormState::default(), Some(preview)).await
        }
        Err(error) => {
            let form = FormState::refused(ImportForm::default(), error)?;
            show(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, form, None).await
        }
    }
}

/// Brings the items of a file in that was previewed.
#[handler]
pub(super) async fn confirm(app: App, visit: Visit, Path(id): Path<String>) -> Result<Response> {
    let id: Uuid = id
        .parse()
        .map_err(|_| Error::not_found("import-thing-file", &id))?;
    let outcome = app
        .db()
        .write(&visit.op(), move |cx| {
            let file = import::take(cx, id)?;
            import::import(cx, &file, &|_, _| {})
        })
        .await;
    match outcome {
        Ok(plan) if plan.is_good() => {
            let said = Text::new("import-done")
                .arg("count", plan.new.len() as i64)
                .arg("file", plan.file);
            app.flash(&visit, Flash::success(said)).await;
            Ok(app.redirect("/catalog/"))
        }
        // The catalog changed since the preview.
        Ok(plan) => {
            let preview = Preview::new(plan, None);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            show(&app, &visit, status, FormState::default(), Some(preview)).await
        }
        Err(Error::Conflict(why) | Error::NotFound { what: why }) => {
            app.flash(&visit, Flash::error(why)).await;
            Ok(app.redirect("/catalog/import/"))
        }
        Err(other) => Err(other.into()),
    }
}

/// A file to fill in, for Excel and its like.
#[handler]
pub(super) fn template_xlsx(visit: Visit) -> Result<Response> {
    let content = template::xlsx(visit.language())?;
    Ok(File::new(template::FILE_NAME, FileKind::Xlsx, content).into())
}

/// The same as text.
#[handler]
pub(super) fn template_csv() -> Response {
    File::new(
        template::FILE_NAME,
        FileKind::Csv,
        template::csv().into_bytes(),
    )
    .into()
}
