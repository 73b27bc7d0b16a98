//! The page of one feedback, as its author needs it.

use domain::{
    feedback::Feedback,
    id::RecordId,
    sync::record::{Record, read},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::Author;
use crate::feedback::Words;
use crate::i18n::{t, t_string, use_i18n};
use crate::people::WhoCanSee;
use crate::session::use_records;
use crate::store::look::Wanted;
use crate::ui::screen::Screen;

/// What was sent, how far it has come, and what its author can do.
#[component]
pub fn OneFeedback() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("feedback")?.parse::<RecordId>().ok()));
    move || {
        let title = move || t_string!(i18n, author.title).to_string();
        let body = id.get().map(one);
        view! { <Screen title>{body}</Screen> }
    }
}

fn one(id: RecordId) -> AnyView {
    let i18n = use_i18n();
    let found = use_records().view(Wanted::One(id));
    let missing = move || {
        found.get().is_some_and(|found| found.is_empty()).then(|| view! { <p>{t!(i18n, draft.missing)}</p> })
    };
    let words = move || found.get().and_then(|found| said(found.first()?));
    view! {
        <Author feedback=id />
        {words}
        {missing}
    }
    .into_any()
}

fn said(record: &Record) -> Option<AnyView> {
    let feedback: Feedback = read(&record.body).ok()?;
    let (content, scope) = (feedback.content, record.scope);
    let view = view! {
        <Words content />
        <WhoCanSee scope />
    };
    Some(view.into_any())
}
