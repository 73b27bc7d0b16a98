//! The tabs of one person in one browser: they hear of each other's writes, and take turns sending.
//!
//! Nothing depends on it being so: the store refuses what was decided on an older state, and the server knows what it
//! has received already.

use domain::id::PersonId;
use futures::{
    channel::oneshot,
    future::{Either, select},
};
use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, BroadcastChannel, MessageEvent};

use crate::store::{follow::Wrote, told};

/// A tab that the browser froze may hold its turn for ever; the others do not wait that long.
const PATIENCE_MILLISECONDS: u32 = 10_000;

/// The word that a person is signed in.
const SIGNED_IN: &str = "signed-in";

/// What one tab says to the others.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// Something was written.
    Wrote(Wrote),
    /// The person is signed in: the server has answered here.
    SignedIn,
}

/// The way to the person's other tabs.
#[derive(Debug)]
pub struct Tabs(Option<BroadcastChannel>);

impl Tabs {
    /// Joins the tabs of a person.
    pub fn join(person: PersonId) -> Self {
        Self(BroadcastChannel::new(&name(person)).ok())
    }

    /// Hands on what the others say, from now on.
    pub fn hear(&self, hear: impl Fn(Message) + 'static) {
        let Some(channel) = &self.0 else { return };
        let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            match event.data().as_string().as_deref() {
                Some(SIGNED_IN) => hear(Message::SignedIn),
                // What cannot be read, from a tab of another build, is missed like what was not heard.
                Some(text) => told::read(text).into_iter().for_each(|wrote| hear(Message::Wrote(wrote))),
                None => {}
            }
        });
        channel.set_onmessage(Some(listener.into_js_value().unchecked_ref()));
    }

    /// Says something to the others.
    pub fn say(&self, message: &Message) {
        let Some(channel) = &self.0 else { return };
        let words = match message {
            Message::Wrote(wrote) => told::text(wrote).ok(),
            Message::SignedIn => Some(SIGNED_IN.to_owned()),
        };
        if let Some(words) = words {
            let _nobody_hears = channel.post_message(&words.into());
        }
    }
}

/// The turns in which a person's tabs send.
#[derive(Debug, Clone)]
pub struct Turns {
    name: String,
}

/// A turn; it ends when this is dropped.
#[derive(Debug)]
pub struct Turn(Option<Function>);

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(end) = &self.0 {
            let _ended = end.call0(&JsValue::NULL);
        }
    }
}

impl Turns {
    /// The turns of a person's tabs.
    pub fn new(person: PersonId) -> Self {
        Self { name: name(person) }
    }

    /// Waits for a turn; when none comes in time, or the browser knows no turns, goes ahead without.
    pub async fn take(&self) -> Turn {
        let (tell, granted) = oneshot::channel();
        let Ok(request) = self.request(tell) else { return Turn(None) };
        match select(granted, JsFuture::from(request)).await {
            Either::Left((granted, rest)) => {
                // Its end is the turn's own end; nobody else waits for it.
                wasm_bindgen_futures::spawn_local(async { drop(rest.await) });
                Turn(granted.ok())
            }
            Either::Right(_) => Turn(None),
        }
    }

    /// Asks the browser for the lock; web-sys counts this interface as unstable and leaves it out.
    fn request(&self, tell: oneshot::Sender<Function>) -> Result<Promise, JsValue> {
        let locks = Reflect::get(&window().navigator(), &"locks".into())?;
        let request: Function = Reflect::get(&locks, &"request".into())?.dyn_into()?;
        let options = Object::new();
        Reflect::set(&options, &"signal".into(), &AbortSignal::timeout_with_u32(PATIENCE_MILLISECONDS))?;
        let held = Closure::once_into_js(move |_lock: JsValue| hold(tell));
        request.call3(&locks, &self.name.as_str().into(), &options, &held)?.dyn_into()
    }
}

/// Holds a lock until the function that is told is called; at once when nobody waits any more.
fn hold(tell: oneshot::Sender<Function>) -> Promise {
    let mut tell = Some(tell);
    Promise::new(&mut |end: Function, _| {
        let unheard = tell.take().and_then(|tell| tell.send(end).err());
        drop(Turn(unheard));
    })
}

fn name(person: PersonId) -> String {
    format!("chalkline-{person}")
}
