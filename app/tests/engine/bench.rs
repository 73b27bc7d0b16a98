//! Phones on a network that a test can cut, with a clock that only the test moves.

use std::{
    cell::{Cell, Ref, RefCell},
    rc::Rc,
};

use app::{
    store::{Fault, Standing, Store, change::Change, kept::Kept, memory::Memory},
    sync::{
        engine::{Engine, Environment, News, Transport},
        handle::Handle,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    id::{ClientId, MutationId},
    sorted::Map,
    sync::{
        client::{Chance, Connection, Failure},
        mutation::Mutation,
        wire::{Reply, Request},
    },
};
use futures::{
    FutureExt, channel::oneshot, executor::LocalPool, future::LocalBoxFuture, task::LocalSpawnExt,
};

use crate::world::{Server, noon, person};

/// Everything outside the phones.
struct Outside {
    server: Server,
    now: DateTime<Utc>,
    count: u64,
    requests: u64,
    is_cut: bool,
    loses_answers: bool,
    failure: Option<Failure>,
    /// A session that ran out, and whether it can be renewed.
    expired: Option<bool>,
    sleepers: Vec<(DateTime<Utc>, oneshot::Sender<()>)>,
}

/// The network, its server and the time.
pub struct Net {
    outside: Rc<RefCell<Outside>>,
    pool: LocalPool,
}

/// A phone, or one tab of a browser.
pub struct Phone {
    pub store: Flaky,
    handle: Handle,
    news: Rc<RefCell<Vec<News>>>,
    session: Rc<Cell<u8>>,
    owner: u8,
}

impl Phone {
    /// Whose session this browser now holds.
    pub fn session_of(&self, owner: u8) {
        self.session.set(owner);
    }

    pub fn connection(&self) -> Option<Connection> {
        let connection = |news: &News| if let News::Connection(found) = news { Some(*found) } else { None };
        self.news.borrow().iter().rev().find_map(connection)
    }

    pub fn heard(&self, news: &News) -> bool {
        self.news.borrow().contains(news)
    }
}

impl Net {
    pub fn new() -> Self {
        let outside = Outside {
            server: Server::new(),
            now: noon(),
            count: 0,
            requests: 0,
            is_cut: false,
            loses_answers: false,
            failure: None,
            expired: None,
            sleepers: Vec::new(),
        };
        Self { outside: Rc::new(RefCell::new(outside)), pool: LocalPool::new() }
    }

    pub fn phone(&mut self, owner: u8) -> Phone {
        self.start(owner, Flaky::default(), Rc::new(Cell::new(owner)))
    }

    /// Another tab beside this one, or this one started anew. Nothing tells either of the other.
    pub fn tab(&mut self, phone: &Phone) -> Phone {
        self.start(phone.owner, phone.store.clone(), Rc::clone(&phone.session))
    }

    fn start(&mut self, owner: u8, store: Flaky, session: Rc<Cell<u8>>) -> Phone {
        let news = Rc::new(RefCell::new(Vec::new()));
        let wire = Wire { outside: Rc::clone(&self.outside), session: Rc::clone(&session) };
        let desk = Desk { outside: Rc::clone(&self.outside), news: Rc::clone(&news) };
        let (handle, inbox) = Handle::new();
        let opening = Engine::open(person(owner), "1".to_owned(), store.clone(), wire, desk, inbox);
        let engine = self.pool.run_until(opening).unwrap();
        self.pool.spawner().spawn_local(engine.run()).unwrap();
        handle.wake();
        self.pool.run_until_stalled();
        Phone { store, handle, news, session, owner }
    }

    pub fn save(
        &mut self,
        phone: &Phone,
        mutation: Mutation,
        hold: TimeDelta,
        draft: Option<&str>,
    ) -> Result<(), Fault> {
        let saved = self.pool.run_until(phone.handle.save(mutation, hold, draft.map(str::to_owned)));
        self.pool.run_until_stalled();
        saved
    }

    pub fn take_back(&mut self, phone: &Phone, id: MutationId) -> Result<bool, Fault> {
        self.pool.run_until(phone.handle.take_back(id))
    }

    pub fn wake(&mut self, phones: &[&Phone]) {
        for phone in phones {
            phone.handle.wake();
            self.pool.run_until_stalled();
        }
    }

    pub fn sign_in(&mut self, phone: &Phone, owner: u8) {
        self.outside.borrow_mut().expired = None;
        phone.handle.signed_in(person(owner));
        self.pool.run_until_stalled();
    }

    /// Lets time go by, and wakes who slept until then.
    pub fn pass(&mut self, time: TimeDelta) {
        let mut outside = self.outside.borrow_mut();
        outside.now += time;
        let now = outside.now;
        let due: Vec<_> = outside.sleepers.extract_if(.., |(at, _)| *at <= now).collect();
        drop(outside);
        for (_, sleeper) in due {
            let _gone = sleeper.send(());
        }
        self.pool.run_until_stalled();
    }

    pub fn server(&self) -> Ref<'_, Server> {
        Ref::map(self.outside.borrow(), |outside| &outside.server)
    }

    pub fn requests(&self) -> u64 {
        self.outside.borrow().requests
    }

    pub fn cut(&self) {
        self.outside.borrow_mut().is_cut = true;
    }

    pub fn join(&self) {
        self.outside.borrow_mut().is_cut = false;
    }

    pub fn lose_answers(&self, lose: bool) {
        self.outside.borrow_mut().loses_answers = lose;
    }

    pub fn fail_with(&self, failure: Option<Failure>) {
        self.outside.borrow_mut().failure = failure;
    }

    pub fn expire(&self, renewable: bool) {
        self.outside.borrow_mut().expired = Some(renewable);
    }
}

