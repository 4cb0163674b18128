//! What a supervisor gives to the one that takes its place in the same process, by exec: descriptors over a socket on
//! stdin, and what they mean as JSON in a file in memory.
//!
//! The kernel keeps what was sent while the program changes, so nothing needs to be inherited by number.

use std::io::{IoSlice, IoSliceMut, Read, Seek, Write};
use std::mem::MaybeUninit;
use std::net::TcpListener;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::{UnixListener, UnixStream};

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, SocketFlags, SocketType, recvmsg, sendmsg, socketpair,
};
use serde::{Deserialize, Serialize};

use crate::platform::config::Sources;

use super::process::{Handed, Process};
use super::state::State;
use super::status::ConfigurationStatus;

/// The kernel takes up to 253 descriptors a message.
const CHUNK: usize = 64;

/// Everything that must outlive the program.
pub(crate) struct Handover {
    pub(crate) since: DateTime<Utc>,
    /// The configuration in force; the one on disk may be under work.
    pub(crate) sources: Sources,
    /// Why the one on disk is not in force.
    pub(crate) problem: Option<ConfigurationStatus>,
    /// Settings on disk that wait for the next start, by their names.
    pub(crate) waiting: Vec<String>,
    /// The locked file with our pid.
    pub(crate) lock: OwnedFd,
    pub(crate) control: UnixListener,
    /// Who asked for it and waits to hear how it went.
    pub(crate) client: Option<UnixStream>,
    pub(crate) front_door: TcpListener,
    /// Where plain HTTP comes in, only to be led to HTTPS.
    pub(crate) redirect: Option<TcpListener>,
    /// Sockets of the countries by key.
    pub(crate) listeners: Vec<(String, TcpListener)>,
    pub(crate) units: Vec<UnitHandover>,
}

/// One unit: its state and, when it has a process, what ties that to us.
pub(crate) struct UnitHandover {
    pub(crate) name: String,
    pub(crate) state: State,
    child: Option<Child>,
}

struct Child {
    pid: u32,
    is_once: bool,
    ends_softly: bool,
    handed: Handed,
}

impl UnitHandover {
    /// A unit with its process, if there is one.
    pub(super) fn new(name: &str, state: State, process: Option<&Process>) -> Self {
        let child = process.and_then(|process| {
            let (is_once, ends_softly) = process.nature();
            Some(Child {
                pid: process.pid(),
                is_once,
                ends_softly,
                handed: process.give().ok()?,
            })
        });
        Self {
            name: name.to_owned(),
            state,
            child,
        }
    }

    /// Its process, taken over.
    ///
    /// # Errors
    /// When it has none, or it is gone.
    pub(super) fn take(self) -> Result<Process, String> {
        let Some(child) = self.child else {
            return Err(self
                .state
                .reason
                .unwrap_or_else(|| "it had no process".into()));
        };
        Process::take(child.pid, child.handed, child.is_once, child.ends_softly)
            .map_err(|error| format!("{error:#}"))
    }

    /// The process that is our child.
    pub(super) fn pid(&self) -> Option<u32> {
        self.child.as_ref().map(|child| child.pid)
    }
}

/// The JSON: numbers are places in the list of descriptors.
#[derive(Serialize, Deserialize)]
struct Letter {
    since: DateTime<Utc>,
    sources: Sources,
    #[serde(default)]
    problem: Option<ConfigurationStatus>,
    #[serde(default)]
    waiting: Vec<String>,
    has_client: bool,
    #[serde(default)]
    has_redirect: bool,
    listeners: Vec<String>,
    units: Vec<UnitLetter>,
}

#[derive(Serialize, Deserialize)]
struct UnitLetter {
    name: String,
    state: State,
    child: Option<ChildLetter>,
}

#[derive(Serialize, Deserialize)]
struct ChildLetter {
    pid: u32,
    is_once: bool,
    ends_softly: bool,
}

