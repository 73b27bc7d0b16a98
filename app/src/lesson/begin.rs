//! Before a lesson: what to look for, which class it is, and its start.

use chrono::TimeDelta;
use domain::{
    field::One,
    id::RecordId,
    lesson::{
        LESSON, Lesson,
        fields::{AGES, BEGAN_AT, CLASS, DATE, SUBJECT, TRAINEE},
    },
    sync::{Body, merge::Edit, mutation::Action},
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use serde_json::{Value, json};
use wasm_split_helpers::wasm_split;

use crate::device;
use crate::i18n::{t, t_string, use_i18n};
use crate::later::{LoadedScreen, opened_to_write};
use crate::not_found::NotHere;
use crate::people::Trainee;
use crate::record::{Rules, fields::Fields, keeping::Keeping, row::Row};
use crate::session::{fault_words, use_records};
use crate::store::{Fault, live::Records};
use crate::sync::browser;
use crate::trainees::{Targets, last_lesson, open_targets, trainee_in_address};
use crate::ui::screen::Screen;
use crate::ui::show::{Show, live};
use crate::ui::text::Writing;

/// Opens the screen, whose code comes the first time.
#[wasm_split(lesson, fallible)]
pub fn open() -> LoadedScreen {
    opened_to_write(|| view! { <Begin /> }.into_any())
}

/// The lesson of the trainee in the address, before it begins.
#[component]
fn Begin() -> impl IntoView {
    let trainee = trainee_in_address();
    live(move || match trainee.get() {
        None => ().into_any(),
        Some(Some(trainee)) if trainee.observed => view! { <Before trainee /> }.into_any(),
        Some(_) => view! { <NotHere /> }.into_any(),
    })
}

/// A lesson that is about to begin, and what is typed of it; all of it may be left empty.
#[derive(Clone, Copy)]
struct Beginning {
    records: Records,
    trainee: StoredValue<Trainee>,
    fields: Fields,
    /// Whether it was started: the second tap of an eager thumb must not begin a second lesson.
    started: StoredValue<bool>,
    /// The reason for which it could not begin.
    fault: RwSignal<Option<Fault>>,
}

/// The page before a lesson.
#[component]
pub fn Before(
    /// The trainee whose lesson it is.
    trainee: Trainee,
) -> impl IntoView {
    let i18n = use_i18n();
    let records = use_records();
    let (person, name) = (trainee.person, StoredValue::new(trainee.name.clone()));
    let beginning = Beginning::of(records, trainee);
    let known = beginning.follow_last(records);
    let is_open = beginning.fields.is_open();
    let targets = records.ask(move |look| open_targets(look, person));
    let targets = Memo::new(move |_| targets.get().filter(|targets| !targets.is_empty()));
    let start = starting(beginning);
    view! {
        <Screen title=move || t_string!(i18n, lesson.begin_title, name = name.get_value())>
            // A look at the disk that fails is said above; the lesson can begin all the same.
            <Show when=move || is_open.get() && (known.get() || records.trouble().with(Option::is_some))>
                {move || targets.get().map(|targets| view! {
                    <section class="card" aria-labelledby="look-for">
                        <h2 id="look-for">{t!(i18n, lesson.look_for)}</h2>
                        <Targets targets />
                    </section>
                })}
                {about(beginning.fields)}
                <p role="alert">{move || beginning.fault.get().map(|fault| fault_words(&fault))}</p>
                <button type="button" class="button primary at-thumb" on:click=move |_| start.run(())>
                    {t!(i18n, lesson.start)}
                </button>
            </Show>
        </Screen>
    }
}

/// Begins the lesson and opens it.
fn starting(beginning: Beginning) -> Callback<()> {
    let navigate = use_navigate();
    Callback::new(move |()| {
        if beginning.started.get_value() {
            return;
        }
        beginning.started.set_value(true);
        let (id, begin) = beginning.begin();
        let navigate = navigate.clone();
        spawn_local(async move {
            match begin.await {
                // The way back leads past what is begun already.
                Ok(()) => {
                    navigate(&format!("/lessons/{id}"), NavigateOptions { replace: true, ..<_>::default() });
                }
                Err(found) => {
                    let _gone = beginning.started.try_set_value(false);
                    drop(beginning.fault.try_set(Some(found)));
                }
            }
        });
    })
}

/// One line that says what is known; it opens to the fields.
fn about(fields: Fields) -> AnyView {
    let i18n = use_i18n();
    let words = move || {
        let text = |field: One| fields.text(&field.path());
        let ages = text(AGES);
        let ages = (!ages.is_empty()).then(|| t_string!(i18n, lesson.ages_of, ages = ages));
        let words = [text(CLASS), text(SUBJECT), ages.unwrap_or_default()];
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" · ")
    };
    let row = |field: One, label: &'static str| {
        Row::new(field.path(), Signal::stored(label.to_owned()), Writing::Line).of(fields)
    };
    view! {
        <details class="card about">
            <summary>
                <span class="lesson-title">{t!(i18n, lesson.about)}</span>
                <span class="meta" dir="auto">{live(words)}</span>
            </summary>
            <p class="meta">{t!(i18n, lesson.optional)}</p>
            {row(SUBJECT, t_string!(i18n, lesson.subject))}
            {row(CLASS, t_string!(i18n, lesson.class))}
            {row(AGES, t_string!(i18n, lesson.ages))}
        </details>
    }
    .into_any()
}

