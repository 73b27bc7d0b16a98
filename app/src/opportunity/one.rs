//! One opportunity, for everyone who may read it: what is offered, and what came of it.

use domain::{
    field::One as Field,
    id::{RecordId, ScopeId},
    opportunity::{
        OFFERED, Opportunity, Sort,
        fields::{DATE, SORT, TAKEN_ON, TEXT},
    },
    plain::Read,
    sync::path::Path,
};
use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::{
    answer, chip,
    offer::{is_whole, rows},
    page::{Found, Known, Page},
    sort_words,
};
use crate::device::day_in_words;
use crate::i18n::{t, t_string, use_i18n};
use crate::later::{LoadedScreen, opened_to_write};
use crate::not_found::NotHere;
use crate::people::{Avatar, WhoCanSee, name_of};
use crate::record::undo::way_back;
use crate::record::versions::Versions;
use crate::routes::id_in_address;
use crate::session::{fault_words, use_records};
use crate::ui::screen::{Screen, focus_on};
use crate::ui::show::Show;

/// Opens the screen, whose code comes the first time.
#[wasm_split(opportunity, fallible)]
pub fn open() -> LoadedScreen {
    opened_to_write(|| view! { <One /> }.into_any())
}

/// The opportunity whose id is in the address.
#[component]
fn One() -> impl IntoView {
    let id = id_in_address::<RecordId>("opportunity");
    move || match id.get() {
        Some(id) => view! { <Sought id /> }.into_any(),
        None => view! { <NotHere /> }.into_any(),
    }
}

/// One that is withdrawn while somebody looks at it stays on the screen, to say so.
#[component]
fn Sought(id: RecordId) -> impl IntoView {
    let known = use_records().ask(move |look| Known::of(look, id));
    let scope = Memo::new(move |before: Option<&Option<ScopeId>>| {
        known.get().and_then(|known| known.scope).or(before.copied().flatten())
    });
    let is_known = Memo::new(move |_| known.with(Option::is_some));
    move || match scope.get() {
        Some(scope) => view! { <Here id scope known /> }.into_any(),
        None if is_known.get() => view! { <NotHere /> }.into_any(),
        None => ().into_any(),
    }
}

/// What stays while the record changes under it: the heading, and the form in which somebody types.
#[component]
fn Here(id: RecordId, scope: ScopeId, known: Memo<Option<Known>>) -> impl IntoView {
    let i18n = use_i18n();
    let page = Page::new(id, scope, known);
    let title = move || {
        let sort = page.found.with(|found| found.as_ref().map(|found| found.opportunity.sort));
        sort.map_or(t_string!(i18n, opportunity.one), sort_words).to_string()
    };
    let fault = page.bound().fault();
    let fault = move || fault.get().map(|fault| fault_words(&fault));
    view! {
        <Screen title>
            {move || whose(page)}
            {facts(page)}
            {withdrawn(known)}
            {offered(page)}
            {answer::answer(page)}
            <Versions open=page.choices() choose=page.choose() called />
            <p role="alert">{fault}</p>
            {answer::take(page)}
            <WhoCanSee scope />
        </Screen>
    }
}

/// Whose it is, for everyone else.
fn whose(page: Page) -> Option<AnyView> {
    let trainee = page.trainee().filter(|_| !page.is_own())?;
    let name = name_of(trainee);
    let link = view! {
        <a class="trainee-head" href=format!("/trainees/{trainee}")><Avatar name /><bdi>{name}</bdi></a>
    };
    Some(link.into_any())
}

/// What is offered. Its place stays while what stands there changes, so that the focus has where to be.
fn facts(page: Page) -> AnyView {
    let i18n = use_i18n();
    let is_there = Memo::new(move |_| page.found.with(Option::is_some));
    view! {
        <Show when=move || is_there.get()>
            <section id="opportunity" class="card said" tabindex="-1" aria-label=t_string!(i18n, opportunity.one)>
                {move || page.found.get().map(|found| says(&found))}
            </section>
        </Show>
    }
    .into_any()
}

