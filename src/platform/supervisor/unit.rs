//! A task per child: starts it, brings it back with growing pauses, restarts it without a gap, stops it.

use std::collections::VecDeque;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, sleep};

use crate::kernel::clock::Clock;
use crate::platform::lifeline::Report;

use super::process::{Event, Launch, Process};

/// How long a child may take until it reports that it is ready.
const START: Duration = Duration::from_secs(60);
/// How long the old process of a restart keeps answering while requests find the new one.
const OVERLAP: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// So many ends within [`LOOP_WINDOW`] are called a crash loop.
const LOOP_COUNT: usize = 4;
const LOOP_WINDOW: Duration = Duration::from_secs(60);

/// What a child is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Phase {
    /// Being prepared or started; never ready so far.
    Starting,
    /// Serves.
    Ready,
    /// A new process is being started while the old one serves.
    Restarting,
    /// Ended, and is being brought back.
    Recovering,
    /// Ended again and again; is tried with long pauses.
    CrashLoop,
    /// Asked to end.
    Stopping,
    /// Ended because it was asked to.
    Stopped,
    /// Did its work and ended.
    Done,
}

/// The state of a child, for `cts status` and the front door.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub phase: Phase,
    /// The process that serves.
    pub pid: Option<u32>,
    /// How often it was brought back or restarted.
    pub restarts: u32,
    /// Since when it is in this phase.
    pub since: DateTime<Utc>,
    /// Why it is not ready, or why it last ended.
    pub reason: Option<String>,
    /// Grows with every process that became ready; connections to an older one are not used again.
    pub generation: u64,
}

impl State {
    /// Whether it has ended for good.
    pub(crate) fn has_ended(&self) -> bool {
        matches!(self.phase, Phase::Stopped | Phase::Done)
    }

    /// Whether requests find somebody.
    pub(crate) fn is_serving(&self) -> bool {
        matches!(self.phase, Phase::Ready | Phase::Restarting)
    }
}

/// What can be asked of a unit.
pub(crate) enum Command {
    /// A new process beside the old one, then without it.
    Restart(oneshot::Sender<Result<(), String>>),
    /// Ends it for good; `true` at once.
    Stop { hard: bool },
}

/// Makes what a child needs (a database, say) and says how to start it. Told whether it is the first time since
/// the start or a restart that was asked for; after a crash nothing needs to be made.
pub(crate) type Prepare = Box<
    dyn Fn(bool) -> std::pin::Pin<Box<dyn Future<Output = anyhow::Result<Launch>> + Send>>
        + Send
        + Sync,
>;

/// A handle on a unit.
#[derive(Clone)]
pub(crate) struct Unit {
    pub(crate) name: String,
    pub(crate) state: watch::Receiver<State>,
    commands: mpsc::Sender<Command>,
}

