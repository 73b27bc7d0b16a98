//! What screens and triggers ask of the engine.

use chrono::TimeDelta;
use domain::{
    id::{MutationId, PersonId},
    sync::{client::Event, mutation::Mutation},
};
use futures::channel::{
    mpsc::{self, UnboundedReceiver, UnboundedSender},
    oneshot,
};

use crate::store::Fault;

/// What the engine is told.
pub(super) enum Told {
    /// A person did something; `draft` is the field whose text it takes over.
    Save {
        mutation: Box<Mutation>,
        hold: TimeDelta,
        draft: Option<String>,
        done: oneshot::Sender<Result<(), Fault>>,
    },
    /// A person takes back what has not been sent.
    TakeBack(MutationId, oneshot::Sender<Result<bool, Fault>>),
    /// Something happened that nobody waits for.
    Event(Event),
    /// Another tab has written.
    Elsewhere,
}

/// What the engine is told, in order; it waits here until there is an engine.
#[derive(Debug)]
pub struct Inbox(pub(super) UnboundedReceiver<Told>);

/// A way to the engine; as long as one is held it runs.
#[derive(Clone, Debug)]
pub struct Handle(UnboundedSender<Told>);

impl Handle {
    /// A way to an engine that takes up this inbox.
    pub fn new() -> (Self, Inbox) {
        let (tell, told) = mpsc::unbounded();
        (Self(tell), Inbox(told))
    }

    /// Saves what a person did; ends when it is durably on this device. `hold` is the time in which it can be undone,
    /// `draft` the key of the field whose text it takes over: both change in one transaction.
    pub async fn save(
        &self,
        mutation: Mutation,
        hold: TimeDelta,
        draft: Option<String>,
    ) -> Result<(), Fault> {
        self.ask(|done| Told::Save { mutation: Box::new(mutation), hold, draft, done }).await
    }

    /// Takes back what has not been sent; says whether it was in time.
    pub async fn take_back(&self, id: MutationId) -> Result<bool, Fault> {
        self.ask(|done| Told::TakeBack(id, done)).await
    }

    /// The app came to the front, the network is back, or a person asks.
    pub fn wake(&self) {
        self.tell(Told::Event(Event::Woken));
    }

    /// The app goes to the back.
    pub fn hide(&self) {
        self.tell(Told::Event(Event::Hidden));
    }

    /// Some time has passed.
    pub fn tick(&self) {
        self.tell(Told::Event(Event::Timer));
    }

    /// Somebody has signed in.
    pub fn signed_in(&self, person: PersonId) {
        self.tell(Told::Event(Event::SignedIn(person)));
    }

    /// Another tab has written to the store.
    pub fn changed_elsewhere(&self) {
        self.tell(Told::Elsewhere);
    }

    async fn ask<T>(&self, told: impl FnOnce(oneshot::Sender<Result<T, Fault>>) -> Told) -> Result<T, Fault> {
        let (done, answer) = oneshot::channel();
        self.tell(told(done));
        answer.await.unwrap_or_else(|_| Err(Fault::Lost("sync has ended".to_owned())))
    }

    /// An engine that has ended needs to hear nothing.
    fn tell(&self, told: Told) {
        let _ended = self.0.unbounded_send(told);
    }
}
