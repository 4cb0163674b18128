//! A database of its own for each test, with the settings of a country that the demo can fill.

use std::path::PathBuf;
use std::sync::Arc;

use cts::db::{Db, DbConfig};
use cts::demo::fill::{FillOptions, Filled, fill};
use cts::demo::plan::Plan;
use cts::kernel::clock::Clock;
use cts::kernel::settings::{FormsServer, FormsServerKind, Secret};
use cts::scans::poller::{Which, poll};
use cts::scans::sources::{Http, Limits};
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::stand::{Stand, TOKEN};
use crate::support::testing::{TestDatabase, cluster, settings};

/// Turkey, empty, polling a stand-in.
pub(crate) struct Turkey {
    pub(crate) db: Db,
    pub(crate) stand: Stand,
    pub(crate) folder: PathBuf,
    database: TestDatabase,
}

impl Drop for Turkey {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

impl Turkey {
    pub(crate) fn empty() -> Self {
        let stand = Stand::start();
        let database = cluster().database();
        let mut settings = settings();
        settings.key = "turkey".into();
        settings.forms_servers = vec![FormsServer {
            name: "ona".into(),
            kind: FormsServerKind::Ona,
            url: stand.url.clone(),
            token: Secret::new(TOKEN),
            package_forms: vec!["4101".into(), "4102".into()],
            device_form: Some("4103".into()),
            poll: std::time::Duration::from_secs(120),
        }];
        let folder = std::env::temp_dir().join(format!("cts-demo-{}", uuid::Uuid::new_v4()));
        let db = Db::new(
            DbConfig::new(&database.url),
            Arc::new(settings),
            Clock::default(),
        );
        Self {
            db,
            stand,
            folder,
            database,
        }
    }

    pub(crate) async fn filled() -> Self {
        let turkey = Self::empty();
        turkey.fill().await;
        turkey
    }

    pub(crate) async fn fill(&self) -> Filled {
        self.fill_with("a road of our own").await
    }

    pub(crate) fn admin_url(&self) -> &str {
        &self.database.admin_url
    }

    /// Fills with a stand-in that this country does not poll.
    pub(crate) async fn fill_beside(&self, server: &str) -> Filled {
        let options = FillOptions {
            folder: self.folder.clone(),
            password: "a road of our own".into(),
            server: server.into(),
        };
        fill(&self.db, &options).await.unwrap()
    }

    pub(crate) async fn fill_with(&self, password: &str) -> Filled {
        let options = FillOptions {
            folder: self.folder.clone(),
            password: password.into(),
            server: self.stand.url.clone(),
        };
        fill(&self.db, &options).await.unwrap()
    }

    /// Polls as the country does.
    pub(crate) async fn poll(&self) {
        let http = Arc::new(Http::new(Limits::default()).unwrap());
        let which = Which {
            by_hand: true,
            ..Which::default()
        };
        let forms = poll(&self.db, self.db.settings(), &http, &which)
            .await
            .unwrap();
        assert!(forms.iter().all(|form| form.error.is_none()), "{forms:?}");
    }

    pub(crate) fn plan(&self) -> Plan {
        Plan::read(&self.folder, "turkey").unwrap().unwrap()
    }

    /// What `select count(*) from …` gives.
    pub(crate) fn count(&self, from: &str) -> i64 {
        let mut conn = PgConnection::establish(&self.database.url).unwrap();
        diesel::sql_query(format!("select count(*) from {from}"))
            .get_result::<Count>(&mut conn)
            .unwrap()
            .count
    }
}
