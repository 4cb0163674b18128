//! Words that long lists need in every row, looked up once per language. Figures come from [`crate::kernel::Figures`].

use std::sync::LazyLock;

use crate::kernel::{Language, Status, Text};

/// Statuses in a language.
pub struct Words {
    statuses: [String; 8],
    overdue_one: String,
}

static WORDS: LazyLock<[Words; 3]> = LazyLock::new(|| Language::ALL.map(Words::of));

impl Words {
    /// The words of a language.
    pub fn in_language(language: Language) -> &'static Self {
        let place = Language::ALL
            .iter()
            .position(|known| *known == language)
            .unwrap_or_default();
        &WORDS[place]
    }

    fn of(language: Language) -> Self {
        let word = |key: String| Text::new(key).in_language(language);
        Self {
            statuses: Status::ALL.map(|status| word(status.text_key().to_owned())),
            overdue_one: word("status-overdue".to_owned()),
        }
    }

    /// A status.
    pub fn status(&self, status: Status) -> &str {
        &self.statuses[(status.code() - 1) as usize]
    }

    /// The word for what is late.
    pub fn overdue(&self) -> &str {
        &self.overdue_one
    }
}
