//! A handle on a child's task: what can be asked of it. The task itself is in [`super::keeper`].

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};

use crate::kernel::clock::Clock;
use crate::platform::lifeline::Update;

use super::handover::UnitHandover;
use super::keeper::Keeper;
use super::process::Launch;
use super::running::locked;
pub(crate) use super::state::{Phase, State};

/// What can be asked of a unit.
pub(crate) enum Command {
    /// A new process beside the old one, then without it; a first one when there is none.
    Restart(oneshot::Sender<Result<(), String>>),
    /// Ends it until it is asked to start again.
    Stop { rest: Rest, hard: bool },
    /// Tells the process what changed around it.
    Tell(Update),
    /// Hands the process to the supervisor that takes our place, and does nothing more.
    HandOver(oneshot::Sender<UnitHandover>),
}

/// Why a unit has no process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rest {
    Stopped,
    Paused,
}

impl Rest {
    pub(super) fn phase(self) -> Phase {
        match self {
            Self::Stopped => Phase::Stopped,
            Self::Paused => Phase::Paused,
        }
    }
}

/// How a unit begins.
pub(crate) enum Begin {
    /// Starts its process.
    Start,
    /// Waits until it is asked to start.
    Rest(Rest),
    /// Goes on with the process of the supervisor whose place we took.
    TakeOver(UnitHandover),
}

/// Makes what a child needs (a database, say) and says how to start it. Told whether it is the first time since
/// the start or a restart that was asked for; after a crash nothing needs to be made.
pub(crate) type Prepare = Box<dyn Fn(bool) -> Preparing + Send + Sync>;

/// A preparation under way.
pub(crate) type Preparing = Pin<Box<dyn Future<Output = anyhow::Result<Launch>> + Send>>;

/// A handle on a unit.
#[derive(Clone)]
pub(crate) struct Unit {
    pub(crate) name: String,
    pub(crate) state: watch::Receiver<State>,
    commands: mpsc::Sender<Command>,
    patience: Arc<Mutex<Patience>>,
}

/// How long is waited for a process.
#[derive(Clone, Copy)]
pub(crate) struct Patience {
    /// Until it has ended.
    pub(crate) end: Duration,
    /// Until it answers at its socket; `None` for what is not asked.
    pub(crate) silence: Option<Duration>,
}

impl Patience {
    /// With something that is not asked whether it answers.
    pub(crate) fn to_end(end: Duration) -> Self {
        Self { end, silence: None }
    }
}

impl Unit {
    /// Starts the unit's task.
    pub(crate) fn spawn(
        name: &str,
        clock: Clock,
        patience: Patience,
        begin: Begin,
        prepare: Prepare,
    ) -> Self {
        let (state, watched) = watch::channel(match &begin {
            Begin::TakeOver(handed) => handed.state.clone(),
            Begin::Start | Begin::Rest(_) => State {
                phase: Phase::Starting,
                pid: None,
                restarts: 0,
                since: clock.now(),
                reason: None,
                generation: 0,
                port: None,
                prefix: None,
            },
        });
        let (commands, received) = mpsc::channel(8);
        let patience = Arc::new(Mutex::new(patience));
        let keeper = Keeper::new(name, clock, patience.clone(), prepare, state, received);
        tokio::spawn(keeper.run(begin));
        Self {
            name: name.to_owned(),
            state: watched,
            commands,
            patience,
        }
    }

    /// Puts other times in force, for the process that runs too.
    pub(crate) fn set_patience(&self, patience: Patience) {
        *locked(&self.patience) = patience;
    }

    /// Restarts it and returns when the new process serves.
    pub(crate) async fn restart(&self) -> Result<(), String> {
        let (sender, answer) = oneshot::channel();
        let gone = || "it has been stopped".to_owned();
        self.commands
            .send(Command::Restart(sender))
            .await
            .map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }

    /// Returns when it serves or has ended for the first time; why it does not serve.
    pub(crate) async fn first_try(&self) -> Result<(), String> {
        let mut state = self.state.clone();
        let settled =
            |state: &State| state.is_serving() || state.has_ended() || state.reason.is_some();
        match state.wait_for(settled).await {
            Ok(state) if state.is_serving() || state.has_ended() => Ok(()),
            Ok(state) => Err(state.reason.clone().unwrap_or_default()),
            Err(_) => Err("it is gone".into()),
        }
    }

