//! The store as a screen has it, in a tab that saves and shows what waits.

use app::store::{live::Records, look::Unsent};
use domain::{
    id::{PersonId, RecordId, ScopeId},
    lesson::LESSON,
    sync::{fields::as_edits, mutation::Action},
};
use leptos::{mount::mount_to_body, prelude::*, task::spawn_local};
use serde_json::json;

/// Mounts a tab of one person: how many lines wait, and a button that adds one.
pub fn mount() {
    mount_to_body(|| {
        let records = RwSignal::new(None);
        let shown = RwSignal::new(String::new());
        spawn_local(async move {
            match Records::open(PersonId::natural("suite", &[&2])).await {
                Ok(opened) => records.set(Some(opened)),
                Err(fault) => shown.set(fault.to_string()),
            }
        });
        Effect::new(move |_| {
            let Some(unsent) = records.get().map(Records::unsent) else { return };
            Effect::new(move |_| shown.set(words(unsent.get())));
        });
        view! {
            <button on:click=move |_| records.get().into_iter().for_each(save)>"Save"</button>
            <output>{move || shown.get()}</output>
        }
    });
}

fn words(lines: Option<Vec<Unsent>>) -> String {
    lines.map_or_else(String::new, |lines| format!("{} not sent yet", lines.len()))
}

fn save(records: Records) {
    let mut mutation = records.mutation(
        ScopeId::natural("suite", &[&1]),
        RecordId::natural("suite", &[&1]),
        LESSON,
        Action::Edit { edits: Vec::new(), settles: [].into() },
    );
    // Each begins a lesson of its own, so that no two are joined.
    mutation.record = RecordId(mutation.id.0);
    let body = json!({"trainee": records.person(), "date": "2026-11-21"});
    let edits = as_edits(LESSON, body.as_object().expect("an object")).expect("its fields");
    mutation.action = Action::Edit { edits, settles: [].into() };
    spawn_local(async move {
        records.save(mutation, chrono::TimeDelta::zero(), None).await.expect("it is saved");
    });
}
