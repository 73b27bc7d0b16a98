//! Withdrawing feedback with a reason.

use domain::{
    feedback::{
        FEEDBACK,
        command::{Command, Withdraw, entries},
    },
    id::RecordId,
    sync::mutation::Action,
};
use leptos::{prelude::*, task::spawn_local};

use super::{Form, Own, reason};
use crate::i18n::{t, t_string, use_i18n};
use crate::people::name_of;
use crate::record::undo::UNDO;
use crate::session::use_records;

/// Says what withdrawing does, and asks why.
pub(super) fn withdraw(id: RecordId, own: Memo<Option<Own>>, form: RwSignal<Option<Form>>) -> AnyView {
    let i18n = use_i18n();
    let records = use_records();
    let Some(trainee) = own.get_untracked().map(|own| own.feedback.trainee) else { return ().into_any() };
    let name = name_of(trainee);
    let reason = reason::reason(id, Form::Withdraw);
    let send = move |_| {
        let Some(Own { record, feedback, .. }) = own.get_untracked() else { return };
        let Some(text) = reason.check(t_string!(i18n, author.no_reason)) else { return };
        let (training, draft) = (feedback.training, Some(feedback.draft));
        let withdraw = Withdraw { training, targets: entries(&record.body), draft, reason: text };
        let mutation =
            records.mutation(record.scope, id, FEEDBACK, Action::from(Command::Withdraw(withdraw)));
        let (withdrawing, done) = (reason.act(mutation, UNDO), reason.done(reason::closing(form)));
        spawn_local(async move {
            if withdrawing.await.is_ok() {
                done();
            }
        });
    };
    view! {
        <div class="card item">
            <p>{move || t_string!(i18n, author.withdraw_explain, name = name.get())}</p>
            {reason::field(reason, t_string!(i18n, author.withdraw_why).to_string())}
            <div class="author-ways">
                <button type="button" class="button" on:click=move |_| reason.done(reason::closing(form))()>
                    {t!(i18n, author.cancel)}
                </button>
                <button type="button" class="button primary" on:click=send>{t!(i18n, author.withdraw_now)}</button>
            </div>
        </div>
    }
    .into_any()
}