impl Beginning {
    fn of(records: Records, trainee: Trainee) -> Self {
        let place = Keeping::new(format!("begin/{}", trainee.person), Rules::Kind(LESSON));
        Self {
            records,
            trainee: StoredValue::new(trainee),
            fields: Fields::of_new(records, place),
            started: StoredValue::new(false),
            fault: RwSignal::new(None),
        }
    }

    /// A mentor mostly sees the same class again: what was said of the last lesson stands until it is changed. Tells
    /// whether it was looked up: a quick thumb would begin a lesson of no class.
    fn follow_last(self, records: Records) -> RwSignal<bool> {
        let trainee = self.trainee.with_value(|trainee| trainee.person);
        let known = RwSignal::new(false);
        let last = records.ask(move |look| last_lesson(look, trainee));
        Effect::new(move |suggested: Option<bool>| {
            let Some(last) = last.get() else { return false };
            // What was suggested once stays as it is, whatever arrives: it may just be being read.
            let suggested = suggested == Some(true);
            if let Some(last) = last.clone().filter(|_| !suggested) {
                self.fields.suggest(of_class(last));
            }
            known.set(true);
            suggested || last.is_some()
        });
        known
    }

    /// A new lesson that begins now; it has begun when what is returned ends well.
    fn begin(self) -> (RecordId, impl Future<Output = Result<(), Fault>> + use<>) {
        let lesson = RecordId(browser::new_id());
        let body = untrack(|| self.fields.body());
        let words =
            |field: One| json!(body.get(field.name()).and_then(Value::as_str).unwrap_or_default().trim());
        let (person, shared) = self.trainee.with_value(|trainee| (trainee.person, trainee.shared));
        let fields = [
            (TRAINEE, json!(person)),
            (DATE, json!(device::today())),
            (BEGAN_AT, json!(browser::now())),
            (SUBJECT, words(SUBJECT)),
            (CLASS, words(CLASS)),
            (AGES, words(AGES)),
        ];
        let edit = |(field, value): (One, Value)| Edit { path: field.path(), base: None, value: Some(value) };
        let edits = fields.into_iter().filter(|(_, value)| value != "").map(edit).collect();
        let action = Action::Edit { edits, settles: [].into() };
        let mutation = self.records.mutation(shared, lesson, LESSON, action);
        (lesson, self.fields.act(mutation, &self.fields.edits(), TimeDelta::zero()))
    }
}

/// What two lessons of a class have in common.
fn of_class(lesson: Lesson) -> Body {
    let words = [(SUBJECT, lesson.subject), (CLASS, lesson.class), (AGES, lesson.ages)];
    words.into_iter().map(|(field, text)| (field.name().to_owned(), json!(text))).collect()
}
