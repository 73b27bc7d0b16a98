//! Does what the machine in `domain` decides: writes, then sends, then tells; one step at a time, one request at a time.
//!
//! It knows neither browser nor network: both are parameters, so that tests run it natively against a real server.

use std::rc::Rc;

use chrono::TimeDelta;
use domain::{
    id::{ClientId, MutationId, PersonId},
    sync::{
        client::{Chance, Client, Connection, Effect, Event, Failure},
        mutation::Mutation,
        wire::{Reply, Request},
    },
};
use futures::{
    FutureExt, StreamExt,
    channel::mpsc::UnboundedReceiver,
    future::{Fuse, LocalBoxFuture},
    select_biased,
    stream::FuturesUnordered,
};

use super::handle::{Inbox, Told};
use crate::store::{Fault, Standing, Store, change::Change, follow::Wrote};

/// The way to the server.
pub trait Transport: 'static {
    /// Sends one request and gives the answer, if there is one in the right form.
    fn exchange(&self, request: &Request) -> impl Future<Output = Result<Reply, Failure>>;

    /// Renews the session.
    fn refresh(&self) -> impl Future<Output = Result<(), Failure>>;
}

/// What the engine needs of the world around it, and tells it.
pub trait Environment: 'static {
    /// The time, and what must be new or random.
    fn chance(&self) -> Chance;

    /// Ends after this time.
    fn sleep(&self, time: TimeDelta) -> LocalBoxFuture<'static, ()>;

    /// Hears what happened.
    fn tell(&self, news: News);
}

/// What happened, for screens and other tabs.
#[derive(Debug, Clone, PartialEq)]
pub enum News {
    /// Something is on the disk.
    Wrote(Wrote),
    /// What a person did is durably here.
    Saved,
    /// How the device stands to its server.
    Connection(Connection),
    /// What a person did is under way, or no longer.
    Sending(bool),
    /// The store failed; what it was about was not done.
    Trouble(Fault),
}

/// Sync on one device: its state between two steps.
pub struct Engine<S, T, E> {
    person: PersonId,
    build: String,
    store: S,
    transport: Rc<T>,
    environment: E,
    machine: Client,
    client: ClientId,
    generation: u64,
    inbox: UnboundedReceiver<Told>,
    flight: Fuse<LocalBoxFuture<'static, Event>>,
    alarms: FuturesUnordered<LocalBoxFuture<'static, ()>>,
    /// Whether work is said to be under way.
    is_sending: bool,
}

impl<S: Store, T: Transport, E: Environment> Engine<S, T, E> {
    /// Starts from what is on the disk; [`run`](Self::run) then does the work that comes into the inbox.
    pub async fn open(
        person: PersonId,
        build: String,
        store: S,
        transport: T,
        environment: E,
        Inbox(inbox): Inbox,
    ) -> Result<Self, Fault> {
        let client = environment.chance().client;
        let mut engine = Self {
            person,
            machine: Client::new(person, client, build.clone()),
            build,
            store,
            transport: Rc::new(transport),
            environment,
            client,
            generation: 0,
            inbox,
            flight: Fuse::terminated(),
            alarms: FuturesUnordered::new(),
            is_sending: false,
        };
        engine.load().await?;
        Ok(engine)
    }

    /// Whether anything was ever saved on this device.
    pub fn has_saved(&self) -> bool {
        self.machine.has_saved()
    }

    /// Works for as long as anyone holds a handle.
    pub async fn run(mut self) {
        loop {
            select_biased! {
                told = self.inbox.next() => match told {
                    Some(told) => self.hear(told).await,
                    None => return,
                },
                answer = &mut self.flight => self.answered(answer).await,
                () = self.alarms.select_next_some() => self.notice(Event::Timer).await,
            }
        }
    }

    async fn hear(&mut self, told: Told) {
        match told {
            Told::Save { mutation, hold, draft, done } => {
                let _gone = done.send(self.save(mutation, hold, draft).await);
            }
            Told::TakeBack(id, done) => {
                let _gone = done.send(self.take_back(id).await);
            }
            Told::Event(event) => self.notice(event).await,
            Told::Elsewhere => {
                if let Err(fault) = self.load().await {
                    self.environment.tell(News::Trouble(fault));
                }
            }
        }
    }

    async fn save(
        &mut self,
        mutation: Box<Mutation>,
        hold: TimeDelta,
        draft: Option<String>,
    ) -> Result<(), Fault> {
        let also: Vec<Change> = draft.map(|key| Change::Draft(key, None)).into_iter().collect();
        self.step(&Event::Saved(mutation, hold), &also).await?;
        self.environment.tell(News::Saved);
        Ok(())
    }

