//! A task per child: starts it, brings it back with growing pauses, restarts it without a gap, stops it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, sleep};

use crate::kernel::clock::Clock;
use crate::platform::lifeline::Report;

use super::handover::UnitHandover;
use super::launching::{At, NotStarted, Started, launch_and_wait};
use super::pauses::{Pause, Pauses};
use super::process::{Event, Process};
use super::pulse;
use super::running::locked;
use super::state::{Phase, State};
use super::unit::{Begin, Command, Patience, Prepare, Rest};

/// How long the old process of a restart keeps answering while requests find the new one.
const OVERLAP: Duration = Duration::from_millis(50);

/// The task of one child.
pub(super) struct Keeper {
    name: String,
    clock: Clock,
    patience: Arc<Mutex<Patience>>,
    prepare: Prepare,
    state: watch::Sender<State>,
    commands: mpsc::Receiver<Command>,
    /// Asked for while something else has to come to its end first.
    put_off: Option<Command>,
    pauses: Pauses,
    needs_preparation: bool,
    /// Who asked for a try now and waits to hear how it went.
    asked: Option<oneshot::Sender<Result<(), String>>>,
}

/// Why a wait was left.
enum Left {
    /// Asked to stop.
    Stop(Rest),
    /// Nobody holds the unit any more, or its process was handed over.
    Gone,
    /// The child has done its work.
    Done,
    /// The child or its preparation failed.
    Failed(String),
    /// What the child needs is on its way.
    Waits(String),
}

impl From<NotStarted> for Left {
    fn from(why: NotStarted) -> Self {
        match why {
            NotStarted::Failed(reason) => Self::Failed(reason),
            NotStarted::Waits(reason) => Self::Waits(reason),
        }
    }
}

/// Why the old process of a restart goes on.
enum Kept {
    Failed(String),
    /// Something that cannot wait until the new one is ready.
    Asked(Command),
}

impl Keeper {
    pub(super) fn new(
        name: &str,
        clock: Clock,
        patience: Arc<Mutex<Patience>>,
        prepare: Prepare,
        state: watch::Sender<State>,
        commands: mpsc::Receiver<Command>,
    ) -> Self {
        Self {
            name: name.to_owned(),
            clock,
            patience,
            prepare,
            state,
            commands,
            put_off: None,
            pauses: Pauses::default(),
            needs_preparation: true,
            asked: None,
        }
    }

    pub(super) async fn run(mut self, begin: Begin) {
        let mut left = match begin {
            Begin::Start => None,
            Begin::Rest(rest) => Some(Left::Stop(rest)),
            // It was being started or brought back: no end of its own.
            Begin::TakeOver(handed) if handed.pid().is_none() && !handed.state.has_ended() => None,
            Begin::TakeOver(handed) => Some(self.take_over(handed).await),
        };
        loop {
            let now = match left.take() {
                Some(left) => left,
                None => match self.start().await {
                    Ok(process) => {
                        self.answer(Ok(()));
                        self.keep(process).await
                    }
                    Err(left) => left,
                },
            };
            let again = match now {
                Left::Gone => false,
                Left::Stop(rest) => {
                    self.answer(Err("it was stopped meanwhile".into()));
                    self.enter(rest.phase(), None, None);
                    self.rest().await
                }
                Left::Done => {
                    self.enter(Phase::Done, None, None);
                    self.rest().await
                }
                // It comes by itself, and then this does: no failure of this child, and nothing to pause for.
                Left::Waits(reason) => {
                    self.wait_for_others(reason);
                    true
                }
                Left::Failed(reason) => match self.pause(reason).await {
                    Ok(()) => true,
                    Err(next) => {
                        left = Some(next);
                        true
                    }
                },
            };
            if !again {
                return;
            }
        }
    }

    /// Goes on with a process of the supervisor whose place we took.
    async fn take_over(&mut self, handed: UnitHandover) -> Left {
        let rest = match handed.state.phase {
            Phase::Stopped => Some(Left::Stop(Rest::Stopped)),
            Phase::Paused => Some(Left::Stop(Rest::Paused)),
            Phase::Done => Some(Left::Done),
            _ => None,
        };
        if let Some(rest) = rest {
            return rest;
        }
        match handed.take() {
            Ok(process) => {
                self.needs_preparation = false;
                self.keep(process).await
            }
            Err(reason) => Left::Failed(reason),
        }
    }

    /// The command that was put off, or the next one.
    async fn command(&mut self) -> Option<Command> {
        match self.put_off.take() {
            Some(command) => Some(command),
            None => self.commands.recv().await,
        }
    }

    /// Waits without a process until asked to start (`true`), or until nobody can ask any more.
    async fn rest(&mut self) -> bool {
        loop {
            match self.command().await {
                None => return false,
                Some(Command::Tell(_)) => {}
                Some(Command::Stop { rest, .. }) => self.enter(rest.phase(), None, None),
                Some(Command::HandOver(answer)) => {
                    let _ = answer.send(self.handover(None));
                    return false;
                }
                Some(Command::Restart(answer)) => {
                    self.asked = Some(answer);
                    self.needs_preparation = true;
                    self.pauses.forget();
                    self.enter(Phase::Starting, None, None);
                    return true;
                }
            }
        }
    }

