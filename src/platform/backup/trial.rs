//! Tries the folder of the backups before the night does.

use std::io::Write;
use std::path::Path;

use rustix::fs::{Access, access};

use super::{folder_of_all, list, space};
use crate::platform::config::Config;
use crate::platform::failure::Failure;
use crate::platform::paths::Paths;

/// What stands in the way of the next backups: a folder that takes no file, or a disk without room for as much as the
/// last ones took.
pub(crate) fn try_folder(config: &Config, paths: &Paths) -> Vec<Failure> {
    let folder = folder_of_all(config, paths);
    let of_countries = config
        .countries()
        .map(|instance| folder.join(instance.key()));
    let existing: Vec<_> = of_countries.filter(|folder| folder.exists()).collect();
    let mut found: Vec<Failure> = std::iter::once(&folder)
        .chain(&existing)
        .filter_map(|folder| may_write(folder).err())
        .collect();
    let last = existing
        .iter()
        .filter_map(|folder| list(folder).ok()?.into_iter().next());
    let needed = last.map(|backup| backup.bytes).sum();
    if let Err(error) = space::check(&[(folder.clone(), needed)], "the next backups") {
        found.push(match error.downcast() {
            Ok(failure) => failure,
            Err(error) => Failure::broken(format!("{error:#}")),
        });
    }
    found
}

/// Only a file that was written proves it: a share may refuse root what the rights of the folder promise.
fn may_write(folder: &Path) -> Result<(), Failure> {
    let refused = |error: std::io::Error| {
        Failure::broken(format!("{} cannot be written to: {error}", folder.display()))
            .hint("give it to the user the processes run as, or put the backups elsewhere (backup.folder)")
    };
    if folder.exists() {
        let file = folder.join(format!(".cts-check-{}", std::process::id()));
        let written = std::fs::File::create_new(&file).and_then(|mut open| open.write_all(b"cts"));
        let _ = std::fs::remove_file(&file);
        return written.map_err(refused);
    }
    // It is made by the first backup.
    let above = folder.ancestors().find(|above| above.exists());
    let above = above.unwrap_or(Path::new("/"));
    access(above, Access::WRITE_OK | Access::EXEC_OK).map_err(|error| refused(error.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_takes_a_file_or_says_why_not() {
        let folder = std::env::temp_dir().join(format!("cts-backup-trial-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("a file");
        std::fs::write(&file, "").unwrap();

        let there = may_write(&folder);
        let to_come = may_write(&folder.join("not/yet"));
        let no_folder = may_write(&file);
        let left = std::fs::read_dir(&folder).unwrap().count();
        std::fs::remove_dir_all(&folder).unwrap();

        assert!(there.is_ok() && to_come.is_ok());
        let told = no_folder.unwrap_err();
        assert!(
            told.message.contains("cannot be written to"),
            "{}",
            told.message
        );
        assert_eq!(left, 1, "nothing is left behind");
    }
}
