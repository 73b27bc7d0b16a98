//! The store as screens see it: signals that follow what this page, the server and other tabs write.

use std::{cell::Cell, rc::Rc};

use chrono::TimeDelta;
use domain::{
    id::{MutationId, PersonId, RecordId, ScopeId},
    sync::{
        client::Connection,
        mutation::{Action, Mutation},
        record::{Record, RecordKind},
        wire::Opened,
    },
};
use futures::{FutureExt, future::LocalBoxFuture};
use gloo_timers::future::TimeoutFuture;
use leptos::{ev, prelude::*, task::spawn_local};
use wasm_split_helpers::wasm_split;

use super::{
    Fault, Store,
    change::Change,
    drafts::Drafts,
    look::{Found, Unsent, Wanted},
};
use crate::{
    device,
    later::{AGAIN_MILLISECONDS, Loaded, loaded},
    sync::{
        browser::{self, Browser},
        engine::{Engine, News},
        handle::{Handle, Inbox},
        tabs::{Message, Tabs, Turns},
        transport::Network,
    },
};

#[cfg(target_arch = "wasm32")]
type Disk = super::indexed_db::IndexedDb;
/// Pages that the server renders compile the screens but hold no records.
#[cfg(not(target_arch = "wasm32"))]
type Disk = super::memory::Memory;

/// How long keystrokes are collected before they are written.
const QUIET_MILLISECONDS: u32 = 400;

/// A person's records on this device, and the way to change them.
#[derive(Clone, Copy)]
pub struct Records {
    person: PersonId,
    parts: StoredValue<Parts, LocalStorage>,
    board: Board,
}

#[derive(Clone)]
struct Parts {
    store: Disk,
    handle: Handle,
    drafts: Rc<Drafts<Disk>>,
    tabs: Rc<Tabs>,
}

/// What the engine's news set; screens read the same signals.
#[derive(Clone, Copy)]
struct Board {
    changes: RwSignal<u64>,
    connection: RwSignal<Option<Connection>>,
    sending: RwSignal<bool>,
    saving: RwSignal<Saving>,
    trouble: RwSignal<Option<Fault>>,
    storage: RwSignal<Storage>,
}

/// What the browser does with what is stored.
#[derive(Debug, Clone, Copy, Default)]
struct Storage {
    /// Whether it has promised to keep it.
    kept: Option<bool>,
    /// Whether this page has asked it to; some browsers ask the person, so it asks once.
    asked: bool,
}

/// Whether what is done can be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saving {
    /// The code for it is on its way.
    Coming,
    /// It can.
    Ready,
    /// The code for it could not be had; it is asked for again.
    Away,
}

/// What the engine needs to start.
#[derive(Clone)]
struct Start {
    person: PersonId,
    store: Disk,
    tabs: Rc<Tabs>,
    board: Board,
    /// Taken by the engine; what is done before waits in it.
    inbox: Rc<Cell<Option<Inbox>>>,
}

impl Start {
    /// Starts everything that saves and sends, once its code is here; a first visit may be over before it is.
    async fn start(self) {
        let board = self.board;
        loop {
            match engine(self.clone()).await {
                Ok(running) => return board.end(running.await),
                Err(_) => board.saving.set(Saving::Away),
            }
            TimeoutFuture::new(AGAIN_MILLISECONDS).await;
        }
    }
}

/// The engine on this device: it runs for as long as the page lives.
#[wasm_split(engine, fallible)]
fn engine(start: Start) -> Loaded<LocalBoxFuture<'static, Result<(), Fault>>> {
    let Start { person, store, tabs, board, inbox } = start;
    let running = async move {
        let Some(inbox) = inbox.take() else { return Ok(()) };
        let environment = Browser(move |news| {
            if news == News::Connection(Connection::Connected) {
                device::keep_heard_at(person, browser::now());
            }
            board.set(news, &tabs);
        });
        let network = Network::new(Turns::new(person));
        let engine = Engine::open(person, device::build(), store, network, environment, inbox).await?;
        board.saving.set(Saving::Ready);
        if engine.has_saved() {
            spawn_local(board.look_at_storage());
        }
        engine.run().await;
        Ok(())
    };
    loaded(running.boxed_local())
}

