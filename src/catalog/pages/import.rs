//! Items from a spreadsheet: a file is sent, what it would do is shown, and only then somebody says yes.

use poem::http::StatusCode;
use poem::web::{Data, Form, Json, Multipart, Path};
use poem::{Response, handler};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::catalog::import::{
    self, COLUMNS, Confirmed, Creates, Done, Encoding, ItemFile, Kept, LooksLike, MOST_BYTES,
    MOST_ROWS, Plan, ReadAgain, Row, RowError, UnderWay, Written, template,
};
use crate::catalog::model::ItemCounts;
use crate::catalog::service;
use crate::kernel::figures::Figure;
use crate::kernel::{Error, Language, Text};
use crate::web::{App, File, FileKind, Flash, FormState, Page, Result, Visit, WebError};

/// Rows of the preview that are shown.
const SHOWN: usize = 12;

/// What is shown again; browsers do not give files back.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct ImportForm {
    #[serde(skip_deserializing)]
    file: String,
    /// How the letters of a text are stored; empty to find it.
    #[serde(default)]
    encoding: String,
}

impl ImportForm {
    fn parse(&self) -> crate::kernel::Result<Option<Encoding>> {
        if self.encoding.is_empty() {
            return Ok(None);
        }
        let known = Encoding::from_slug(&self.encoding);
        known.map(Some).ok_or_else(|| Error::no_choice("encoding"))
    }
}

/// A choice of a list.
#[derive(Serialize)]
struct Choice {
    value: &'static str,
    label: String,
}

/// A text that waits and may be read in another encoding.
#[derive(Serialize)]
struct Again {
    id: Uuid,
    file: String,
    /// The name of the encoding it was read in.
    read_as: &'static str,
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
    encodings: Vec<Choice>,
    again: Option<Again>,
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
    /// The first of the new names that look like others.
    looks_like: Vec<LooksLike>,
    /// How many more there are.
    more_alike: usize,
    errors: Vec<RowError>,
    /// Errors that are not shown.
    more: usize,
    /// The first items that are new.
    sample: Vec<Row>,
    /// What to say yes to; nothing when something is wrong.
    upload: Option<Uuid>,
}

/// What of the page depends on what was sent.
#[derive(Default)]
struct Shown {
    form: FormState<ImportForm>,
    preview: Option<Preview>,
    again: Option<Again>,
}

impl Shown {
    fn form(form: FormState<ImportForm>) -> Self {
        Self {
            form,
            ..Self::default()
        }
    }

    /// What a file would do, and how it may be read otherwise.
    fn preview(plan: Plan, kept: Option<Uuid>) -> Self {
        let read = kept.zip(plan.encoding);
        let encoding = read.map_or("", |(_, encoding)| encoding.slug()).to_owned();
        let form = ImportForm {
            encoding,
            ..ImportForm::default()
        };
        let again = read.map(|(id, encoding)| Again {
            id,
            file: plan.file.clone(),
            read_as: encoding.text_key(),
        });
        let upload = kept.filter(|_| plan.may_be_confirmed());
        Self {
            form: FormState::new(form),
            preview: Some(Preview::new(plan, upload)),
            again,
        }
    }
}

impl Preview {
    fn new(plan: Plan, upload: Option<Uuid>) -> Self {
        let mut sample = plan.new;
        let new = sample.len();
        sample.truncate(SHOWN);
        let mut looks_like = plan.looks_like;
        let more_alike = looks_like.len().saturating_sub(SHOWN);
        looks_like.truncate(SHOWN);
        Self {
            file: plan.file,
            rows: plan.rows,
            new,
            unchanged: plan.unchanged,
            archived: plan.archived,
            creates: plan.creates,
            looks_like,
            more_alike,
            more: plan.error_count - plan.errors.len(),
            errors: plan.errors,
            sample,
            upload,
        }
    }
}

