//! One country's app on a free port, with a database of its own and a clock the test moves.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::TimeDelta;
use cts::accounts::{NewUser, User, service};
use cts::db::{Db, DbConfig};
use cts::instance;
use cts::kernel::clock::Clock;
use cts::kernel::{Actor, Door, InstanceSettings, Op, OpContext, Result, Role};
use cts::web::App;
use tokio_util::sync::CancellationToken;

use super::client::Client;
use super::testing::{self, TestDatabase};

/// The password of every account the kit makes.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A running app. Dropping it stops the server.
pub(crate) struct TestApp {
    pub(crate) app: App,
    pub(crate) clock: Clock,
    pub(crate) database: TestDatabase,
    base: String,
    users: AtomicU32,
    stop: CancellationToken,
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl TestApp {
    /// An app with the usual settings (`/TR`, English first).
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// An app whose settings are changed first.
    pub(crate) async fn with(change: impl FnOnce(&mut InstanceSettings)) -> Self {
        // Cloning a database blocks.
        let database = tokio::task::spawn_blocking(|| testing::cluster().database())
            .await
            .expect("a database can be cloned");
        let mut settings = testing::settings();
        change(&mut settings);
        let clock = Clock::default();
        let db = Db::new(
            DbConfig::new(&database.url),
            Arc::new(settings),
            clock.clone(),
        );
        let stop = CancellationToken::new();
        let (app, door) =
            instance::app(db, "test", stop.clone()).expect("the app can be put together");
        let listener = instance::listen("127.0.0.1:0").expect("a port is free");
        let port = listener.local_addr().expect("it has an address").port();
        let drain = std::time::Duration::from_secs(20);
        instance::start(listener, door, stop.clone(), drain).expect("the socket can be used");
        Self {
            app,
            clock,
            database,
            base: format!("http://127.0.0.1:{port}"),
            users: AtomicU32::new(1),
            stop,
        }
    }

    /// Scheme, host and port.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    pub(crate) fn settings(&self) -> &InstanceSettings {
        self.app.settings()
    }

    /// Does something as the operator, in one transaction.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut OpContext<'_>) -> Result<T> + Send + 'static,
    ) -> T {
        self.try_write(f).await.expect("the use case works")
    }

    /// The same, which may be refused.
    pub(crate) async fn try_write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut OpContext<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let op = Op::new(Actor::Operator("test".into()), Door::CommandLine, "test");
        self.app.db().write(&op, f).await
    }

    /// Moves the app's clock forward.
    pub(crate) fn later(&self, by: TimeDelta) {
        self.clock.advance(by);
    }

    /// A browser nobody has signed in with.
    pub(crate) fn anonymous(&self) -> Client {
        Client::new(&self.base, &self.settings().prefix)
    }

    /// A new account.
    pub(crate) async fn account(&self, role: Role) -> User {
        let n = self.users.fetch_add(1, Ordering::Relaxed);
        let email = format!("{}{n}@example.org", role.slug());
        let name = format!("{role:?} {n}");
        let user = NewUser {
            password: Some(PASSWORD.into()),
            ..NewUser::new(email, name, role)
        };
        self.write(move |cx| service::create(cx, user)).await
    }

    /// A browser signed in to a new account.
    pub(crate) async fn user(&self, role: Role) -> Client {
        let account = self.account(role).await;
        self.signed_in(&account).await
    }

    /// A browser signed in to an account the kit made.
    pub(crate) async fn signed_in(&self, account: &User) -> Client {
        let mut client = self.anonymous();
        let reply = client.sign_in(&account.email, PASSWORD).await;
        assert_eq!(reply.status, 303, "{}", reply.text);
        client.user = Some(account.id);
        client
    }
}