impl Handover {
    /// Puts everything into a socket; the other end becomes the stdin of the program to come.
    ///
    /// # Errors
    /// When the kernel refuses.
    pub(crate) fn send(self) -> Result<Sent> {
        let letter = Letter {
            since: self.since,
            sources: self.sources,
            problem: self.problem,
            waiting: self.waiting,
            has_client: self.client.is_some(),
            has_redirect: self.redirect.is_some(),
            listeners: self.listeners.iter().map(|(key, _)| key.clone()).collect(),
            units: self.units.iter().map(UnitLetter::of).collect(),
        };
        let mut fds: Vec<OwnedFd> = vec![
            in_memory(&serde_json::to_vec(&letter)?)?,
            self.lock,
            self.control.into(),
            self.front_door.into(),
        ];
        fds.extend(self.client.map(OwnedFd::from));
        fds.extend(
            self.listeners
                .into_iter()
                .map(|(_, listener)| listener.into()),
        );
        for child in self.units.into_iter().filter_map(|unit| unit.child) {
            fds.extend([child.handed.lifeline, child.handed.stdout]);
        }
        // Last, where a program that does not know of it leaves it.
        fds.extend(self.redirect.map(OwnedFd::from));
        let (ours, theirs) = socketpair(
            AddressFamily::UNIX,
            SocketType::SEQPACKET,
            SocketFlags::CLOEXEC,
            None,
        )?;
        for chunk in fds.chunks(CHUNK) {
            send_fds(&ours, chunk).context("descriptors cannot be handed over")?;
        }
        Ok(Sent { ours, theirs })
    }

    /// Reads what the supervisor before us sent into `socket`.
    ///
    /// # Errors
    /// When there is no such socket, or the sender spoke another version.
    pub(crate) fn receive(socket: impl AsFd) -> Result<Self> {
        let mut fds = receive_fds(socket.as_fd())?.into_iter();
        let mut next = || fds.next().context("a descriptor is missing");
        let letter: Letter = from_memory(next()?)?;
        let lock = next()?;
        let control = next()?.into();
        let front_door = next()?.into();
        let client = if letter.has_client {
            Some(next()?.into())
        } else {
            None
        };
        let mut listeners = Vec::new();
        for key in letter.listeners {
            listeners.push((key, next()?.into()));
        }
        let mut units = Vec::new();
        for unit in letter.units {
            let child = match unit.child {
                None => None,
                Some(child) => Some(Child {
                    pid: child.pid,
                    is_once: child.is_once,
                    ends_softly: child.ends_softly,
                    handed: Handed {
                        lifeline: next()?,
                        stdout: next()?,
                    },
                }),
            };
            units.push(UnitHandover {
                name: unit.name,
                state: unit.state,
                child,
            });
        }
        let redirect = if letter.has_redirect {
            Some(next()?.into())
        } else {
            None
        };
        Ok(Self {
            since: letter.since,
            sources: letter.sources,
            problem: letter.problem,
            waiting: letter.waiting,
            lock,
            control,
            client,
            front_door,
            redirect,
            listeners,
            units,
        })
    }
}

impl UnitLetter {
    fn of(unit: &UnitHandover) -> Self {
        Self {
            name: unit.name.clone(),
            state: unit.state.clone(),
            child: unit.child.as_ref().map(|child| ChildLetter {
                pid: child.pid,
                is_once: child.is_once,
                ends_softly: child.ends_softly,
            }),
        }
    }
}

/// A handover on its way: both ends of the socket.
pub(crate) struct Sent {
    /// Kept open until the program changes.
    ours: OwnedFd,
    theirs: OwnedFd,
}

impl Sent {
    /// Makes it the stdin of the program to come.
    ///
    /// # Errors
    /// When the kernel refuses.
    pub(crate) fn put_on_stdin(&self) -> Result<()> {
        rustix::net::shutdown(&self.ours, rustix::net::Shutdown::Write)?;
        rustix::stdio::dup2_stdin(&self.theirs)?;
        Ok(())
    }

    /// Takes everything back when the program did not change.
    ///
    /// # Errors
    /// When the kernel refuses.
    pub(crate) fn take_back(self) -> Result<Handover> {
        leave_stdin()?;
        Handover::receive(&self.theirs)
    }
}

/// Takes what the supervisor before us left on stdin, and leaves stdin empty.
///
/// # Errors
/// As [`Handover::receive`].
pub(crate) fn take_from_stdin() -> Result<Handover> {
    let handover = Handover::receive(std::io::stdin())?;
    leave_stdin()?;
    Ok(handover)
}

fn leave_stdin() -> Result<()> {
    let nothing = std::fs::File::open("/dev/null")?;
    rustix::stdio::dup2_stdin(&nothing)?;
    Ok(())
}

fn in_memory(bytes: &[u8]) -> Result<OwnedFd> {
    let fd = rustix::fs::memfd_create("cts handover", rustix::fs::MemfdFlags::CLOEXEC)?;
    let mut file = std::fs::File::from(fd);
    file.write_all(bytes)?;
    file.rewind()?;
    Ok(file.into())
}

