//! The reason for changing or withdrawing feedback, and where it is kept until it is sent.

use domain::{
    feedback::fields::said::{self, REASON},
    id::RecordId,
};
use leptos::prelude::*;

use super::Form;
use crate::record::{Rules, keeping::Keeping, reason::Reason};

/// The place in which the reason for doing this to a record is kept.
pub(super) fn place(record: RecordId, form: Form) -> Keeping {
    let what = match form {
        Form::Change => "change",
        Form::Withdraw => "withdraw",
    };
    let key = format!("{}/{what}/{record}", REASON.name());
    Keeping::new(key, Rules::Words(said::ROWS)).with_bare(REASON.path())
}

/// The reason for doing this to a record.
pub(super) fn reason(record: RecordId, form: Form) -> Reason {
    Reason::new(place(record, form), REASON)
}

/// The field for a reason, as wide as its form.
pub(super) fn field(reason: Reason, label: String) -> AnyView {
    view! { <div class="wide" role="group">{reason.row(label)}</div> }.into_any()
}

/// Closes a form, unless its screen is gone.
pub(super) fn closing(form: RwSignal<Option<Form>>) -> impl Fn() + Clone + Send + Sync + 'static {
    move || {
        let _gone = form.try_set(None);
    }
}