impl Unit {
    /// Starts the unit's task.
    pub(crate) fn spawn(name: &str, clock: Clock, patience: Duration, prepare: Prepare) -> Self {
        let (state, watched) = watch::channel(State {
            phase: Phase::Starting,
            pid: None,
            restarts: 0,
            since: clock.now(),
            reason: None,
            generation: 0,
        });
        let (commands, received) = mpsc::channel(8);
        let keeper = Keeper {
            name: name.to_owned(),
            clock,
            patience,
            prepare,
            state,
            commands: received,
            ends: VecDeque::new(),
            needs_preparation: true,
            asked: None,
        };
        tokio::spawn(keeper.run());
        Self {
            name: name.to_owned(),
            state: watched,
            commands,
        }
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

    /// Asks it to end; [`Unit::stopped`] tells when it has.
    pub(crate) async fn stop(&self, hard: bool) {
        let _ = self.commands.send(Command::Stop { hard }).await;
    }

    /// Returns when it has ended for good.
    pub(crate) async fn stopped(&self) {
        let mut state = self.state.clone();
        let _ = state.wait_for(State::has_ended).await;
    }

    /// Returns when it serves, or `false` when it has been stopped.
    pub(crate) async fn ready(&self) -> bool {
        let mut state = self.state.clone();
        let settled = |state: &State| state.is_serving() || state.has_ended();
        state
            .wait_for(settled)
            .await
            .is_ok_and(|state| state.is_serving())
    }
}

struct Keeper {
    name: String,
    clock: Clock,
    patience: Duration,
    prepare: Prepare,
    state: watch::Sender<State>,
    commands: mpsc::Receiver<Command>,
    /// When it ended lately.
    ends: VecDeque<Instant>,
    needs_preparation: bool,
    /// Who asked for a try now and waits to hear how it went.
    asked: Option<oneshot::Sender<Result<(), String>>>,
}

/// Why a wait was left.
enum Left {
    /// Asked to stop.
    Stop,
    /// The child has done its work.
    Done,
    /// The child or its preparation failed.
    Failed(String),
}

impl Keeper {
    async fn run(mut self) {
        loop {
            let left = match self.start().await {
                Ok(process) => {
                    self.answer(Ok(()));
                    self.keep(process).await
                }
                Err(left) => left,
            };
            match left {
                Left::Stop => return self.enter(Phase::Stopped, None, None),
                Left::Done => return self.enter(Phase::Done, None, None),
                Left::Failed(reason) => {
                    if self.pause(reason).await.is_err() {
                        return self.enter(Phase::Stopped, None, None);
                    }
                }
            }
        }
    }