    /// Whether it was still here to be taken back.
    async fn take_back(&mut self, id: MutationId) -> Result<bool, Fault> {
        self.step(&Event::TakenBack(id), &[]).await
    }

    /// An event that nobody waits for.
    async fn notice(&mut self, event: Event) {
        if let Err(fault) = self.step(&event, &[]).await {
            self.environment.tell(News::Trouble(fault));
        }
    }

    /// An answer that cannot be stored is as none: the machine asks again later.
    async fn answered(&mut self, answer: Event) {
        if let Err(fault) = self.step(&answer, &[]).await {
            self.environment.tell(News::Trouble(fault));
            self.notice(Event::Failed(Failure::Offline)).await;
        }
        if !self.machine.is_sending() {
            self.tell_sending(false);
        }
    }

    /// Who only asks for news sends nothing, and nobody needs to hear of it.
    fn tell_sending(&mut self, sending: bool) {
        if self.is_sending != sending {
            self.is_sending = sending;
            self.environment.tell(News::Sending(sending));
        }
    }

    /// One event; says whether it wrote anything.
    ///
    /// All its writes are one transaction; only when they are on the disk is anything sent or told.
    async fn step(&mut self, event: &Event, also: &[Change]) -> Result<bool, Fault> {
        loop {
            let mut machine = self.machine.clone();
            let effects = machine.step(event.clone(), &self.environment.chance());
            let (mut changes, rest) = Change::split(effects);
            changes.extend_from_slice(also);
            match self.write(&changes).await {
                Ok(()) => {
                    self.machine = machine;
                    self.carry_out(rest);
                    return Ok(!changes.is_empty());
                }
                // Another tab was first: the same event meets what that tab has left.
                Err(Fault::Stale) => self.load().await?,
                Err(fault) => return Err(fault),
            }
            if self.is_done(event) {
                return Ok(true);
            }
        }
    }

    /// A save whose connection broke after the commit is on the disk, and must not be there twice.
    fn is_done(&self, event: &Event) -> bool {
        let Event::Saved(mutation, _) = event else { return false };
        self.machine.outbox().iter().any(|entry| entry.mutation.id == mutation.id)
    }

    async fn write(&mut self, changes: &[Change]) -> Result<(), Fault> {
        if changes.is_empty() {
            return Ok(());
        }
        let from = self.generation;
        self.generation = self.store.write(Some(from), changes).await?;
        for change in changes {
            if let Change::Name(client, _) = change {
                self.client = *client;
            }
        }
        self.environment.tell(News::Wrote(Wrote { from, to: self.generation, changes: changes.into() }));
        Ok(())
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send(request) => {
                    self.tell_sending(!request.push.is_empty());
                    self.flight = exchange(Rc::clone(&self.transport), *request).boxed_local().fuse();
                }
                Effect::Wake(time) => self.alarms.push(self.environment.sleep(time)),
                Effect::Tell(connection) => self.environment.tell(News::Connection(connection)),
                Effect::Keep { .. } | Effect::Forget(_) | Effect::Apply(_) => {}
            }
        }
    }

    /// Takes up what is on the disk, and gives the device its name when it has none.
    async fn load(&mut self) -> Result<(), Fault> {
        loop {
            let Standing { generation, name, outbox, cursors } = self.store.standing().await?;
            self.generation = generation;
            let Some((client, next)) = name else {
                match self.write(&[Change::Name(self.client, 1)]).await {
                    Ok(()) | Err(Fault::Stale) => continue,
                    Err(fault) => return Err(fault),
                }
            };
            let machine = if client == self.client {
                self.machine.clone()
            } else {
                Client::new(self.person, client, self.build.clone())
            };
            self.client = client;
            self.machine = machine.resume(next, outbox, cursors);
            return Ok(());
        }
    }
}

/// Asks the server; a session that has run out is renewed once before the person is asked to sign in.
async fn exchange<T: Transport>(transport: Rc<T>, request: Request) -> Event {
    let mut answer = transport.exchange(&request).await;
    if matches!(answer, Err(Failure::Unauthorised)) {
        answer = match transport.refresh().await {
            Ok(()) => transport.exchange(&request).await,
            Err(failure) => Err(failure),
        };
    }
    match answer {
        Ok(reply) => Event::Answered(Box::new(reply)),
        Err(failure) => Event::Failed(failure),
    }
}
