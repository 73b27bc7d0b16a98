//! "I have read this", and what the trainee has to say to it: kept as it is typed.

use chrono::TimeDelta;
use domain::feedback::FEEDBACK;
use domain::feedback::command::{Acknowledge, Command};
use domain::feedback::fields::said::REPLY;
use domain::sync::mutation::Action;
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};

use super::received::Received;
use crate::i18n::{t, t_string, use_i18n};
use crate::session::{fault_words, use_records};
use crate::store::{Fault, live::Records};

/// What was typed so far, and what came of it.
#[derive(Clone, Copy)]
struct Form {
    records: Records,
    received: Memo<Option<Received>>,
    text: RwSignal<String>,
    wrong: RwSignal<Option<Wrong>>,
}

#[derive(Clone)]
enum Wrong {
    TooLong,
    NotKept(Fault),
}

/// The field for the reply, and the button.
#[component]
pub fn Reply(
    /// What is being answered, as it is on the screen.
    received: Memo<Option<Received>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (text, wrong) = (RwSignal::new(String::new()), RwSignal::new(None));
    let form = Form { records: use_records(), received, text, wrong };
    form.restore();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        form.acknowledge();
    };
    let error =
        move || wrong.get().map(|wrong| view! { <p class="error" id="reply-error">{words(&wrong)}</p> });
    view! {
        <form class="reply" novalidate on:submit=submit>
            <div class="field" class:wrong=move || wrong.get().is_some()>
                <label for="reply">{t!(i18n, feedback.reply)}</label>
                <p class="hint" id="reply-hint">{t!(i18n, feedback.reply_hint)}</p>
                <div role="alert">{error}</div>
                <textarea
                    id="reply"
                    rows="3"
                    dir="auto"
                    aria-describedby="reply-hint reply-error"
                    prop:value=move || text.get()
                    on:input=move |event| form.keep(event_target_value(&event))
                ></textarea>
            </div>
            <button class="button primary">{t!(i18n, feedback.acknowledge)}</button>
        </form>
    }
}

fn words(wrong: &Wrong) -> String {
    let i18n = use_i18n();
    match wrong {
        Wrong::TooLong => t_string!(i18n, feedback.reply_too_long, max = REPLY.most()).to_string(),
        Wrong::NotKept(fault) => fault_words(fault),
    }
}

impl Form {
    fn key(self) -> Option<String> {
        self.received.get_untracked().map(|received| format!("{}/{}", REPLY.name(), received.record.id))
    }

    fn keep(self, text: String) {
        if let Some(key) = self.key() {
            self.records.keep_draft(&key, &text);
        }
        self.text.set(text);
    }

    fn restore(self) {
        let Some(key) = self.key() else { return };
        spawn_local(async move {
            let kept = self.records.draft(&key).await.ok().flatten().unwrap_or_default();
            // What was typed meanwhile is newer.
            let _gone = self.text.try_update(|text| {
                if text.is_empty() {
                    *text = kept;
                }
            });
        });
    }

    fn acknowledge(self) {
        let (Some(key), Some(Received { record, feedback, .. })) =
            (self.key(), self.received.get_untracked())
        else {
            return;
        };
        let reply = self.text.get_untracked().trim().to_owned();
        if reply.chars().count() > REPLY.most() {
            self.wrong.set(Some(Wrong::TooLong));
            return;
        }
        let action = Action::from(Command::Acknowledge(Acknowledge { version: feedback.version, reply }));
        let mutation = self.records.mutation(record.scope, record.id, FEEDBACK, action);
        spawn_local(async move {
            let saved = self.records.save(mutation, TimeDelta::zero(), Some(&key)).await;
            // The form is gone once the acknowledgement is seen.
            drop(self.wrong.try_set(saved.err().map(Wrong::NotKept)));
        });
    }
}
