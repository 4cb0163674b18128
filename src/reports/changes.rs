//! A change of the audit in the words of whoever reads it: the labels the forms have, and values as pages write them.
//!
//! What no form and no version of today knows (a field of an older version) stands there as it was stored.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Map, Value};

use super::names::{Names, kind_of_field};
use crate::audit::{self, AuditRow};
use crate::jobs;
use crate::kernel::{Figures, InstanceSettings, Language, Status, Text};

/// What stands in place of nothing.
const NOTHING: &str = "–";

/// One value that changed; none where there was none.
#[derive(Debug, Serialize)]
pub(super) struct Change {
    /// In words, if the field has some.
    pub(super) label: Option<String>,
    /// As it is stored.
    pub(super) field: String,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

impl Change {
    /// `Status: In transit → Lost`.
    pub(super) fn in_a_line(&self) -> String {
        let label = self.label.as_ref().unwrap_or(&self.field);
        let after = self.after.as_deref().unwrap_or(NOTHING);
        match &self.before {
            Some(before) => format!("{label}: {before} → {after}"),
            None => format!("{label}: {after}"),
        }
    }
}

/// Whoever reads, and what things are called.
pub(super) struct Reader<'a> {
    pub(super) language: Language,
    pub(super) figures: Figures,
    pub(super) settings: &'a InstanceSettings,
    pub(super) names: &'a Names,
}

impl Reader<'_> {
    /// The values of a row before and after beside each other; what did not change is left out.
    pub(super) fn changes(&self, row: &AuditRow) -> Vec<Change> {
        let fields = |value: &Option<Value>| match value {
            Some(Value::Object(fields)) => fields.clone(),
            _ => Map::new(),
        };
        let (old, new) = (fields(&row.before), fields(&row.after));
        let mut all: Vec<&String> = old.keys().chain(new.keys()).collect();
        all.sort();
        all.dedup();
        all.into_iter()
            .filter(|field| old.get(*field) != new.get(*field))
            .map(|field| Change {
                label: self.label(field),
                field: field.clone(),
                before: old.get(field).map(|value| self.value(field, value)),
                after: new.get(field).map(|value| self.value(field, value)),
            })
            .collect()
    }

    /// What kind of thing something is, and which.
    pub(super) fn object(&self, kind: &str, id: &str) -> String {
        let words = audit::object_text(kind)
            .map_or_else(|| kind.to_owned(), |text| text.in_language(self.language));
        let named = match kind {
            // There is only one of these.
            "catalog" | "database" | "instance" => String::new(),
            "job" => self
                .say(jobs::text_key(id))
                .unwrap_or_else(|| id.to_owned()),
            _ => {
                let name = id.parse().ok().and_then(|id| self.names.of(kind, id));
                name.unwrap_or(id).to_owned()
            }
        };
        format!("{words} {named}").trim_end().to_owned()
    }

    /// Whether something has a page: it has a number, and if its kind has names, it is still there.
    pub(super) fn is_there(&self, kind: &str, id: &str) -> bool {
        id.parse::<i64>()
            .is_ok_and(|id| !Names::knows(kind) || self.names.of(kind, id).is_some())
    }

    /// What a field is called.
    fn label(&self, field: &str) -> Option<String> {
        let text = match field {
            "price_local" => price(&self.settings.currency.code),
            "price_usd" => price("USD"),
            field => Text::new(label_key(field)?),
        };
        Some(text.in_language(self.language))
    }

    fn say(&self, key: impl Into<String>) -> Option<String> {
        let text = Text::new(key.into());
        text.is_known_in(self.language)
            .then(|| text.in_language(self.language))
    }

    fn value(&self, field: &str, value: &Value) -> String {
        let said = match value {
            Value::Null => None,
            Value::Bool(yes) => self.say(if *yes { "shipment-yes" } else { "shipment-no" }),
            Value::Number(number) => Some(self.number(field, number)),
            Value::String(text) => Some(self.text(field, text)),
            Value::Array(values) => Some(self.list(field, values)),
            Value::Object(fields) => Some(self.fields(fields)),
        };
        said.filter(|said| !said.is_empty())
            .unwrap_or_else(|| NOTHING.into())
    }

    fn number(&self, field: &str, number: &serde_json::Number) -> String {
        let as_stored = number.to_string();
        if field == "status" {
            let status = as_stored.parse().ok().and_then(Status::from_code);
            return status
                .and_then(|status| self.say(status.text_key()))
                .unwrap_or(as_stored);
        }
        if let Some(kind) = kind_of_field(field) {
            let name = number.as_i64().and_then(|id| self.names.of(kind, id));
            return name.map_or(as_stored, str::to_owned);
        }
        // Numbers that name a thing have no groups.
        if is_of_a_thing(field) {
            return as_stored;
        }
        self.amount(field, &as_stored).unwrap_or(as_stored)
    }

    fn amount(&self, field: &str, text: &str) -> Option<String> {
        let amount: Decimal = text
            .parse()
            .or_else(|_| Decimal::from_scientific(text))
            .ok()?;
        Some(match field {
            "price_local" => self.figures.local(amount, &self.settings.currency),
            "price_usd" => self.figures.usd(amount),
            _ => self.figures.number(amount),
        })
    }

    fn text(&self, field: &str, text: &str) -> String {
        let word = |before: &str, after: &str| {
            let slug = text.replace(['.', '_'], "-");
            self.say(format!("{before}{slug}{after}"))
        };
        let said = match field {
            "status" => word("status-", ""),
            "role" => word("role-", ""),
            "reason" => word("exception-reason-", "-short"),
            "finding" => word("receipt-finding-", ""),
            "deletion" if text == "kept" => self.say("audit-value-kept"),
            "state" | "deletion" => word("observation-state-", ""),
            "time_format" => word("profile-time-", ""),
            "about" => word("mail-purpose-", ""),
            "field" => word("package-field-", ""),
            "language" => Language::from_tag(text).map(|it| it.own_name().to_owned()),
            "languages" => Some(self.languages(text)),
            "price_local" | "price_usd" | "weight" => self.amount(field, text),
            "kind" => Some(text.to_uppercase()),
            "since" | "until" => self.moment(text),
            field if field.ends_with("_on") => self.day(text),
            field if field.ends_with("_at") => self.moment(text),
            _ => None,
        };
        said.unwrap_or_else(|| text.to_owned())
    }

    fn day(&self, text: &str) -> Option<String> {
        let day: NaiveDate = text.parse().ok()?;
        Some(self.figures.day(day))
    }

    fn moment(&self, text: &str) -> Option<String> {
        let at: DateTime<Utc> = text.parse().ok()?;
        let zone = &self.settings.time_zone;
        Some(self.figures.moment(at.with_timezone(zone)))
    }

    fn languages(&self, tags: &str) -> String {
        let names: Vec<String> = tags
            .split(',')
            .map(|tag| self.text("language", tag))
            .collect();
        names.join(&self.comma())
    }

    fn comma(&self) -> String {
        format!("{} ", Text::new("comma").in_language(self.language))
    }

    fn list(&self, field: &str, values: &[Value]) -> String {
        let written: Vec<String> = values
            .iter()
            .map(|value| self.value(field, value))
            .collect();
        let comma = self.comma();
        let has_parts = values.iter().any(Value::is_object);
        written.join(if has_parts { " · " } else { &comma })
    }

    /// What a value of several parts holds, without those that hold nothing.
    fn fields(&self, fields: &Map<String, Value>) -> String {
        let is_something = |value: &Value| match value {
            Value::Null => false,
            Value::String(text) => !text.is_empty(),
            Value::Array(values) => !values.is_empty(),
            _ => true,
        };
        let parts: Vec<String> = fields
            .iter()
            .filter(|(_, value)| is_something(value))
            .map(|(field, value)| {
                let label = self.label(field).unwrap_or_else(|| field.clone());
                format!("{label}: {}", self.value(field, value))
            })
            .collect();
        parts.join(&self.comma())
    }
}

