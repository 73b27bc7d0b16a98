//! What the store on this device could not do, in words that say what to do.

use leptos::prelude::*;

use super::records;
use crate::device;
use crate::i18n::{t, t_string, use_i18n};
use crate::store::Fault;
use crate::ui::icon::Shape;
use crate::ui::screen::Screen;
use crate::ui::strip::Strip;

/// A strip above every screen, while the store of the person is in trouble.
#[component]
pub fn Trouble() -> impl IntoView {
    let i18n = use_i18n();
    let fault = move || records().and_then(|records| records.trouble().get());
    let strip = move |fault: Fault| {
        // With no room left, loading the page again would lose what is being typed.
        let again = (fault != Fault::Full).then(|| {
            view! {
                <button type="button" class="button small" on:click=|_| device::reload()>
                    {t!(i18n, store.load_again)}
                </button>
            }
        });
        view! { <Strip shape=Shape::Eye><span>{fault_words(&fault)}</span>{again}</Strip> }
    };
    view! { <div role="status">{move || fault().map(strip)}</div> }
}

/// The screen in the place of records that do not open.
#[component]
pub fn NotOpened(fault: Fault) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Screen title=t_string!(i18n, store.not_opened)>
            <Strip shape=Shape::Eye><span>{fault_words(&fault)}</span></Strip>
            <button type="button" class="button primary" on:click=|_| device::reload()>
                {t!(i18n, store.try_again)}
            </button>
        </Screen>
    }
}

/// Words that say why the store on this device did not do what was asked, and what to do.
pub fn fault_words(fault: &Fault) -> String {
    let i18n = use_i18n();
    match fault {
        Fault::Full => t_string!(i18n, store.full),
        Fault::Blocked => t_string!(i18n, store.blocked),
        Fault::Newer => t_string!(i18n, store.newer),
        Fault::Stale | Fault::Sealed | Fault::NoAnswer | Fault::Lost(_) | Fault::Damaged(_) => {
            t_string!(i18n, store.failed)
        }
    }
    .to_string()
}