impl Records {
    /// Opens the store of a person and starts to sync it, for as long as the page lives.
    pub async fn open(person: PersonId) -> Result<Self, Fault> {
        let store = open_disk(person).await?;
        let tabs = Rc::new(Tabs::join(person));
        let board = Board::new();
        let (handle, inbox) = Handle::new();
        let inbox = Rc::new(Cell::new(Some(inbox)));
        spawn_local(Start { person, store: store.clone(), tabs: Rc::clone(&tabs), board, inbox }.start());
        let hears = handle.clone();
        tabs.hear(move |message| match message {
            Message::Changed => {
                hears.changed_elsewhere();
                board.changes.update(|count| *count += 1);
            }
            Message::SignedIn if board.waits_for_sign_in() => hears.signed_in(person),
            Message::SignedIn => {}
        });
        browser::watch(&handle);
        handle.wake();
        let drafts = Rc::new(Drafts::new(store.clone()));
        let parts = StoredValue::new_local(Parts { store, handle, drafts, tabs });
        let records = Self { person, parts, board };
        records.flush_when_hidden();
        Ok(records)
    }

    /// Whose records these are.
    pub fn person(self) -> PersonId {
        self.person
    }

    /// The records wanted, as the person left them; none until the first look at the disk.
    pub fn view(self, wanted: Wanted) -> Signal<Option<Vec<Record>>> {
        self.follow(wanted, move |found, _| found.view(&wanted))
    }

    /// What a screen needs to say of records in which state they are: see [`Found`].
    pub fn found(self, wanted: Wanted) -> Signal<Option<Found>> {
        self.follow(wanted, |found, _| found)
    }

    /// The lines of *Not sent yet*.
    pub fn unsent(self) -> Signal<Option<Vec<Unsent>>> {
        self.follow(Wanted::Nothing, |found, sending| found.unsent(sending))
    }

    /// Whether a request is under way.
    pub fn sending(self) -> Signal<bool> {
        self.board.sending.into()
    }

    /// Whether what is done here can be saved: the code for it comes after the first screen.
    pub fn saving(self) -> Signal<Saving> {
        self.board.saving.into()
    }

    /// How this device stands to its server; none until it has tried.
    pub fn connection(self) -> Signal<Option<Connection>> {
        self.board.connection.into()
    }

    /// What the store could not do, last.
    pub fn trouble(self) -> Signal<Option<Fault>> {
        self.board.trouble.into()
    }

    /// Whether the browser has promised to keep what is stored; none as long as nothing was ever saved here.
    pub fn storage_kept(self) -> Signal<Option<bool>> {
        Signal::derive(move || self.board.storage.get().kept)
    }

    /// A mutation by this person, now.
    pub fn mutation(self, scope: ScopeId, record: RecordId, kind: RecordKind, action: Action) -> Mutation {
        let id = MutationId(browser::new_id());
        Mutation { id, author: self.person, at: browser::now(), scope, record, kind, action }
    }

    /// Saves what the person did; ends when it is durably on this device. `hold` is the time in which it can be
    /// undone; `draft` is the field whose text it takes over, in the same transaction.
    pub async fn save(self, mutation: Mutation, hold: TimeDelta, draft: Option<&str>) -> Result<(), Fault> {
        let Parts { handle, drafts, .. } = self.parts();
        let typed = draft.and_then(|key| Some((key, drafts.release(key)?)));
        let saved = handle.save(mutation, hold, draft.map(str::to_owned)).await;
        if let (Err(_), Some((key, text))) = (&saved, typed) {
            self.keep_draft(key, &text);
        }
        saved
    }

    /// Takes back what has not been sent; says whether it was in time.
    pub async fn take_back(self, id: MutationId) -> Result<bool, Fault> {
        self.parts().handle.take_back(id).await
    }

    /// The person has seen why something was refused.
    pub async fn dismiss(self, id: MutationId) -> Result<(), Fault> {
        let Parts { store, tabs, .. } = self.parts();
        store.write(None, &[Change::Dismiss(id)]).await?;
        self.board.changes.update(|count| *count += 1);
        tabs.say(Message::Changed);
        Ok(())
    }

    /// Remembers the text of a field as it is typed: written after a short while, and when the page is hidden.
    pub fn keep_draft(self, key: &str, text: &str) {
        if self.parts().drafts.keep(key, text) {
            spawn_local(async move {
                TimeoutFuture::new(QUIET_MILLISECONDS).await;
                self.flush().await;
            });
        }
    }

    /// The text a field had when the app was last here.
    pub async fn draft(self, key: &str) -> Result<Option<String>, Fault> {
        Ok(self.parts().store.drafts().await?.remove(key))
    }

    /// Whether all that was there when each scope opened has been received.
    pub async fn has_received_all(self) -> Result<bool, Fault> {
        let store = self.parts().store;
        let (standing, found) = (store.standing().await?, store.find(&Wanted::Nothing).await?);
        let received = |opened: &Opened| {
            standing.cursors.get(&opened.id).is_some_and(|cursor| cursor.version >= opened.head)
        };
        Ok(!found.scopes.is_empty() && found.scopes.values().all(received))
    }

