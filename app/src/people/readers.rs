//! "Who can see this?": under every record, in names.

use domain::{id::ScopeId, people::Role};
use leptos::prelude::*;

use super::use_people;
use crate::i18n::{t, t_string, use_i18n};
use crate::ui::icon::{Icon, Shape};

/// Opens to the names and roles of everyone who can see what is in a scope.
#[component]
pub fn WhoCanSee(
    /// Where the record is.
    #[prop(into)]
    scope: Signal<ScopeId>,
) -> impl IntoView {
    let i18n = use_i18n();
    let people = use_people();
    let readers = move || people.get().map(|people| people.readers(scope.get())).unwrap_or_default();
    let own = move || readers().is_empty();
    view! {
        <details class="who">
            <summary>
                <Icon shape=Shape::Eye />
                {t!(i18n, people.who_can_see)}
            </summary>
            <Show when=own>
                <p class="meta">{t!(i18n, people.only_you)}</p>
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
    let i18n = use_i18n();
    match role {
        Role::Owner => t_string!(i18n, people.owner),
        Role::Trainee => t_string!(i18n, people.trainee),
        Role::Mentor => t_string!(i18n, people.mentor),
        Role::TrainingCoordinator => t_string!(i18n, people.training_coordinator),
        Role::PersonalTutor => t_string!(i18n, people.personal_tutor),
        Role::LinkTutor => t_string!(i18n, people.link_tutor),
        Role::CourseLead => t_string!(i18n, people.course_lead),
        Role::Administrator => t_string!(i18n, people.administrator),
        Role::Reader => t_string!(i18n, people.reader),
    }
}