impl ImportPage {
    fn new(language: Language, counts: ItemCounts, shown: Shown) -> Self {
        let Shown {
            form,
            preview,
            again,
        } = shown;
        let encodings = Encoding::ALL.into_iter().map(|encoding| Choice {
            value: encoding.slug(),
            label: Text::new(encoding.text_key()).in_language(language),
        });
        Self {
            encodings: encodings.collect(),
            again,
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
            looks_like: vec![LooksLike {
                field: "donor",
                name: "Other".into(),
                other: "Óther <b>".into(),
            }],
            more_alike: sample.len(),
            more: errors.len() * 5,
            upload: errors.is_empty().then(Uuid::nil),
            sample,
            errors,
        };
        let page = |preview| {
            let shown = Shown {
                preview,
                ..Shown::default()
            };
            Self::new(Language::En, ItemCounts::default(), shown)
        };
        let mut wrong = page(None);
        wrong.form.add("file", "import-no-spreadsheet");
        wrong.form.add("encoding", "form-no-choice");
        let again = || {
            Some(Again {
                id: Uuid::nil(),
                file: "items <1>.csv".into(),
                read_as: Encoding::Turkish.text_key(),
            })
        };
        let mut read = page(Some(preview(Vec::new(), vec![error(None)])));
        read.again = again();
        let mut unread = page(None);
        unread.again = again();
        unread.form.add("encoding", "import-not-utf-8");
        vec![
            page(None),
            wrong,
            page(Some(preview(vec![row], Vec::new()))),
            page(Some(preview(Vec::new(), Vec::new()))),
            page(Some(preview(
                Vec::new(),
                vec![error(Some("price_usd")), error(None)],
            ))),
            read,
            unread,
        ]
    }
}

async fn show(app: &App, visit: &Visit, status: StatusCode, shown: Shown) -> Result<Response> {
    let counts = app.db().read(&visit.op(), service::item_counts).await?;
    let page = ImportPage::new(visit.language(), counts, shown);
    app.page_with(visit, status, &page)
}

/// The form for a file.
#[handler]
pub(super) async fn get(app: App, visit: Visit) -> Result<Response> {
    show(&app, &visit, StatusCode::OK, Shown::default()).await
}

/// The parts of the form: its fields, and the file when one was chosen.
async fn sent(mut parts: Multipart) -> Result<(ImportForm, Option<ItemFile>)> {
    let unreadable = |_| WebError::Unreadable(StatusCode::BAD_REQUEST);
    let (mut form, mut file) = (ImportForm::default(), None);
    while let Some(part) = parts.next_field().await.map_err(unreadable)? {
        let is_file = match part.name() {
            Some("file") => true,
            Some("encoding") => false,
            _ => continue,
        };
        let name = part.file_name().unwrap_or_default().to_owned();
        let content = part
            .bytes()
            .await
            .map_err(|_| WebError::Unreadable(StatusCode::BAD_REQUEST))?;
        if !is_file {
            form.encoding = String::from_utf8_lossy(&content).into_owned();
        } else if !name.is_empty() || !content.is_empty() {
            file = Some(ItemFile {
                name,
                content,
                encoding: None,
            });
        }
    }
    Ok((form, file))
}

/// What is to be previewed: a file, and how its letters are stored.
fn chosen(form: &ImportForm, file: Option<ItemFile>) -> crate::kernel::Result<ItemFile> {
    let encoding = form.parse()?;
    let file = file.ok_or_else(|| Error::invalid("file", "import-choose-file"))?;
    Ok(ItemFile { encoding, ..file })
}

/// Shows what a file would do; it waits here for a yes.
#[handler]
pub(super) async fn check(app: App, visit: Visit, parts: Multipart) -> Result<Response> {
    let (form, file) = sent(parts).await?;
    let previewed = match chosen(&form, file) {
        Ok(file) => {
            app.db()
                .write(&visit.op(), move |cx| import::preview_and_keep(cx, file))
                .await
        }
        Err(error) => Err(error),
    };
    match previewed {
        Ok((plan, kept)) => previewed_page(&app, &visit, plan, kept).await,
        Err(error) => {
            let shown = Shown::form(FormState::refused(form, error)?);
            show(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, shown).await
        }
    }
}

async fn previewed_page(
    app: &App,
    visit: &Visit,
    plan: Plan,
    kept: Option<Uuid>,
) -> Result<Response> {
    let status = if plan.is_good() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    show(app, visit, status, Shown::preview(plan, kept)).await
}

/// The name under which a file waits.
fn waiting(id: &str) -> Result<Uuid> {
    Ok(id.parse().map_err(|_| import::gone())?)
}

