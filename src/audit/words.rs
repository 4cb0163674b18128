//! The words of the audit: every action that is recorded, and every kind of thing it is recorded of, has a text in the
//! languages of the pages. A new action is written here, with its words in `audit.ftl`.

use crate::kernel::Text;

/// Every action that services, commands and the platform record, by name.
pub const ACTIONS: [&str; 105] = [
    "catalog.import",
    "catalog_item.archive",
    "catalog_item.create",
    "catalog_item.delete",
    "catalog_item.unarchive",
    "catalog_item.update",
    "country.add",
    "country.backup",
    "country.change",
    "country.forget",
    "country.languages",
    "country.migrate",
    "country.pause",
    "country.remove",
    "country.restart",
    "country.restore",
    "country.resume",
    "country.start",
    "country.stop",
    "country.upgrade",
    "dbshell.write",
    "donor.archive",
    "donor.create",
    "donor.delete",
    "donor.unarchive",
    "donor.update",
    "donor_code.archive",
    "donor_code.create",
    "donor_code.delete",
    "donor_code.unarchive",
    "donor_code.update",
    "item_category.archive",
    "item_category.create",
    "item_category.delete",
    "item_category.unarchive",
    "item_category.update",
    "job.run",
    "kit.add_items",
    "kit.create",
    "kit.delete",
    "kit.update",
    "package.add",
    "package.add_items",
    "package.copy",
    "package.delete",
    "package.edit",
    "package_item.bulk_edit",
    "package_item.delete",
    "package_item.edit",
    "readonly_user.create",
    "readonly_user.drop",
    "receipt.delete_lines",
    "receipt.settle",
    "scan.poll",
    "scans.correct",
    "scans.dismiss",
    "scans.flag_deleted",
    "scans.keep_deleted",
    "scans.replay",
    "scans.retry",
    "scans.store_page",
    "scans.void",
    "scans.void_deleted",
    "session.revoke",
    "shipment.cancel",
    "shipment.create",
    "shipment.delete",
    "shipment.edit",
    "shipment.edit_lost_note",
    "shipment.finalize",
    "shipment.lost",
    "shipment.receive",
    "shipment.reinstate",
    "shipment.reopen",
    "sql.write",
    "status.fix",
    "supplier.archive",
    "supplier.create",
    "supplier.delete",
    "supplier.unarchive",
    "supplier.update",
    "totals.fix",
    "transporter.archive",
    "transporter.create",
    "transporter.delete",
    "transporter.unarchive",
    "transporter.update",
    "user.activate",
    "user.bind_device",
    "user.choose_language",
    "user.create",
    "user.create_token",
    "user.deactivate",
    "user.edit",
    "user.edit_own",
    "user.end_own_sessions",
    "user.first_coordinator_link",
    "user.mail_link",
    "user.password_link",
    "user.revoke_token",
    "user.set_own_password",
    "user.set_password",
    "user.sign_in",
    "user.sign_out",
    "user.unbind_device",
];

/// Every kind of thing an action is recorded of.
pub const OBJECT_TYPES: [&str; 23] = [
    "catalog",
    "catalog_item",
    "country",
    "database",
    "donor",
    "donor_code",
    "instance",
    "item_category",
    "job",
    "kit",
    "observation",
    "package",
    "package_item",
    "readonly_user",
    "receipt",
    "scan",
    "session",
    "shipment",
    "source_form",
    "submission",
    "supplier",
    "transporter",
    "user",
];

/// What was done, in words; none for an action that no version of today records.
pub fn action_text(action: &str) -> Option<Text> {
    ACTIONS
        .contains(&action)
        .then(|| Text::new(format!("audit-action-{}", in_key(action))))
}

/// What kind of thing it was done to, in words; none for a kind that no version of today records.
pub fn object_text(object_type: &str) -> Option<Text> {
    OBJECT_TYPES
        .contains(&object_type)
        .then(|| Text::new(format!("audit-object-{}", in_key(object_type))))
}

fn in_key(name: &str) -> String {
    name.replace(['.', '_'], "-")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;
    use crate::kernel::Language;

    #[test]
    fn every_action_and_every_kind_of_thing_has_words_in_every_language() {
        assert!(ACTIONS.is_sorted() && OBJECT_TYPES.is_sorted());
        let actions = ACTIONS.iter().map(|action| action_text(action));
        let kinds = OBJECT_TYPES.iter().map(|kind| object_text(kind));
        for text in actions.chain(kinds) {
            let text = text.unwrap();
            for language in Language::ALL {
                assert!(text.is_known_in(language), "{text:?} in {language:?}");
            }
        }
        assert!(action_text("shipment.unheard_of").is_none());
        assert!(object_text("unheard_of").is_none());
    }

    #[test]
    fn no_words_are_left_of_an_action_that_is_gone() {
        let catalogue = include_str!("../web/locales/en/audit.ftl");
        let known: BTreeSet<String> = ACTIONS
            .iter()
            .map(|action| format!("audit-action-{}", in_key(action)))
            .chain(
                OBJECT_TYPES
                    .iter()
                    .map(|kind| format!("audit-object-{}", in_key(kind))),
            )
            .collect();

        let stale: Vec<&str> = catalogue
            .lines()
            .filter_map(|line| line.split_once(" = "))
            .map(|(key, _)| key)
            .filter(|key| key.starts_with("audit-action-") || key.starts_with("audit-object-"))
            .filter(|key| !known.contains(*key))
            .collect();

        assert!(stale.is_empty(), "{stale:?}");
    }

    /// All source but tests.
    fn source(below: &Path, into: &mut String) {
        for entry in std::fs::read_dir(below).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("assets") && !path.ends_with("tests") {
                source(&path, into);
            } else if path.extension().is_some_and(|end| end == "rs")
                && !path.ends_with("tests.rs")
                && !path.ends_with("audit/words.rs")
            {
                let text = std::fs::read_to_string(&path).unwrap();
                into.push_str(text.split("#[cfg(test)]\nmod tests").next().unwrap());
            }
        }
    }

    /// Actions whose name is put together (`{kind}.create`); a debug build refuses to record one that is not listed.
    fn is_put_together(action: &str) -> bool {
        let of_catalog = [
            "catalog_item",
            "donor",
            "donor_code",
            "item_category",
            "supplier",
            "transporter",
        ];
        let done = ["archive", "create", "delete", "unarchive", "update"];
        action.split_once('.').is_some_and(|(kind, verb)| {
            (of_catalog.contains(&kind) && done.contains(&verb)) || action == "kit.create"
        })
    }

    #[test]
    fn what_the_code_records_is_what_is_listed() {
        let mut code = String::new();
        source(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut code,
        );
        let words: BTreeSet<&str> = code.split(['"', '\'']).collect();

        let unused: Vec<&&str> = ACTIONS
            .iter()
            .filter(|action| !words.contains(**action) && !is_put_together(action))
            .collect();
        assert!(unused.is_empty(), "nothing records {unused:?}");

        // An action is the first word in quotes after the call, if that is still within its arguments.
        let unknown: BTreeSet<&str> = code
            .split("record(")
            .skip(1)
            .chain(code.split("recorded(").skip(1))
            .chain(code.split("record_for_all(").skip(1))
            .filter_map(|call| call.split(';').next()?.split('"').nth(1))
            .filter(|word| word.contains('.') && !word.contains(['{', ' ', '/']))
            .filter(|word| !ACTIONS.contains(word))
            .collect();
        assert!(unknown.is_empty(), "no words for {unknown:?}");
    }
}
