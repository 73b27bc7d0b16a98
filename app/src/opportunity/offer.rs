//! What is offered: made on the trainee's page, and changed on its own.

use chrono::TimeDelta;
use domain::{
    field::One,
    id::{PersonId, RecordId, ScopeId},
    opportunity::{
        OPPORTUNITY, Sort,
        fields::{DATE, PLACE, SORT, TEXT},
    },
    sync::{Body, merge::Edit, mutation::Action},
};
use leptos::{prelude::*, task::spawn_local};
use serde_json::json;

use super::sort_words;
use crate::i18n::{t, t_string, use_i18n};
use crate::people::name_of;
use crate::record::{Rules, chosen::chosen, fields::Fields, keeping::Keeping, row::Row};
use crate::session::{fault_words, use_records};
use crate::store::{Fault, live::Records};
use crate::sync::browser::new_id;
use crate::ui::choices::choices;
use crate::ui::screen::focus_on;
use crate::ui::show::{Show, whenever};
use crate::ui::text::Writing;

/// The way to offer another one: a button that opens to a form. What was typed there before opens it again.
pub(super) fn another(scope: ScopeId, person: PersonId) -> AnyView {
    let i18n = use_i18n();
    let records = use_records();
    let fields = Fields::of_new(records, Keeping::new(format!("offer/{scope}"), Rules::Kind(OPPORTUNITY)));
    fields.suggest(Body::from_iter([(SORT.name().to_owned(), json!(Sort::Observe))]));
    let (open, said) = (RwSignal::new(false), RwSignal::new(false));
    opens_with_what_is_typed(fields, open);
    let press = move |_| {
        said.set(false);
        open.set(true);
        focus_on("offer");
    };
    let button = move || {
        view! { <button type="button" class="button small" on:click=press>{t!(i18n, opportunity.offer)}</button> }
    };
    view! {
        <Show when=move || open.get() fallback=button>{form(fields, person, scope, open, said)}</Show>
        <p class="meta" role="status">{move || said.get().then_some(t_string!(i18n, opportunity.offered_now))}</p>
    }
    .into_any()
}

/// A form that was left with something in it opens with it.
pub(super) fn opens_with_what_is_typed(fields: Fields, open: RwSignal<bool>) {
    let typed = Memo::new(move |_| fields.form().with(|form| !form.kept().is_empty()));
    whenever(move || {
        if typed.get() {
            open.set(true);
        }
    });
}

fn form(
    fields: Fields,
    person: PersonId,
    scope: ScopeId,
    open: RwSignal<bool>,
    said: RwSignal<bool>,
) -> AnyView {
    let i18n = use_i18n();
    let (records, name) = (use_records(), name_of(person));
    let (lack, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let close = move || {
        open.set(false);
        focus_on("opportunities");
    };
    let send = move |_| {
        if !is_whole(fields, lack) {
            return;
        }
        let offering = offer(records, fields, scope);
        spawn_local(async move {
            match offering.await {
                Ok(()) => {
                    said.set(true);
                    close();
                }
                Err(found) => drop(fault.try_set(Some(found))),
            }
        });
    };
    let leave = move |_| {
        fields.forget();
        close();
    };
    view! {
        <div id="offer" class="item offer" role="group" tabindex="-1" aria-label=t_string!(i18n, opportunity.offer)>
            {rows(fields, lack)}
            <p role="alert">{move || fault.get().map(|fault| fault_words(&fault))}</p>
            <div class="author-ways">
                <button type="button" class="button" on:click=leave>{t!(i18n, opportunity.leave)}</button>
                <button type="button" class="button primary" on:click=send>
                    {move || t_string!(i18n, opportunity.send, name = name.get())}
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// Offers what stands in the fields; ends when that is durably here.
fn offer(
    records: Records,
    fields: Fields,
    scope: ScopeId,
) -> impl Future<Output = Result<(), Fault>> + use<> {
    let body = untrack(|| fields.body());
    let edit = |field: One| {
        let value = body.get(field.name()).filter(|value| *value != "").cloned();
        value.map(|value| Edit { path: field.path(), base: None, value: Some(value) })
    };
    let edits = [SORT, TEXT, DATE, PLACE].into_iter().filter_map(edit).collect();
    let action = Action::Edit { edits, settles: [].into() };
    let mutation = records.mutation(scope, RecordId(new_id()), OPPORTUNITY, action);
    fields.act(mutation, &fields.edits(), TimeDelta::zero())
}

/// Whether what stands in the fields can be offered; what it lacks is said at the field.
pub(super) fn is_whole(fields: Fields, lack: RwSignal<bool>) -> bool {
    let is_blank = untrack(|| fields.text(&TEXT.path())).trim().is_empty();
    lack.set(is_blank);
    // What is on its way is not offered a second time by an eager thumb.
    !is_blank && untrack(|| fields.problems()).is_empty() && !fields.edits().is_empty()
}

/// The fields of what is offered.
pub(super) fn rows(fields: Fields, lack: RwSignal<bool>) -> AnyView {
    let i18n = use_i18n();
    let (sort, choose) = chosen::<Sort>(fields, SORT.path());
    // It is always of some sort.
    let choose = Callback::new(move |sort: Option<Sort>| {
        if sort.is_some() {
            choose.run(sort);
        }
    });
    let sorts = Sort::ALL.map(|sort| (sort, sort_words(sort))).to_vec();
    let row = |field: One, label: &'static str, writing| {
        Row::new(field.path(), Signal::stored(label.to_owned()), writing)
    };
    let none = t_string!(i18n, opportunity.no_text);
    let lack = Signal::derive(move || lack.get().then(|| none.to_owned()));
    let text = row(TEXT, t_string!(i18n, opportunity.text), Writing::Lines(2));
    let text = text.hint(t_string!(i18n, opportunity.text_hint).to_string()).lack(lack);
    view! {
        {choices(t_string!(i18n, opportunity.sort), sorts, sort, choose)}
        {text.of(fields)}
        {row(DATE, t_string!(i18n, opportunity.date), Writing::Day).of(fields)}
        {row(PLACE, t_string!(i18n, opportunity.place), Writing::Line).of(fields)}
    }
    .into_any()
}