struct Wire {
    outside: Rc<RefCell<Outside>>,
    session: Rc<Cell<u8>>,
}

impl Transport for Wire {
    async fn exchange(&self, request: &Request) -> Result<Reply, Failure> {
        let outside = &mut *self.outside.borrow_mut();
        outside.requests += 1;
        if outside.is_cut {
            return Err(Failure::Offline);
        }
        if outside.expired.is_some() {
            return Err(Failure::Unauthorised);
        }
        outside.failure.map_or(Ok(()), Err)?;
        let reply = outside.server.sync(person(self.session.get()), request, outside.now);
        if outside.loses_answers { Err(Failure::Offline) } else { Ok(reply) }
    }

    async fn refresh(&self) -> Result<(), Failure> {
        let expired = &mut self.outside.borrow_mut().expired;
        if *expired == Some(true) {
            *expired = None;
        }
        if expired.is_none() { Ok(()) } else { Err(Failure::Unauthorised) }
    }
}

struct Desk {
    outside: Rc<RefCell<Outside>>,
    news: Rc<RefCell<Vec<News>>>,
}

impl Environment for Desk {
    fn chance(&self) -> Chance {
        let mut outside = self.outside.borrow_mut();
        outside.count += 1;
        let client = ClientId::natural("test", &[&"client", &outside.count]);
        Chance { now: outside.now, nonce: outside.count.to_string(), client, jitter: 0, has_network: true }
    }

    fn sleep(&self, time: TimeDelta) -> LocalBoxFuture<'static, ()> {
        let (wake, woken) = oneshot::channel();
        let mut outside = self.outside.borrow_mut();
        let until = outside.now + time;
        outside.sleepers.push((until, wake));
        woken.map(drop).boxed_local()
    }

    fn tell(&self, news: News) {
        self.news.borrow_mut().push(news);
    }
}

/// A store in memory that can be made to fail.
#[derive(Clone, Default)]
pub struct Flaky {
    memory: Memory,
    fails: Rc<RefCell<Option<Failing>>>,
    /// What was written, transaction by transaction.
    pub written: Rc<RefCell<Vec<Vec<Change>>>>,
}

struct Failing {
    fault: Fault,
    only_answers: bool,
}

impl Flaky {
    pub fn break_with(&self, fault: Option<Fault>) {
        self.fails.replace(fault.map(|fault| Failing { fault, only_answers: false }));
    }

    /// From now on nothing that came from the server can be written.
    pub fn break_answers(&self, fault: Fault) {
        self.fails.replace(Some(Failing { fault, only_answers: true }));
    }
}

impl Store for Flaky {
    async fn standing(&self) -> Result<Standing, Fault> {
        self.memory.standing().await
    }

    async fn write(&self, seen: Option<u64>, changes: &[Change]) -> Result<u64, Fault> {
        let is_answer = |change: &Change| matches!(change, Change::Cursor(..) | Change::Leave(_));
        match &*self.fails.borrow() {
            Some(failing) if !failing.only_answers || changes.iter().any(is_answer) => {
                return Err(failing.fault.clone());
            }
            _ => {}
        }
        let generation = self.memory.write(seen, changes).await?;
        self.written.borrow_mut().push(changes.to_vec());
        Ok(generation)
    }

    async fn all(&self) -> Result<Kept, Fault> {
        self.memory.all().await
    }

    async fn tidy(&self) -> Result<(), Fault> {
        self.memory.tidy().await
    }

    async fn drafts(&self) -> Result<Map<String, String>, Fault> {
        self.memory.drafts().await
    }
}
