//! "I have read this", and what the trainee has to say to it: kept as it is typed.

use chrono::TimeDelta;
use domain::feedback::command::{Acknowledge, Command};
use domain::feedback::fields::said::{self, REPLY};
use domain::feedback::{FEEDBACK, Feedback};
use domain::id::RecordId;
use domain::sync::mutation::Action;
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};

use super::received::Received;
use crate::i18n::{t, t_string, use_i18n};
use crate::record::{Rules, fields::Fields, keeping::Keeping, row::Row};
use crate::session::{fault_words, use_records};
use crate::store::{Fault, live::Records};
use crate::ui::text::Writing;

/// The field for the reply, and the button.
#[component]
pub fn Reply(
    /// The feedback that is answered.
    id: RecordId,
    /// The same, as it is on the screen.
    received: Memo<Option<Received>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let place = Keeping::new(format!("{}/{id}", REPLY.name()), Rules::Words(said::ROWS));
    let records = use_records();
    let fields = Fields::of_new(records, place.with_bare(REPLY.path()));
    let fault = RwSignal::new(None);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        acknowledge(records, fields, received, fault);
    };
    let fault_at_field = Signal::derive(move || fault.get().map(|fault| fault_words(&fault)));
    let label = Signal::derive(move || t_string!(i18n, feedback.reply).to_string());
    let row = Row::new(REPLY.path(), label, Writing::Lines(3));
    let row = row.hint(t_string!(i18n, feedback.reply_hint).to_string()).lack(fault_at_field);
    view! {
        <form class="reply" novalidate on:submit=submit>
            {row.of(fields)}
            <button class="button primary">{t!(i18n, feedback.acknowledge)}</button>
        </form>
    }
}

/// What does not fit stays in its field, which says why.
fn acknowledge(
    records: Records,
    fields: Fields,
    received: Memo<Option<Received>>,
    fault: RwSignal<Option<Fault>>,
) {
    let Some(Received { record, feedback: Feedback { version, .. }, .. }) = received.get_untracked() else {
        return;
    };
    if !untrack(|| fields.problems()).is_empty() {
        return;
    }
    let reply = untrack(|| fields.text(&REPLY.path())).trim().to_owned();
    let action = Action::from(Command::Acknowledge(Acknowledge { version, reply }));
    let mutation = records.mutation(record.scope, record.id, FEEDBACK, action);
    let saving = fields.act(mutation, &fields.edits(), TimeDelta::zero());
    spawn_local(async move {
        // The form is gone once the acknowledgement is seen.
        drop(fault.try_set(saving.await.err()));
    });
}
