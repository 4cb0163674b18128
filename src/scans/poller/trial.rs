//! Asks a forms server whether it would let us poll: nothing is read or stored.

use std::sync::Arc;

use tokio::task::JoinSet;

use super::{forms_of, source_of};
use crate::kernel::clock::Clock;
use crate::kernel::settings::FormsServer;
use crate::scans::sources::{Http, SourceError};

/// What a server said when it was asked for a form.
#[derive(Clone, Debug)]
pub struct FormTrial {
    /// The form's id on the server.
    pub form: String,
    pub result: Result<(), SourceError>,
}

/// Asks for the definition of every form that is polled, side by side, with the token. A server without a token or
/// without forms is never asked, so neither is it here.
pub async fn try_server(server: &FormsServer, http: &Arc<Http>, clock: &Clock) -> Vec<FormTrial> {
    if server.token.is_empty() {
        return Vec::new();
    }
    let source = source_of(server, http, clock);
    let mut asking = JoinSet::new();
    for (index, (form, _)) in forms_of(server).into_iter().enumerate() {
        let source = source.clone();
        asking.spawn(async move {
            let result = source.definition(&form).await.map(drop);
            (index, FormTrial { form, result })
        });
    }
    let mut answers = asking.join_all().await;
    answers.sort_by_key(|(index, _)| *index);
    answers.into_iter().map(|(_, trial)| trial).collect()
}
