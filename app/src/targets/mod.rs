//! Targets: what a trainee works on, how far each has come, and the feedback it came from.

mod card;

use std::sync::Arc;

use domain::feedback::FEEDBACK;
use domain::id::PersonId;
use domain::sorted::sort_by_key;
use domain::sync::record::{Record, read};
use domain::target::{Status, TARGET, Target};
use leptos::prelude::*;
use leptos_router::components::A;
use wasm_split_helpers::wasm_split;

use crate::feedback::use_feedback;
use crate::i18n::{t, t_string, use_i18n};
use crate::later::{LoadedScreen, opened_to_write};
use crate::not_sent::Edited;
use crate::opportunity::Opportunities;
use crate::people::{WhoCanSee, use_people};
use crate::session::use_records;
use crate::store::look::{Look, Wanted};
use crate::subjects::Brings;
use crate::ui::screen::Screen;
use crate::ui::show::live;
use card::{Shown, card};

/// What targets bring to the screens of every subject.
pub const BRINGS: Brings = Brings {
    states: &[],
    edited: &[Edited {
        kind: TARGET,
        name: || t_string!(use_i18n(), not_sent.target),
        // Those of others stand with each trainee.
        address: |known| (known.about.trainee == Some(known.writer)).then(|| "/targets".to_owned()),
    }],
};

/// Opens the screen, whose code comes the first time.
#[wasm_split(targets, fallible)]
pub fn open() -> LoadedScreen {
    opened_to_write(|| view! { <Targets /> }.into_any())
}

/// The targets of the person whose device it is: what is being worked on, then what is done with.
#[component]
fn Targets() -> impl IntoView {
    let i18n = use_i18n();
    let records = use_records();
    let feedback = use_feedback(Wanted::About(FEEDBACK, records.person()));
    let all = records.ask(move |look| shown(look, records.person()));
    let list = move || {
        let (all, feedback, people) = (all.get()?, feedback.get()?, use_people().get()?);
        let (finished, open): (Vec<_>, Vec<_>) = all.into_iter().partition(Shown::is_finished);
        let empty = open.is_empty() && finished.is_empty();
        let group = |title, shown: Vec<Shown>| {
            let cards = shown.into_iter().map(|shown| card(shown, &feedback, records)).collect();
            group(title, cards)
        };
        Some(view! {
            {empty.then(|| nothing(people.is_trainee()))}
            {group(t_string!(i18n, targets.open_title), open)}
            {group(t_string!(i18n, targets.finished_title), finished)}
        })
    };
    let training = move || use_people().get().and_then(|people| people.own_training());
    view! {
        <Screen title=t_string!(i18n, targets.title)>
            {live(list)}
            <Opportunities person=records.person() />
            {move || training().map(|scope| view! { <WhoCanSee scope /> })}
        </Screen>
    }
}

/// Those who work on none themselves find the targets with each trainee.
fn nothing(is_trainee: bool) -> AnyView {
    let i18n = use_i18n();
    let (title, words) = if is_trainee {
        (t_string!(i18n, targets.nothing_title), t_string!(i18n, targets.nothing))
    } else {
        (t_string!(i18n, targets.others_title), t_string!(i18n, targets.others))
    };
    let way = (!is_trainee).then(|| {
        view! { <A href="/" attr:class="button primary">{t!(i18n, targets.trainees)}</A> }
    });
    view! {
        <section class="card no-targets">
            <h2>{title}</h2>
            <p>{words}</p>
            {way}
        </section>
    }
    .into_any()
}

fn group(title: &'static str, cards: Vec<AnyView>) -> Option<AnyView> {
    (!cards.is_empty()).then(|| {
        view! {
            <section class="group">
                <h2>{title}</h2>
                <ul class="shelf">{cards}</ul>
            </section>
        }
        .into_any()
    })
}

/// A person's targets, those that are due first in front; what has no day comes last.
fn shown(look: Look<'_>, person: PersonId) -> Vec<Shown> {
    let one = |record: Arc<Record>| {
        let target: Target = read(&record.body).ok().filter(|target: &Target| target.trainee == person)?;
        let state = look.state_of(&record);
        Some(Shown { record: Arc::unwrap_or_clone(record), target, state })
    };
    let mut all: Vec<Shown> = look.about(TARGET, person).into_iter().filter_map(one).collect();
    sort_by_key(&mut all, |shown| (shown.target.agreed.due.is_none(), shown.target.agreed.due));
    all
}

/// What a status is called.
pub fn status_words(status: Status) -> &'static str {
    let i18n = use_i18n();
    match status {
        Status::Open => t_string!(i18n, targets.open),
        Status::WorkedOn => t_string!(i18n, targets.worked_on),
        Status::Met => t_string!(i18n, targets.met),
        Status::CarriedOver => t_string!(i18n, targets.carried_over),
        Status::Dropped => t_string!(i18n, targets.dropped),
        Status::Other(_) => t_string!(i18n, targets.other),
    }
}
