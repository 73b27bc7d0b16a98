//! Sending: what keeps the draft from it, and the one command that carries all of it.

use chrono::TimeDelta;
use domain::{
    feedback::{command::Send, draft_id, feedback_id},
    sync::{mutation::Action, path::Path, record::RecordKind},
};
use leptos::{html, prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    About,
    content::{self, Lack},
    drafting::Drafting,
};
use crate::i18n::{t, t_string, use_i18n};
use crate::people::use_people;
use crate::session::use_records;

/// So long sending can be undone before its first byte.
pub const UNDO: TimeDelta = TimeDelta::seconds(10);

/// Checks the draft and sends it, or says what it lacks.
pub(super) fn sending(drafting: Drafting) -> Callback<()> {
    let records = use_records();
    let people = use_people();
    let navigate = use_navigate();
    let About { lesson, shared, trainee } = drafting.about();
    let draft = draft_id(lesson, records.person());
    let bound = drafting.bound();
    Callback::new(move |()| {
        bound.flush();
        let training = people.with_untracked(|people| people.as_ref()?.trainee_called(trainee)?.training);
        let lacks = untrack(|| drafting.all_lacks());
        let content = untrack(|| content::content(&bound.body()));
        let Some(training) = training.filter(|_| lacks.is_empty()) else {
            drafting.lacks.set(if lacks.is_empty() { vec![Lack::Training] } else { lacks });
            return;
        };
        drafting.lacks.set(Vec::new());
        let feedback = feedback_id(draft);
        let send = Send { draft, lesson, trainee, training, content };
        let mutation = records.mutation(shared, feedback, RecordKind::Feedback, Action::Send(send));
        let navigate = navigate.clone();
        spawn_local(async move {
            match records.save(mutation, UNDO, None).await {
                Ok(()) => navigate(&format!("/feedback/{feedback}"), NavigateOptions::default()),
                Err(fault) => bound.report(fault),
            }
        });
    })
}

/// What keeps the draft from being sent, all at once. It takes the focus.
pub(super) fn summary(drafting: Drafting) -> Option<AnyView> {
    let i18n = use_i18n();
    let lacks = drafting.lacks.get();
    if lacks.is_empty() {
        return None;
    }
    let summary = NodeRef::<html::Div>::new();
    summary.on_load(|summary| drop(summary.focus()));
    let line = move |lack: Lack| {
        let address = drafting.address(lack.step());
        view! { <p><a href=address>{words(drafting, &lack)}</a></p> }
    };
    let view = view! {
        <div class="error-summary" role="alert" tabindex="-1" node_ref=summary aria-labelledby="lacks">
            <h2 id="lacks">{t!(i18n, draft.problem)}</h2>
            {lacks.into_iter().map(line).collect_view()}
        </div>
    };
    Some(view.into_any())
}

fn words(drafting: Drafting, lack: &Lack) -> String {
    let i18n = use_i18n();
    match lack {
        Lack::Words => t_string!(i18n, draft.empty).to_string(),
        Lack::FewerStrengths(count) => t_string!(i18n, draft.many_strengths, count = *count).to_string(),
        Lack::FewerTargets(count) => t_string!(i18n, draft.many_targets, count = *count).to_string(),
        Lack::WhatToDo(number) => t_string!(i18n, draft.target_without_text, number = *number).to_string(),
        Lack::Choice(_) => t_string!(i18n, draft.two_versions).to_string(),
        Lack::Fit(_) => t_string!(i18n, draft.unfit).to_string(),
        Lack::Training => {
            let name = drafting.name().get_untracked();
            t_string!(i18n, draft.no_training, name = name).to_string()
        }
    }
}

impl Drafting {
    /// What the content lacks, what has two versions, and what does not fit.
    fn all_lacks(self) -> Vec<Lack> {
        let mut lacks = content::lacks(&content::content(&self.bound().body()));
        let open = self.bound().stored().get().map(|record| record.conflicts).unwrap_or_default();
        lacks.extend(open.first().map(|open| Lack::Choice(step_of(&open.path))));
        lacks.extend(self.bound().problems().first().map(|path| Lack::Fit(step_of(path))));
        lacks
    }
}

/// The step in which a field is.
fn step_of(path: &Path) -> u8 {
    match path.segments().next() {
        Some("strengths") => 1,
        Some("targets") => 2,
        _ => 3,
    }
}
