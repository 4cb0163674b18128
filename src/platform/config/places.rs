//! Where settings stand, for problems that show only when what they name is tried.

use super::effective::{find, platform_node};
use super::problems::join;
use super::yaml::{Node, Place};
use super::{Config, instance_list};

/// A setting that has a problem: its path and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// `mail.smtp.host`, `forms_servers[0].url`.
    pub path: String,
    pub place: Place,
}

impl Config {
    /// The first of these settings of the platform that is set; the last of them, without a line, when none is.
    pub fn spot(&self, paths: &[&str]) -> Spot {
        let node = platform_node(&self.sources, &self.environment);
        spot(&node, paths, "config/base.yaml")
    }

    /// The same in a country's own file.
    pub fn spot_of(&self, key: &str, paths: &[&str]) -> Spot {
        let file = format!("instances/{key}.yaml");
        spot(&self.country_node(key), paths, &file)
    }

    /// The same in a country's entry of the list.
    pub(crate) fn spot_in_list(&self, key: &str, name: &str) -> Spot {
        let path = join(&join("instances", key), name);
        spot(&self.list_node(), &[&path], instance_list::FILE)
    }
}

fn spot(node: &Node, paths: &[&str], file: &str) -> Spot {
    let set = paths
        .iter()
        .find_map(|path| Some((path, find(node, path)?.clone())));
    match set {
        Some((path, place)) => Spot {
            path: (*path).to_owned(),
            place,
        },
        None => Spot {
            path: paths.last().copied().unwrap_or_default().to_owned(),
            place: Place::whole(file),
        },
    }
}

#[cfg(test)]
mod tests {
    use crate::platform::config::Config;
    use crate::platform::testing::sources;

    #[test]
    fn a_setting_is_found_where_it_stands() {
        let mut sources = sources(&[
            (
                "instances/instances.yaml",
                "instances:\n  turkey: {name: Turkey, prefix: /TR, currency: TRY, port: 8001}\n",
            ),
            (
                "instances/turkey.yaml",
                "forms_servers:\n  - {name: ona, url: \"http://127.0.0.1:1\", package_forms: [\"7\", \"8\"]}\n",
            ),
            ("config/base.yaml", "backup:\n  folder: elsewhere\n"),
        ]);
        sources
            .variables
            .insert("CTS_LISTEN".into(), "127.0.0.1:8009".into());
        let config = Config::from_sources(sources).unwrap();
        let told = |spot: super::Spot| format!("{} {}", spot.place, spot.path);

        assert_eq!(
            told(config.spot(&["backup.folder"])),
            "config/base.yaml:2:11 backup.folder"
        );
        assert_eq!(told(config.spot(&["listen"])), "CTS_LISTEN listen");
        assert_eq!(
            told(config.spot(&["mail.smtp.host", "mail.smtp"])),
            "config/base.yaml mail.smtp"
        );
        assert_eq!(
            told(config.spot_of("turkey", &["forms_servers[0].package_forms[1]"])),
            "instances/turkey.yaml:2:65 forms_servers[0].package_forms[1]"
        );
        assert_eq!(
            told(config.spot_in_list("turkey", "port")),
            "instances/instances.yaml:2:60 instances.turkey.port"
        );
    }
}