    fn handover(&self, process: Option<&Process>) -> UnitHandover {
        UnitHandover::new(&self.name, self.state.borrow().clone(), process)
    }

    fn enter(&self, phase: Phase, pid: Option<u32>, reason: Option<String>) {
        self.enter_with(phase, pid, reason, None);
    }

    /// In one step, so that whoever watches never sees a part of it; `at` is where a new process serves.
    fn enter_with(&self, phase: Phase, pid: Option<u32>, reason: Option<String>, at: Option<At>) {
        let now = self.clock.now();
        self.state.send_modify(|state| {
            if let Some(At { port, prefix }) = at {
                state.port = port;
                state.prefix = prefix;
            }
            if phase == Phase::Ready {
                state.generation += 1;
            }
            state.phase = phase;
            state.pid = pid;
            state.since = now;
            state.reason = reason;
        });
    }

    fn answer(&mut self, result: Result<(), String>) {
        if let Some(asked) = self.asked.take() {
            let _ = asked.send(result);
        }
    }

    /// Says what it waits for.
    fn wait_for_others(&mut self, reason: String) {
        self.answer(Err(reason.clone()));
        let (was_ready, is_known) = {
            let state = self.state.borrow();
            (state.generation > 0, state.reason.as_ref() == Some(&reason))
        };
        if !is_known {
            tracing::warn!(unit = %self.name, %reason, "waits");
            let phase = if was_ready {
                Phase::Recovering
            } else {
                Phase::Starting
            };
            self.enter(phase, None, Some(reason));
        }
    }

    fn count_restart(&self) {
        self.state.send_modify(|state| state.restarts += 1);
    }

    /// Starts a process and waits until it is ready.
    async fn start(&mut self) -> Result<Process, Left> {
        let work = launch_and_wait(&self.prepare, self.needs_preparation);
        tokio::pin!(work);
        let mut news = None;
        loop {
            tokio::select! {
                started = &mut work => {
                    let Started { mut process, pid, at } = started?;
                    self.needs_preparation = false;
                    if let Some(news) = &news {
                        process.tell(news).await;
                    }
                    self.enter_with(Phase::Ready, Some(pid), None, Some(at));
                    tracing::info!(unit = %self.name, pid, "ready");
                    return Ok(process);
                }
                Some(command) = self.commands.recv() => match command {
                    // Dropping the work kills what it started.
                    Command::Stop { rest, .. } => return Err(Left::Stop(rest)),
                    Command::Restart(answer) => {
                        let _ = answer.send(Err("it is being started already".into()));
                    }
                    // Its order may have been made before.
                    Command::Tell(update) => news = Some(update),
                    Command::HandOver(answer) => {
                        let _ = answer.send(self.handover(None));
                        return Err(Left::Gone);
                    }
                }
            }
        }
    }

    /// Watches a process until it ends, replacing it when asked to.
    async fn keep(&mut self, mut process: Process) -> Left {
        let mut silence = Box::pin(self.silence());
        loop {
            tokio::select! {
                silent = &mut silence => {
                    process.stop(Duration::ZERO).await;
                    let seconds = silent.as_secs();
                    return Left::Failed(format!("it answered nothing for {seconds} s, and was ended"));
                }
                event = process.next(), if self.put_off.is_none() => match event {
                    Event::Done => return Left::Done,
                    Event::Ended(reason) => return Left::Failed(reason),
                    Event::Report(Report::Failed { reason }) => {
                        process.stop(Duration::from_secs(5)).await;
                        return Left::Failed(reason);
                    }
                    Event::Report(Report::Down { reason }) => {
                        self.count_restart();
                        self.enter(Phase::Recovering, None, Some(reason));
                    }
                    Event::Report(Report::Ready { pid }) => {
                        self.enter(Phase::Ready, Some(pid.unwrap_or(process.pid())), None);
                    }
                },
                command = self.command() => match command {
                    // Dropping the process ends it.
                    None => return Left::Gone,
                    Some(Command::Tell(update)) => process.tell(&update).await,
                    Some(Command::HandOver(answer)) => {
                        let _ = answer.send(self.handover(Some(&process)));
                        process.leave();
                        return Left::Gone;
                    }
                    Some(Command::Stop { rest, hard }) => {
                        self.enter(Phase::Stopping, Some(process.pid()), None);
                        let patience = if hard { Duration::ZERO } else { self.patience().end };
                        self.end(process, patience).await;
                        return Left::Stop(rest);
                    }
                    Some(Command::Restart(answer)) => {
                        let (now, result) = self.replace(process).await;
                        process = now;
                        silence.set(self.silence());
                        match result {
                            Ok(()) => { let _ = answer.send(Ok(())); }
                            Err(Kept::Failed(reason)) => { let _ = answer.send(Err(reason)); }
                            Err(Kept::Asked(command)) => {
                                let _ = answer.send(Err("something else was asked meanwhile".into()));
                                self.put_off = Some(command);
                            }
                        }
                    }
                }
            }
        }
    }

