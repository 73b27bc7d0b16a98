//! The connection to the browser's database: opened in time, closed for a newer build, opened again when it was lost.

use std::{cell::RefCell, rc::Rc};

use domain::plain::Unreadable;
use futures::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use indexed_db_futures::{
    Build,
    database::{Database, VersionChangeEvent},
    error::{DomException, Error, OpenDbError, UnexpectedDataError},
    future::OpenDbRequest,
    internals::SystemRepr,
    transaction::Transaction,
};
use wasm_bindgen::{JsCast, prelude::Closure};
use wasm_bindgen_futures::spawn_local;

use super::super::{Fault, schema};

/// Some browsers never say whether the database opened.
const PATIENCE_MILLISECONDS: u32 = 4_000;
/// A lost connection is opened again and the whole set written anew, so many times in all.
const ATTEMPTS: usize = 3;

/// A connection that is opened again whenever it is needed and not there.
#[derive(Debug)]
pub struct Connection {
    name: String,
    version: u32,
    open: Rc<RefCell<Option<Database>>>,
}

impl Connection {
    pub fn new(name: &str, version: u32) -> Self {
        Self { name: name.to_owned(), version, open: Rc::default() }
    }

    /// Does something with the database; when the connection is lost on the way, all of it again on a new one.
    pub async fn attempt<T>(&self, work: impl AsyncFn(&Database) -> Result<T, Trouble>) -> Result<T, Fault> {
        let mut last = String::new();
        for _ in 0..ATTEMPTS {
            let database = self.database().await?;
            match work(&database).await {
                Ok(done) => return Ok(done),
                Err(Trouble::Fault(fault)) => return Err(fault),
                Err(Trouble::Lost(why)) => last = why,
            }
            if let Some(lost) = self.open.borrow_mut().take() {
                lost.close();
            }
        }
        Err(Fault::Lost(last))
    }

    /// The open database.
    pub async fn database(&self) -> Result<Database, Fault> {
        let open = self.open.borrow().clone();
        if let Some(database) = open {
            return Ok(database);
        }
        let database = self.open().await?;
        self.watch(&database);
        self.open.replace(Some(database.clone()));
        Ok(database)
    }

    async fn open(&self) -> Result<Database, Fault> {
        let blocked = Rc::new(std::cell::Cell::new(false));
        let hears = Rc::clone(&blocked);
        let opening = Database::open(self.name.clone())
            .with_version(self.version)
            .with_on_blocked(move |_: VersionChangeEvent| {
                hears.set(true);
                Ok(())
            })
            .with_on_upgrade_needed(|event: VersionChangeEvent, database: Database| {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "versions are small"
                )]
                schema::upgrade(event.old_version() as u32, &database)
            })
            .build()
            .map_err(opening_failed)?;
        match select(opening, TimeoutFuture::new(PATIENCE_MILLISECONDS)).await {
            Either::Left((opened, _)) => opened.map_err(opening_failed),
            Either::Right(((), late)) => {
                spawn_local(close_when_open(late));
                Err(if blocked.get() { Fault::Blocked } else { Fault::NoAnswer })
            }
        }
    }

    /// Lets a newer build upgrade, and notices when the browser itself closes the connection.
    fn watch(&self, database: &Database) {
        let (open, system) = (Rc::clone(&self.open), database.as_sys().clone());
        let gone = Closure::<dyn FnMut()>::new(move || {
            system.close();
            open.take();
        });
        database.as_sys().set_onversionchange(Some(gone.as_ref().unchecked_ref()));
        database.as_sys().set_onclose(Some(gone.as_ref().unchecked_ref()));
        // It lives as long as the page: connections are few.
        gone.forget();
    }
}

/// A request to open cannot be taken back: when it succeeds after all, nobody uses it and nobody must wait for it.
async fn close_when_open(opening: OpenDbRequest) {
    if let Ok(database) = opening.await {
        database.close();
    }
}

/// What went wrong inside one attempt.
#[derive(Debug)]
pub enum Trouble {
    /// Trying again would not help.
    Fault(Fault),
    /// The connection may be gone.
    Lost(String),
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Unreadable> for Trouble {
    fn from(error: Unreadable) -> Self {
        Self::Fault(error.into())
    }
}

impl From<serde_json::Error> for Trouble {
    fn from(error: serde_json::Error) -> Self {
        Self::Fault(error.into())
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        match &error {
            Error::DomException(DomException::Other(other)) if is_full(other) => Self::Fault(Fault::Full),
            _ => Self::Lost(error.to_string()),
        }
    }
}

/// Ends a transaction; a device that is full says so only now.
pub async fn commit(transaction: Transaction<'_>) -> Result<(), Trouble> {
    let system: web_sys::IdbTransaction = transaction.as_sys().clone().unchecked_into();
    transaction.commit().await.map_err(|error| match &error {
        Error::MissingData(UnexpectedDataError::TransactionAborted)
            if system.error().is_some_and(|cause| is_full(&cause)) =>
        {
            Trouble::Fault(Fault::Full)
        }
        _ => error.into(),
    })
}

fn opening_failed(error: OpenDbError) -> Fault {
    match error {
        OpenDbError::Base(Error::DomException(DomException::Other(other))) => match other.name().as_str() {
            "VersionError" => Fault::Newer,
            "QuotaExceededError" => Fault::Full,
            _ => Fault::Lost(other.message()),
        },
        other => Fault::Lost(other.to_string()),
    }
}

fn is_full(exception: &web_sys::DomException) -> bool {
    exception.name() == "QuotaExceededError"
}
