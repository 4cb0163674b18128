//! Words of places: definitions by version, fetched at most once a poll.

use std::collections::HashMap;
use std::sync::Arc;

use super::run::Run;
use crate::kernel::ids::SourceFormId;
use crate::kernel::{Op, Result};
use crate::scans::definition::FormDefinition;
use crate::scans::model::NewSubmission;
use crate::scans::service::forms::{find_definition, save_definition};
use crate::scans::sources::Source;

/// Definitions this poll has met.
#[derive(Default)]
pub(super) struct Labels {
    known: HashMap<String, Arc<FormDefinition>>,
    /// What the server has now, once it was asked.
    current: Option<Arc<FormDefinition>>,
    asked: bool,
}

impl Labels {
    /// Gives each row the words of its place. A definition that cannot be had holds up no scan: then the words
    /// come out of the answer itself.
    pub(super) async fn fill(
        &mut self,
        run: &Run,
        op: &Op,
        source: &Arc<dyn Source>,
        form: (SourceFormId, &str),
        rows: &mut [NewSubmission],
    ) -> Result<()> {
        for row in rows {
            if !self.known.contains_key(&row.version) {
                let definition = self.find(run, op, source, form, &row.version).await?;
                self.known.insert(row.version.clone(), definition);
            }
            let definition = &self.known[&row.version];
            row.label = definition.label_of(&row.location, row.voucher);
        }
        Ok(())
    }

    async fn find(
        &mut self,
        run: &Run,
        op: &Op,
        source: &Arc<dyn Source>,
        (id, form_key): (SourceFormId, &str),
        version: &str,
    ) -> Result<Arc<FormDefinition>> {
        let wanted = version.to_owned();
        let kept = run
            .db
            .read(op, move |cx| find_definition(cx, id, &wanted))
            .await?;
        if let Some(kept) = kept {
            return Ok(Arc::new(kept));
        }
        if !self.asked {
            self.asked = true;
            self.current = match source.definition(form_key).await {
                Ok(definition) => Some(Arc::new(definition.0)),
                Err(error) => {
                    tracing::warn!(source = source.name(), form = form_key, %error, "no form definition");
                    None
                }
            };
        }
        let Some(current) = &self.current else {
            return Ok(Arc::default());
        };
        let (saved, versions) = (
            current.clone(),
            vec![version.to_owned(), current.version.clone()],
        );
        run.db
            .write(op, move |cx| save_definition(cx, id, &versions, &saved))
            .await?;
        Ok(current.clone())
    }
}
