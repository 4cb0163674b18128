//! TLS of the front door: certificate and key from files, read again when they change.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde::{Deserialize, Serialize};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::kernel::clock::Clock;
use crate::platform::config::Tls;

/// Between two looks at the files.
const LOOK: Duration = Duration::from_secs(2);

/// What new connections are met with; copies share it.
#[derive(Clone)]
pub(super) struct Certificates {
    files: Tls,
    current: Arc<RwLock<Current>>,
}

/// A pair that was not taken; the one before it is in use meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedCertificate {
    /// When it was found.
    pub since: DateTime<Utc>,
    /// In words, naming the file.
    pub problem: String,
}

#[derive(Clone)]
struct Current {
    config: Arc<ServerConfig>,
    /// Until when it is valid.
    ends_at: Option<DateTime<Utc>>,
    /// Why what stands in the files by now is not in use.
    refused: Option<RefusedCertificate>,
}

impl Current {
    fn read(files: &Tls) -> Result<Self> {
        Ok(Self {
            config: Arc::new(load(files)?),
            ends_at: ends_at(&files.certificate),
            refused: None,
        })
    }
}

/// Until when the first certificate of a file is valid, which is the front door's own.
fn ends_at(file: &Path) -> Option<DateTime<Utc>> {
    validity(file).map(|(_, until)| until)
}

/// From when and until when it is valid.
pub(crate) fn validity(file: &Path) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let chain = certificates(file).ok()?;
    let (_, certificate) = X509Certificate::from_der(chain.first()?).ok()?;
    let validity = certificate.validity();
    let from = DateTime::from_timestamp(validity.not_before.timestamp(), 0)?;
    let until = DateTime::from_timestamp(validity.not_after.timestamp(), 0)?;
    Some((from, until))
}

/// Inode, size and time of change of both files.
type Look = [Option<(u64, u64, i64, i64)>; 2];

impl Certificates {
    /// Reads the files.
    ///
    /// # Errors
    /// When a file cannot be read, holds nothing, or the key is another certificate's.
    pub(super) fn read(files: &Tls) -> Result<Self> {
        Ok(Self {
            files: files.clone(),
            current: Arc::new(RwLock::new(Current::read(files)?)),
        })
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        TlsAcceptor::from(current.config.clone())
    }

    /// Until when the certificate in use is valid.
    pub(super) fn ends_at(&self) -> Option<DateTime<Utc>> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.ends_at
    }

    /// What is wrong with the files as they are now; none when they are in use.
    pub(super) fn refused(&self) -> Option<RefusedCertificate> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.refused.clone()
    }

    /// Takes changed files up until `stop`; a pair that does not fit is told, and the old one stays.
    pub(super) async fn watch(self, stop: CancellationToken) {
        let mut seen = look(&self.files);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(LOOK) => {}
            }
            let now = look(&self.files);
            if now == seen {
                continue;
            }
            seen = now;
            self.take_up(&Clock::default());
        }
    }

    /// Puts what stands in the files in use, or keeps what is wrong with it.
    fn take_up(&self, clock: &Clock) {
        let read = Current::read(&self.files);
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        match read {
            Ok(new) => {
                *current = new;
                tracing::info!("the new certificate is in use");
            }
            // Certificate and key are replaced one after the other: the next look sees both.
            Err(error) => {
                let problem = format!("{error:#}");
                tracing::error!(
                    error = problem,
                    "the new certificate cannot be used; the old one stays"
                );
                let before = current.refused.take();
                let since = before.map_or_else(|| clock.now(), |before| before.since);
                current.refused = Some(RefusedCertificate { since, problem });
            }
        }
    }
}

fn look(files: &Tls) -> Look {
    let one = |path: &PathBuf| {
        let meta = std::fs::metadata(path).ok()?;
        Some((meta.ino(), meta.size(), meta.ctime(), meta.ctime_nsec()))
    };
    [one(&files.certificate), one(&files.key)]
}

/// Reads and checks a pair.
///
/// # Errors
/// In words, naming the file.
pub(crate) fn load(files: &Tls) -> Result<ServerConfig> {
    let chain = certificates(&files.certificate)?;
    let key = PrivateKeyDer::from_pem_file(&files.key).with_context(|| {
        format!(
            "{} holds no private key that can be read",
            files.key.display()
        )
    })?;
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .with_context(|| {
            format!(
                "the key in {} does not fit the certificate in {}",
                files.key.display(),
                files.certificate.display()
            )
        })?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let read = CertificateDer::pem_file_iter(path)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    let chain: Result<Vec<_>, _> = read.collect();
    let chain = chain.with_context(|| format!("{} cannot be read", path.display()))?;
    if chain.is_empty() {
        bail!("{} holds no certificate", path.display());
    }
    Ok(chain)
}
