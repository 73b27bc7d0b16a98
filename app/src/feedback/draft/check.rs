//! The last step: what was talked about, and what the trainee will see, before it is sent.

use domain::feedback::fields::{DISCUSSION, QUOTES};
use domain::sync::record::read;
use leptos::prelude::*;

use super::{content, drafting::Drafting, lines, send};
use crate::feedback::Words;
use crate::i18n::{t, t_string, use_i18n};
use crate::people::WhoCanSee;
use crate::record::row::Row;
use crate::record::versions::Versions;
use crate::ui::text::Writing;

/// The talk, the lines, the preview, who can see it, and the way out.
pub(super) fn check(drafting: Drafting) -> AnyView {
    let i18n = use_i18n();
    let label = Signal::derive(move || t_string!(i18n, draft.discussion).to_string());
    let discussion = Row::new(DISCUSSION.path(), label, Writing::Lines(4)).of(drafting.fields());
    let name = drafting.name();
    let scope = drafting.about().shared;
    let send = send::sending(drafting);
    view! {
        <div class="card item">
            {discussion}
            <Versions open=drafting.choices(DISCUSSION.path()) choose=drafting.choose() />
        </div>
        {lines::shown_lines(drafting)}
        <Versions open=drafting.choices(QUOTES.path()) choose=drafting.choose() />
        <section class="preview" aria-labelledby="preview">
            <h2 id="preview">{move || t_string!(i18n, draft.preview, name = name.get())}</h2>
            {move || preview(drafting)}
            <WhoCanSee scope targets_of=drafting.about().trainee />
        </section>
        <div class="foot">
            <a class="button" href=drafting.address(2)>{t!(i18n, draft.back)}</a>
            <button type="button" class="button primary" on:click=move |_| send.run(())>
                {move || t_string!(i18n, draft.send, name = name.get())}
            </button>
        </div>
    }
    .into_any()
}

/// Exactly what will be sent.
fn preview(drafting: Drafting) -> AnyView {
    let i18n = use_i18n();
    let content = content::content(&drafting.fields().body());
    let says_nothing = content::lacks(&content).contains(&content::Lack::Words);
    let nothing = says_nothing.then(|| view! { <p class="meta">{t!(i18n, draft.preview_nothing)}</p> });
    let words = read(&content).ok().map(|content| view! { <Words content /> });
    view! {
        {nothing}
        {words}
    }
    .into_any()
}
