//! "Who can see this?": under every record, in names.

use domain::{
    id::{PersonId, ScopeId},
    people::{Role, own_scope},
    sorted::sort_by_key,
};
use leptos::prelude::*;

use super::use_people;
use crate::i18n::{Locale, t, td_string, use_i18n};
use crate::ui::icon::{Icon, Shape};
use crate::ui::show::Show;

/// Opens to the names and roles of everyone who can see what is in a scope, and in a trainee's targets if they are there too.
#[component]
pub fn WhoCanSee(
    /// The scope in which the record is.
    #[prop(into)]
    scope: Signal<ScopeId>,
    /// The trainee whose targets stand beside it.
    #[prop(optional)]
    targets_of: Option<PersonId>,
) -> impl IntoView {
    let i18n = use_i18n();
    let people = use_people();
    let readers = move || {
        let Some(people) = people.get() else { return Vec::new() };
        let targets = targets_of.and_then(|trainee| people.training_of(trainee));
        let scopes = [Some(scope.get()), targets];
        let mut readers: Vec<_> =
            scopes.into_iter().flatten().flat_map(|scope| people.readers(scope)).collect();
        sort_by_key(&mut readers, Clone::clone);
        readers.dedup();
        readers
    };
    let own = move || people.get().is_some_and(|people| own_scope(people.me).id == scope.get());
    let unknown = move || !own() && readers().is_empty();
    view! {
        <details class="who">
            <summary>
                <Icon shape=Shape::Eye />
                {t!(i18n, people.who_can_see)}
            </summary>
            <Show when=own>
                <p class="meta">{t!(i18n, people.only_you)}</p>
            </Show>
            <Show when=unknown>
                <p class="meta">{t!(i18n, people.not_known)}</p>
            </Show>
            <ul>
                {move || readers().into_iter().map(|(name, role)| view! {
                    <li><bdi>{name}</bdi>" · "<span class="meta">{role_words(role)}</span></li>
                }).collect_view()}
            </ul>
        </details>
    }
}

/// What a role is called.
pub fn role_words(role: Role) -> &'static str {
    role_words_in(use_i18n(), role)
}

/// What a role is called in a language: for the pages of the server, too.
pub fn role_words_in(language: Locale, role: Role) -> &'static str {
    match role {
        Role::Owner => td_string!(language, people.owner),
        Role::Trainee => td_string!(language, people.trainee),
        Role::Mentor => td_string!(language, people.mentor),
        Role::TrainingCoordinator => td_string!(language, people.training_coordinator),
        Role::PersonalTutor => td_string!(language, people.personal_tutor),
        Role::LinkTutor => td_string!(language, people.link_tutor),
        Role::CourseLead => td_string!(language, people.course_lead),
        Role::Administrator => td_string!(language, people.administrator),
        Role::Reader => td_string!(language, people.reader),
        Role::Other(_) => td_string!(language, people.other),
    }
}
