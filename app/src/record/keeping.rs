//! Where a text is kept on the device while it is typed, and how it is found again: one way for every field.

use domain::{
    id::RecordId,
    sync::{Body, merge::Edit, path::Path, record::RecordKind},
};
use serde_json::{Value, json};

use super::{form::Form, held::Rules};
use crate::{
    json,
    store::{Fault, live::Records},
};

/// The place on the device for what is typed into one form, and what may stand in its fields.
#[derive(Debug, Clone)]
pub struct Keeping {
    /// The key under which it lies there.
    key: String,
    /// The values that the fields take.
    rules: Rules,
    /// The field whose bare text an older build kept under the key.
    bare: Option<Path>,
}

impl Keeping {
    /// The place for something that is yet to be made or said.
    pub fn new(key: String, rules: Rules) -> Self {
        Self { key, rules, bare: None }
    }

    /// The place for what is typed into a record.
    pub fn record(record: RecordId, kind: RecordKind) -> Self {
        Self::new(format!("record/{record}"), Rules::Kind(kind))
    }

    /// The same place, where an older build kept one bare text: it is of this field.
    #[must_use]
    pub fn with_bare(self, field: Path) -> Self {
        Self { bare: Some(field), ..self }
    }

    /// The key under which it lies on the device.
    pub(super) fn key(&self) -> &str {
        &self.key
    }

    /// The values that the fields take.
    pub(super) fn rules(&self) -> Rules {
        self.rules
    }

    /// Whether something is typed that was not saved or said yet.
    pub async fn is_typed(&self, records: Records) -> Result<bool, Fault> {
        Ok(!self.form(records).await?.kept().is_empty())
    }

    /// Lets edits that were taken back stand in their fields again, except where something newer is typed.
    pub async fn give_back(&self, records: Records, edits: &[Edit]) -> Result<(), Fault> {
        let mut form = self.form(records).await?;
        form.take_back(edits);
        self.write(records, &form);
        Ok(())
    }

    /// Keeps what is typed in a form and not yet saved, each text with what it replaces.
    pub(super) fn write(&self, records: Records, form: &Form) {
        records.keep_draft(&self.key, &Value::Object(form.kept()).to_string());
    }

    /// What was kept when the app was last here; nothing where it cannot be read.
    pub(super) async fn read(&self, records: Records) -> Result<Body, Fault> {
        Ok(records.draft(&self.key).await?.map(|kept| self.parse(&kept)).unwrap_or_default())
    }

    fn parse(&self, kept: &str) -> Body {
        match (json::read::<Body>(kept), &self.bare) {
            (Ok(kept), _) => kept,
            (Err(_), Some(field)) => Body::from_iter([(field.to_string(), json!([null, kept]))]),
            (Err(_), None) => Body::new(),
        }
    }

    async fn form(&self, records: Records) -> Result<Form, Fault> {
        let mut form = Form::new(self.rules);
        form.restore(&self.read(records).await?);
        Ok(form)
    }
}

#[cfg(test)]
mod tests {
    use domain::feedback::{
        DRAFT,
        fields::said::{self, REPLY},
    };

    use super::*;

    #[test]
    fn what_was_kept_is_read_and_a_bare_text_is_of_its_field() {
        let place = Keeping::new("reply/1".to_owned(), Rules::Words(said::ROWS)).with_bare(REPLY.path());
        let typed = json!({"reply": [null, "Thank you"]});
        assert_eq!(Value::Object(place.parse(&typed.to_string())), typed);
        assert_eq!(Value::Object(place.parse("Thank you")), typed);
        let record = Keeping::record(RecordId::natural("test", &[&1]), DRAFT);
        assert_eq!(record.parse("Thank you"), Body::new());
    }
}
