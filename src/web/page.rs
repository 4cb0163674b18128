//! A page: a struct and the template that shows it.

use minijinja::Value;
use minijinja::value::Serde;

/// What a template shows. Its fields are under `page` there, the frame around it under `frame`.
pub trait Page: serde::Serialize {
    /// The template's path under `src/` (`shipments/templates/list.html`).
    const TEMPLATE: &'static str;

    /// Examples for the test that renders every page: the usual, the empty, the awkward.
    fn samples() -> Vec<Self>
    where
        Self: Sized;
}

/// A page known to the app.
pub(super) struct PageEntry {
    pub(super) template: &'static str,
    pub(super) samples: fn() -> Vec<Value>,
}

impl PageEntry {
    pub(super) fn of<P: Page>() -> Self {
        Self {
            template: P::TEMPLATE,
            samples: || {
                P::samples()
                    .iter()
                    .map(|page| Value::from(Serde(page)))
                    .collect()
            },
        }
    }
}
