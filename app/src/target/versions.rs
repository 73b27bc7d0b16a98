//! Two versions of one field of a target: both are shown, and one is chosen.

use domain::framework::Area;
use domain::plain::Read;
use domain::sync::record::{Conflict, Record};
use domain::target::Status;
use leptos::prelude::*;
use serde_json::Value;

use super::card::set;
use super::status_words;
use crate::device::day_in_words;
use crate::i18n::{t, t_string, use_i18n};
use crate::store::live::Records;
use crate::ui::area::area_words;

/// What waits to be decided about a target.
pub fn versions(record: &Record, records: Records) -> Vec<AnyView> {
    record.conflicts.iter().map(|conflict| choice(record, conflict, records)).collect()
}

fn choice(record: &Record, conflict: &Conflict, records: Records) -> AnyView {
    let i18n = use_i18n();
    let now = conflict.path.get(&record.body).cloned();
    let both = [now, conflict.theirs.clone()].map(|value| option(record, conflict, value, records));
    view! {
        <div class="versions">
            <p class="meta">{t!(i18n, targets.versions)}</p>
            <ul class="shelf">{both.collect_view()}</ul>
        </div>
    }
    .into_any()
}

fn option(record: &Record, conflict: &Conflict, value: Option<Value>, records: Records) -> AnyView {
    let i18n = use_i18n();
    let words = value_words(value.as_ref());
    let (record, field, id) = (record.clone(), conflict.path.to_string(), conflict.id);
    let choose = move |_| set(records, &record, &field, value.clone(), [id].into());
    view! {
        <li class="version">
            <p class="said-text" dir="auto">{words}</p>
            <button type="button" class="button small" on:click=choose>{t!(i18n, targets.keep_this)}</button>
        </li>
    }
    .into_any()
}

/// A value of a target for a person: words of tables and days as they are said, everything else as it was written.
fn value_words(value: Option<&Value>) -> String {
    let i18n = use_i18n();
    let Some(value) = value else { return t_string!(i18n, targets.empty).to_string() };
    if let Ok(status) = Status::read(value.clone()) {
        return status_words(status).to_owned();
    }
    if let Ok(area) = Area::read(value.clone()) {
        return area_words(area).to_owned();
    }
    let text = value.as_str().unwrap_or_default();
    text.parse().map_or_else(|_| text.to_owned(), day_in_words)
}
