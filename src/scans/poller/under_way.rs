//! The polls of forms that are under way, which may outlast the run that began them.

use std::collections::HashMap;
use std::time::Duration;

use tokio::task::{Id, JoinSet};
use tokio::time::{Instant, timeout_at};

use super::form::PolledForm;
use super::run::{Interpreter, Run};
use crate::kernel::ids::SourceFormId;
use crate::kernel::{Error, Result};
use crate::scans::model::FormPoll;

/// What the poll of a form came to.
pub(super) type Polled = Result<(SourceFormId, FormPoll)>;

/// Polls under way. Dropping them ends them; what they stored stays, and the next poll goes on from there.
#[derive(Default)]
pub(super) struct UnderWay {
    tasks: JoinSet<Polled>,
    /// The form of each task.
    forms: HashMap<Id, String>,
    /// One interpreter for all of them.
    pub(super) interpreter: Interpreter,
}

impl UnderWay {
    /// Begins to poll a form, unless that goes on already.
    pub(super) fn begin(&mut self, form: PolledForm, run: &Run) {
        let name = form.name();
        if self.forms.values().any(|known| *known == name) {
            return;
        }
        let run = run.clone();
        let task = self.tasks.spawn(async move { form.poll(&run).await });
        self.forms.insert(task.id(), name);
    }

    /// The next poll that ends; `None` when none is left, or when none ended until `deadline`.
    ///
    /// # Errors
    /// When a poll broke down.
    pub(super) async fn next(&mut self, deadline: Option<Instant>) -> Result<Option<Polled>> {
        // Far enough away to be never.
        let never = Instant::now() + Duration::from_secs(365 * 24 * 3600);
        let ended = timeout_at(deadline.unwrap_or(never), self.tasks.join_next_with_id());
        match ended.await {
            Err(_) | Ok(None) => Ok(None),
            Ok(Some(Ok((id, polled)))) => {
                self.forms.remove(&id);
                Ok(Some(polled))
            }
            Ok(Some(Err(error))) => {
                self.forms.remove(&error.id());
                Err(Error::internal(error))
            }
        }
    }

    /// The forms whose polls go on.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.forms.values().cloned().collect();
        names.sort();
        names
    }
}
