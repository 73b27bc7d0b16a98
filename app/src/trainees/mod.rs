//! The trainees a person looks after: whom to observe next, and what became of each lesson.

pub mod one;
mod shelf;

use chrono::NaiveDate;
use domain::{id::PersonId, target::Agreed};
use leptos::prelude::*;

use crate::device;
use crate::i18n::{t, t_string, use_i18n};
use crate::lesson::title_words;
use crate::people::{Avatar, People, Trainee, use_people};
use crate::routes::id_in_address;
use crate::session::use_records;
use crate::store::look::Look;
use crate::ui::area::AreaChip;
use crate::ui::growing::Growing;
use crate::ui::screen::Screen;
use crate::ui::show::live;

use shelf::{last_begun, lessons};

pub use shelf::{Taught, last_lesson, open_targets};

/// The number of targets that stand on a card; the others are one tap away.
const ON_CARD: usize = 2;

/// One card for each trainee.
#[component]
pub fn Trainees() -> impl IntoView {
    let i18n = use_i18n();
    let people = use_people();
    let trainees =
        Memo::new(move |_| people.with(|people| people.as_ref().map(People::trainees)).unwrap_or_default());
    view! {
        <Screen title=t_string!(i18n, trainees.title)>
            <ul class="trainees">
                <Growing each=trainees key=|trainee| trainee.clone() row=|trainee| view! { <Card trainee /> } />
            </ul>
        </Screen>
    }
}

/// What stands on the card of a trainee beside their name.
#[derive(Debug, Clone, PartialEq)]
struct Known {
    last: Option<NaiveDate>,
    begun: Option<Taught>,
    targets: Vec<Agreed>,
}

impl Known {
    fn of(look: Look<'_>, me: PersonId, trainee: PersonId) -> Self {
        let lessons = lessons(look, trainee);
        let (last, begun) = (lessons.first().map(|lesson| lesson.date), last_begun(look, me, &lessons));
        Self { last, begun, targets: open_targets(look, trainee) }
    }
}

#[component]
fn Card(trainee: Trainee) -> impl IntoView {
    let i18n = use_i18n();
    let records = use_records();
    let Trainee { person, name, observed, .. } = trainee;
    let known = records.ask(move |look| Known::of(look, records.person(), person));
    let label = t_string!(i18n, trainees.observe_name, name = name.clone());
    let last = move || match known.get()?.last {
        Some(day) => Some(t_string!(i18n, trainees.last, day = device::day_in_words(day))),
        None => Some(t_string!(i18n, trainees.never).to_string()),
    };
    view! {
        <li class="card trainee">
            <div class="trainee-head">
                <Avatar name=name.clone() />
                <div>
                    <h2><a href=format!("/trainees/{person}")><bdi>{name}</bdi></a></h2>
                    <p class="meta">{live(last)}</p>
                </div>
            </div>
            {move || known.get().map(in_mind)}
            {observed.then(|| view! {
                <a class="button primary" href=format!("/trainees/{person}/observe") aria-label=label>
                    {t!(i18n, trainees.observe)}
                </a>
            })}
        </li>
    }
}

/// What to keep in mind, and what is to be gone on with.
fn in_mind(known: Known) -> AnyView {
    let i18n = use_i18n();
    let Known { begun, targets, .. } = known;
    let more = targets.len().saturating_sub(ON_CARD);
    view! {
        <Targets targets=targets.into_iter().take(ON_CARD).collect() />
        {(more > 0).then(|| view! { <p class="meta">{t!(i18n, trainees.targets_more, count = more)}</p> })}
        {begun.map(|lesson| view! { <GoOn lesson /> })}
    }
    .into_any()
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
    Memo::new(move |_| people.with(|people| Some(people.as_ref()?.trainee_called(person.get()?))))
}