fn says(found: &Found) -> AnyView {
    let i18n = use_i18n();
    let Opportunity { text, date, place, taken_on, .. } = found.opportunity.clone();
    let by = name_of(found.record.author);
    let fact = |name: &'static str, value: AnyView| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    let place = (!place.trim().is_empty()).then(|| view! { <span dir="auto">{place}</span> }.into_any());
    view! {
        <p class="said-text strong" dir="auto">{text}</p>
        <dl class="facts">
            {date.map(|day| fact(t_string!(i18n, opportunity.on), day_in_words(day).into_any()))}
            {place.map(|place| fact(t_string!(i18n, opportunity.at), place))}
            {fact(t_string!(i18n, opportunity.by), view! { <bdi>{by}</bdi> }.into_any())}
        </dl>
        <div>{chip(found.state, taken_on)}</div>
    }
    .into_any()
}

/// What those who offer it do with it: change it, and withdraw it while nobody has taken it.
fn offered(page: Page) -> AnyView {
    // A form that is open stays, whatever the trainee does meanwhile.
    let may = Memo::new(move |_| page.may(TEXT).then(|| page.open.get()));
    let is_offered = Memo::new(move |_| page.stage() == Some(OFFERED));
    let shown = move || match may.get() {
        Some(true) => form(page),
        Some(false) => view! { <Show when=move || is_offered.get()>{ways(page)}</Show> }.into_any(),
        None => ().into_any(),
    };
    shown.into_any()
}

fn ways(page: Page) -> AnyView {
    let i18n = use_i18n();
    let change = move |_| {
        page.open.set(true);
        focus_on("change");
    };
    view! {
        <div class="author-ways">
            <button type="button" class="button small" on:click=change>{t!(i18n, opportunity.change)}</button>
            <button type="button" class="button small" on:click=move |_| page.withdraw()>
                {t!(i18n, opportunity.withdraw)}
            </button>
        </div>
    }
    .into_any()
}

fn form(page: Page) -> AnyView {
    let i18n = use_i18n();
    let lack = RwSignal::new(false);
    let fields = page.bound().fields;
    let save = move |_| {
        if is_whole(fields, lack) {
            page.save(fields.edits());
        }
    };
    let is_open = fields.is_open();
    view! {
        <div id="change" class="card item offer" role="group" tabindex="-1" aria-label=t_string!(i18n, opportunity.change)>
            {move || is_open.get().then(|| rows(fields, lack))}
            <div class="author-ways">
                <button type="button" class="button" on:click=move |_| page.leave()>{t!(i18n, author.cancel)}</button>
                <button type="button" class="button primary" on:click=save>{t!(i18n, opportunity.save)}</button>
            </div>
        </div>
    }
    .into_any()
}

/// That there is none any more, and the withdrawal that can still be taken back.
fn withdrawn(known: Memo<Option<Known>>) -> AnyView {
    let i18n = use_i18n();
    let is_gone = Memo::new(move |_| known.get().is_some_and(|known| known.found.is_none()));
    let withdrawal = Memo::new(move |_| known.get()?.withdrawal);
    let back = move || withdrawal.get().map(|(mutation, until)| way_back(mutation, until, || ()));
    view! {
        <Show when=move || is_gone.get()>
            <section class="card item">
                <h2>{t!(i18n, opportunity.withdrawn_title)}</h2>
                <p>{t!(i18n, opportunity.withdrawn)}</p>
                {back}
            </section>
        </Show>
    }
    .into_any()
}

/// What a code of an opportunity is called.
fn called(path: &Path, text: &str) -> Option<String> {
    let is = |field: Field| *path == field.path();
    match () {
        () if is(SORT) => Sort::read(text.into()).ok().map(|sort| sort_words(sort).to_owned()),
        () if is(DATE) || is(TAKEN_ON) => text.parse().ok().map(day_in_words),
        () => None,
    }
}