/// Reads a file that waits in another encoding.
#[handler]
pub(super) async fn read_again(
    app: App,
    visit: Visit,
    Path(id): Path<String>,
    Form(form): Form<ImportForm>,
) -> Result<Response> {
    let id = waiting(&id)?;
    let previewed = match form.parse() {
        Ok(encoding) => {
            app.db()
                .write(&visit.op(), move |cx| import::read_again(cx, id, encoding))
                .await
        }
        Err(error) => Err(error),
    };
    match previewed {
        Ok(ReadAgain::Now(plan, kept)) => previewed_page(&app, &visit, *plan, kept).await,
        Ok(ReadAgain::Before(done)) => imported_before(&app, &visit, done).await,
        Err(error @ Error::Invalid(_)) => {
            let kept = app
                .db()
                .write(&visit.op(), move |cx| import::kept(cx, id))
                .await?;
            let file = match kept {
                Kept::Waiting(file) => file,
                Kept::Done(done) => return imported_before(&app, &visit, done).await,
            };
            let again = Again {
                id,
                read_as: file.encoding.unwrap_or(Encoding::Utf8).text_key(),
                file: file.name,
            };
            let shown = Shown {
                again: Some(again),
                ..Shown::form(FormState::refused(form, error)?)
            };
            show(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, shown).await
        }
        Err(error) => gone(&app, &visit, error).await,
    }
}

/// Leads back to the form when a file waits no longer, or was refused.
async fn gone(app: &App, visit: &Visit, error: Error) -> Result<Response> {
    match error {
        Error::Conflict(why) | Error::NotFound { what: why } => {
            app.flash(visit, Flash::error(why)).await;
            Ok(app.redirect("/catalog/import/"))
        }
        other => Err(other.into()),
    }
}

/// Brings the items of a file in that was previewed.
#[handler]
pub(super) async fn confirm(
    app: App,
    visit: Visit,
    Path(id): Path<String>,
    Data(under_way): Data<&UnderWay>,
) -> Result<Response> {
    let id = waiting(&id)?;
    let followed = under_way.follow(id);
    let outcome = app
        .db()
        .write(&visit.op(), move |cx| {
            import::confirm(cx, id, &|rows, of| followed.tell(rows, of))
        })
        .await;
    let flash = match outcome {
        Ok(Confirmed::Now(plan)) if plan.is_good() => Flash::success(
            Text::new("import-done")
                .arg("count", plan.new.len() as i64)
                .arg("file", plan.file),
        ),
        // The catalog changed since the preview.
        Ok(Confirmed::Now(plan)) => return previewed_page(&app, &visit, *plan, None).await,
        Ok(Confirmed::Before(done)) => return imported_before(&app, &visit, done).await,
        Err(error) => return gone(&app, &visit, error).await,
    };
    app.flash(&visit, flash).await;
    Ok(app.redirect("/catalog/"))
}

/// How far an import has come that is being written; none and no words when none is.
#[derive(Serialize)]
struct Progress {
    rows: usize,
    of: usize,
    words: String,
}

/// Says how far an import has come, for the page that waits for it.
#[handler]
pub(super) fn progress(
    visit: Visit,
    Path(id): Path<String>,
    Data(under_way): Data<&UnderWay>,
) -> Result<Json<Progress>> {
    let written = under_way.written(waiting(&id)?);
    let words = written.map_or_else(String::new, |Written { rows, of }| {
        Text::new("import-written")
            .arg("rows", rows as i64)
            .arg("of", of as i64)
            .for_reader(visit.figures())
    });
    let (rows, of) = written.map_or((0, 0), |it| (it.rows, it.of));
    Ok(Json(Progress { rows, of, words }))
}

/// Leads to the catalog and says what became of a file at the first yes.
async fn imported_before(app: &App, visit: &Visit, done: Done) -> Result<Response> {
    let at = done.at.with_timezone(&app.settings().time_zone);
    let words = Text::new("import-done-before")
        .arg("count", i64::from(done.items))
        .arg("file", done.file)
        .arg("at", Figure::Moment(at.naive_local()));
    app.flash(visit, Flash::success(words)).await;
    Ok(app.redirect("/catalog/"))
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
