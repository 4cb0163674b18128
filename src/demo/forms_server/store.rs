//! What the stand-in holds: forms and their rows, in memory, every change also in the journal.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::dates::Spelling;
use super::definitions::{self, Definition};
use super::journal::{Entry, Journal};

/// One filled form as the server lists it.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) id: i64,
    pub(super) uuid: Arc<str>,
    /// What the column holds; the spelling in the JSON may be coarser.
    pub(super) created: DateTime<Utc>,
    pub(super) modified: DateTime<Utc>,
    pub(super) edited: Option<DateTime<Utc>>,
    pub(super) spelling: Spelling,
    /// The row as it is sent.
    pub(super) json: Arc<str>,
}

impl Row {
    /// The value of a key, if the row has it.
    pub(super) fn answer(&self, key: &str) -> Option<Value> {
        self.object().remove(key)
    }

    /// The row with all its keys.
    pub(super) fn object(&self) -> Map<String, Value> {
        serde_json::from_str(&self.json).unwrap_or_default()
    }
}

/// A form with its rows and the order of their changes.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) pk: u32,
    pub(super) definition: Definition,
    pub(super) rows: BTreeMap<i64, Row>,
    pub(super) by_modified: BTreeSet<(DateTime<Utc>, i64)>,
    /// instanceID to id: the same instance posted again makes no second row.
    by_uuid: std::collections::HashMap<Arc<str>, i64>,
}

impl Form {
    fn new(pk: u32, definition: Definition) -> Self {
        Self {
            pk,
            definition,
            rows: BTreeMap::new(),
            by_modified: BTreeSet::new(),
            by_uuid: std::collections::HashMap::new(),
        }
    }

    fn put(&mut self, row: Row) {
        if let Some(old) = self.rows.get(&row.id) {
            self.by_modified.remove(&(old.modified, old.id));
            self.by_uuid.remove(&old.uuid);
        }
        self.by_modified.insert((row.modified, row.id));
        self.by_uuid.insert(row.uuid.clone(), row.id);
        self.rows.insert(row.id, row);
    }

    fn remove(&mut self, id: i64) -> bool {
        let Some(old) = self.rows.remove(&id) else {
            return false;
        };
        self.by_modified.remove(&(old.modified, id));
        self.by_uuid.remove(&old.uuid);
        true
    }

    /// Rows from an id on, in the order of ids.
    pub(super) fn rows_from(&self, id: i64) -> impl Iterator<Item = &Row> {
        self.rows.range(id..).map(|(_, row)| row)
    }

    /// Rows from a modification on, in the order of modifications.
    pub(super) fn changed_from(&self, at: DateTime<Utc>) -> impl Iterator<Item = &Row> {
        let from = Bound::Included((at, i64::MIN));
        self.by_modified
            .range((from, Bound::Unbounded))
            .filter_map(|(_, id)| self.rows.get(id))
    }
}

/// A form to be filled in, as a phone sends it, with what tests say about the server's side of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Submission {
    /// The answers by their flat keys.
    pub data: Map<String, Value>,
    /// instanceID without `uuid:`; made when absent. A known one makes no second row.
    pub instance_id: Option<String>,
    /// The `submissionDate` of an import; now when absent.
    pub created: Option<DateTime<Utc>>,
    /// When the row was last written; now when absent, whatever `created` says.
    pub modified: Option<DateTime<Utc>>,
    /// How the row spells its times.
    pub dates: Spelling,
    /// The account of the phone.
    pub submitted_by: Option<String>,
    /// An id reserved before; the next one when absent.
    pub id: Option<i64>,
}

/// Everything the server knows.
pub(super) struct Store {
    pub(super) forms: BTreeMap<u32, Form>,
    next_id: i64,
    journal: Journal,
}

/// Why the store did not do it.
#[derive(Debug, thiserror::Error)]
pub(super) enum StoreError {
    #[error("there is no form {0}")]
    NoForm(u32),
    #[error("there is no row {0}")]
    NoRow(i64),
    #[error("the journal cannot be written")]
    Journal(#[from] std::io::Error),
}

impl Store {
    /// Opens the journal and repeats what it says.
    pub(super) fn open(journal: Journal, entries: Vec<Entry>) -> Self {
        let mut store = Self {
            forms: BTreeMap::new(),
            next_id: 1,
            journal,
        };
        store.add_built_in_forms();
        for entry in entries {
            store.apply(entry);
        }
        store
    }

    fn add_built_in_forms(&mut self) {
        for (pk, definition) in definitions::built_in() {
            self.forms.insert(pk, Form::new(pk, definition));
        }
    }

    /// Forgets all rows and begins an empty journal.
    pub(super) fn clear(&mut self) -> Result<(), StoreError> {
        self.journal.truncate()?;
        self.forms.clear();
        self.next_id = 1;
        self.add_built_in_forms();
        Ok(())
    }

    /// Adds a form, or gives one another definition.
    pub(super) fn add_form(&mut self, pk: u32, definition: Definition) -> Result<(), StoreError> {
        self.record(Entry::Form { pk, definition })
    }

    /// Takes the next id without a row, as a transaction does that has not committed yet.
    pub(super) fn reserve(&mut self) -> Result<i64, StoreError> {
        let id = self.next_id;
        self.record(Entry::Reserve { id })?;
        Ok(id)
    }