    fn patience(&self) -> Patience {
        *locked(&self.patience)
    }

    /// Ends when the process that serves now has answered nothing for too long.
    fn silence(&self) -> impl Future<Output = Duration> + Send + use<> {
        let state = self.state.borrow();
        let (port, prefix) = (state.port, state.prefix.clone());
        pulse::lost(
            self.name.clone(),
            At { port, prefix },
            self.patience.clone(),
        )
    }

    /// Ends a process softly; a second, hard request to stop shortens the patience. Handed over is what is left then.
    async fn end(&mut self, process: Process, patience: Duration) {
        let pid = rustix::process::Pid::from_raw(process.pid() as i32);
        let stop = process.stop(patience);
        tokio::pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => return,
                Some(command) = self.commands.recv() => match command {
                    Command::Stop { hard, .. } => {
                        if let Some(pid) = pid.filter(|_| hard) {
                            let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
                        }
                    }
                    Command::HandOver(_) => self.put_off = Some(command),
                    Command::Restart(answer) => {
                        let _ = answer.send(Err("it is being stopped".into()));
                    }
                    Command::Tell(_) => {}
                }
            }
        }
    }

    /// Starts the new process beside the old one, and lets the old one drain when the new one serves.
    /// The old one goes on when the new one does not start, or when something else is asked before it does.
    async fn replace(&mut self, mut old: Process) -> (Process, Result<(), Kept>) {
        self.enter(Phase::Restarting, Some(old.pid()), None);
        let mut news = None;
        let started = {
            let work = launch_and_wait(&self.prepare, true);
            tokio::pin!(work);
            loop {
                tokio::select! {
                    started = &mut work => break started,
                    Some(command) = self.commands.recv() => match command {
                        Command::Tell(update) => {
                            old.tell(&update).await;
                            news = Some(update);
                        }
                        Command::Restart(answer) => {
                            let _ = answer.send(Err("it is being restarted already".into()));
                        }
                        // Dropping the work kills what it started.
                        other => return (old, Err(Kept::Asked(other))),
                    }
                }
            }
        };
        match started {
            Ok(Started {
                process: mut new,
                pid,
                at,
            }) => {
                if let Some(news) = &news {
                    new.tell(news).await;
                }
                // On a socket both share the old one stops accepting first, so that fresh connections find the new one.
                let moved = at.port != self.state.borrow().port;
                if moved {
                    self.enter_with(Phase::Ready, Some(pid), None, Some(at));
                    drop(tokio::spawn(old.stop(self.patience().end)));
                } else {
                    drop(tokio::spawn(old.stop(self.patience().end)));
                    sleep(OVERLAP).await;
                    self.enter_with(Phase::Ready, Some(pid), None, Some(at));
                }
                tracing::info!(unit = %self.name, pid, "restarted");
                (new, Ok(()))
            }
            Err(why) => {
                let reason = why.into_reason();
                tracing::error!(unit = %self.name, %reason, "the new process did not start; the old one goes on");
                let reason =
                    format!("the new process did not start, the old one goes on: {reason}");
                self.enter(Phase::Ready, Some(old.pid()), Some(reason.clone()));
                (old, Err(Kept::Failed(reason)))
            }
        }
    }

    /// Waits before the next try: not at all after the first end, longer each time. `Err` when asked to stop.
    async fn pause(&mut self, reason: String) -> Result<(), Left> {
        let now = Instant::now();
        let Pause { time, is_loop } = self.pauses.after(now);
        let phase = if is_loop {
            Phase::CrashLoop
        } else {
            Phase::Recovering
        };
        tracing::error!(unit = %self.name, %reason, pause_ms = time.as_millis() as u64, "ended, is brought back");
        self.count_restart();
        self.answer(Err(reason.clone()));
        self.enter(phase, None, Some(reason));
        loop {
            tokio::select! {
                () = tokio::time::sleep_until(now + time) => return Ok(()),
                command = self.commands.recv() => match command {
                    None => return Err(Left::Gone),
                    Some(Command::Tell(_)) => {}
                    Some(Command::Stop { rest, .. }) => return Err(Left::Stop(rest)),
                    Some(Command::HandOver(answer)) => {
                        let _ = answer.send(self.handover(None));
                        return Err(Left::Gone);
                    }
                    Some(Command::Restart(answer)) => {
                        // Somebody has mended it: try now.
                        self.needs_preparation = true;
                        self.pauses.forget();
                        self.asked = Some(answer);
                        return Ok(());
                    }
                }
            }
        }
    }
}
