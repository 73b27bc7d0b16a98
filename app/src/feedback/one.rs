//! One feedback, for everyone who may read it.

use chrono::TimeDelta;
use domain::feedback::{
    FEEDBACK, Feedback,
    command::{Command, Seen},
};
use domain::id::{PersonId, RecordId, ScopeId};
use domain::sync::mutation::Action;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_split_helpers::wasm_split;

use super::author::Author;
use super::changes::{amended, replies, withdrawn};
use super::received::{Received, use_feedback};
use super::reply::Reply;
use super::words::Words;
use crate::device;
use crate::i18n::{t, t_string, use_i18n};
use crate::later::{LoadedScreen, opened_to_write};
use crate::people::{Avatar, WhoCanSee, name_of};
use crate::routes::id_in_address;
use crate::session::use_records;
use crate::store::{live::Records, look::Wanted};
use crate::ui::screen::Screen;
use crate::ui::show::{Show, live, whenever};

/// Opens the screen, whose code comes the first time.
#[wasm_split(feedback, fallible)]
pub fn open() -> LoadedScreen {
    opened_to_write(|| view! { <OneFeedback /> }.into_any())
}

/// The feedback whose id is in the address.
#[component]
fn OneFeedback() -> impl IntoView {
    let id = id_in_address::<RecordId>("feedback");
    live(move || match id.get() {
        Some(id) => view! { <Page id /> }.into_any(),
        None => view! { <NotHere /> }.into_any(),
    })
}

#[component]
fn Page(id: RecordId) -> impl IntoView {
    let all = use_feedback(Wanted::One(id));
    let shown = Memo::new(move |_| all.get().map(|mut all| all.pop()));
    let place = Memo::new(move |_| shown.get().map(|shown| shown.map(|received| received.record.scope)));
    let received = Memo::new(move |_| shown.get().flatten());
    mark_read(use_records(), received);
    live(move || match place.get() {
        Some(Some(scope)) => view! { <Here id received scope /> }.into_any(),
        Some(None) => view! { <NotHere /> }.into_any(),
        None => ().into_any(),
    })
}

/// What stays while the record changes under it: the heading, and the field in which a reply is being typed.
#[component]
fn Here(id: RecordId, received: Memo<Option<Received>>, scope: ScopeId) -> impl IntoView {
    let me = use_records().person();
    let title = move || received.get().map(|received| received.title()).unwrap_or_default();
    let about = Memo::new(move |_| received.get().map(|received| received.feedback.trainee));
    let awaits = move || received.get().is_some_and(|received| received.awaits(me));
    view! {
        <Screen title>
            {move || received.get().map(|received| from(&received, me))}
            <Author feedback=id />
            {move || received.get().map(|received| says(received, me))}
            <div class="replies" role="status">{move || received.get().map(|received| replies(&received.feedback))}</div>
            <Show when=awaits>
                <Reply id received />
            </Show>
            {move || about.get().map(|trainee| view! { <WhoCanSee scope targets_of=trainee /> })}
        </Screen>
    }
}

/// The name of its author or, for its author, of the one it is for. An author reads how far it has come beside what they can
/// do.
fn from(received: &Received, me: PersonId) -> AnyView {
    let is_own = received.record.author == me;
    let other = name_of(if is_own { received.feedback.trainee } else { received.record.author });
    let chip = (!is_own).then(|| received.chip());
    view! {
        <div class="from">
            <Avatar name=other />
            <div>
                <bdi class="from-name">{other}</bdi>
                {chip}
            </div>
        </div>
    }
    .into_any()
}

fn says(received: Received, me: PersonId) -> AnyView {
    let Received { record, feedback, .. } = received;
    let gone = feedback.withdrawn.as_ref().filter(|_| record.author != me);
    let gone = gone.map(|gone| withdrawn(gone, name_of(record.author)));
    view! {
        {gone}
        {amended(&feedback.earlier)}
        <Words content=feedback.content />
    }
    .into_any()
}

#[component]
fn NotHere() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Screen title=t_string!(i18n, feedback.away_title)>
            <p>{t!(i18n, feedback.away)}</p>
        </Screen>
    }
}

/// The first opening of each version by the one it is for counts, with or without a network.
fn mark_read(records: Records, received: Memo<Option<Received>>) {
    let marked = StoredValue::new(0);
    let seen = RwSignal::new(device::is_visible());
    let shows = window_event_listener(leptos::ev::visibilitychange, move |_| seen.set(device::is_visible()));
    on_cleanup(move || shows.remove());
    whenever(move || {
        // A tab that nobody looks at is read by nobody.
        if !seen.get() {
            return;
        }
        let Some(new) = received.get().filter(|received| received.is_new_to(records.person())) else {
            return;
        };
        let Received { record, feedback: Feedback { version, .. }, .. } = new;
        if marked.get_value() >= version {
            return;
        }
        marked.set_value(version);
        let read = Action::from(Command::Seen(Seen { version: Some(version) }));
        let mutation = records.mutation(record.scope, record.id, FEEDBACK, read);
        spawn_local(async move {
            // Opening it again tries again.
            drop(records.save(mutation, TimeDelta::zero(), None).await);
        });
    });
}
