//! The five areas of training: one to choose, and one that was chosen.

use domain::framework::{Area, EDITIONS};
use leptos::prelude::*;

use super::choices::choices;
use crate::i18n::{t, t_string, use_i18n};

/// What an area is called.
pub fn area_words(area: Area) -> &'static str {
    let i18n = use_i18n();
    match area {
        Area::Behaviour => t_string!(i18n, area.behaviour),
        Area::Pedagogy => t_string!(i18n, area.pedagogy),
        Area::Curriculum => t_string!(i18n, area.curriculum),
        Area::Assessment => t_string!(i18n, area.assessment),
        Area::Professional => t_string!(i18n, area.professional),
        Area::Other(_) => t_string!(i18n, area.other),
    }
}

/// The area that something belongs to.
#[component]
pub fn AreaChip(
    /// The area that is shown.
    area: Area,
) -> impl IntoView {
    view! { <span class="chip">{area_words(area)}</span> }
}

/// All areas, of which one may be chosen; choosing it again takes the choice back.
#[component]
pub fn AreaChips(
    /// The area that is chosen now.
    #[prop(into)]
    chosen: Signal<Option<Area>>,
    /// Is told what is to be chosen instead.
    choose: Callback<Option<Area>>,
) -> impl IntoView {
    let areas = Area::ALL.map(|area| (area, area_words(area))).to_vec();
    choices(t_string!(use_i18n(), area.choose), areas, chosen, choose)
}

/// What belongs to which area, for whoever hesitates: the sections of the newest framework there is.
#[component]
pub fn AreaSections() -> impl IntoView {
    let sections_of = |area: Area| {
        let sections = EDITIONS.last().into_iter().flat_map(|edition| edition.sections);
        let described = sections.filter(move |section| section.area == area);
        described
            .map(|section| view! { <dd><b>{section.heading}</b>" " {section.summary}</dd> })
            .collect_view()
    };
    let areas =
        Area::ALL.map(|area| view! { <dt>{area_words(area)}</dt> {sections_of(area)} }).collect_view();
    view! {
        <details class="sections">
            <summary>{t!(use_i18n(), area.sections)}</summary>
            <dl>{areas}</dl>
        </details>
    }
}
