//! What of a person's records is on this device.

use domain::sync::record::RecordKind;
use leptos::prelude::*;

use super::{Row, check::Check};
use crate::device;
use crate::i18n::{t_string, use_i18n};
use crate::people::use_people;
use crate::session;
use crate::store::{live::Records, look::Wanted};

/// Whether what a person needs is here, how much of it, and when it was last received.
#[component]
pub fn RecordsHere() -> impl IntoView {
    let i18n = use_i18n();
    let name = move || t_string!(i18n, ready.records).to_string();
    move || match session::records() {
        Some(records) => view! { <Held records /> }.into_any(),
        None if device::known_person().is_some() => ().into_any(),
        None => {
            let words = t_string!(i18n, ready.records_nobody).to_string();
            view! { <Row check=Check::Look name=name() words /> }.into_any()
        }
    }
}

#[component]
fn Held(records: Records) -> impl IntoView {
    let i18n = use_i18n();
    let counts = counts(records);
    let all = LocalResource::new(move || {
        counts.track();
        async move { records.has_received_all().await.unwrap_or_default() }
    });
    move || {
        let name = t_string!(i18n, ready.records).to_string();
        let is_whole = all.get()?;
        let check = if is_whole { Check::Done } else { Check::Wait };
        let words = match counts.get()? {
            _ if !is_whole => t_string!(i18n, ready.records_coming).to_string(),
            [0, 0, 0, 0] => t_string!(i18n, ready.records_none).to_string(),
            counts => received(records, amounts(counts)),
        };
        Some(view! { <Row check name words /> })
    }
}

/// How many trainees, lessons, lessons with feedback and targets are here; none until they were looked up.
fn counts(records: Records) -> Memo<Option<[usize; 4]>> {
    let people = use_people();
    let count = |kind| {
        let all = records.view(Wanted::Kind(kind));
        Signal::derive(move || all.with(|all| all.as_ref().map(Vec::len)))
    };
    let [lessons, feedback, targets] =
        [RecordKind::Lesson, RecordKind::Feedback, RecordKind::Target].map(count);
    Memo::new(move |_| {
        let trainees = people.get()?.trainees().len();
        Some([trainees, lessons.get()?, feedback.get()?, targets.get()?])
    })
}

fn amounts([trainees, lessons, feedback, targets]: [usize; 4]) -> String {
    let i18n = use_i18n();
    let amounts = [
        (trainees, t_string!(i18n, ready.trainees, count = trainees).to_string()),
        (lessons, t_string!(i18n, ready.lessons, count = lessons).to_string()),
        (feedback, t_string!(i18n, ready.feedback, count = feedback).to_string()),
        (targets, t_string!(i18n, ready.targets, count = targets).to_string()),
    ];
    let some: Vec<String> =
        amounts.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words).collect();
    some.join(" · ")
}

fn received(records: Records, amounts: String) -> String {
    let i18n = use_i18n();
    match device::heard_at(records.person()).map(device::moment_in_words) {
        Some(moment) => t_string!(i18n, ready.received, amounts = amounts, moment = moment).to_string(),
        None => amounts,
    }
}
