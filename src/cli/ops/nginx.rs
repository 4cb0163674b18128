//! `cts ops nginx`: a site that does what the front door does, for servers where nginx holds the ports.

use std::path::PathBuf;

use minijinja::context;

use crate::cli::Global;
use crate::platform::config::Config;

const SITE: &str = include_str!("../../../ops/server/nginx.conf");

/// A site for nginx, equal to the front door
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cts ops nginx > /etc/nginx/sites-available/cts\n  \
    cts ops nginx --certificate /etc/ssl/cts.pem --key /etc/ssl/cts.key --redirect-from 80 --load-balancer-port 8088"
)]
pub struct Args {
    /// File to write (default: stdout)
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
    /// Where nginx listens (default: 443 with a certificate, else 80)
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Certificate chain, PEM
    #[arg(long, value_name = "FILE", requires = "key")]
    certificate: Option<PathBuf>,
    /// Its key
    #[arg(long, value_name = "FILE", requires = "certificate")]
    key: Option<PathBuf>,
    /// Where nginx takes plain HTTP only to lead it to HTTPS, such as 80
    #[arg(long, value_name = "ADDRESS", requires = "certificate")]
    redirect_from: Option<String>,
    /// Ask for a name and a password before the pages of a country: a file of htpasswd
    #[arg(long, value_name = "FILE")]
    basic_auth: Option<PathBuf>,
    /// The same site for a load balancer, on this port: any host, addresses from X-Forwarded-For
    #[arg(long, value_name = "PORT")]
    load_balancer_port: Option<String>,
}

/// Prints the site, or writes it.
///
/// # Errors
/// When the configuration has problems, or the file cannot be written.
pub(super) fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let config = Config::load(&global.root()?)?;
    let platform = &config.platform;
    let countries: Vec<_> = config
        .countries()
        .filter(|instance| !instance.is_paused)
        .map(|instance| {
            context! {
                key => instance.key(),
                prefix => &instance.settings.prefix,
                port => instance.port,
            }
        })
        .collect();
    let tls = args.certificate.as_ref().zip(args.key.as_ref()).map(|(certificate, key)| {
        context! { certificate => certificate.display().to_string(), key => key.display().to_string() }
    });
    let (port, suffix) = if tls.is_some() {
        ("443", " ssl")
    } else {
        ("80", "")
    };
    let listen = args.listen.as_deref().unwrap_or(port);
    let name = if config.is_dev() {
        "_".to_owned()
    } else {
        platform.domain.clone()
    };
    let https_port = listen.rsplit(':').next().filter(|port| *port != "443");
    let redirect = args.redirect_from.as_ref().map(|from| {
        let to = https_port.map_or_else(String::new, |port| format!(":{port}"));
        context! { listen => from, name => &name, port => to }
    });
    let mut servers = vec![context! {
        listen => format!("{listen}{suffix}"), name, tls, is_balanced => false
    }];
    servers.extend(args.load_balancer_port.as_ref().map(|port| {
        let tls: Option<minijinja::Value> = None;
        context! { listen => format!("{port} default_server"), name => "_", tls, is_balanced => true }
    }));
    let limits = &platform.limits;
    let site = super::filled(
        SITE,
        context! {
            countries, servers, redirect,
            front_door => platform.listen.to_string(),
            basic_auth => args.basic_auth.as_ref().map(|file| file.display().to_string()),
            body => limits.body,
            headers => limits.headers.as_secs().max(1),
            idle => limits.idle.as_secs().max(1),
            answer => limits.answer.as_secs().max(1),
            hold => limits.hold.as_secs().max(1),
        },
    )?;
    match &args.write {
        None => super::give(None, &[("cts".into(), site)]),
        Some(path) => {
            let folder = path.parent().map(ToOwned::to_owned).unwrap_or_default();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            super::give(Some(&folder), &[(name.into_owned(), site)])
        }
    }
}
