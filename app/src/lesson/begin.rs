//! Before a lesson: what to look for, which class it is, and its start.

use chrono::TimeDelta;
use domain::{
    id::{PersonId, RecordId},
    lesson::{LESSON, Lesson},
    sync::{merge::Edit, mutation::Action},
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use serde_json::{Value, json};
use wasm_split_helpers::wasm_split;

use crate::device;
use crate::i18n::{t, t_string, use_i18n};
use crate::later::{Opened, opened_to_write};
use crate::not_found::NotHere;
use crate::people::Trainee;
use crate::session::{fault_words, use_records};
use crate::store::{Fault, live::Records};
use crate::sync::browser;
use crate::trainees::{Targets, last_lesson, open_targets, trainee_in_address};
use crate::ui::screen::Screen;

/// Opens the screen, whose code comes the first time.
#[wasm_split(lesson, fallible)]
pub fn open() -> Opened {
    opened_to_write(|| view! { <Begin /> }.into_any())
}

/// The lesson of the trainee in the address, before it begins.
#[component]
fn Begin() -> impl IntoView {
    let trainee = trainee_in_address();
    move || match trainee.get() {
        None => ().into_any(),
        Some(Some(trainee)) if trainee.observed => view! { <Before trainee /> }.into_any(),
        Some(_) => view! { <NotHere /> }.into_any(),
    }
}

/// What is known of a lesson before it begins; all of it may be left empty.
#[derive(Clone, Copy)]
struct About {
    subject: RwSignal<String>,
    class: RwSignal<String>,
    ages: RwSignal<String>,
}

/// The page before a lesson.
#[component]
pub fn Before(
    /// Whose lesson it is.
    trainee: Trainee,
) -> impl IntoView {
    let i18n = use_i18n();
    let records = use_records();
    let person = trainee.person;
    let about = About::new();
    let known = about.follow_last(records, person);
    let fault = RwSignal::new(None::<Fault>);
    let targets = records.ask(move |look| open_targets(look, person));
    let targets = Memo::new(move |_| targets.get().filter(|targets| !targets.is_empty()));
    let name = StoredValue::new(trainee.name.clone());
    let trainee = StoredValue::new(trainee);
    let navigate = use_navigate();
    let started = StoredValue::new(false);
    let start = move |_| {
        // A second tap of an eager thumb begins no second lesson.
        if started.get_value() {
            return;
        }
        started.set_value(true);
        let (id, begin) = about.begin(records, &trainee.get_value());
        let navigate = navigate.clone();
        spawn_local(async move {
            match begin.await {
                // The way back leads past what is begun already.
                Ok(()) => {
                    navigate(&format!("/lessons/{id}"), NavigateOptions { replace: true, ..<_>::default() });
                }
                Err(found) => {
                    let _gone = started.try_set_value(false);
                    drop(fault.try_set(Some(found)));
                }
            }
        });
    };
    view! {
        <Screen title=move || t_string!(i18n, lesson.begin_title, name = name.get_value()).to_string()>
            // A look at the disk that fails is said above; the lesson can begin all the same.
            <Show when=move || known.get() || records.trouble().with(Option::is_some)>
                {move || targets.get().map(|targets| view! {
                    <section class="card" aria-labelledby="look-for">
                        <h2 id="look-for">{t!(i18n, lesson.look_for)}</h2>
                        <Targets targets />
                    </section>
                })}
                <AboutFields about />
                <p role="alert">{move || fault.get().map(|fault| fault_words(&fault))}</p>
                <button type="button" class="button primary at-thumb" on:click=start.clone()>
                    {t!(i18n, lesson.start)}
                </button>
            </Show>
        </Screen>
    }
}

/// One line that says what is known; it opens to the fields.
#[component]
fn AboutFields(about: About) -> impl IntoView {
    let i18n = use_i18n();
    let words = move || {
        let ages = about.ages.get();
        let ages = (!ages.is_empty()).then(|| t_string!(i18n, lesson.ages_of, ages = ages).to_string());
        let words = [about.class.get(), about.subject.get(), ages.unwrap_or_default()];
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" · ")
    };
    view! {
        <details class="card about">
            <summary>
                <span class="lesson-title">{t!(i18n, lesson.about)}</span>
                <span class="meta" dir="auto">{words}</span>
            </summary>
            <p class="meta">{t!(i18n, lesson.optional)}</p>
            {about_field("subject", t_string!(i18n, lesson.subject), about.subject, 80)}
            {about_field("class", t_string!(i18n, lesson.class), about.class, 60)}
            {about_field("ages", t_string!(i18n, lesson.ages), about.ages, 20)}
        </details>
    }
}

fn about_field(name: &'static str, label: &'static str, value: RwSignal<String>, most: u32) -> AnyView {
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input
                id=name
                autocomplete="off"
                dir="auto"
                maxlength=most
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
        </div>
    }
    .into_any()
}

impl About {
    fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        Self { subject: empty(), class: empty(), ages: empty() }
    }

    /// A mentor mostly sees the same class again: what was said of the last lesson stands until it is changed. Tells
    /// whether it was looked up: a quick thumb would begin a lesson of no class.
    fn follow_last(self, records: Records, trainee: PersonId) -> RwSignal<bool> {
        let known = RwSignal::new(false);
        let last = records.ask(move |look| last_lesson(look, trainee));
        Effect::new(move |_| {
            let Some(last) = last.get() else { return };
            let fields = [self.subject, self.class, self.ages];
            let untouched = fields.iter().all(|field| field.with_untracked(String::is_empty));
            if let Some(Lesson { subject, class, ages, .. }) = last.filter(|_| untouched) {
                fields.into_iter().zip([subject, class, ages]).for_each(|(field, value)| field.set(value));
            }
            known.set(true);
        });
        known
    }

    /// A new lesson that begins now; it has begun when what is returned ends well.
    fn begin(
        self,
        records: Records,
        trainee: &Trainee,
    ) -> (RecordId, impl Future<Output = Result<(), Fault>> + use<>) {
        let lesson = RecordId(browser::new_id());
        let words = |signal: RwSignal<String>| json!(signal.get_untracked().trim());
        let fields = [
            ("trainee", json!(trainee.person)),
            ("date", json!(device::today())),
            ("began_at", json!(browser::now())),
            ("subject", words(self.subject)),
            ("class", words(self.class)),
            ("ages", words(self.ages)),
        ];
        let edits = fields.into_iter().filter(|(_, value)| value != "").filter_map(edit).collect();
        let action = Action::Edit { edits, settles: [].into() };
        let mutation = records.mutation(trainee.shared, lesson, LESSON, action);
        (lesson, async move { records.save(mutation, TimeDelta::zero(), None).await })
    }
}

fn edit((name, value): (&str, Value)) -> Option<Edit> {
    Some(Edit { path: name.parse().ok()?, base: None, value: Some(value) })
}
