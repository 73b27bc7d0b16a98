//! Two versions of feedback that was sent from two devices: the author lets one hold.

use domain::{
    feedback::{
        FEEDBACK,
        command::{Amend, Command},
    },
    id::RecordId,
    sync::mutation::Action,
};
use leptos::{prelude::*, task::spawn_local};

use super::Own;
use crate::i18n::{t_string, use_i18n};
use crate::record::choice::{Choice, choices};
use crate::record::undo::UNDO;
use crate::record::versions::Versions;
use crate::session::use_records;

/// Every word that has two versions, with one tap for each.
pub(super) fn settle(id: RecordId, own: Memo<Option<Own>>) -> AnyView {
    let i18n = use_i18n();
    let records = use_records();
    let open = Signal::derive(move || {
        let Some(Own { record, .. }) = own.get() else { return Vec::new() };
        choices(&record)
    });
    let choose = Callback::new(move |(choice, late): (Choice, bool)| {
        let Some(Own { record, feedback, .. }) = own.get_untracked() else { return };
        let edits = choice.edits(late);
        let reason = t_string!(i18n, versions.reason).to_string();
        let settles = [choice.conflict.id].into();
        let amend =
            Action::from(Command::Amend(Amend { training: feedback.training, reason, edits, settles }));
        let mutation = records.mutation(record.scope, id, FEEDBACK, amend);
        spawn_local(async move { drop(records.save(mutation, UNDO, None).await) });
    });
    view! { <Versions open choose /> }.into_any()
}