fn price(currency: &str) -> Text {
    Text::new("catalog-price").arg("currency", currency)
}

/// Whether a number says which thing, not how many.
fn is_of_a_thing(field: &str) -> bool {
    let which = ["id", "number", "receipt", "submission", "copied_from"];
    which.contains(&field)
        || field.ends_with("_id")
        || field.ends_with("_number")
        || field == "observations"
}

/// The key of a field's label: that of the form where people fill it, else one of the audit's own.
fn label_key(field: &str) -> Option<String> {
    let of_forms = match field {
        "about" => "mails-about",
        "arrived_on" => "receipt-arrived-on",
        "categories" => "entity-title-categories",
        "code" | "correction" => "entity-code",
        "color" => "user-color",
        "contents" => "package-contents",
        "description" => "shipment-description",
        "device_id" => "user-device",
        "donor_id" | "donor" => "catalog-donor",
        "donor_t1_id" => "catalog-t1",
        "donors" => "entity-title-donors",
        "email" => "sign-in-email",
        "expected_on" => "shipment-expected-label",
        "field" => "package-bulk-field",
        "file" => "import-file",
        "finding" | "findings" => "receipt-found",
        "first_number" => "audit-field-first-id",
        "form" => "jobs-form",
        "from" => "package-bulk-from",
        "hint" => "token-begins",
        "is_superuser" => "user-superuser",
        "item_category_id" => "catalog-category",
        "item_code" => "catalog-item-code",
        "catalog_item_id" => "audit-field-catalog-item",
        "items" => "shipment-items",
        "kind" => "entity-kind",
        "kit" => "package-kit",
        "language" => "language",
        "languages" => "languages-title",
        "lines" | "rows" => "package-bulk-rows",
        "loss_acceptable" => "shipment-decide-acceptable",
        "mobile" => "user-mobile",
        "name" => "entity-name",
        "note" | "status_note" => "shipment-note",
        "notes" => "user-notes",
        "number" => "package-number",
        "package" | "package_id" => "package-name",
        "packages" => "shipment-packages",
        "partner_id" => "shipment-partner",
        "quantity" => "kit-quantity",
        "receipt" | "receipt_id" => "audit-object-receipt",
        "role" => "user-role",
        "sessions_ended" => "audit-field-ended",
        "shipment_on" => "shipment-on",
        "shipments" => "nav-shipments",
        "signed_by" => "receipt-signed-by",
        "skype" => "user-skype",
        "state" | "status" => "shipment-status",
        "store_release" => "shipment-store-release",
        "supplier_id" => "catalog-supplier",
        "suppliers" => "entity-title-suppliers",
        "t1_codes" => "entity-t1",
        "t3_codes" => "entity-t3",
        "time_format" => "profile-time",
        "to" => "package-bulk-to",
        "transporter_id" => "shipment-transporter",
        "unit" => "catalog-unit",
        "weight" => "catalog-weight",
        _ => {
            let key = format!("audit-field-{}", field.replace('_', "-"));
            return Text::new(key.clone())
                .is_known_in(Language::En)
                .then_some(key);
        }
    };
    Some(of_forms.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::db::testing::settings;
    use crate::kernel::ids::AuditId;

    fn told(language: Language, before: Value, after: Value) -> Vec<String> {
        let row = AuditRow {
            id: AuditId(1),
            at: DateTime::default(),
            actor_kind: "user".into(),
            actor_id: None,
            actor_name: "Mara".into(),
            door: "page".into(),
            request_id: String::new(),
            action: "shipment.edit".into(),
            object_type: "shipment".into(),
            object_id: "27".into(),
            before: Some(before),
            after: Some(after),
        };
        let settings = settings();
        let names = Names::of_test("user", 3, "Red Crescent");
        let reader = Reader {
            language,
            figures: Figures::new(language),
            settings: &settings,
            names: &names,
        };
        reader
            .changes(&row)
            .into_iter()
            .map(|it| {
                let label = it.label.unwrap_or_else(|| format!("[{}]", it.field));
                let side = |value: Option<String>| value.unwrap_or_else(|| "none".into());
                format!("{label}: {} > {}", side(it.before), side(it.after))
            })
            .collect()
    }

    #[test]
    fn only_what_changed_is_told_in_words() {
        let before =
            json!({"status": "in_transit", "status_note": "", "name": "x", "partner_id": 2});
        let after = json!({"status": "lost", "status_note": "gone", "name": "x", "partner_id": 3,
                           "loss_acceptable": true, "unheard_of": "kept as it is"});

        assert_eq!(
            told(Language::En, before.clone(), after.clone()),
            [
                "Is the loss acceptable?: none > Yes",
                "Partner: 2 > Red Crescent",
                "Status: In transit > Lost",
                "Note: – > gone",
                "[unheard_of]: none > kept as it is",
            ]
        );
        assert_eq!(told(Language::Tr, before, after)[2], "Durum: Yolda > Kayıp");
    }

    #[test]
    fn figures_days_and_languages_are_written_as_pages_do() {
        let after = json!({"expected_on": "2026-11-20", "price_usd": "1234.5", "language": "tr", "languages": "en,ar",
                           "weight": 1.25, "archived_at": null, "role": "manager", "first_number": 1001, "count": 2000});

        assert_eq!(
            told(Language::En, json!({}), after),
            [
                "Archived since: none > –",
                "How many: none > 2,000",
                "Expected: none > 20 Nov 2026",
                "First number: none > 1001",
                "Language: none > Türkçe",
                "Languages: none > English, العربية",
                "Price in USD: none > 1,234.50",
                "Role: none > Monitoring manager",
                "Weight in kg: none > 1.25",
            ]
        );
    }

    #[test]
    fn values_of_several_parts_are_told_part_by_part() {
        let after = json!({"not_whole": [{"finding": "short", "quantity": 3, "note": ""},
                                         {"finding": "missing", "quantity": null, "note": "gone"}]});

        assert_eq!(
            told(Language::En, json!({}), after),
            [
                "Not whole: none > What was found: Short, Quantity: 3 · What was found: Missing, Note: gone"
            ]
        );
    }

    #[test]
    fn every_label_exists_in_every_language() {
        let source = include_str!("changes.rs");
        let table = source
            .split("fn label_key")
            .nth(1)
            .and_then(|rest| rest.split("#[cfg(test)]").next())
            .unwrap();
        let fields: Vec<&str> = table
            .lines()
            .filter_map(|line| line.split_once("=>"))
            .flat_map(|(fields, _)| fields.split('"').skip(1).step_by(2))
            .collect();
        assert!(fields.len() > 50);
        for field in fields {
            let key = label_key(field).unwrap();
            for language in Language::ALL {
                assert!(Text::new(key.clone()).is_known_in(language), "{key}");
            }
        }
    }
}