    /// Asks the server now.
    pub fn wake(self) {
        self.parts().handle.wake();
    }

    /// Somebody signed in on this page; the other tabs hear of it when it was this person.
    pub fn signed_in(self, person: PersonId) {
        let Parts { handle, tabs, .. } = self.parts();
        handle.signed_in(person);
        if person == self.person {
            tabs.say(Message::SignedIn);
        }
    }

    fn parts(self) -> Parts {
        self.parts.get_value()
    }

    fn follow<T: Send + Sync + Clone + 'static>(
        self,
        wanted: Wanted,
        read: impl Fn(Found, bool) -> T + Copy + 'static,
    ) -> Signal<Option<T>> {
        let result = RwSignal::new(None);
        Effect::new(move |_| {
            let moment = (self.board.changes.get(), self.board.sending.get());
            let store = self.parts().store;
            spawn_local(async move {
                match store.find(&wanted).await {
                    // Something changed meanwhile: the look that began then says it better.
                    Ok(_)
                        if moment
                            != (self.board.changes.get_untracked(), self.board.sending.get_untracked()) => {}
                    // The screen may be gone by now.
                    Ok(found) => drop(result.try_set(Some(read(found, moment.1)))),
                    Err(fault) => self.board.trouble.set(Some(fault)),
                }
            });
        });
        result.into()
    }

    /// Puts what is being typed on the disk now.
    pub async fn flush(self) {
        match self.parts().drafts.flush().await {
            Ok(true) => self.board.is_well(),
            Ok(false) => {}
            Err(fault) => self.board.trouble.set(Some(fault)),
        }
    }

    /// A page that is hidden may never be seen again.
    fn flush_when_hidden(self) {
        let _for_ever = window_event_listener(ev::visibilitychange, move |_| {
            if !device::is_visible() {
                spawn_local(self.flush());
            }
        });
    }
}

impl Board {
    fn new() -> Self {
        Self {
            changes: RwSignal::new(0),
            connection: RwSignal::new(None),
            sending: RwSignal::new(false),
            saving: RwSignal::new(Saving::Coming),
            trouble: RwSignal::new(None),
            storage: RwSignal::new(Storage::default()),
        }
    }

    fn waits_for_sign_in(self) -> bool {
        matches!(self.connection.get_untracked(), Some(Connection::SignIn | Connection::OtherPerson(_)))
    }

    fn end(self, ended: Result<(), Fault>) {
        if let Err(fault) = ended {
            self.trouble.set(Some(fault));
        }
    }

    /// The store has written: what it could not do before is over.
    fn is_well(self) {
        if self.trouble.with_untracked(Option::is_some) {
            self.trouble.set(None);
        }
    }

    async fn look_at_storage(self) {
        let kept = device::is_storage_kept().await;
        self.storage.update(|storage| storage.kept = Some(kept));
    }

    async fn ask_to_keep_storage(self) {
        if !self.storage.get_untracked().asked {
            self.storage.update(|storage| storage.asked = true);
            let kept = device::ask_to_keep_storage().await;
            self.storage.update(|storage| storage.kept = Some(kept));
        }
    }

    fn set(self, news: News, tabs: &Tabs) {
        match news {
            News::Changed => {
                self.changes.update(|count| *count += 1);
                self.is_well();
                tabs.say(Message::Changed);
            }
            News::Saved => spawn_local(self.ask_to_keep_storage()),
            News::Connection(connection) => {
                let before = self.connection.get_untracked();
                // Whoever signed in on another page did it for all tabs of this browser.
                if is_answered(connection) && !before.is_some_and(is_answered) {
                    tabs.say(Message::SignedIn);
                }
                if connection == Connection::Renew && before != Some(connection) {
                    device::look_for_update();
                }
                self.connection.set(Some(connection));
            }
            News::Sending(sending) => self.sending.set(sending),
            News::Trouble(fault) => self.trouble.set(Some(fault)),
        }
    }
}

/// Whether the server has taken this as its person's.
fn is_answered(connection: Connection) -> bool {
    matches!(connection, Connection::Connected | Connection::Renew)
}

#[cfg(target_arch = "wasm32")]
async fn open_disk(person: PersonId) -> Result<Disk, Fault> {
    Disk::open(person).await
}

#[cfg(not(target_arch = "wasm32"))]
#[expect(clippy::unused_async, reason = "its twin waits for the browser")]
async fn open_disk(_person: PersonId) -> Result<Disk, Fault> {
    Ok(Disk::default())
}
