//! What becomes of feedback that was taken back before it left, and of its changes.

use domain::{
    feedback::{FEEDBACK, command::Command, fields::said::REASON},
    id::RecordId,
    sync::mutation::Action,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{Form, Held, reason};
use crate::record::{keeping::Keeping, reason::said, undo::way_back};
use crate::session::use_records;
use crate::store::{Fault, live::Records};

/// The way back: what was sent becomes a draft again, and a change opens with its words.
pub(super) fn undo(
    held: Held,
    id: RecordId,
    lesson: Option<RecordId>,
    form: RwSignal<Option<Form>>,
) -> AnyView {
    let records = use_records();
    let navigate = use_navigate();
    let Held { mutation, until, .. } = held;
    let back = move || {
        if let (true, Some(lesson)) = (held.is_send(), lesson) {
            return navigate(&format!("/lessons/{lesson}/feedback?step=3"), NavigateOptions::default());
        }
        let action = held.action.clone();
        spawn_local(async move {
            if let Ok(Some(opens)) = give_back(records, id, &action).await {
                // The screen may be gone by now.
                let _gone = form.try_set(Some(opens));
            }
        });
    };
    way_back(mutation, until, back)
}

/// What was typed stands again in the form it was typed in; tells which that is. What is typed there by now is newer, and stays.
async fn give_back(records: Records, id: RecordId, action: &Action) -> Result<Option<Form>, Fault> {
    records.flush().await;
    let (form, reason) = match Command::of(action) {
        Some(Command::Amend(amend)) if amend.settles.is_empty() => {
            Keeping::record(id, FEEDBACK).give_back(records, &amend.edits).await?;
            (Form::Change, &amend.reason)
        }
        Some(Command::Withdraw(withdraw)) => (Form::Withdraw, &withdraw.reason),
        _ => return Ok(None),
    };
    reason::place(id, form).give_back(records, &[said(REASON, reason)]).await?;
    records.flush().await;
    Ok(Some(form))
}
