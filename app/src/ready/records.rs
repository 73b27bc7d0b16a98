//! What of a person's records is on this device.

use chrono::{DateTime, TimeDelta, Utc};
use domain::feedback::FEEDBACK;
use domain::lesson::LESSON;
use domain::target::TARGET;
use leptos::prelude::*;

use super::{Row, check::Check};
use crate::counted;
use crate::device;
use crate::i18n::{t_string, use_i18n};
use crate::people::use_people;
use crate::session;
use crate::store::live::Records;
use crate::sync::browser;
use crate::ui::show::live;

/// What was received within this time is as new as school needs it.
const RECENT: TimeDelta = TimeDelta::days(1);

/// Whether what a person needs is here, how much of it, and when it was last received.
#[component]
pub fn RecordsHere() -> impl IntoView {
    let i18n = use_i18n();
    let name = move || t_string!(i18n, ready.records).to_string();
    live(move || match session::records() {
        Some(records) => view! { <Held records /> }.into_any(),
        None if device::known_person().is_some() => ().into_any(),
        None => {
            let words = t_string!(i18n, ready.records_nobody).to_string();
            view! { <Row check=Check::Look name=name() words /> }.into_any()
        }
    })
}

#[component]
fn Held(records: Records) -> impl IntoView {
    let i18n = use_i18n();
    let counts = counts(records);
    let all = records.ask(|look| look.has_received_all());
    live(move || {
        let name = t_string!(i18n, ready.records).to_string();
        let (is_whole, counts) = (all.get()?, counts.get()?);
        let (check, words) = match device::heard_at(records.person()) {
            Some(heard) if is_whole => received(heard, &amounts(counts)),
            _ => (Check::Wait, t_string!(i18n, ready.records_coming).to_string()),
        };
        Some(view! { <Row check name words /> })
    })
}

/// The numbers of trainees, lessons, lessons with feedback and targets that are here; none until they were looked up.
fn counts(records: Records) -> Memo<Option<[usize; 4]>> {
    let people = use_people();
    let counts = records.ask(|look| [LESSON, FEEDBACK, TARGET].map(|kind| look.count(kind)));
    Memo::new(move |_| {
        let trainees = people.with(|people| people.as_ref().map(|people| people.trainees().len()))?;
        let [lessons, feedback, targets] = counts.get()?;
        Some([trainees, lessons, feedback, targets])
    })
}

fn amounts([trainees, lessons, feedback, targets]: [usize; 4]) -> String {
    let i18n = use_i18n();
    let amounts = [
        (trainees, counted!(i18n, ready.trainees, trainees)),
        (lessons, counted!(i18n, ready.lessons, lessons)),
        (feedback, counted!(i18n, ready.feedback, feedback)),
        (targets, counted!(i18n, ready.targets, targets)),
    ];
    let some: Vec<String> =
        amounts.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words).collect();
    if some.is_empty() { t_string!(i18n, ready.records_none).to_string() } else { some.join(" · ") }
}

/// Records may be whole and yet old: who has not met a network for a day should, before school.
fn received(heard: DateTime<Utc>, amounts: &str) -> (Check, String) {
    let i18n = use_i18n();
    let moment = device::moment_in_words(heard);
    if browser::now() - heard < RECENT {
        let words = t_string!(i18n, ready.received, amounts = amounts, moment = moment);
        return (Check::Done, words);
    }
    let words = t_string!(i18n, ready.received_long_ago, amounts = amounts, moment = moment);
    (Check::Look, words)
}