    /// Stores filled forms; gives their ids, those of known instances being the old ones.
    pub(super) fn submit(
        &mut self,
        pk: u32,
        submissions: Vec<Submission>,
        now: DateTime<Utc>,
    ) -> Result<Vec<i64>, StoreError> {
        let mut ids = Vec::with_capacity(submissions.len());
        for submission in submissions {
            ids.push(self.submit_one(pk, submission, now)?);
        }
        self.journal.flush()?;
        Ok(ids)
    }

    fn submit_one(
        &mut self,
        pk: u32,
        new: Submission,
        now: DateTime<Utc>,
    ) -> Result<i64, StoreError> {
        let form = self.forms.get(&pk).ok_or(StoreError::NoForm(pk))?;
        let uuid = new
            .instance_id
            .unwrap_or_else(|| uuid::Uuid::new_v4().to_string());
        if let Some(id) = form.by_uuid.get(uuid.as_str()) {
            return Ok(*id);
        }
        let id = new.id.unwrap_or(self.next_id);
        let created = new.created.unwrap_or(now);
        let modified = new.modified.unwrap_or(now);
        let mut object = new.data;
        form.definition.add_metadata(&mut object, pk);
        object.insert("_id".into(), json!(id));
        object.insert("_uuid".into(), json!(uuid));
        object.insert("meta/instanceID".into(), json!(format!("uuid:{uuid}")));
        object.insert("_submission_time".into(), json!(new.dates.write(created)));
        object.insert(
            "_date_modified".into(),
            json!(Spelling::New.write(modified)),
        );
        object.insert("_submitted_by".into(), json!(new.submitted_by));
        object.insert("_edited".into(), json!(false));
        self.write(Entry::Put {
            pk,
            id,
            uuid,
            created,
            modified,
            edited: None,
            spelling: new.dates,
            json: Value::Object(object).to_string(),
        })?;
        Ok(id)
    }

    /// Replaces answers of a row as an edited submission does: same id and time of submission, new uuid.
    pub(super) fn edit(
        &mut self,
        pk: u32,
        id: i64,
        changes: Map<String, Value>,
        now: DateTime<Utc>,
    ) -> Result<String, StoreError> {
        let form = self.forms.get(&pk).ok_or(StoreError::NoForm(pk))?;
        let row = form.rows.get(&id).ok_or(StoreError::NoRow(id))?;
        let uuid = uuid::Uuid::new_v4().to_string();
        let mut object = row.object();
        for (key, value) in changes {
            match value {
                Value::Null => object.remove(&key),
                value => object.insert(key, value),
            };
        }
        object.insert(
            "meta/deprecatedID".into(),
            json!(format!("uuid:{}", row.uuid)),
        );
        object.insert("meta/instanceID".into(), json!(format!("uuid:{uuid}")));
        object.insert("_uuid".into(), json!(uuid));
        object.insert("_edited".into(), json!(true));
        object.insert("_last_edited".into(), json!(row.spelling.write(now)));
        object.insert("_date_modified".into(), json!(Spelling::New.write(now)));
        self.record(Entry::Put {
            pk,
            id,
            uuid: uuid.clone(),
            created: row.created,
            modified: now,
            edited: Some(now),
            spelling: row.spelling,
            json: Value::Object(object).to_string(),
        })?;
        Ok(uuid)
    }

    /// Removes a row without a trace in any listing.
    pub(super) fn delete(&mut self, pk: u32, id: i64) -> Result<(), StoreError> {
        let form = self.forms.get(&pk).ok_or(StoreError::NoForm(pk))?;
        if !form.rows.contains_key(&id) {
            return Err(StoreError::NoRow(id));
        }
        self.record(Entry::Delete { pk, id })
    }

    /// Rows of all forms.
    pub(super) fn count(&self) -> usize {
        self.forms.values().map(|form| form.rows.len()).sum()
    }

    fn record(&mut self, entry: Entry) -> Result<(), StoreError> {
        self.write(entry)?;
        Ok(self.journal.flush()?)
    }

    fn write(&mut self, entry: Entry) -> Result<(), StoreError> {
        self.journal.append(&entry)?;
        self.apply(entry);
        Ok(())
    }

    fn apply(&mut self, entry: Entry) {
        match entry {
            Entry::Form { pk, definition } => {
                let form = Form::new(pk, definition.clone());
                self.forms.entry(pk).or_insert(form).definition = definition;
            }
            Entry::Reserve { id } => self.next_id = self.next_id.max(id + 1),
            Entry::Delete { pk, id } => {
                if let Some(form) = self.forms.get_mut(&pk) {
                    form.remove(id);
                }
            }
            Entry::Put {
                pk,
                id,
                uuid,
                created,
                modified,
                edited,
                spelling,
                json,
            } => {
                self.next_id = self.next_id.max(id + 1);
                if let Some(form) = self.forms.get_mut(&pk) {
                    form.put(Row {
                        id,
                        uuid: uuid.into(),
                        created,
                        modified,
                        edited,
                        spelling,
                        json: json.into(),
                    });
                }
            }
        }
    }
}
