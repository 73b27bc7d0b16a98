//! Two versions: what two devices made of the same field, and one tap to choose.

use chrono::{DateTime, Utc};
use domain::sync::record::Conflict;
use leptos::prelude::*;

use super::{
    bound::Bound,
    choice::Choice,
    words::{Called, words},
};
use crate::device::moment_in_words;
use crate::i18n::{t, t_string, use_i18n};
use crate::people::use_people;
use crate::ui::icon::{Icon, Shape};
use crate::ui::show::live;

/// Lets the version that was chosen hold in a record that saves by itself.
pub fn chosen(bound: Bound) -> Callback<(Choice, bool)> {
    Callback::new(move |(choice, late): (Choice, bool)| bound.settle(&choice, late))
}

/// Each field that has two versions, with both.
#[component]
pub fn Versions(
    /// The fields that have two versions.
    #[prop(into)]
    open: Signal<Vec<Choice>>,
    /// The one who is told what holds from now on: the later version, or the one that stands.
    choose: Callback<(Choice, bool)>,
    /// What a code of the subject is called that travels at a path.
    #[prop(default = |_, _| None)]
    called: Called,
) -> impl IntoView {
    live(move || open.get().into_iter().map(|choice| two(choice, choose, called)).collect_view())
}

fn two(choice: Choice, choose: Callback<(Choice, bool)>, called: Called) -> AnyView {
    let i18n = use_i18n();
    let also = also_words(&choice.conflict);
    let path = choice.conflict.path.clone();
    let stands = one(
        t_string!(i18n, versions.stands).to_string(),
        words(&path, choice.stands.as_ref(), called),
        Callback::new({
            let choice = choice.clone();
            move |()| choose.run((choice.clone(), false))
        }),
    );
    let theirs = words(&path, choice.conflict.theirs.as_ref(), called);
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
        Some(name) => t_string!(i18n, versions.also_by, name = name, time = time),
        None => t_string!(i18n, versions.also_at, time = time),
    }
}

/// The time at which the later version was written: its id was made then.
fn made_at(conflict: &Conflict) -> Option<DateTime<Utc>> {
    let (seconds, nanoseconds) = conflict.mutation.0.get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanoseconds)
}
