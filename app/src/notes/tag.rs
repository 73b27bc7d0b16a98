//! What a note may become: strength, question or target.

use domain::notes::Tag;
use leptos::prelude::*;

use crate::i18n::{t_string, use_i18n};
use crate::ui::choices::choices;

/// What a tag is called.
pub fn tag_words(tag: Tag) -> &'static str {
    let i18n = use_i18n();
    match tag {
        Tag::Strength => t_string!(i18n, notes.strength),
        Tag::Question => t_string!(i18n, notes.question),
        Tag::Target => t_string!(i18n, notes.target),
        Tag::Other(_) => t_string!(i18n, notes.other_tag),
    }
}

/// The mark that a note has.
#[component]
pub fn TagChip(
    /// The mark of the note.
    tag: Tag,
) -> impl IntoView {
    let tone = match tag {
        Tag::Strength => "good",
        Tag::Question => "info",
        Tag::Target => "wait",
        Tag::Other(_) => "plain",
    };
    view! { <span class="chip" data-tone=tone>{tag_words(tag)}</span> }
}

/// The tags, of which one may be chosen; choosing it again takes the choice back.
#[component]
pub fn TagChips(
    /// The tag that is chosen now.
    #[prop(into)]
    chosen: Signal<Option<Tag>>,
    /// Is told what is to be chosen instead.
    choose: Callback<Option<Tag>>,
) -> impl IntoView {
    let tags = Tag::ALL.map(|tag| (tag, tag_words(tag))).to_vec();
    choices(t_string!(use_i18n(), notes.tag), tags, chosen, choose)
}