    /// Asks it to end; [`Unit::stopped`] tells when it has.
    pub(crate) async fn stop(&self, rest: Rest, hard: bool) {
        let _ = self.commands.send(Command::Stop { rest, hard }).await;
    }

    /// Tells its process what changed around it.
    pub(crate) async fn tell(&self, update: Update) {
        let _ = self.commands.send(Command::Tell(update)).await;
    }

    /// Gives its process away to the supervisor that takes our place; `None` when the unit is gone.
    pub(crate) async fn hand_over(&self) -> Option<UnitHandover> {
        let (sender, answer) = oneshot::channel();
        self.commands.send(Command::HandOver(sender)).await.ok()?;
        answer.await.ok()
    }

    /// Returns when it has ended.
    pub(crate) async fn stopped(&self) {
        let mut state = self.state.clone();
        let _ = state.wait_for(State::has_ended).await;
    }

    /// Returns when it serves, or `false` when it has been stopped.
    pub(crate) async fn ready(&self) -> bool {
        settled(self.state.clone()).await
    }
}

/// Returns when a unit serves, or `false` when it has been stopped. Whoever holds its state alone keeps nothing of it:
/// a unit that is taken away gives its sockets back all the same.
pub(super) async fn settled(mut state: watch::Receiver<State>) -> bool {
    let settled = |state: &State| state.is_serving() || state.has_ended();
    state
        .wait_for(settled)
        .await
        .is_ok_and(|state| state.is_serving())
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::sync::atomic::{AtomicU32, Ordering};

    use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};

    use super::*;
    use crate::platform::supervisor::launching::Waits;
    use crate::platform::testing::installation;

    /// Run by the test below as a process of its own; ends with its lifeline.
    #[test]
    #[ignore = "it is a child of another test"]
    fn a_child() {
        let mut rest = Vec::new();
        std::io::stdin().read_to_end(&mut rest).unwrap();
    }

    #[tokio::test]
    async fn one_that_is_being_stopped_is_handed_over_as_stopped() {
        let (_root, _, paths) = installation("unit");
        let name = "platform::supervisor::unit::tests::a_child";
        let mut launch = Launch::new(&paths, &["--ignored", "--exact", name], String::new());
        launch.reports = false;
        launch.user = None;
        launch.folder = "/".into();
        let prepare: Prepare = Box::new(move |_| {
            let launch = launch.clone();
            Box::pin(async move { Ok(launch) })
        });
        let patience = Duration::from_millis(400);
        let times = Patience::to_end(patience);
        let unit = Unit::spawn("x", Clock::default(), times, Begin::Start, prepare);
        assert!(unit.ready().await);
        let pid = unit.state.borrow().pid.unwrap();
        let pid = Pid::from_raw(pid as i32).unwrap();
        // It does not hear that it is to end.
        kill_process(pid, Signal::STOP).unwrap();
        // One that has not stopped yet would still hear it.
        waitid(WaitId::Pid(pid), WaitIdOptions::STOPPED).unwrap();
        let begun = std::time::Instant::now();

        unit.stop(Rest::Stopped, false).await;
        let handed = unit.hand_over().await.unwrap();

        assert_eq!((handed.state.phase, handed.pid()), (Phase::Stopped, None));
        assert!(begun.elapsed() >= patience, "it had its time");
        assert!(
            rustix::process::test_kill_process(pid).is_err(),
            "it has ended"
        );
        assert!(unit.hand_over().await.is_none(), "it is another program's");
    }

    #[tokio::test]
    async fn who_waits_for_what_comes_by_itself_is_in_no_crash_loop() {
        let tries = Arc::new(AtomicU32::new(0));
        let counted = tries.clone();
        let prepare: Prepare = Box::new(move |_| {
            counted.fetch_add(1, Ordering::SeqCst);
            Box::pin(async {
                tokio::task::yield_now().await;
                Err(Waits("waits for PostgreSQL".into()).into())
            })
        });

        let patience = Patience::to_end(Duration::from_secs(1));
        let unit = Unit::spawn("x", Clock::default(), patience, Begin::Start, prepare);
        while tries.load(Ordering::SeqCst) < 20 {
            tokio::task::yield_now().await;
        }
        let state = unit.state.borrow().clone();
        unit.stop(Rest::Stopped, false).await;
        unit.stopped().await;

        assert_eq!((state.phase, state.restarts), (Phase::Starting, 0));
        assert_eq!(state.reason.as_deref(), Some("waits for PostgreSQL"));
    }
}