    fn enter(&self, phase: Phase, pid: Option<u32>, reason: Option<String>) {
        let now = self.clock.now();
        self.state.send_modify(|state| {
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

    fn count_restart(&self) {
        self.state.send_modify(|state| state.restarts += 1);
    }

    /// Starts a process and waits until it is ready.
    async fn start(&mut self) -> Result<Process, Left> {
        let work = launch_and_wait(&self.prepare, self.needs_preparation);
        tokio::pin!(work);
        loop {
            tokio::select! {
                started = &mut work => {
                    let (process, pid) = started.map_err(Left::Failed)?;
                    self.needs_preparation = false;
                    self.enter(Phase::Ready, Some(pid), None);
                    tracing::info!(unit = %self.name, pid, "ready");
                    return Ok(process);
                }
                Some(command) = self.commands.recv() => match command {
                    // Dropping the work kills what it started.
                    Command::Stop { .. } => return Err(Left::Stop),
                    Command::Restart(answer) => {
                        let _ = answer.send(Err("it is being started already".into()));
                    }
                }
            }
        }
    }

    /// Watches a process until it ends, replacing it when asked to.
    async fn keep(&mut self, mut process: Process) -> Left {
        loop {
            tokio::select! {
                event = process.next() => match event {
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
                Some(command) = self.commands.recv() => match command {
                    Command::Stop { hard } => {
                        self.enter(Phase::Stopping, Some(process.pid()), None);
                        let patience = if hard { Duration::ZERO } else { self.patience };
                        self.end(process, patience).await;
                        return Left::Stop;
                    }
                    Command::Restart(answer) => match self.replace(process).await {
                        Ok(new) => {
                            process = new;
                            let _ = answer.send(Ok(()));
                        }
                        Err((old, reason)) => {
                            process = old;
                            let _ = answer.send(Err(reason));
                        }
                    }
                }
            }
        }
    }

    /// Ends a process softly; a second, hard request to stop shortens the patience.
    async fn end(&mut self, process: Process, patience: Duration) {
        let pid = process.pid();
        let stop = process.stop(patience);
        tokio::pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => return,
                Some(command) = self.commands.recv() => {
                    if let Command::Stop { hard: true } = command
                        && let Some(pid) = rustix::process::Pid::from_raw(pid as i32)
                    {
                        let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
                    }
                }
            }
        }
    }

    /// Starts the new process beside the old one, and lets the old one drain when the new one serves.
    async fn replace(&mut self, old: Process) -> Result<Process, (Process, String)> {
        self.enter(Phase::Restarting, Some(old.pid()), None);
        match launch_and_wait(&self.prepare, true).await {
            Ok((new, pid)) => {
                self.count_restart();
                // The old one stops accepting first, so that fresh connections find the new one.
                let drained = tokio::spawn(old.stop(self.patience));
                sleep(OVERLAP).await;
                self.enter(Phase::Ready, Some(pid), None);
                drop(drained);
                tracing::info!(unit = %self.name, pid, "restarted");
                Ok(new)
            }
            Err(reason) => {
                tracing::error!(unit = %self.name, %reason, "the new process did not start; the old one goes on");
                let reason =
                    format!("the new process did not start, the old one goes on: {reason}");
                self.enter(Phase::Ready, Some(old.pid()), Some(reason.clone()));
                Err((old, reason))
            }
        }
    }

    /// Waits before the next try: not at all after the first end, longer each time. `Err` when asked to stop.
    async fn pause(&mut self, reason: String) -> Result<(), ()> {
        let now = Instant::now();
        self.ends.push_back(now);
        while self
            .ends
            .front()
            .is_some_and(|end| now - *end > LOOP_WINDOW.max(LONGEST_PAUSE * 4))
        {
            self.ends.pop_front();
        }
        let pause = pause_after(self.ends.len());
        let is_loop = self.ends.len() >= LOOP_COUNT;
        let phase = if is_loop {
            Phase::CrashLoop
        } else {
            Phase::Recovering
        };
        tracing::error!(unit = %self.name, %reason, pause_ms = pause.as_millis() as u64, "ended, is brought back");
        self.count_restart();
        self.answer(Err(reason.clone()));
        self.enter(phase, None, Some(reason));
        tokio::select! {
            () = tokio::time::sleep_until(now + pause) => Ok(()),
            Some(command) = self.commands.recv() => match command {
                Command::Stop { .. } => Err(()),
                Command::Restart(answer) => {
                    // Somebody has mended it: try now.
                    self.needs_preparation = true;
                    self.ends.clear();
                    self.asked = Some(answer);
                    Ok(())
                }
            }
        }
    }
}

/// 0, ½, 1, 2, 4 … 30 seconds.
fn pause_after(ends: usize) -> Duration {
    match ends {
        0 | 1 => Duration::ZERO,
        n => Duration::from_millis(250)
            .saturating_mul(1 << n.saturating_sub(1).min(10))
            .min(LONGEST_PAUSE),
    }
}

async fn launch_and_wait(prepare: &Prepare, is_first: bool) -> Result<(Process, u32), String> {
    let launch = prepare(is_first)
        .await
        .map_err(|error| format!("{error:#}"))?;
    let mut process = Process::start(&launch)
        .await
        .map_err(|error| format!("{error:#}"))?;
    if !launch.reports {
        let pid = process.pid();
        return Ok((process, pid));
    }
    match tokio::time::timeout(START, process.next()).await {
        Err(_) => Err(format!("it was not ready within {} s", START.as_secs())),
        Ok(Event::Ended(reason)) => Err(reason),
        Ok(Event::Done) => Err("it ended before it was ready".into()),
        Ok(Event::Report(Report::Failed { reason } | Report::Down { reason })) => {
            process.stop(Duration::from_secs(5)).await;
            Err(reason)
        }
        Ok(Event::Report(Report::Ready { pid })) => {
            let pid = pid.unwrap_or(process.pid());
            Ok((process, pid))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_limit() {
        let seconds: Vec<u64> = (1..=9).map(|n| pause_after(n).as_millis() as u64).collect();

        assert_eq!(
            seconds,
            [0, 500, 1000, 2000, 4000, 8000, 16000, 30000, 30000]
        );
    }
}
