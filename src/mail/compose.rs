//! A letter in words: subject, text and HTML in the recipient's language and direction.

use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Value};
use serde::Serialize;

use super::model::{Letter, Line};
use crate::kernel::{Error, InstanceSettings, Result, Text};

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    if let Ok(syntax) = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
    {
        environment.set_syntax(syntax);
    }
    for (name, source) in [
        ("letter.html", include_str!("templates/letter.html")),
        ("letter.txt", include_str!("templates/letter.txt")),
    ] {
        // A template that does not compile is told when it is asked for; a test does.
        let _ = environment.add_template(name, source);
    }
    environment
});

/// A letter in words.
pub(super) struct Words {
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
}

/// A letter as the templates see it.
#[derive(Serialize)]
struct Sheet<'a> {
    language: &'static str,
    dir: &'static str,
    color: &'a str,
    country: &'a str,
    title: &'a str,
    lines: Vec<Shown>,
    /// What stands before a quotation.
    before_said: String,
    foot: String,
}

/// A part as the templates see it.
#[derive(Serialize)]
struct Shown {
    kind: &'static str,
    title: String,
    words: String,
    url: String,
    /// Quoted after the words.
    said: String,
}

/// Puts a letter into words.
///
/// # Errors
/// `Internal` when a template is broken.
pub(super) fn compose(letter: &Letter, settings: &InstanceSettings) -> Result<Words> {
    let language = letter.language;
    let say = |text: &Text| text.in_language(language);
    let url = |path: &str| format!("{}{path}", settings.address);
    let shown = |line: &Line| match line {
        Line::Words(words) => Shown {
            kind: "words",
            title: String::new(),
            words: say(words),
            url: String::new(),
            said: String::new(),
        },
        Line::Button { label, path } => Shown {
            kind: "button",
            title: say(label),
            words: String::new(),
            url: url(path),
            said: String::new(),
        },
        Line::Entry {
            title,
            path,
            words,
            said,
        } => Shown {
            kind: "entry",
            title: one_line(title),
            words: say(words),
            url: path.as_deref().map(url).unwrap_or_default(),
            said: one_line(said),
        },
    };
    let title = one_line(&say(&letter.subject));
    let country = settings.name_in(language);
    let foot = Text::new("mail-foot")
        .arg("country", country.as_str())
        .arg("address", format!("{}/", settings.address));
    let sheet = Sheet {
        language: language.tag(),
        dir: language.direction(),
        color: &settings.color,
        country: &country,
        title: &title,
        lines: letter.lines.iter().map(shown).collect(),
        before_said: say(&Text::new("mail-said")),
        foot: say(&foot),
    };
    let values = Value::from(Serde(&sheet));
    let render = |name: &str| {
        let template = TEMPLATES.get_template(name).map_err(Error::internal)?;
        template.render(values.clone()).map_err(Error::internal)
    };
    let prefix = if letter.is_for_administrators {
        format!("[CTS {} {}] ", settings.environment, settings.key)
    } else {
        String::new()
    };
    Ok(Words {
        text: render("letter.txt")?,
        html: render("letter.html")?,
        subject: format!("{prefix}{title}"),
    })
}

/// A name typed by somebody must not begin another header.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::settings;
    use crate::kernel::Language;

    fn letter(language: Language) -> Letter {
        Letter::new(
            "alert",
            "mara@example.org",
            language,
            Text::new("days").arg("count", 3),
        )
        .words(Text::new("error-internal"))
        .button(Text::new("status-lost"), "/shipments/?a=1&b=2")
        .line(Line::Entry {
            title: "<Clinic>\nBcc: x".into(),
            path: Some("/shipments/1/".into()),
            words: Text::new("status-overdue"),
            said: "502 <Bad>\nGateway.".into(),
        })
    }

    #[test]
    fn both_bodies_hold_everything_in_the_language_and_its_direction() {
        for (language, dir) in [
            (Language::En, "ltr"),
            (Language::Ar, "rtl"),
            (Language::Tr, "ltr"),
        ] {
            let mut words = compose(&letter(language), &settings()).unwrap();
            // As browsers read it.
            words.html = words.html.replace("&#x2f;", "/");

            assert!(words.html.contains(&format!("dir=\"{dir}\"")));
            assert!(words.html.contains("/TR/shipments/?a=1&amp;b=2"));
            assert!(words.html.contains("&lt;Clinic&gt;"));
            assert!(words.text.contains("/TR/shipments/?a=1&b=2"));
            assert!(words.text.contains("<Clinic>"));
            let before = Text::new("mail-said").in_language(language);
            let quoted = if language == Language::Ar {
                // The full stop stays behind the last word.
                format!("{before}\n  > \u{2066}502 <Bad> Gateway.\u{2069}\n")
            } else {
                format!("{before}\n  > 502 <Bad> Gateway.\n")
            };
            assert!(words.text.contains(&quoted), "{}", words.text);
            let quoted = "<bdi dir=\"ltr\">502 &lt;Bad&gt; Gateway.</bdi>";
            assert!(words.html.contains(quoted), "{}", words.html);
            assert!(words.html.contains(&before));
            let overdue = Text::new("status-overdue").in_language(language);
            assert!(words.text.contains(&overdue) && words.html.contains(&overdue));
        }
    }

    #[test]
    fn administrators_see_which_country_of_which_environment() {
        let mut letter = letter(Language::En).for_administrators();
        letter.subject = Text::new("error-not-found")
            .arg("what", "x\r\nBcc: y")
            .arg("id", "");

        let words = compose(&letter, &settings()).unwrap();

        assert_eq!(words.subject, "[CTS dev test] There is no x Bcc: y .");
    }
}
