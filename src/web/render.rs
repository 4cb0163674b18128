//! Templates: found, compiled, and given the words and figures of a language. One environment per language.

use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, Value, context};

use super::error::{Result, WebError};
use super::filters::{self, Locale};
use super::qr;
use crate::kernel::clock::Clock;
use crate::kernel::{Habits, InstanceSettings, Language};

/// The templates of all rooms, in the binary; a build for development reads them from disk at every request.
#[cfg(not(debug_assertions))]
#[derive(rust_embed::RustEmbed)]
#[folder = "src/"]
#[include = "*/templates/*.html"]
#[include = "*/templates/**/*.html"]
struct Embedded;

/// Turns pages into HTML.
pub(super) struct Renderer {
    environments: Vec<(Language, Environment<'static>)>,
}

impl Renderer {
    pub(super) fn new(settings: &Arc<InstanceSettings>, clock: &Clock) -> Self {
        let environments = Language::ALL
            .into_iter()
            .map(|language| {
                let locale = Locale {
                    language,
                    settings: settings.clone(),
                    clock: clock.clone(),
                    fixed: std::sync::RwLock::default(),
                };
                (language, environment(locale))
            })
            .collect();
        Self { environments }
    }

    /// Finds and compiles templates.
    pub(super) fn check<'t>(&self, templates: impl Iterator<Item = &'t str>) -> Result<()> {
        let Some((_, environment)) = self.environments.first() else {
            return Ok(());
        };
        for template in templates {
            environment.get_template(template).map_err(broken)?;
        }
        Ok(())
    }

    pub(super) fn render(
        &self,
        language: Language,
        habits: Habits,
        template: &str,
        page: Value,
        frame: Value,
    ) -> Result<String> {
        let environment = self
            .environments
            .iter()
            .find_map(|(known, environment)| (*known == language).then_some(environment))
            .ok_or_else(|| WebError::Broken("no templates in this language".into()))?;
        let template = environment.get_template(template).map_err(broken)?;
        filters::in_frame(&frame, habits, || {
            template
                .render(context! { page => page, frame => frame.clone() })
                .map_err(broken)
        })
    }
}

fn broken(error: minijinja::Error) -> WebError {
    // The debug form says which line of which template.
    WebError::Broken(format!("{error:#}").into())
}

fn environment(locale: Locale) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(syntax());
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_loader(load);
    environment.set_auto_reload(cfg!(debug_assertions));
    filters::add_to(&mut environment, Arc::new(locale));
    qr::add_to(&mut environment);
    environment
}

/// Lines that hold only a tag leave nothing behind.
fn syntax() -> SyntaxConfig {
    SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .unwrap_or_default()
}

#[cfg(debug_assertions)]
fn load(name: &str) -> Result<Option<minijinja::TemplateSource>, minijinja::Error> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    if !name.contains("/templates/") {
        return Err(minijinja::Error::new(
            ErrorKind::TemplateNotFound,
            name.to_owned(),
        ));
    }
    minijinja::path_loader(root)(name)
}

#[cfg(not(debug_assertions))]
fn load(name: &str) -> Result<Option<String>, minijinja::Error> {
    let Some(file) = Embedded::get(name) else {
        return Ok(None);
    };
    String::from_utf8(file.data.into_owned())
        .map(Some)
        .map_err(|_| minijinja::Error::new(ErrorKind::BadSerialization, name.to_owned()))
}
