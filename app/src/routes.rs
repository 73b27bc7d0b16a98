//! The one list of the app's addresses, and the screen at the one that the browser shows.

use std::rc::Rc;
use std::str::FromStr;

use futures::{FutureExt, future::LocalBoxFuture};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::components::Router;
use leptos_router::hooks::use_url;
use leptos_router::location::{BrowserUrl, LocationProvider, Url};

use crate::feedback::{draft, one as one_feedback};
use crate::frame::{Frame, Whole};
use crate::later::{LoadedScreen, Opened};
use crate::lesson::{begin, choose};
use crate::not_found::{Away, NotFound};
use crate::people::looked_after;
use crate::session::{self, NotSignedIn};
use crate::trainees::one as one_trainee;
use crate::ui::show::{live, whenever};
use crate::{home, me, not_sent, notes, opportunity, ready, targets};

/// What a screen stands in, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A person's, with nothing around it: in a lesson there are only the notes.
    Alone,
    /// A person's, in the frame that screens share.
    Framed,
    /// Everyone's, also before anyone has signed in; in the frame.
    Open,
}

/// An address of the app: words and, after a colon, names of what stands there.
struct Address {
    pattern: &'static str,
    place: Place,
    open: fn() -> LocalBoxFuture<'static, LoadedScreen>,
}

const fn at(
    pattern: &'static str,
    place: Place,
    open: fn() -> LocalBoxFuture<'static, LoadedScreen>,
) -> Address {
    Address { pattern, place, open }
}

const ADDRESSES: [Address; 13] = [
    at("/", Place::Framed, || home::open().boxed_local()),
    at("/ready", Place::Open, || ready::open().boxed_local()),
    at("/me", Place::Open, || me::open().boxed_local()),
    at("/observe", Place::Framed, || choose::open().boxed_local()),
    at("/trainees/:person", Place::Framed, || one_trainee::open().boxed_local()),
    at("/trainees/:person/observe", Place::Framed, || begin::open().boxed_local()),
    at("/people", Place::Framed, || looked_after::open().boxed_local()),
    at("/not-sent", Place::Framed, || not_sent::open().boxed_local()),
    at("/lessons/:lesson", Place::Alone, || notes::open().boxed_local()),
    at("/lessons/:lesson/feedback", Place::Framed, || draft::open().boxed_local()),
    at("/feedback/:feedback", Place::Framed, || one_feedback::open().boxed_local()),
    at("/opportunities/:opportunity", Place::Framed, || opportunity::one::open().boxed_local()),
    at("/targets", Place::Framed, || targets::open().boxed_local()),
];

impl Address {
    fn of(path: &str) -> Option<&'static Self> {
        ADDRESSES.iter().find(|address| address.is_at(path))
    }

    fn is_at(&self, path: &str) -> bool {
        let (pattern, path) = (parts(self.pattern), parts(path));
        let same = |(word, part): (&&str, &&str)| word.starts_with(':') || word == part;
        pattern.len() == path.len() && pattern.iter().zip(&path).all(same)
    }

    /// What stands in a path under a name.
    fn value<'a>(&self, path: &'a str, name: &str) -> Option<&'a str> {
        let is_it = |word: &&str| word.strip_prefix(':') == Some(name);
        let place = parts(self.pattern).iter().position(is_it)?;
        parts(path).get(place).copied()
    }
}

fn parts(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty()).collect()
}

/// The app: what stands around the screens, and follows the address.
#[component]
pub fn Routes() -> impl IntoView {
    view! { <Router><Around /></Router> }
}

#[component]
fn Around() -> impl IntoView {
    let url = use_url();
    let alone = Memo::new(move |_| {
        url.with(|url| Address::of(url.path()).is_some_and(|address| address.place == Place::Alone))
    });
    live(move || if alone.get() { view! { <Whole /> }.into_any() } else { view! { <Frame /> }.into_any() })
}

/// A screen, and the address at which it is shown.
#[derive(Clone)]
struct Shown {
    url: Url,
    screen: Opened,
}

/// The screen at the address; the one before stays until its code is here.
#[component]
pub fn Outlet() -> impl IntoView {
    let url = use_url();
    let path = Memo::new(move |_| url.with(|url| url.path().to_owned()));
    let shown = RwSignal::new_local(None::<Shown>);
    let browser = use_context::<BrowserUrl>();
    whenever(move || {
        if let Some(browser) = path.with(|_| browser.as_ref()) {
            browser.ready_to_complete();
        }
        follow(url.get_untracked(), path, shown);
    });
    live(move || {
        let Shown { url: own, screen } = shown.get()?;
        provide_context(held(own, url));
        Some(screen())
    })
}

/// Shows the screen at an address once its code is here, unless the person has gone on by then.
fn follow(url: Url, path: Memo<String>, shown: RwSignal<Option<Shown>, LocalStorage>) {
    let show = move |url: Url, screen: Opened| shown.set(Some(Shown { url, screen }));
    match Address::of(url.path()) {
        None => show(url, Rc::new(|| view! { <NotFound /> }.into_any())),
        Some(address) if address.place != Place::Open && session::records().is_none() => {
            show(url, Rc::new(|| view! { <NotSignedIn /> }.into_any()));
        }
        Some(address) => spawn_local(async move {
            // Before the whole app is stored here, the network may be needed and not be there; the next visit asks again.
            let screen = (address.open)().await;
            if path.try_get_untracked().is_some_and(|path| path == url.path()) {
                show(url, screen.unwrap_or_else(|_| Rc::new(|| view! { <Away /> }.into_any())));
            }
        }),
    }
}

/// The address as a screen knows it: what changes behind its path, but no other path, for then it is about to go.
fn held(own: Url, url: ReadSignal<Url>) -> ArcRwSignal<Url> {
    let own = ArcRwSignal::new(own);
    let held = own.clone();
    whenever(move || {
        let now = url.get();
        if now.path() == own.read_untracked().path() && now != *own.read_untracked() {
            own.set(now);
        }
    });
    held
}

/// The id of this name in the address; none when what stands there is no id.
pub fn id_in_address<T>(name: &'static str) -> Memo<Option<T>>
where
    T: FromStr + PartialEq + Send + Sync + 'static,
{
    let url = use_url();
    Memo::new(move |_| url.with(|url| Address::of(url.path())?.value(url.path(), name)?.parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn an_address_is_found_by_its_words_and_gives_what_stands_in_it() {
        let found = |path| Address::of(path).map(|address| address.pattern);
        assert_eq!(found("/"), Some("/"));
        assert_eq!(found("/lessons/7/"), Some("/lessons/:lesson"));
        assert_eq!(found("/lessons/7/feedback"), Some("/lessons/:lesson/feedback"));
        assert_eq!((found("/lessons"), found("/lessons/7/8")), (None, None));
        let address = Address::of("/trainees/9/observe").unwrap();
        assert_eq!(address.value("/trainees/9/observe", "person"), Some("9"));
        assert_eq!(address.value("/trainees/9/observe", "lesson"), None);
    }
}