fn from_memory(fd: OwnedFd) -> Result<Letter> {
    let mut text = String::new();
    let mut file = std::fs::File::from(fd);
    file.rewind()?;
    file.read_to_string(&mut text)?;
    serde_json::from_str(&text).context("the supervisor before us said what we cannot read")
}

fn send_fds(socket: &OwnedFd, fds: &[OwnedFd]) -> Result<()> {
    let borrowed: Vec<BorrowedFd<'_>> = fds.iter().map(AsFd::as_fd).collect();
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(CHUNK))];
    let mut ancillary = SendAncillaryBuffer::new(&mut space);
    if !ancillary.push(SendAncillaryMessage::ScmRights(&borrowed)) {
        bail!("too many descriptors for one message");
    }
    sendmsg(
        socket,
        &[IoSlice::new(b"f")],
        &mut ancillary,
        SendFlags::empty(),
    )?;
    Ok(())
}

fn receive_fds(socket: BorrowedFd<'_>) -> Result<Vec<OwnedFd>> {
    let mut fds = Vec::new();
    loop {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(CHUNK))];
        let mut ancillary = RecvAncillaryBuffer::new(&mut space);
        let mut byte = [0_u8; 1];
        let message = recvmsg(
            socket,
            &mut [IoSliceMut::new(&mut byte)],
            &mut ancillary,
            RecvFlags::CMSG_CLOEXEC | RecvFlags::DONTWAIT,
        )
        .context("no supervisor left anything on stdin")?;
        if message.bytes == 0 {
            return Ok(fds);
        }
        for part in ancillary.drain() {
            if let RecvAncillaryMessage::ScmRights(received) = part {
                fds.extend(received);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::supervisor::state::Phase;

    fn state(pid: Option<u32>) -> State {
        State {
            phase: Phase::Ready,
            pid,
            restarts: 3,
            since: DateTime::UNIX_EPOCH,
            reason: None,
            generation: 7,
            port: Some(8001),
            prefix: None,
        }
    }

    #[tokio::test]
    async fn what_is_sent_arrives_with_its_descriptors() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let redirect = TcpListener::bind("127.0.0.1:0").unwrap();
        let plain = redirect.local_addr().unwrap();
        let folder = std::env::temp_dir().join(format!("cts-handover-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let units = (0..100).map(|number| {
            let (read, write) = rustix::pipe::pipe().unwrap();
            UnitHandover {
                name: format!("country{number}"),
                state: state(Some(number)),
                child: Some(Child {
                    pid: number,
                    is_once: false,
                    ends_softly: number == 1,
                    handed: Handed {
                        lifeline: write,
                        stdout: read,
                    },
                }),
            }
        });
        let handover = Handover {
            since: DateTime::UNIX_EPOCH,
            sources: Sources::default(),
            problem: Some(ConfigurationStatus {
                since: DateTime::UNIX_EPOCH,
                problem: "wrong".into(),
                hint: None,
                is_mistake: false,
            }),
            waiting: vec!["listen".into()],
            lock: std::fs::File::create(folder.join("lock")).unwrap().into(),
            control: UnixListener::bind(folder.join("control")).unwrap(),
            client: None,
            front_door: TcpListener::bind("127.0.0.1:0").unwrap(),
            redirect: Some(redirect),
            listeners: vec![("turkey".into(), listener)],
            units: units.collect(),
        };

        let sent = handover.send().unwrap();
        rustix::net::shutdown(&sent.ours, rustix::net::Shutdown::Write).unwrap();
        let found = Handover::receive(&sent.theirs).unwrap();

        std::fs::remove_dir_all(folder).unwrap();
        assert_eq!(found.listeners[0].0, "turkey");
        assert_eq!(found.listeners[0].1.local_addr().unwrap(), address);
        assert_eq!(found.redirect.unwrap().local_addr().unwrap(), plain);
        assert_eq!(found.problem.unwrap().problem, "wrong");
        assert_eq!(found.waiting, ["listen"]);
        assert_eq!(found.units.len(), 100);
        let last = &found.units[99];
        assert_eq!((last.pid(), last.state.generation), (Some(99), 7));
        assert!(found.units[1].child.as_ref().unwrap().ends_softly);
    }

    #[test]
    fn nothing_on_stdin_is_an_error_in_words() {
        let file = std::fs::File::open("/dev/null").unwrap();

        let error = Handover::receive(&file).err().unwrap();

        assert!(error.to_string().contains("no supervisor left anything"));
    }
}
