//! The one view of a page, and what its screens have asked of it.

use std::cell::{Cell, RefCell};

use domain::{
    sorted::Map,
    sync::view::topic::{Topic, Touched},
};
use leptos::prelude::*;

use super::super::{
    follow::{Following, Wrote},
    kept::Kept,
    look::Look,
};

/// The view; whoever asks it something is asked to ask again when the answer may be another.
#[derive(Debug)]
pub struct Watch {
    following: RefCell<Following>,
    asked: RefCell<Map<Topic, ArcTrigger>>,
    filled: ArcTrigger,
    is_filling: Cell<bool>,
    sending: RwSignal<bool>,
}

impl Watch {
    /// A view with nothing in it yet; `sending` says whether work is under way.
    pub fn new(sending: RwSignal<bool>) -> Self {
        Self {
            following: RefCell::default(),
            asked: RefCell::default(),
            filled: ArcTrigger::new(),
            is_filling: Cell::new(false),
            sending,
        }
    }

    /// The answer to a question; none until the view is filled.
    pub fn ask<T>(&self, question: impl FnOnce(Look<'_>) -> T) -> Option<T> {
        self.filled.track();
        let following = self.following.borrow();
        let reads = |topic| self.trigger(topic).track();
        let sending = || self.sending.get();
        Some(question(Look::new(following.view()?, &reads, &sending)))
    }

    /// Whether the view is filled.
    pub fn is_filled(&self) -> bool {
        self.following.borrow().view().is_some()
    }

    /// Whether something was written that was not heard.
    pub fn is_behind(&self) -> bool {
        self.following.borrow().is_behind()
    }

    /// The disk is at this generation.
    pub fn know(&self, generation: u64) {
        self.following.borrow_mut().know(generation);
    }

    /// Whether everything is to be read now; not when it is being read already.
    pub fn begins_to_fill(&self) -> bool {
        !self.is_filling.replace(true)
    }

    /// Everything was read, or could not be.
    pub fn fill(&self, kept: Option<Kept>) {
        self.is_filling.set(false);
        if let Some(kept) = kept {
            self.following.borrow_mut().fill(kept);
            self.filled.notify();
        }
    }

    /// Something was written.
    pub fn hear(&self, wrote: Wrote) {
        let touched = self.following.borrow_mut().hear(wrote);
        self.tell(&touched);
    }

    fn tell(&self, touched: &Touched) {
        let asked: Vec<ArcTrigger> = {
            let all = self.asked.borrow();
            touched.topics().filter_map(|topic| all.get(&topic).cloned()).collect()
        };
        asked.iter().for_each(ArcTrigger::notify);
    }

    fn trigger(&self, topic: Topic) -> ArcTrigger {
        self.asked.borrow_mut().get_or_insert_with(topic, ArcTrigger::new).clone()
    }
}
