//! What one page holds of a person's store, and how it keeps up with it.

use std::rc::Rc;

use domain::sync::client::Connection;
use gloo_timers::future::TimeoutFuture;
use leptos::{ev, prelude::*, task::spawn_local};
use web_sys::Event;

use super::{Disk, board::Board, watch::Watch};
use crate::{
    device,
    store::{Fault, Store, change::Change, follow::Wrote},
    sync::{
        engine::News,
        tabs::{Message, Tabs},
    },
};

/// What another tab has written is told at once; if it was not heard by then, it was lost.
const HEARD_MILLISECONDS: u32 = 1_000;

/// So long after it opened a page has done what people wait for.
const SETTLED_MILLISECONDS: u32 = 20_000;

/// The store, its view, and the other tabs.
#[derive(Clone)]
pub struct Page {
    pub store: Disk,
    pub watch: Rc<Watch>,
    pub tabs: Rc<Tabs>,
    pub board: Board,
}

impl Page {
    /// Fills the view, and keeps it true from now on.
    pub fn start(&self) {
        spawn_local(self.clone().fill());
        // A page that was frozen may have missed what others told.
        for name in ["pageshow", "visibilitychange"] {
            let page = self.clone();
            let _for_ever = window_event_listener(ev::Custom::<Event>::new(name), move |_| {
                if device::is_visible() {
                    spawn_local(page.clone().look_at_disk());
                }
            });
        }
    }

    /// What the engine has to say.
    pub fn hear(&self, news: News) {
        match news {
            News::Wrote(wrote) => {
                self.see(wrote.clone());
                self.tabs.say(&Message::Wrote(wrote));
                self.board.is_well();
            }
            News::Connection(connection) => {
                let before = self.board.connection();
                // Whoever signed in on another page did it for all tabs of this browser.
                if is_answered(connection) && !before.is_some_and(is_answered) {
                    self.tabs.say(&Message::SignedIn);
                }
                self.board.connected(connection);
            }
            News::Saved => spawn_local(self.board.ask_to_keep_storage()),
            News::Sending(sending) => self.board.sending.set(sending),
            News::Trouble(fault) => self.board.fails(fault),
        }
    }

    /// Something was written, here or in another tab.
    pub fn see(&self, wrote: Wrote) {
        self.watch.hear(wrote);
        if !self.watch.is_filled() {
            spawn_local(self.clone().fill());
        } else if self.watch.is_behind() {
            spawn_local(self.clone().catch_up());
        }
    }

    /// Writes what needs no turn, and tells everyone.
    pub async fn write(&self, changes: Vec<Change>) -> Result<(), Fault> {
        let generation = self.store.write(None, &changes).await?;
        self.hear(News::Wrote(Wrote { from: generation, to: generation, changes: changes.into() }));
        Ok(())
    }

    /// Reads everything, once at a time.
    async fn fill(self) {
        if self.watch.begins_to_fill() {
            match self.store.all().await {
                Ok(kept) => {
                    self.watch.fill(Some(kept));
                    spawn_local(self.tidy());
                }
                Err(fault) => {
                    self.watch.fill(None);
                    self.board.fails(fault);
                }
            }
        }
    }

    /// Nobody waits for it, and a person hears nothing of it: a store that could not be tidied is only slower to open.
    async fn tidy(self) {
        TimeoutFuture::new(SETTLED_MILLISECONDS).await;
        let _only_slower = self.store.tidy().await;
    }

    /// What was not heard is on its way; when it does not come, everything is looked at anew.
    async fn catch_up(self) {
        TimeoutFuture::new(HEARD_MILLISECONDS).await;
        if self.watch.is_behind() {
            self.fill().await;
        }
    }

    async fn look_at_disk(self) {
        if !self.watch.is_filled() {
            return self.fill().await;
        }
        if let Ok(standing) = self.store.standing().await {
            self.watch.know(standing.generation);
            if self.watch.is_behind() {
                self.catch_up().await;
            }
        }
    }
}

/// Whether the server has taken this as its person's.
pub fn is_answered(connection: Connection) -> bool {
    matches!(connection, Connection::Connected | Connection::Renew)
}
