//! The store as screens see it: signals that follow what this page, the server and other tabs write.

mod board;
mod page;
mod start;
mod watch;

use std::{cell::Cell, rc::Rc, sync::Arc};

use chrono::TimeDelta;
use domain::{
    id::{MutationId, PersonId, RecordId, ScopeId},
    sync::{
        client::Connection,
        mutation::{Action, Mutation},
        record::{Record, RecordKind},
    },
};
use gloo_timers::future::TimeoutFuture;
use leptos::{ev, prelude::*, task::spawn_local};

use self::{board::Board, page::Page, start::Start, watch::Watch};
use super::{
    Fault, Store,
    change::Change,
    drafts::Drafts,
    look::{Look, Unsent, Wanted},
};
use crate::{
    device,
    sync::{
        browser,
        handle::Handle,
        tabs::{Message, Tabs},
    },
};

pub use self::board::Saving;

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
    page: Page,
    handle: Handle,
    drafts: Rc<Drafts<Disk>>,
}

impl Records {
    /// Opens the store of a person and starts to sync it, for as long as the page lives.
    pub async fn open(person: PersonId) -> Result<Self, Fault> {
        let store = open_disk(person).await?;
        let (tabs, board) = (Rc::new(Tabs::join(person)), Board::new());
        let page = Page { store: store.clone(), watch: Rc::new(Watch::new(board.sending)), tabs, board };
        page.start();
        let (handle, inbox) = Handle::new();
        let inbox = Rc::new(Cell::new(Some(inbox)));
        spawn_local(Start { person, page: page.clone(), inbox }.start());
        hear_tabs(person, &page, &handle);
        browser::watch(&handle);
        handle.wake();
        let drafts = Rc::new(Drafts::new(store));
        let records = Self { person, parts: StoredValue::new_local(Parts { page, handle, drafts }), board };
        records.flush_when_hidden();
        Ok(records)
    }

    /// Whose records these are.
    pub fn person(self) -> PersonId {
        self.person
    }

    /// What a question comes to, now and as it changes; none until the records were first looked at. It is asked again
    /// only when what it read is not what it was, and whoever reads the answer hears only of another answer.
    pub fn ask<T: PartialEq + Send + Sync + 'static>(
        self,
        question: impl Fn(Look<'_>) -> T + Send + Sync + 'static,
    ) -> Memo<Option<T>> {
        Memo::new(move |_| self.parts().page.watch.ask(&question))
    }

    /// The records wanted, as the person left them; none until the first look at the disk.
    pub fn view(self, wanted: Wanted) -> Signal<Option<Vec<Record>>> {
        let all = move |look: Look<'_>| look.wanted(wanted).into_iter().map(Arc::unwrap_or_clone).collect();
        self.ask(all).into()
    }

    /// The lines of *Not sent yet*.
    pub fn unsent(self) -> Signal<Option<Vec<Unsent>>> {
        self.ask(|look| look.unsent()).into()
    }

    /// Whether what is done here can be saved: the code for it comes after the first screen.
    pub fn saving(self) -> Signal<Saving> {
        self.board.saving.into()
    }

    /// How this device stands to its server; none until it has tried.
    pub fn connection(self) -> Signal<Option<Connection>> {
        self.board.follow_connection()
    }

    /// The same, told with every answer, also when it says what the one before said.
    pub fn answers(self) -> Signal<Option<Connection>> {
        self.board.follow_answers()
    }

    /// What the store could not do, last.
    pub fn trouble(self) -> Signal<Option<Fault>> {
        self.board.trouble.into()
    }

    /// Whether the browser has promised to keep what is stored; none as long as nothing was ever saved here.
    pub fn storage_kept(self) -> Signal<Option<bool>> {
        Signal::derive(move || self.board.storage_kept())
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
        self.parts().page.write(vec![Change::Dismiss(id)]).await
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
        Ok(self.parts().page.store.drafts().await?.remove(key))
    }

    /// Asks the server now.
    pub fn wake(self) {
        self.parts().handle.wake();
    }

    /// Somebody signed in on this page; the other tabs hear of it when it was this person.
    pub fn signed_in(self, person: PersonId) {
        let Parts { handle, page, .. } = self.parts();
        handle.signed_in(person);
        if person == self.person {
            page.tabs.say(&Message::SignedIn);
        }
    }

    fn parts(self) -> Parts {
        self.parts.get_value()
    }

    /// Puts what is being typed on the disk now.
    pub async fn flush(self) {
        match self.parts().drafts.flush().await {
            Ok(true) => self.board.is_well(),
            Ok(false) => {}
            Err(fault) => self.board.fails(fault),
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

/// What the other tabs say, for as long as the page lives.
fn hear_tabs(person: PersonId, page: &Page, handle: &Handle) {
    let (hears, handle) = (page.clone(), handle.clone());
    page.tabs.hear(move |message| match message {
        Message::Wrote(wrote) => {
            handle.changed_elsewhere();
            hears.see(wrote);
        }
        Message::SignedIn if hears.board.waits_for_sign_in() => handle.signed_in(person),
        Message::SignedIn => {}
    });
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
