//! What the addresses of lists say.

use serde::Deserialize;

use crate::kernel::paging::Paging;
use crate::web::FileKind;

/// The state of a list in its address. Blank and odd values are as if they were not there.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct ListQuery {
    pub(super) q: Option<String>,
    pub(super) sort: Option<String>,
    pub(super) page: Option<String>,
    pub(super) size: Option<String>,
    /// `1`: those put away.
    pub(super) archived: Option<String>,
    /// Of donor codes: `t1` or `t3`.
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    pub(super) donor: Option<String>,
    pub(super) supplier: Option<String>,
    pub(super) kit: Option<String>,
    /// `csv` or `xlsx`: the whole list as a file.
    file: Option<String>,
}

impl ListQuery {
    pub(super) fn search(&self) -> String {
        self.q.as_deref().unwrap_or_default().trim().to_owned()
    }

    pub(super) fn is_archived(&self) -> bool {
        self.archived.as_deref() == Some("1")
    }

    pub(super) fn paging(&self) -> Paging {
        Paging::from_address(self.page.as_deref(), self.size.as_deref())
    }

    /// The kind of file that is asked for in place of the page.
    pub(super) fn file(&self) -> Option<FileKind> {
        FileKind::from_address(self.file.as_deref())
    }

    /// The word to sort by, and whether from the end.
    pub(super) fn sort(&self) -> (&str, bool) {
        let text = self.sort.as_deref().unwrap_or_default();
        text.strip_prefix('-')
            .map_or((text, false), |word| (word, true))
    }
}

/// The number in a part of an address.
pub(super) fn number(text: Option<&String>) -> Option<i32> {
    text.and_then(|text| text.trim().parse().ok())
}

/// The value of the first field of this name; blank when there is none.
pub(super) fn value(fields: &[(String, String)], name: &str) -> String {
    fields
        .iter()
        .find(|(field, _)| field == name)
        .map(|(_, value)| value.clone())
        .unwrap_or_default()
}

/// The numbers of all fields of this name.
pub(super) fn numbers(fields: &[(String, String)], name: &str) -> Vec<i32> {
    fields
        .iter()
        .filter(|(field, _)| field == name)
        .filter_map(|(_, value)| value.trim().parse().ok())
        .collect()
}
