//! What the person who writes must know at once, in one line: the longer words wait outside of the lesson.

use domain::sync::client::Connection;
use leptos::prelude::*;

use crate::i18n::{t_string, use_i18n};
use crate::people::name_of;
use crate::store::{Fault, live::Records};

/// A line that says that storage fails, that the person was signed out, or that someone else is signed in. Mostly there is
/// nothing to say.
#[component]
pub fn Notice(
    /// The records of the person.
    records: Records,
) -> impl IntoView {
    let words = Memo::new(move |_| match (records.trouble().get(), records.connection().get()) {
        (Some(fault), _) => fault_words(&fault),
        (None, Some(connection)) => session_words(connection),
        (None, None) => String::new(),
    });
    view! { <p role="status" class="capture-notice">{words}</p> }
}

fn fault_words(fault: &Fault) -> String {
    let i18n = use_i18n();
    match fault {
        Fault::Full => t_string!(i18n, notes.full),
        _ => t_string!(i18n, notes.fails),
    }
    .to_string()
}

fn session_words(connection: Connection) -> String {
    let i18n = use_i18n();
    match connection {
        Connection::SignIn => t_string!(i18n, notes.signed_out).to_string(),
        Connection::OtherPerson(other) => match name_of(other).get() {
            name if name.is_empty() => t_string!(i18n, notes.other).to_string(),
            name => t_string!(i18n, notes.other_called, name = name),
        },
        _ => String::new(),
    }
}
