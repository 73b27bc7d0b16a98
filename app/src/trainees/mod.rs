//! The trainees a person looks after: whom to observe next, and what became of each lesson.

pub mod one;
mod shelf;

use domain::{id::PersonId, target::Agreed};
use leptos::prelude::*;

use crate::device;
use crate::i18n::{t, t_string, use_i18n};
use crate::lesson::title_words;
use crate::people::{Avatar, Trainee, use_people};
use crate::routes::id_in_address;
use crate::session::use_records;
use crate::ui::area::AreaChip;
use crate::ui::screen::Screen;

pub use shelf::{Outcome, Shelf, Taught};

/// The number of targets that stand on a card; the others are one tap away.
const ON_CARD: usize = 2;

/// One card for each trainee.
#[component]
pub fn Trainees() -> impl IntoView {
    let i18n = use_i18n();
    let people = use_people();
    let shelf = Shelf::follow(use_records());
    let cards = Memo::new(move |_| {
        let trainees = people.get().map(|people| people.trainees()).unwrap_or_default();
        trainees.into_iter().filter_map(|trainee| Card::of(trainee, shelf)).collect::<Vec<_>>()
    });
    view! {
        <Screen title=move || t_string!(i18n, trainees.title).to_string()>
            <ul class="trainees">
                {move || cards.get().into_iter().map(|card| view! { <CardOf card /> }).collect_view()}
            </ul>
        </Screen>
    }
}

/// What stands on the card of a trainee.
#[derive(Debug, Clone, PartialEq)]
struct Card {
    trainee: Trainee,
    lessons: Vec<Taught>,
    targets: Vec<Agreed>,
}

impl Card {
    fn of(trainee: Trainee, shelf: Shelf) -> Option<Self> {
        let lessons = shelf.lessons(trainee.person)?;
        let targets = shelf.open_targets(trainee.person)?;
        Some(Self { trainee, lessons, targets })
    }
}

#[component]
fn CardOf(card: Card) -> impl IntoView {
    let i18n = use_i18n();
    let Card { trainee, lessons, targets } = card;
    let Trainee { person, name, observed, .. } = trainee;
    let last = match lessons.first() {
        Some(lesson) => t_string!(i18n, trainees.last, day = device::day_in_words(lesson.date)).to_string(),
        None => t_string!(i18n, trainees.never).to_string(),
    };
    let more = targets.len().saturating_sub(ON_CARD);
    let begun = lessons.into_iter().find(|lesson| matches!(lesson.outcome, Outcome::Begun(_)));
    let label = t_string!(i18n, trainees.observe_name, name = name.clone()).to_string();
    view! {
        <li class="card trainee">
            <div class="trainee-head">
                <Avatar name=name.clone() />
                <div>
                    <h2><a href=format!("/trainees/{person}")><bdi>{name}</bdi></a></h2>
                    <p class="meta">{last}</p>
                </div>
            </div>
            <Targets targets=targets.into_iter().take(ON_CARD).collect() />
            {(more > 0).then(|| view! { <p class="meta">{t!(i18n, trainees.targets_more, count = more)}</p> })}
            {begun.map(|lesson| view! { <GoOn lesson /> })}
            {observed.then(|| view! {
                <a class="button primary" href=format!("/trainees/{person}/observe") aria-label=label>
                    {t!(i18n, trainees.observe)}
                </a>
            })}
        </li>
    }
}

/// Targets to keep in mind, each with its area and its day.
#[component]
pub fn Targets(
    /// The targets that were agreed.
    targets: Vec<Agreed>,
) -> impl IntoView {
    let i18n = use_i18n();
    let target = move |target: Agreed| {
        let due = target.due.map(device::day_in_words);
        view! {
            <li class="goal">
                <p dir="auto">{target.text}</p>
                <div class="goal-facts">
                    {target.area.map(|area| view! { <AreaChip area /> })}
                    {due.map(|day| view! { <span class="meta">{t!(i18n, trainees.due, day = day)}</span> })}
                </div>
            </li>
        }
    };
    view! { <ul class="goals">{targets.into_iter().map(target).collect_view()}</ul> }
}

/// A lesson that was observed and has no feedback yet: both ways on.
#[component]
pub fn GoOn(
    /// The lesson that was begun.
    lesson: Taught,
) -> impl IntoView {
    let i18n = use_i18n();
    let Taught { id, date, title, .. } = lesson;
    let (lesson, day) = (title_words(&title), device::day_in_words(date));
    view! {
        <div class="go-on">
            <p class="meta">{t!(i18n, lesson.go_on_words, lesson = lesson, day = day)}</p>
            <a class="button small" href=format!("/lessons/{id}")>{t!(i18n, lesson.go_on)}</a>
            <a class="button small" href=format!("/lessons/{id}/feedback")>{t!(i18n, lesson.write)}</a>
        </div>
    }
}

/// The trainee in the address: none until the people are known, then none when they are not on this device.
pub fn trainee_in_address() -> Memo<Option<Option<Trainee>>> {
    let people = use_people();
    let person = id_in_address::<PersonId>("person");
    Memo::new(move |_| people.get().map(|people| people.trainee_called(person.get()?)))
}
