//! The forms of the demo, as `form.json` shows them: package delivery, voucher and device capture per country.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::demo::geography::{self, CountryPlaces, Stop};

/// The version all forms have and all rows carry.
pub(super) const VERSION: &str = "202605140830";

/// What a form asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Package,
    Voucher,
    Device,
}

/// A form of the stand-in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Definition {
    pub kind: Kind,
    /// Key of the country whose places it offers; empty for none.
    #[serde(default)]
    pub country: String,
}

/// The forms that are there from the start: 4101 to 4103, 4201 to 4203, 4301 to 4303.
pub(super) fn built_in() -> Vec<(u32, Definition)> {
    let mut forms = Vec::new();
    for country in geography::COUNTRIES {
        for (offset, kind) in [(1, Kind::Package), (2, Kind::Voucher), (3, Kind::Device)] {
            let definition = Definition {
                kind,
                country: country.key.to_owned(),
            };
            forms.push((country.first_form + offset, definition));
        }
    }
    forms
}

impl Definition {
    pub(super) fn id_string(&self) -> &'static str {
        match self.kind {
            Kind::Package => "Package_Delivery_v3",
            Kind::Voucher => "voucher_tracking",
            Kind::Device => "user_device_capture",
        }
    }

    pub(super) fn title(&self) -> String {
        let title = match self.kind {
            Kind::Package => "Package delivery",
            Kind::Voucher => "Vouchers",
            Kind::Device => "Phones and their users",
        };
        match geography::country(&self.country) {
            Some(country) => format!("{title} {}", country.key),
            None => title.to_owned(),
        }
    }

    /// What the server itself adds to each row.
    pub(super) fn add_metadata(&self, object: &mut Map<String, Value>, pk: u32) {
        let geolocation = object
            .get("gps")
            .and_then(Value::as_str)
            .and_then(|gps| {
                let mut numbers = gps.split_whitespace().map(str::parse::<f64>);
                Some(json!([numbers.next()?.ok()?, numbers.next()?.ok()?]))
            })
            .unwrap_or_else(|| json!([null, null]));
        let metadata = json!({
            "_xform_id": pk,
            "_xform_id_string": self.id_string(),
            "_version": VERSION,
            "_geolocation": geolocation,
            "_attachments": [],
            "_total_media": 0,
            "_media_count": 0,
            "_media_all_received": true,
            "_tags": [],
            "_notes": [],
            "_status": "submitted_via_web",
            "_duration": "",
            "_bamboo_dataset_id": "",
        });
        if let Value::Object(metadata) = metadata {
            for (key, value) in metadata {
                object.entry(key).or_insert(value);
            }
        }
    }

    /// The answer of `form.json`.
    pub(super) fn json(&self) -> Value {
        let mut children = meta_questions();
        let mut choices = Map::new();
        match self.kind {
            Kind::Device => children.push(json!({
                "name": "qr_code", "type": "barcode",
                "label": {"English": "Scan the code of the person", "Arabic": "امسح رمز الشخص"},
            })),
            Kind::Voucher => children.extend([
                location_question(),
                gps_question(),
                json!({"name": "voucher_information", "type": "group",
                    "label": {"English": "Voucher", "Arabic": "القسيمة"},
                    "children": [{"name": "qr_code", "type": "barcode",
                        "label": {"English": "Scan the voucher", "Arabic": "امسح القسيمة"}}]}),
            ]),
            Kind::Package => children.extend(package_questions()),
        }
        children.push(
            json!({"name": "meta", "type": "group", "control": {"bodyless": true},
            "children": [{"name": "instanceID", "type": "calculate",
                "bind": {"readonly": "true()", "jr:preload": "uid"}}]}),
        );
        if self.kind != Kind::Device {
            choices.insert("location_list".to_owned(), self.locations());
        }
        if self.kind == Kind::Package {
            choices.insert("yes_no".to_owned(), yes_no());
        }
        let mut form = json!({
            "name": "data", "type": "survey", "title": self.title(), "id_string": self.id_string(),
            "sms_keyword": self.id_string(), "default_language": "English", "version": VERSION,
            "children": children,
        });
        if !choices.is_empty() {
            form["choices"] = Value::Object(choices);
        }
        form
    }

    fn locations(&self) -> Value {
        let mut list = vec![
            choice(
                "STATUS_PICKED_UP-Main_Warehouse",
                "Main warehouse",
                "المستودع الرئيسي",
            ),
            choice("STATUS_IN_TRANSIT-On_the_road", "On the road", "على الطريق"),
            choice("STATUS_IN_TRANSIT-Zero_Point", "Zero point", "نقطة الصفر"),
            choice(
                "STATUS_IN_TRANSIT-Partner_Warehouse",
                "Partner warehouse",
                "مستودع الشريك",
            ),
            choice(
                "STATUS_RECEIVED-Pre-Distribution_Point",
                "Before the distribution point",
                "قبل نقطة التوزيع",
            ),
            choice(
                "STATUS_RECEIVED-Distribution_Point",
                "Distribution point",
                "نقطة التوزيع",
            ),
        ];
        let places =
            geography::country(&self.country).map_or(&[][..], |it: &CountryPlaces| it.stops);
        for Stop {
            name,
            english,
            arabic,
            ..
        } in places
        {
            for status in ["PICKED_UP", "IN_TRANSIT", "RECEIVED"] {
                list.push(choice(&format!("STATUS_{status}-{name}"), english, arabic));
            }
        }
        Value::Array(list)
    }
}

