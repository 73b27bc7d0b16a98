//! Everything that saves and sends: its code comes after the first screen.

use std::{cell::Cell, rc::Rc};

use domain::{id::PersonId, sync::client::Connection};
use futures::{FutureExt, future::LocalBoxFuture};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};
use wasm_split_helpers::wasm_split;

use super::{board::Saving, page::Page};
use crate::{
    device,
    later::{AGAIN_MILLISECONDS, Loaded, loaded},
    store::Fault,
    sync::{
        browser::{self, Browser},
        engine::{Engine, News},
        handle::Inbox,
        tabs::Turns,
        transport::Network,
    },
};

/// What the engine needs to start.
#[derive(Clone)]
pub struct Start {
    pub person: PersonId,
    pub page: Page,
    /// Taken by the engine; what is done before waits in it.
    pub inbox: Rc<Cell<Option<Inbox>>>,
}

impl Start {
    /// Starts everything that saves and sends, once its code is here; a first visit may be over before it is.
    pub async fn start(self) {
        let board = self.page.board;
        loop {
            match engine(self.clone()).await {
                Ok(running) => {
                    if let Err(fault) = running.await {
                        board.fails(fault);
                    }
                    return;
                }
                Err(_) => board.saving.set(Saving::Away),
            }
            TimeoutFuture::new(AGAIN_MILLISECONDS).await;
        }
    }
}

/// The engine on this device: it runs for as long as the page lives.
#[wasm_split(person, fallible)]
fn engine(start: Start) -> Loaded<LocalBoxFuture<'static, Result<(), Fault>>> {
    let Start { person, page, inbox } = start;
    let running = async move {
        let Some(inbox) = inbox.take() else { return Ok(()) };
        let (store, board) = (page.store.clone(), page.board);
        let environment = Browser(move |news| {
            if news == News::Connection(Connection::Connected) {
                device::keep_heard_at(person, browser::now());
            }
            page.hear(news);
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
