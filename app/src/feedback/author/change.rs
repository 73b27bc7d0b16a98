//! Changing feedback that was sent: its texts, and why. The earlier text stays in the history.

use chrono::TimeDelta;
use domain::{
    feedback::{Feedback, command::Amend},
    id::RecordId,
    sorted,
    sync::{
        merge::Edit,
        mutation::{Action, Mutation},
        path::Path,
        record::{Record, RecordKind},
    },
};
use leptos::{prelude::*, task::spawn_local};
use serde_json::Value;

use super::{
    Form, Own,
    withdraw::{Reason, Wrong},
};
use crate::feedback::draft::send::UNDO;
use crate::feedback::text::bound_text;
use crate::i18n::{t, t_string, use_i18n};
use crate::people::name_of;
use crate::session::use_records;
use crate::store::{
    Fault,
    bound::{Bound, Place},
    live::Records,
    look::Wanted,
};
use crate::ui::text::Writing;

/// The texts as they are, to be changed, and the reason.
pub(super) fn change(id: RecordId, own: Memo<Option<Own>>, form: RwSignal<Option<Form>>) -> AnyView {
    let i18n = use_i18n();
    let Some(Own { record, feedback, .. }) = own.get_untracked() else { return ().into_any() };
    let place = Place { scope: record.scope, record: id, kind: RecordKind::Feedback };
    let records = use_records();
    let bound = Bound::waiting(records, place);
    let training = feedback.training;
    let reason = Reason::new(id, Form::Change);
    let draft = records.view(Wanted::One(feedback.draft));
    let send = move |_| {
        let edits = bound.edits();
        if edits.iter().any(is_emptied) {
            return reason.wrong.set(Some(Wrong::Emptied));
        }
        if edits.is_empty() {
            return reason.wrong.set(Some(Wrong::NoChange));
        }
        let Some(reason_text) = reason.check() else { return };
        let draft = draft.get_untracked().and_then(|mut found| found.pop());
        let follows = draft.and_then(|draft| follow(records, &draft, &edits));
        let amend = Amend { training, reason: reason_text, edits, settles: sorted::Set::new() };
        spawn_local(async move {
            match change_both(records, bound, amend, follows).await {
                Ok(()) => reason.done(form),
                Err(fault) => bound.report(fault),
            }
        });
    };
    let leave = move |_| {
        bound.forget();
        reason.done(form);
    };
    let name = name_of(feedback.trainee);
    let is_open = bound.is_open();
    view! {
        <div class="card item">
            {move || is_open.get().then(|| texts(bound, &feedback))}
            {reason.field(t_string!(i18n, author.reason).to_string())}
            <p class="meta">{move || t_string!(i18n, author.reason_hint, name = name.get()).to_string()}</p>
            <div class="author-ways">
                <button type="button" class="button" on:click=leave>{t!(i18n, author.cancel)}</button>
                <button type="button" class="button primary" on:click=send>{t!(i18n, author.send_change)}</button>
            </div>
        </div>
    }
    .into_any()
}

/// A strength or a target without words would say nothing to anyone.
fn is_emptied(edit: &Edit) -> bool {
    let blank = edit.value.as_ref().and_then(Value::as_str).is_some_and(|text| text.trim().is_empty());
    blank && edit.path.as_str().ends_with("/text")
}

/// The author's draft says the same from now on: it is what they keep when the feedback is withdrawn.
fn follow(records: Records, draft: &Record, edits: &[Edit]) -> Option<Mutation> {
    let there = |edit: &Edit| {
        let base = edit.path.get(&draft.body).cloned()?;
        Some(Edit { base: Some(base), ..edit.clone() })
    };
    let edits: Vec<Edit> = edits.iter().filter_map(there).collect();
    let is_there = !edits.is_empty();
    let action = Action::Edit { edits, settles: sorted::Set::new() };
    is_there.then(|| records.mutation(draft.scope, draft.id, draft.kind, action))
}

async fn change_both(
    records: Records,
    bound: Bound,
    amend: Amend,
    follows: Option<Mutation>,
) -> Result<(), Fault> {
    if let Some(draft) = follows {
        records.save(draft, TimeDelta::zero(), None).await?;
    }
    bound.act(Action::Amend(amend), UNDO).await
}

/// A field for each text there is, and for the talk.
fn texts(bound: Bound, feedback: &Feedback) -> Vec<AnyView> {
    let i18n = use_i18n();
    let mut fields = Vec::new();
    let mut add = |path: String, label: String, lines| {
        if let Ok(path) = path.parse::<Path>() {
            fields.push(bound_text(bound, path, Signal::stored(label), Writing::Lines(lines)));
        }
    };
    for (index, id) in feedback.content.strengths.keys().enumerate() {
        let label = t_string!(i18n, draft.strength, number = index + 1).to_string();
        add(format!("strengths/{id}/text"), label, 2);
    }
    for (index, id) in feedback.content.targets.keys().enumerate() {
        let label = t_string!(i18n, draft.target, number = index + 1).to_string();
        add(format!("targets/{id}/text"), label, 2);
        add(format!("targets/{id}/success"), t_string!(i18n, draft.success).to_string(), 2);
    }
    add("discussion".to_owned(), t_string!(i18n, draft.discussion).to_string(), 4);
    fields
}
