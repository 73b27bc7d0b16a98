//! Two versions: what two devices made of the same field, and one tap to choose.

use chrono::{DateTime, Utc};
use domain::{
    framework::Area,
    notes, target,
    sync::{path::Path, record::Conflict},
};
use leptos::prelude::*;
use serde_json::Value;

use crate::device::{day_in_words, moment_in_words};
use crate::i18n::{t, t_string, use_i18n};
use crate::notes::tag_words;
use crate::people::use_people;
use crate::record::{bound::Bound, choice::Choice};
use crate::targets::status_words;
use crate::ui::area::area_words;
use crate::ui::icon::{Icon, Shape};

/// Lets the version that was chosen hold in a record that saves by itself.
pub fn chosen(bound: Bound) -> Callback<(Choice, bool)> {
    Callback::new(move |(choice, late): (Choice, bool)| bound.settle(&choice, late))
}

/// Each field that has two versions, with both.
#[component]
pub fn Versions(
    /// The fields.
    #[prop(into)]
    open: Signal<Vec<Choice>>,
    /// Is told what holds from now on: what came too late, or what stands.
    choose: Callback<(Choice, bool)>,
) -> impl IntoView {
    move || open.get().into_iter().map(|choice| two(choice, choose)).collect_view()
}

fn two(choice: Choice, choose: Callback<(Choice, bool)>) -> AnyView {
    let i18n = use_i18n();
    let also = also_words(&choice.conflict);
    let path = choice.conflict.path.clone();
    let stands = one(
        t_string!(i18n, versions.stands).to_string(),
        words(&path, choice.stands.as_ref()),
        Callback::new({
            let choice = choice.clone();
            move |()| choose.run((choice.clone(), false))
        }),
    );
    let theirs = words(&path, choice.conflict.theirs.as_ref());
    let theirs = one(also, theirs, Callback::new(move |()| choose.run((choice.clone(), true))));
    view! {
        <section class="versions" role="group" aria-label=t_string!(i18n, versions.title)>
            <p class="chip" data-tone="need"><Icon shape=Shape::Eye />{t!(i18n, versions.title)}</p>
            <p class="meta">{t!(i18n, versions.explain)}</p>
            {stands}
            {theirs}
        </section>
    }
    .into_any()
}

fn one(title: String, words: Vec<String>, choose: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let lines = words.into_iter().map(|line| view! { <p class="version-text" dir="auto">{line}</p> });
    view! {
        <div class="version">
            <p class="meta">{title}</p>
            {lines.collect_view()}
            <button type="button" class="button small" on:click=move |_| choose.run(())>
                {t!(i18n, versions.choose)}
            </button>
        </div>
    }
    .into_any()
}

/// Who wrote the later version, unless it is the person themselves, and when.
fn also_words(conflict: &Conflict) -> String {
    let i18n = use_i18n();
    let Some(at) = made_at(conflict) else { return t_string!(i18n, versions.also).to_string() };
    let (time, author) = (moment_in_words(at), conflict.author);
    let other = use_people().get_untracked().filter(|people| people.me != author);
    match other.map(|people| people.name(author)).filter(|name| !name.is_empty()) {
        Some(name) => t_string!(i18n, versions.also_by, name = name, time = time).to_string(),
        None => t_string!(i18n, versions.also_at, time = time).to_string(),
    }
}

/// When the later version was written: its id was made then.
fn made_at(conflict: &Conflict) -> Option<DateTime<Utc>> {
    let (seconds, nanoseconds) = conflict.mutation.0.get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanoseconds)
}

/// A value for a person: the text itself, the texts of a member, or those of each member of a collection.
fn words(path: &Path, value: Option<&Value>) -> Vec<String> {
    let said = match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Object(members)) if members.values().all(Value::is_object) => {
            members.values().filter_map(text_of).collect()
        }
        Some(value) => text_of(value).map(|text| in_words(path, text)).into_iter().collect(),
    };
    if said.iter().all(String::is_empty) {
        return vec![t_string!(use_i18n(), versions.nothing).to_string()];
    }
    said
}

fn text_of(value: &Value) -> Option<String> {
    value.as_str().or_else(|| value.get(target::fields::TEXT.name())?.as_str()).map(str::to_owned)
}

/// Areas, days and how far a target has come travel as codes.
fn in_words(path: &Path, text: String) -> String {
    let area = || serde_json::from_value::<Area>(Value::from(text.clone())).ok();
    let names = path.segments().last();
    let is = |name: &str| names == Some(name);
    match () {
        () if is(target::fields::AREA.name()) => area().map_or(text, |area| area_words(area).to_owned()),
        () if is(notes::fields::TAG.name()) => {
            serde_json::from_value(Value::from(text.clone())).map_or(text, |tag| tag_words(tag).to_owned())
        }
        () if is(target::fields::STATUS.name()) => serde_json::from_value(Value::from(text.clone()))
            .map_or(text, |status| status_words(status).to_owned()),
        () if is(target::fields::DUE.name()) => text.parse().map_or(text, day_in_words),
        () => text,
    }
}
