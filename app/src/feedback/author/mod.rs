//! What an author does with feedback that was sent: undo, take back, change, withdraw, settle two versions.

mod change;
mod reason;
mod settle;
mod undo;
mod withdraw;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{
    feedback::{self, FEEDBACK, Feedback, command::Command},
    id::{MutationId, RecordId},
    state::{SENT, State},
    sync::{
        client::outbox::Stage,
        mutation::Action,
        record::{Record, read},
    },
};
use leptos::{prelude::*, task::spawn_local};

use crate::device::moment_in_words;
use crate::i18n::{t, t_string, use_i18n};
use crate::people::{People, use_people};
use crate::record::keeping::Keeping;
use crate::session::use_records;
use crate::state::StateChip;
use crate::store::{Fault, live::Records, look::Look};
use crate::ui::show::live;

/// What is known of one's own feedback.
#[derive(Debug, Clone, PartialEq)]
struct Own {
    record: Record,
    feedback: Feedback,
    state: State,
    held: Option<Held>,
}

/// Something the author did that can still be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Held {
    mutation: MutationId,
    until: DateTime<Utc>,
    action: Action,
}

impl Held {
    /// Whether it is the sending itself.
    fn is_send(&self) -> bool {
        matches!(Command::of(&self.action), Some(Command::Send(_)))
    }
}

/// The form that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Change,
    Withdraw,
}

/// For the author of feedback: how far it has come, and what can still be done. Nothing for anyone else.
#[component]
pub fn Author(
    /// The id of the feedback.
    feedback: RecordId,
) -> impl IntoView {
    let records = use_records();
    let own = records.ask(move |look| own(look, feedback));
    let own = Memo::new(move |_| own.get().flatten());
    let is_own = Memo::new(move |_| {
        own.with(|own| own.as_ref().map(|own| own.record.author)) == Some(records.person())
    });
    live(move || if is_own.get() { actions(feedback, own) } else { ().into_any() })
}

fn own(look: Look<'_>, id: RecordId) -> Option<Own> {
    let record = Arc::unwrap_or_clone(look.get(id)?);
    let mut open = look.waiting(id).filter(|entry| entry.stage == Stage::Open);
    let mine = |action: &Action| {
        matches!(Command::of(action), Some(Command::Send(_) | Command::Amend(_) | Command::Withdraw(_)))
    };
    let held = open.rfind(|entry| mine(&entry.mutation.action)).map(|entry| Held {
        mutation: entry.mutation.id,
        until: entry.hold_until,
        action: entry.mutation.action.clone(),
    });
    Some(Own { feedback: read(&record.body).ok()?, state: look.state_of(&record), record, held })
}

fn actions(id: RecordId, own: Memo<Option<Own>>) -> AnyView {
    let i18n = use_i18n();
    let people = use_people();
    let form = RwSignal::new(None::<Form>);
    reopen(id, form);
    let held = Memo::new(move |_| own.get()?.held);
    let lesson = Memo::new(move |_| own.get().map(|own| own.feedback.lesson));
    let is_out = Memo::new(move |_| {
        own.get()
            .is_some_and(|own| own.state != feedback::WITHDRAWN.state && own.feedback.withdrawn.is_none())
            && !held.get().is_some_and(|held| held.is_send())
    });
    let forms = move || match form.get().filter(|_| is_out.get()) {
        Some(Form::Change) => change::change(id, own, form),
        Some(Form::Withdraw) => withdraw::withdraw(id, own, form),
        None if is_out.get() => view! {
            <div class="author-ways">
                <button type="button" class="button small" on:click=move |_| form.set(Some(Form::Change))>
                    {t!(i18n, author.change)}
                </button>
                <button type="button" class="button small" on:click=move |_| form.set(Some(Form::Withdraw))>
                    {t!(i18n, author.withdraw)}
                </button>
            </div>
        }
        .into_any(),
        None => ().into_any(),
    };
    view! {
        <section class="author" aria-label=t_string!(i18n, author.yours)>
            {move || own.get().map(|own| chip(&own, people.get().as_ref()))}
            {move || held.get().map(|held| undo::undo(held, id, lesson.get_untracked(), form))}
            {settle::settle(id, own)}
            {move || own.get().and_then(|own| withdrawn(&own))}
            {live(forms)}
        </section>
    }
    .into_any()
}

/// A form that was left with something in it opens with it.
fn reopen(id: RecordId, form: RwSignal<Option<Form>>) {
    let records = use_records();
    spawn_local(async move {
        if let Ok(Some(begun)) = begun(records, id).await {
            let _gone = form.try_update(|form| form.get_or_insert(begun).to_owned());
        }
    });
}

async fn begun(records: Records, id: RecordId) -> Result<Option<Form>, Fault> {
    if Keeping::record(id, FEEDBACK).is_typed(records).await? {
        return Ok(Some(Form::Change));
    }
    for form in [Form::Change, Form::Withdraw] {
        if reason::place(id, form).is_typed(records).await? {
            return Ok(Some(form));
        }
    }
    Ok(None)
}

/// The state with its time and, where it is not the author's doing, a name.
fn chip(own: &Own, people: Option<&People>) -> AnyView {
    let Own { state, feedback, .. } = own;
    let name = people.map(|people| people.name(feedback.trainee)).unwrap_or_default();
    let version =
        (feedback.version > 1).then(|| t_string!(use_i18n(), author.version, version = feedback.version));
    let acknowledged = feedback.acknowledgements.values().map(|said| said.at).max();
    let chip = match *state {
        SENT => view! { <StateChip state=*state time=moment_in_words(feedback.sent_at) /> }.into_any(),
        _ if *state == feedback::READ.state => {
            let time = feedback.read_at.map(moment_in_words).unwrap_or_default();
            view! { <StateChip state=*state time name=name.clone() /> }.into_any()
        }
        _ => view! { <StateChip state=*state /> }.into_any(),
    };
    let said = acknowledged
        .filter(|_| *state == feedback::ACKNOWLEDGED.state)
        .map(|at| t_string!(use_i18n(), author.acknowledged_at, name = name, time = moment_in_words(at)));
    view! {
        {chip}
        {said.map(|said| view! { <p class="meta">{said}</p> })}
        {version.map(|version| view! { <p class="meta">{version}</p> })}
    }
    .into_any()
}

/// The reason for which it was withdrawn, and the way to the author's text.
fn withdrawn(own: &Own) -> Option<AnyView> {
    let i18n = use_i18n();
    let withdrawn = own.feedback.withdrawn.as_ref()?;
    let draft = format!("/lessons/{}/feedback", own.feedback.lesson);
    let view = view! {
        <p>{t!(i18n, author.withdrawn)}</p>
        <p class="said-text" dir="auto">{withdrawn.reason.clone()}</p>
        <a class="button small" href=draft>{t!(i18n, author.your_text)}</a>
    };
    Some(view.into_any())
}
