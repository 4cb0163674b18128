//! The part of a form's definition we use: what it calls itself, and the words of its places.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::kernel::{Status, Text};

/// The question that names place and status.
const PLACE_QUESTION: &str = "current_location";
const PLACE_LIST: &str = "location_list";

/// A form's definition, boiled down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FormDefinition {
    pub(crate) title: String,
    /// `id_string`: the same on every server that carries the form.
    pub(crate) identity: String,
    /// The version the server has now; empty when it does not say.
    pub(crate) version: String,
    /// Language of labels that name none.
    pub(crate) default_language: String,
    /// Choice name -> language -> label; language `""` where the form has only one.
    pub(crate) places: HashMap<String, BTreeMap<String, String>>,
}

impl FormDefinition {
    /// Reads what a server sent; anything that is not where it should be is left out.
    pub(crate) fn from_json(json: &Value) -> Self {
        let text = |key: &str| clean(json.get(key).and_then(Value::as_str).unwrap_or_default());
        let mut places = HashMap::new();
        let lists = json.get("choices").and_then(Value::as_object);
        // Later ones win: the question's own choices, then its list, then any other.
        for (name, list) in lists.into_iter().flatten() {
            if name != PLACE_LIST {
                collect_choices(list, &mut places);
            }
        }
        if let Some(list) = lists.and_then(|lists| lists.get(PLACE_LIST)) {
            collect_choices(list, &mut places);
        }
        if let Some(question) = find_question(json, 0) {
            let own_list = question
                .get("itemset")
                .or_else(|| question.get("list_name"))
                .and_then(Value::as_str)
                .and_then(|name| lists?.get(name));
            let hanging = [own_list, question.get("children"), question.get("choices")];
            for choices in hanging.into_iter().flatten() {
                collect_choices(choices, &mut places);
            }
        }
        Self {
            title: text("title"),
            identity: text("id_string"),
            version: version(json),
            default_language: text("default_language"),
            places,
        }
    }

    /// Words for a scan. A voucher is handed over, whatever its place says: a place on the way is not its label.
    pub(crate) fn label_of(&self, answer: &str, is_voucher: bool) -> String {
        let named = Status::from_form_name(answer.split('-').next().unwrap_or_default());
        if is_voucher && named != Some(Status::Received) {
            return Text::new(Status::Received.text_key()).to_string();
        }
        self.label(answer)
    }

    /// Words of the place an answer names: the English label of the choice with exactly this name, else the text
    /// after the first `-` with `_` read as a blank, else the word of the status.
    pub(crate) fn label(&self, answer: &str) -> String {
        let answer = answer.trim();
        if let Some(label) = self
            .places
            .get(answer)
            .and_then(|labels| self.english(labels))
        {
            return label.to_owned();
        }
        match answer.split_once('-') {
            Some((_, place)) => place.replace('_', " ").trim().to_owned(),
            None => Status::from_form_name(answer).map_or_else(
                || answer.replace('_', " ").trim().to_owned(),
                |status| Text::new(status.text_key()).to_string(),
            ),
        }
    }

    fn english<'a>(&self, labels: &'a BTreeMap<String, String>) -> Option<&'a str> {
        let is_english = |language: &str| {
            let language = language.to_ascii_lowercase();
            language == "en" || language.starts_with("english") || language.ends_with("(en)")
        };
        labels
            .iter()
            .find(|(language, _)| is_english(language))
            .or_else(|| labels.get_key_value(&self.default_language))
            .or_else(|| labels.iter().next())
            .map(|(_, label)| label.as_str())
            .filter(|label| !label.is_empty())
    }
}

/// PostgreSQL keeps no NUL in text.
fn clean(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

fn version(json: &Value) -> String {
    match json.get("version") {
        Some(Value::String(text)) => clean(text),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn collect_choices(list: &Value, places: &mut HashMap<String, BTreeMap<String, String>>) {
    for choice in list.as_array().into_iter().flatten() {
        let Some(name) = choice.get("name").and_then(Value::as_str) else {
            continue;
        };
        let labels = match choice.get("label") {
            Some(Value::String(label)) => BTreeMap::from([(String::new(), clean(label))]),
            Some(Value::Object(labels)) => labels
                .iter()
                .filter_map(|(language, label)| Some((clean(language), clean(label.as_str()?))))
                .collect(),
            _ => continue,
        };
        places.insert(clean(name), labels);
    }
}

/// The question that names the place, wherever it hangs in the groups.
fn find_question(node: &Value, depth: usize) -> Option<&Value> {
    if depth > 20 {
        return None;
    }
    node.get("children")?.as_array()?.iter().find_map(|child| {
        if child.get("name").and_then(Value::as_str) == Some(PLACE_QUESTION) {
            Some(child)
        } else {
            find_question(child, depth + 1)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn definition() -> FormDefinition {
        FormDefinition::from_json(&json!({
            "title": "Deliveries", "id_string": "deliveries", "version": "7", "default_language": "Arabic",
            "children": [{"type": "group", "name": "g", "children": [
                {"type": "select one", "name": "current_location", "itemset": "location_list"}]}],
            "choices": {"location_list": [
                {"name": "STATUS_RECEIVED-Pre-Handover_Point", "label": {"Arabic": "قبل", "English": "Before the handover"}},
                {"name": "STATUS_RECEIVED-Handover_Point", "label": {"English": "Handover", "Arabic": "تسليم"}},
                {"name": "STATUS_IN_TRANSIT-Depot", "label": "The depot"}]}
        }))
    }

    #[test]
    fn the_whole_choice_name_must_match() {
        let definition = definition();

        assert_eq!(
            definition.label("STATUS_RECEIVED-Handover_Point"),
            "Handover"
        );
        assert_eq!(
            definition.label("STATUS_RECEIVED-Pre-Handover_Point"),
            "Before the handover"
        );
    }

    #[test]
    fn a_form_in_one_language_has_plain_labels() {
        assert_eq!(definition().label("STATUS_IN_TRANSIT-Depot"), "The depot");
    }

    #[test]
    fn choices_may_hang_under_the_question() {
        let definition = FormDefinition::from_json(&json!({"children": [
            {"name": "current_location", "children": [{"name": "STATUS_RECEIVED-X", "label": {"French": "Là"}}]}]}));

        assert_eq!(definition.label("STATUS_RECEIVED-X"), "Là");
    }

    #[test]
    fn without_a_choice_the_text_after_the_first_dash_is_the_label() {
        let label = |answer: &str| definition().label(answer);

        assert_eq!(
            label("STATUS_RECEIVED-Post-Distribution_Point"),
            "Post-Distribution Point"
        );
        assert_eq!(label("STATUS_RECEIVED"), "Received");
        assert_eq!(label(""), "");
    }
}
