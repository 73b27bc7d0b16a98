//! Changing feedback that was sent: its texts, and why. The earlier text stays in the history.

use domain::{
    feedback::{
        FEEDBACK, Feedback,
        command::{Amend, Command},
        fields,
    },
    id::RecordId,
    sorted,
    sync::{merge::Edit, mutation::Action, path::Path},
};
use leptos::{prelude::*, task::spawn_local};
use serde_json::Value;

use super::{Form, Own, reason};
use crate::i18n::{t, t_string, use_i18n};
use crate::people::name_of;
use crate::record::bound::{Bound, RecordPlace};
use crate::record::fields::Fields;
use crate::record::row::Row;
use crate::record::undo::UNDO;
use crate::session::use_records;
use crate::ui::text::Writing;

/// The texts as they are, to be changed, and the reason.
pub(super) fn change(id: RecordId, own: Memo<Option<Own>>, form: RwSignal<Option<Form>>) -> AnyView {
    let i18n = use_i18n();
    let Some(Own { record, feedback, .. }) = own.get_untracked() else { return ().into_any() };
    let place = RecordPlace { scope: record.scope, record: id, kind: FEEDBACK };
    let bound = Bound::waiting(use_records(), place);
    let training = feedback.training;
    let reason = reason::reason(id, Form::Change);
    let send = move |_| {
        let edits = bound.fields.edits();
        if edits.iter().any(is_emptied) {
            return reason.lack.set(Some(t_string!(i18n, author.emptied)));
        }
        if edits.is_empty() {
            return reason.lack.set(Some(t_string!(i18n, author.no_change)));
        }
        let Some(text) = reason.check(t_string!(i18n, author.no_reason)) else { return };
        let amend = Amend { training, reason: text, edits, settles: sorted::Set::new() };
        let amending = bound.act(Action::from(Command::Amend(amend)), UNDO);
        let done = reason.done(reason::closing(form));
        spawn_local(async move {
            match amending.await {
                Ok(()) => done(),
                Err(fault) => bound.report(fault),
            }
        });
    };
    let leave = move |_| {
        bound.fields.forget();
        reason.done(reason::closing(form))();
    };
    let name = name_of(feedback.trainee);
    let is_open = bound.fields.is_open();
    view! {
        <div class="card item">
            {move || is_open.get().then(|| texts(bound.fields, &feedback))}
            {reason::field(reason, t_string!(i18n, author.reason).to_string())}
            <p class="meta">{move || t_string!(i18n, author.reason_hint, name = name.get())}</p>
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
    let texts = [fields::STRENGTH_TEXT, fields::TARGET_TEXT];
    blank && edit.path.segments().nth(2).is_some_and(|name| texts.iter().any(|text| text.name() == name))
}

/// A field for each text and each day there is, and for the talk.
fn texts(typed: Fields, feedback: &Feedback) -> Vec<AnyView> {
    let i18n = use_i18n();
    let mut rows = Vec::new();
    let mut add = |path: Path, label: String, writing| {
        rows.push(Row::new(path, Signal::stored(label), writing).of(typed));
    };
    for (index, &id) in feedback.content.strengths.keys().enumerate() {
        let label = t_string!(i18n, draft.strength, number = index + 1);
        add(fields::STRENGTH_TEXT.of(id), label, Writing::Lines(2));
    }
    for (index, &id) in feedback.content.targets.keys().enumerate() {
        let label = t_string!(i18n, draft.target, number = index + 1);
        add(fields::TARGET_TEXT.of(id), label, Writing::Lines(2));
        add(fields::TARGET_SUCCESS.of(id), t_string!(i18n, draft.success).to_string(), Writing::Lines(2));
        add(fields::TARGET_DUE.of(id), t_string!(i18n, draft.due).to_string(), Writing::Day);
    }
    add(fields::DISCUSSION.path(), t_string!(i18n, draft.discussion).to_string(), Writing::Lines(4));
    rows
}
