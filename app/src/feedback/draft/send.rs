//! Sending: what keeps the draft from it, and the one command that carries all of it.

use domain::{
    feedback::{
        FEEDBACK,
        command::{Command, Send},
        draft_id, feedback_id,
    },
    sorted,
    sync::{mutation::Action, path::Path},
};
use leptos::{ev::MouseEvent, html, prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    ObservedLesson,
    content::{self, Lack},
    drafting::Drafting,
    items,
};
use crate::i18n::{t, t_string, use_i18n};
use crate::people::use_people;
use crate::record::row::problem_words;
use crate::record::undo::UNDO;
use crate::session::use_records;

/// Checks the draft and sends it, or says what it lacks.
pub(super) fn sending(drafting: Drafting) -> Callback<()> {
    let records = use_records();
    let people = use_people();
    let navigate = use_navigate();
    let ObservedLesson { lesson, shared, trainee } = drafting.about();
    let draft = draft_id(lesson, records.person());
    let bound = drafting.bound();
    Callback::new(move |()| {
        bound.fields.left();
        let training = people.with_untracked(|people| people.as_ref()?.trainee_called(trainee)?.training);
        let lacks = untrack(|| drafting.all_lacks());
        let content = untrack(|| content::content(&bound.fields.body()));
        let Some(training) = training.filter(|_| lacks.is_empty()) else {
            drafting.lacks.set(if lacks.is_empty() { vec![Lack::Training] } else { lacks });
            return;
        };
        drafting.lacks.set(Vec::new());
        let feedback = feedback_id(draft);
        let send = Send { draft, lesson, trainee, training, content };
        let mutation = records.mutation(shared, feedback, FEEDBACK, Action::from(Command::Send(send)));
        let navigate = navigate.clone();
        spawn_local(async move {
            match records.save(mutation, UNDO, None).await {
                Ok(()) => navigate(&format!("/feedback/{feedback}"), NavigateOptions::default()),
                Err(fault) => bound.report(fault),
            }
        });
    })
}

/// What keeps the draft from being sent, all at once, each with the way to where it can be put right. It takes the focus.
pub(super) fn summary(drafting: Drafting, step: Memo<u8>) -> Option<AnyView> {
    let i18n = use_i18n();
    let lacks = drafting.lacks.get();
    if lacks.is_empty() {
        return None;
    }
    let summary = NodeRef::<html::Div>::new();
    summary.on_load(|summary| drop(summary.focus()));
    let line = move |lack: Lack| {
        let address = drafting.address(lack.step());
        let words = words(drafting, &lack);
        let go = move |event: MouseEvent| {
            let field = lack.field().cloned();
            if lack.step() == step.get_untracked() {
                event.prevent_default();
                items::focus(field);
            } else {
                drafting.sought.set_value(field);
            }
        };
        view! { <p><a href=address on:click=go>{words}</a></p> }
    };
    let view = view! {
        <div class="error-summary" role="alert" tabindex="-1" node_ref=summary aria-labelledby="lacks">
            <h2 id="lacks">{t!(i18n, draft.problem)}</h2>
            {lacks.into_iter().map(line).collect_view()}
        </div>
    };
    Some(view.into_any())
}

/// What a lack is called, in the summary and at its field.
pub(super) fn words(drafting: Drafting, lack: &Lack) -> String {
    let i18n = use_i18n();
    match lack {
        Lack::Words => t_string!(i18n, draft.empty).to_string(),
        Lack::FewerStrengths(count) => t_string!(i18n, draft.many_strengths, count = *count),
        Lack::FewerTargets(count) => t_string!(i18n, draft.many_targets, count = *count),
        Lack::WhatToDo(path) => {
            let number = items::place(drafting, path).unwrap_or_default();
            t_string!(i18n, draft.target_without_text, number = number)
        }
        Lack::Choice(path) => {
            format!("{}: {}", items::name(drafting, path), t_string!(i18n, draft.two_versions))
        }
        Lack::Fit(path) => {
            // As it was when it was sent: what is typed since must not make the summary anew under the person's hands.
            let problem = untrack(|| drafting.fields().problem(path)).as_ref().map(problem_words);
            format!("{}: {}", items::name(drafting, path), problem.unwrap_or_default())
        }
        Lack::Training => {
            let name = drafting.name().get_untracked();
            t_string!(i18n, draft.no_training, name = name)
        }
    }
}

impl Drafting {
    /// What the content lacks, what has two versions, and what does not fit.
    fn all_lacks(self) -> Vec<Lack> {
        let mut lacks = content::lacks(&content::content(&self.fields().body()));
        let open = self.bound().stored().get().map(|record| record.conflicts).unwrap_or_default();
        let open: sorted::Set<Path> = open.into_iter().map(|open| open.path).collect();
        lacks.extend(open.into_iter().map(Lack::Choice));
        lacks.extend(self.fields().problems().into_iter().map(Lack::Fit));
        lacks
    }
}
