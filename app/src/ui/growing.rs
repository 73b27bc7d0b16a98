//! A list that is drawn as far as it is seen: a year of lessons is not made into a page that nobody scrolls to.
//!
//! What comes next is drawn before the person is there, whether a thumb, a key or a screen reader takes them. Who searches
//! the page or prints it gets all of it, and so does a browser that cannot tell what is seen.

use std::hash::Hash;

use crate::ui::show::whenever;
use leptos::{ev, html, prelude::*};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{Element, Event, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// How many rows are drawn at first, and with every look further down.
const STEP: usize = 4;
/// So far below the screen rows are drawn already.
const AHEAD: &str = "800px 0px";

/// The rows of a list, as many as are seen and some more.
#[component]
pub fn Growing<T, K, N, R>(
    /// What stands in the list.
    #[prop(into)]
    each: Signal<Vec<T>>,
    /// What must be the same for a row to stay as it is drawn.
    key: fn(&T) -> K,
    /// One row.
    row: R,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    K: Eq + Hash + Send + Sync + 'static,
    N: IntoView + 'static,
    R: Fn(T) -> N + Clone + Send + Sync + 'static,
{
    let drawn = RwSignal::new(STEP);
    let shown = move || each.with(|all| all.iter().take(drawn.get()).cloned().collect::<Vec<_>>());
    let has_more = Memo::new(move |_| each.with(Vec::len) > drawn.get());
    draw_all_when_asked(drawn);
    view! {
        <For each=shown key children=row />
        {move || has_more.get().then(|| view! { <End drawn /> })}
    }
}

/// The place below the last row; when it comes near, there are more rows.
#[component]
fn End(drawn: RwSignal<usize>) -> impl IntoView {
    let end = NodeRef::<html::Li>::new();
    let comes_near = move || drawn.update(|count| *count = count.saturating_add(STEP));
    let Some(watcher) = Watcher::new(comes_near) else {
        drawn.set(usize::MAX);
        return ().into_any();
    };
    let watcher = StoredValue::new_local(watcher);
    whenever(move || {
        // Asked anew with every step: it may be in sight still.
        drawn.track();
        if let Some(end) = end.get() {
            watcher.with_value(|watcher| watcher.look_at(&end));
        }
    });
    on_cleanup(move || watcher.try_with_value(Watcher::end).unwrap_or_default());
    view! { <li class="more" aria-hidden="true" node_ref=end></li> }.into_any()
}

/// Who searches the page with a key, or prints it, means all of it.
fn draw_all_when_asked(drawn: RwSignal<usize>) {
    let keys = window_event_listener(ev::keydown, move |event| {
        let finds = event.key() == "F3" || (event.ctrl_key() || event.meta_key()) && event.key() == "f";
        if finds {
            drawn.set(usize::MAX);
        }
    });
    let print = ev::Custom::<Event>::new("beforeprint");
    let prints = window_event_listener(print, move |_| drawn.set(usize::MAX));
    on_cleanup(move || {
        keys.remove();
        prints.remove();
    });
}

/// The browser's own look at what is on the screen.
struct Watcher {
    observer: IntersectionObserver,
    _hears: Closure<dyn Fn(js_sys::Array)>,
}

impl Watcher {
    /// A look for something that comes near; none where the browser has no such look.
    fn new(comes_near: impl Fn() + 'static) -> Option<Self> {
        let is_near = |entry: JsValue| entry.unchecked_into::<IntersectionObserverEntry>().is_intersecting();
        let hears = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
            if entries.iter().any(is_near) {
                comes_near();
            }
        });
        let options = IntersectionObserverInit::new();
        options.set_root_margin(AHEAD);
        let hear = hears.as_ref().unchecked_ref();
        let observer = IntersectionObserver::new_with_options(hear, &options).ok()?;
        Some(Self { observer, _hears: hears })
    }

    /// Looks at an element, from now on and from anew.
    fn look_at(&self, element: &Element) {
        self.observer.disconnect();
        self.observer.observe(element);
    }

    fn end(&self) {
        self.observer.disconnect();
    }
}
