//! What to print: which paper, how large, of which packages. Nothing of it is remembered here; the address holds it.

use poem::http::{StatusCode, Uri};
use poem::web::Path;
use poem::{Response, handler};
use serde::Serialize;

use crate::kernel::error::FieldError;
use crate::kernel::ids::ShipmentId;
use crate::kernel::{Error, Text};
use crate::packages::papers::model::Numbers;
use crate::shipments::model::Shipment;
use crate::shipments::papers::{Kind, LABELS_PER_SHEET, Line, QR_SIZES, USUAL_QR_SIZE};
use crate::shipments::service;
use crate::web::{App, FormState, Page, Result, Visit};

/// What the address asks for.
#[derive(Clone, Debug, Serialize)]
pub(super) struct PrintForm {
    pub(super) what: String,
    /// Side of the QR code in centimetres.
    pub(super) size: String,
    /// Numbers of packages; empty for all.
    pub(super) packages: String,
    /// The first free cell of a sheet of labels.
    pub(super) start: String,
    /// Words beside QR codes.
    pub(super) lines: Vec<String>,
    /// Prints a shipment in progress without making it ready.
    pub(super) draft: bool,
}

/// The same, understood.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) kind: Kind,
    pub(super) size: u8,
    pub(super) numbers: Numbers,
    pub(super) start: usize,
    pub(super) lines: Vec<Line>,
}

impl PrintForm {
    /// Reads the query of an address. Without `chosen` nobody unticked a line, and all are wanted.
    pub(super) fn of(uri: &Uri) -> Self {
        let mut form = Self {
            what: Kind::default().slug().to_owned(),
            size: USUAL_QR_SIZE.to_string(),
            packages: String::new(),
            start: "1".to_owned(),
            lines: Vec::new(),
            draft: false,
        };
        let mut chosen = false;
        for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
            let value = value.into_owned();
            match name.as_ref() {
                "what" => form.what = value,
                "size" => form.size = value,
                "packages" => form.packages = value,
                "start" => form.start = value,
                "line" => form.lines.push(value),
                "draft" => form.draft = value == "1",
                "chosen" => chosen = true,
                _ => {}
            }
        }
        if !chosen && form.lines.is_empty() {
            form.lines = Line::ALL.map(|line| line.slug().to_owned()).into();
        }
        form
    }

    /// Understands it.
    ///
    /// # Errors
    /// `Invalid`, field by field.
    pub(super) fn order(&self) -> crate::kernel::Result<Order> {
        let mut errors = Vec::new();
        let mut wrong = |field, message: Text| errors.push(FieldError { field, message });
        let kind = Kind::from_slug(&self.what).unwrap_or_else(|| {
            wrong("what", Text::new("paper-choose"));
            Kind::default()
        });
        let size = self.size.parse().unwrap_or(0);
        if !QR_SIZES.contains(&size) {
            wrong("size", Text::new("paper-choose"));
        }
        let numbers = Numbers::parse(&self.packages).unwrap_or_else(|why| {
            wrong("packages", why);
            Numbers::default()
        });
        let start = crate::kernel::typed::western_digits(&self.start)
            .parse()
            .unwrap_or(0);
        if !(1..=LABELS_PER_SHEET).contains(&start) {
            wrong("start", Text::new("paper-start-wrong"));
        }
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        let lines = Line::ALL.into_iter();
        Ok(Order {
            kind,
            size,
            numbers,
            start,
            lines: lines
                .filter(|line| self.lines.iter().any(|word| word == line.slug()))
                .collect(),
        })
    }
}

/// What the template sees.
#[derive(Serialize)]
pub(super) struct DialogPage {
    id: ShipmentId,
    name: String,
    packages: i32,
    in_progress: bool,
    kinds: Vec<&'static str>,
    sizes: [u8; 4],
    lines: Vec<&'static str>,
    cells: usize,
    form: FormState<PrintForm>,
}

impl DialogPage {
    fn new(it: Shipment, form: FormState<PrintForm>) -> Self {
        Self {
            id: it.id,
            in_progress: it.may_finalize(),
            packages: it.package_count,
            name: it.display_name,
            kinds: Kind::ALL.map(Kind::slug).into(),
            sizes: QR_SIZES,
            lines: Line::ALL.map(Line::slug).into(),
            cells: LABELS_PER_SHEET,
            form,
        }
    }
}

impl Page for DialogPage {
    const TEMPLATE: &'static str = "shipments/templates/papers/dialog.html";

    fn samples() -> Vec<Self> {
        let fresh = FormState::new(PrintForm::of(&Uri::from_static("/")));
        let typed = PrintForm::of(&Uri::from_static(
            "/?what=x&size=3&packages=a&start=99&chosen=1",
        ));
        let mut wrong = FormState::new(typed);
        for field in ["what", "size", "packages", "start"] {
            wrong.add(field, "paper-choose");
        }
        let page = |form, in_progress| Self {
            id: ShipmentId(27),
            name: "Winter kits <Mare>".into(),
            packages: 24,
            in_progress,
            kinds: Kind::ALL.map(Kind::slug).into(),
            sizes: QR_SIZES,
            lines: Line::ALL.map(Line::slug).into(),
            cells: LABELS_PER_SHEET,
            form,
        };
        vec![page(fresh, true), page(wrong, false)]
    }
}

/// Asks what to print.
#[handler]
pub(super) async fn get(
    app: App,
    visit: Visit,
    Path(id): Path<i32>,
    uri: &Uri,
) -> Result<Response> {
    let form = PrintForm::of(uri);
    let it = app
        .db()
        .read(&visit.op(), move |cx| service::show(cx, ShipmentId(id)))
        .await?;
    app.page(&visit, &DialogPage::new(it, FormState::new(form)))
}

/// Asks again, saying what is wrong.
pub(super) fn refused(
    app: &App,
    visit: &Visit,
    it: Shipment,
    form: PrintForm,
    error: Error,
) -> Result<Response> {
    let form = FormState::refused(form, error)?;
    let page = DialogPage::new(it, form);
    app.page_with(visit, StatusCode::UNPROCESSABLE_ENTITY, &page)
}
