//! What happened to feedback after it was sent: replies, amendments, and that it was taken back.

use domain::feedback::{Acknowledgement, Earlier, Feedback, Withdrawn};
use domain::id::EntryId;
use domain::sorted::{Map, sort_by_key};
use leptos::prelude::*;

use super::words::Words;
use crate::device::moment_in_words;
use crate::i18n::{t, t_string, use_i18n};
use crate::people::name_of;
use crate::ui::show::live;

/// A card that says by whom it was taken back, and why.
pub fn withdrawn(gone: &Withdrawn, author: Signal<String>) -> AnyView {
    let i18n = use_i18n();
    let (time, reason) = (moment_in_words(gone.at), gone.reason.clone());
    let words = move || t_string!(i18n, feedback.withdrawn, name = author.get(), time = time.clone());
    view! {
        <section class="card said">
            <h2>{live(words)}</h2>
            <p class="said-text" dir="auto">{reason}</p>
        </section>
    }
    .into_any()
}

/// A card that says why it was changed, and opens to what it said before.
pub fn amended(earlier: &Map<EntryId, Earlier>) -> Option<AnyView> {
    let i18n = use_i18n();
    let mut earlier: Vec<Earlier> = earlier.values().cloned().collect();
    sort_by_key(&mut earlier, |old| std::cmp::Reverse(old.version));
    let last = earlier.first()?;
    let (version, time) = ((last.version + 1).to_string(), moment_in_words(last.at));
    let reason = last.reason.clone();
    Some(
        view! {
            <section class="card said amended">
                <h2>{t!(i18n, feedback.amended, version = version.clone(), time = time.clone())}</h2>
                <p class="said-text" dir="auto">{reason}</p>
                <details>
                    <summary>{t!(i18n, feedback.before)}</summary>
                    {earlier.into_iter().map(before).collect_view()}
                </details>
            </section>
        }
        .into_any(),
    )
}

fn before(old: Earlier) -> AnyView {
    let i18n = use_i18n();
    let version = old.version.to_string();
    view! {
        <div class="before">
            <p class="meta">{t!(i18n, feedback.version, version = version.clone())}</p>
            <Words content=old.words />
        </div>
    }
    .into_any()
}

/// What the trainee answered, in order.
pub fn replies(feedback: &Feedback) -> AnyView {
    let mut replies: Vec<Acknowledgement> = feedback.acknowledgements.values().cloned().collect();
    sort_by_key(&mut replies, |reply| reply.at);
    let (trainee, several) = (name_of(feedback.trainee), feedback.version > 1);
    replies.into_iter().map(|said| reply(said, trainee, several)).collect_view().into_any()
}

fn reply(said: Acknowledgement, trainee: Signal<String>, several: bool) -> AnyView {
    let i18n = use_i18n();
    let (time, version) = (moment_in_words(said.at), said.version.to_string());
    let head = move || t_string!(i18n, feedback.read_by, name = trainee.get(), time = time.clone());
    view! {
        <section class="card said">
            <h2>{live(head)}</h2>
            {several.then(|| view! {
                <p class="meta">{t!(i18n, feedback.version, version = version.clone())}</p>
            })}
            {(!said.reply.is_empty()).then(|| view! { <p class="said-text" dir="auto">{said.reply}</p> })}
        </section>
    }
    .into_any()
}
