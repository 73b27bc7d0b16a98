//! One target, and how far it has come.

use chrono::TimeDelta;
use domain::id::ConflictId;
use domain::sorted::Set;
use domain::state::{SENT, State, TWO_VERSIONS};
use domain::sync::merge::Edit;
use domain::sync::mutation::Action;
use domain::sync::path::Path;
use domain::sync::record::Record;
use domain::target::{Status, TARGET, Target, fields::STATUS};
use leptos::{prelude::*, task::spawn_local};
use serde_json::{Value, json};

use super::status_words;
use crate::device::{day_in_words, today};
use crate::feedback::{Received, measure};
use crate::i18n::{t, t_string, use_i18n};
use crate::record::choice::{Choice, choices};
use crate::record::versions::Versions;
use crate::state::StateChip;
use crate::store::live::Records;
use crate::ui::area::AreaChip;
use crate::ui::icon::{Icon, Shape};

/// A target as it stands on the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The record of the target.
    pub record: Record,
    /// The target as its record reads.
    pub target: Target,
    /// The state in which it is, from the one table.
    pub state: State,
}

impl Shown {
    /// Whether nobody works on it any more.
    pub fn is_finished(&self) -> bool {
        self.target.status.is_finished()
    }
}

/// The target in words, where it came from, and what its trainee can say of it.
pub fn card(shown: Shown, feedback: &[Received], records: Records) -> AnyView {
    let is_finished = shown.is_finished();
    let Shown { record, target, state } = shown;
    // That there are two versions is said where they stand.
    let waits = !matches!(state, SENT | TWO_VERSIONS);
    let is_late = !is_finished && target.agreed.due.is_some_and(|day| day < today());
    let from = feedback.iter().find(|received| received.record.id == target.feedback).map(came_from);
    view! {
        <li class="card target">
            <p class="target-text" dir="auto">{target.agreed.text.clone()}</p>
            {measure(&target.agreed)}
            <div class="chips">
                {status_chip(target.status)}
                {is_late.then(late_chip)}
                {target.agreed.area.map(|area| view! { <AreaChip area /> })}
            </div>
            {waits.then(|| view! { <StateChip state /> })}
            {settle(&record, records)}
            {statuses(record, target.status, records)}
            {from}
        </li>
    }
    .into_any()
}

fn status_chip(status: Status) -> AnyView {
    let (tone, shape) = match status {
        Status::Met => ("good", Shape::Tick),
        Status::WorkedOn => ("info", Shape::Clock),
        Status::CarriedOver => ("wait", Shape::Arrow),
        Status::Open | Status::Other(_) => ("plain", Shape::Target),
        Status::Dropped => ("plain", Shape::Back),
    };
    view! {
        <span class="chip" data-tone=tone data-status=status.word()>
            <Icon shape />
            {status_words(status)}
        </span>
    }
    .into_any()
}

/// The day by which it was to be met is over; who works on it looks at it with their mentor.
fn late_chip() -> AnyView {
    let i18n = use_i18n();
    view! { <span class="chip" data-tone="wait"><Icon shape=Shape::Clock />{t!(i18n, targets.late)}</span> }
        .into_any()
}

fn came_from(received: &Received) -> AnyView {
    let i18n = use_i18n();
    let (address, day) = (format!("/feedback/{}", received.record.id), day_in_words(received.day()));
    view! { <a class="from-feedback" href=address>{t!(i18n, targets.from_feedback, day = day.clone())}</a> }
        .into_any()
}

/// Toggles: the one that is pressed says how far it has come, and pressing it again takes that back.
fn statuses(record: Record, now: Status, records: Records) -> AnyView {
    let i18n = use_i18n();
    let record = StoredValue::new(record);
    let one = move |status: Status| {
        let pressed = status == now;
        let press = move |_| {
            let next = if pressed { Status::Open } else { status };
            set(records, &record.get_value(), STATUS.path(), Some(json!(next)), [].into());
        };
        view! {
            <button type="button" class="choice" aria-pressed=pressed.to_string() on:click=press>
                {status_words(status)}
            </button>
        }
    };
    view! {
        <div class="choices" role="group" aria-label=t_string!(i18n, targets.how_far)>
            {[Status::WorkedOn, Status::Met].map(one).collect_view()}
        </div>
    }
    .into_any()
}

/// What has two versions, one of which the person lets hold.
fn settle(record: &Record, records: Records) -> AnyView {
    let open = Signal::stored(choices(record));
    let record = record.clone();
    let choose = Callback::new(move |(choice, late): (Choice, bool)| {
        let Choice { conflict, stands } = choice;
        let value = if late { conflict.theirs } else { stands };
        set(records, &record, conflict.path, value, [conflict.id].into());
    });
    view! { <Versions open choose /> }.into_any()
}

/// Sets one field, with what stood there, and settles what it decides.
fn set(records: Records, record: &Record, path: Path, value: Option<Value>, settles: Set<ConflictId>) {
    let base = path.get(&record.body).cloned();
    let edit = (base != value).then_some(Edit { path, base, value });
    let edits = edit.into_iter().collect();
    let action = Action::Edit { edits, settles };
    let mutation = records.mutation(record.scope, record.id, TARGET, action);
    spawn_local(async move {
        // What the store could not do is said by the store; the target stays as it is shown.
        drop(records.save(mutation, TimeDelta::zero(), None).await);
    });
}
