//! The reason for changing or withdrawing feedback, and the field for it.

use domain::{feedback::fields::said::REASON, id::RecordId};
use leptos::{prelude::*, task::spawn_local};

use super::Form;
use crate::i18n::{t_string, use_i18n};
use crate::session::use_records;
use crate::store::live::Records;
use crate::ui::text::{Text, Writing, text_field};

const MAX_REASON: usize = REASON.most();

/// What keeps a change or a withdrawal from being sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    NoReason,
    LongReason,
    NoChange,
    Emptied,
}

/// A reason as it is typed; it is kept on the device until it is sent.
#[derive(Clone, Copy)]
pub(super) struct Reason {
    records: Records,
    pub key: StoredValue<String>,
    text: RwSignal<String>,
    pub wrong: RwSignal<Option<Wrong>>,
}

impl Reason {
    /// The key under which a reason is kept.
    pub fn key(record: RecordId, form: Form) -> String {
        let what = match form {
            Form::Change => "change",
            Form::Withdraw => "withdraw",
        };
        format!("{}/{what}/{record}", REASON.name())
    }

    /// The reason for doing this to a record.
    pub fn new(record: RecordId, form: Form) -> Self {
        let records = use_records();
        let key = Self::key(record, form);
        let text = RwSignal::new(String::new());
        let kept = key.clone();
        spawn_local(async move {
            if let Ok(Some(kept)) = records.draft(&kept).await {
                let _gone = text.try_update(|text| {
                    if text.is_empty() {
                        *text = kept;
                    }
                });
            }
        });
        Self { records, key: StoredValue::new(key), text, wrong: RwSignal::new(None) }
    }

    /// The reason, if there is one that fits; otherwise says so at the field and brings the focus there.
    pub fn check(self) -> Option<String> {
        let text = self.text.get_untracked();
        let wrong = match text.trim().chars().count() {
            0 => Some(Wrong::NoReason),
            1..=MAX_REASON => None,
            _ => Some(Wrong::LongReason),
        };
        self.wrong.set(wrong);
        wrong.is_none().then_some(text)
    }

    /// Lets go of the reason, and closes its form once that is on the disk: a form with something in it opens again.
    pub fn done(self, form: RwSignal<Option<Form>>) {
        if let Some(key) = self.key.try_get_value() {
            self.records.keep_draft(&key, "");
        }
        spawn_local(async move {
            self.records.flush().await;
            let _gone = form.try_set(None);
        });
    }

    /// The field for it.
    pub fn field(self, label: String) -> AnyView {
        let i18n = use_i18n();
        let error = Signal::derive(move || {
            let words = match self.wrong.get()? {
                Wrong::NoReason => t_string!(i18n, author.no_reason),
                Wrong::LongReason => t_string!(i18n, author.long_reason),
                Wrong::NoChange => t_string!(i18n, author.no_change),
                Wrong::Emptied => t_string!(i18n, author.emptied),
            };
            Some(words.to_string())
        });
        let typed = Callback::new(move |text: String| {
            self.records.keep_draft(&self.key.get_value(), &text);
            self.text.set(text);
        });
        let field = text_field(Text {
            id: REASON.name().to_owned(),
            label: Signal::stored(label),
            writing: Writing::Lines(2),
            value: self.text.into(),
            error,
            typed,
            left: Callback::new(|()| ()),
        });
        view! { <div class="wide" role="group">{field}</div> }.into_any()
    }
}