fn choice(name: &str, english: &str, arabic: &str) -> Value {
    json!({"name": name, "label": {"English": english, "Arabic": arabic}})
}

fn yes_no() -> Value {
    json!([choice("yes", "Yes", "نعم"), choice("no", "No", "لا")])
}

fn meta_questions() -> Vec<Value> {
    let kinds = [
        ("today", "today"),
        ("start", "start"),
        ("end", "end"),
        ("deviceid", "deviceid"),
        ("imei", "deviceid"),
        ("phonenumber", "phonenumber"),
    ];
    kinds
        .into_iter()
        .map(|(name, kind)| json!({"name": name, "type": kind, "bind": {"readonly": "yes"}}))
        .collect()
}

fn location_question() -> Value {
    json!({"name": "current_location", "type": "select one", "itemset": "location_list",
        "list_name": "location_list", "bind": {"required": "yes"},
        "label": {"English": "Where are you?", "Arabic": "أين أنت؟"}})
}

fn gps_question() -> Value {
    json!({"name": "gps", "type": "geopoint",
        "label": {"English": "Position", "Arabic": "الإحداثيات"}})
}

fn package_questions() -> Vec<Value> {
    vec![
        json!({"name": "community", "type": "text",
            "label": {"English": "Community", "Arabic": "الحي"}}),
        location_question(),
        gps_question(),
        json!({"name": "num_packages", "type": "int",
            "label": {"English": "How many packages?", "Arabic": "كم عدد الرزم؟"},
            "bind": {"required": "yes", "constraint": ". >= 0 and . <= 100"}}),
        json!({"name": "package", "type": "repeat", "control": {"jr:count": "${num_packages}"},
        "bind": {"relevant": "${num_packages} >= 1"},
        "label": {"English": "Package", "Arabic": "الرزمة"},
        "children": [
            {"name": "position", "type": "calculate", "bind": {"calculate": "position(..)"}},
            {"name": "qr_code", "type": "barcode",
                "label": {"English": "Scan the label", "Arabic": "امسح الملصق"}},
        ]}),
        json!({"name": "complete", "type": "select one", "itemset": "yes_no", "list_name": "yes_no",
            "label": {"English": "Is everything there?", "Arabic": "هل كل شيء موجود؟"}}),
    ]
}
