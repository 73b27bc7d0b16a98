//! A trainee's feedback, the newest first.

use domain::feedback::{Content, FEEDBACK};
use domain::id::RecordId;
use leptos::prelude::*;

use super::received::{Received, use_feedback};
use crate::i18n::{t, t_string, use_i18n};
use crate::people::use_people;
use crate::session::use_records;
use crate::store::look::Wanted;
use crate::ui::growing::Growing;
use crate::ui::screen::Screen;
use crate::ui::show::live;

/// All feedback on this device.
#[component]
pub fn FeedbackList() -> impl IntoView {
    let i18n = use_i18n();
    let all = use_feedback(Wanted::Kind(FEEDBACK));
    let ids = Memo::new(move |_| {
        all.with(|all| all.as_ref().map(|all| all.iter().map(|one| one.record.id).collect::<Vec<_>>()))
    });
    let row = move |id: RecordId| {
        let find = move |all: &Vec<Received>| all.iter().find(|one| one.record.id == id).cloned();
        let one = Memo::new(move |_| all.with(|all| all.as_ref().and_then(find)));
        view! { <li>{move || one.get().map(|received| entry(&received))}</li> }
    };
    let each = Signal::derive(move || ids.get().unwrap_or_default());
    let is_empty = Memo::new(move |_| ids.with(|ids| ids.as_ref().map(Vec::is_empty)));
    let list = move || match is_empty.get() {
        Some(true) => nothing(),
        Some(false) => view! {
            <ul class="shelf">
                <Growing each key=|id| *id row />
            </ul>
        }
        .into_any(),
        None => ().into_any(),
    };
    view! {
        <Screen title=t_string!(i18n, feedback.list_title)>{live(list)}</Screen>
    }
}

fn nothing() -> AnyView {
    let i18n = use_i18n();
    view! {
        <section class="card">
            <h2>{t!(i18n, feedback.nothing_title)}</h2>
            <p>{t!(i18n, feedback.nothing)}</p>
        </section>
    }
    .into_any()
}

fn entry(received: &Received) -> AnyView {
    let i18n = use_i18n();
    let new = received.is_new_to(use_records().person());
    let is_changed = received.feedback.read_version.is_some();
    let words = if is_changed { t_string!(i18n, feedback.changed) } else { t_string!(i18n, feedback.unread) };
    let author = use_people().get().map(|people| people.name(received.record.author)).unwrap_or_default();
    let address = format!("/feedback/{}", received.record.id);
    view! {
        <a class="card entry" class:new=new href=address>
            {new.then(|| view! { <span class="chip">{words}</span> })}
            <span class="meta">{received.title()}</span>
            {gist(&received.feedback.content).map(|gist| view! {
                <span class="entry-gist" dir="auto">{gist}</span>
            })}
            <span class="meta"><bdi>{author}</bdi></span>
            {received.chip()}
        </a>
    }
    .into_any()
}

/// The first line of what it says first.
fn gist(content: &Content) -> Option<String> {
    let strength = content.strengths.values().map(|strength| &strength.text);
    let target = content.targets.values().map(|target| &target.text);
    let mut all = strength.chain(target).chain([&content.discussion]);
    all.find_map(|text| text.lines().find(|line| !line.trim().is_empty())).map(str::to_owned)
}
