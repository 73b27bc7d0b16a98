//! What is known of saving and sending, as signals that screens read.

use domain::sync::client::Connection;
use leptos::prelude::*;

use super::super::Fault;
use crate::device;

/// What the engine's news set; screens read the same signals.
#[derive(Clone, Copy)]
pub struct Board {
    connection: RwSignal<Option<Connection>>,
    /// An answer came, or none, whether or not it says the same as the one before.
    heard: Trigger,
    /// Whether work is under way to the server.
    pub sending: RwSignal<bool>,
    /// Whether what is done can be saved.
    pub saving: RwSignal<Saving>,
    /// What the store could not do, last.
    pub trouble: RwSignal<Option<Fault>>,
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

impl Board {
    /// Nothing is known yet.
    pub fn new() -> Self {
        Self {
            connection: RwSignal::new(None),
            heard: Trigger::new(),
            sending: RwSignal::new(false),
            saving: RwSignal::new(Saving::Coming),
            trouble: RwSignal::new(None),
            storage: RwSignal::new(Storage::default()),
        }
    }

    /// How the device stands to its server, without following it.
    pub fn connection(self) -> Option<Connection> {
        self.connection.get_untracked()
    }

    /// The same, as it changes.
    pub fn follow_connection(self) -> Signal<Option<Connection>> {
        self.connection.into()
    }

    /// The same, told with every answer.
    pub fn follow_answers(self) -> Signal<Option<Connection>> {
        Signal::derive(move || {
            self.heard.track();
            self.connection.get()
        })
    }

    /// An answer came, or none.
    pub fn connected(self, connection: Connection) {
        let before = self.connection();
        if connection == Connection::Renew && before != Some(connection) {
            device::look_for_update();
        }
        if before != Some(connection) {
            self.connection.set(Some(connection));
        }
        self.heard.notify();
    }

    /// Whether everything waits until somebody signs in.
    pub fn waits_for_sign_in(self) -> bool {
        matches!(self.connection(), Some(Connection::SignIn | Connection::OtherPerson(_)))
    }

    /// The store could not do something.
    pub fn fails(self, fault: Fault) {
        self.trouble.set(Some(fault));
    }

    /// The store has written: what it could not do before is over.
    pub fn is_well(self) {
        if self.trouble.with_untracked(Option::is_some) {
            self.trouble.set(None);
        }
    }

    /// Whether the browser has promised to keep what is stored.
    pub fn storage_kept(self) -> Option<bool> {
        self.storage.get().kept
    }

    /// Looks whether the browser has promised it.
    pub async fn look_at_storage(self) {
        let kept = device::is_storage_kept().await;
        self.storage.update(|storage| storage.kept = Some(kept));
    }

    /// Asks the browser to promise it, once.
    pub async fn ask_to_keep_storage(self) {
        if !self.storage.get_untracked().asked {
            self.storage.update(|storage| storage.asked = true);
            let kept = device::ask_to_keep_storage().await;
            self.storage.update(|storage| storage.kept = Some(kept));
        }
    }
}
