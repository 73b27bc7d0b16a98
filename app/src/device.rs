//! The browser and the device it runs on: what they keep, and what they tell.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use domain::id::PersonId;
use domain::session::PERSON_COOKIE;
use js_sys::Reflect;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, Event, HtmlDocument, StorageEstimate, StorageManager, VisibilityState};

/// Tells the page around us of a panic: `boot.js` covers the screen and saves what was typed.
///
/// After a panic no future runs again, so the page that listens must not be ours. A browser test can ask for one.
pub fn announce_panics() {
    std::panic::set_hook(Box::new(|panic| {
        leptos::logging::error!("{panic}");
        tell("chalkline:panicked");
    }));
    let _for_ever = window_event_listener(ev::Custom::<Event>::new("chalkline:panic"), |_| {
        panic!("a panic was asked for")
    });
}

/// Whether a newer build of the app is stored and waits to be used.
pub fn update_ready() -> Signal<bool> {
    let root = document().document_element();
    let ready = RwSignal::new(root.is_some_and(|root| root.has_attribute("data-update")));
    let listener =
        window_event_listener(ev::Custom::<Event>::new("chalkline:update-ready"), move |_| ready.set(true));
    on_cleanup(move || listener.remove());
    ready.into()
}

/// Uses the newer build: `boot.js` loads the page again with it.
pub fn take_update() {
    tell("chalkline:take-update");
}

/// Asks for a newer build now, and not only at the next visit; it is offered once it is stored whole.
pub fn look_for_update() {
    tell("chalkline:look-for-update");
}

/// The name of the build that this page was made from.
pub fn build() -> String {
    let root = document().document_element();
    root.and_then(|root| root.get_attribute("data-build")).unwrap_or_default()
}

/// The person who signed in last in this browser, also with no network.
pub fn known_person() -> Option<PersonId> {
    let cookies = document().unchecked_into::<HtmlDocument>().cookie().ok()?;
    let mut pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == PERSON_COOKIE)?.1.parse().ok()
}

/// The time at which the server last answered this person on this device.
pub fn heard_at(person: PersonId) -> Option<DateTime<Utc>> {
    let milliseconds = window().local_storage().ok()??.get_item(&heard_key(person)).ok()??;
    DateTime::from_timestamp_millis(milliseconds.parse().ok()?)
}

/// Remembers, over starts, that the server has just answered this person.
pub fn keep_heard_at(person: PersonId, at: DateTime<Utc>) {
    if let Ok(Some(storage)) = window().local_storage() {
        // A browser that keeps nothing has lost more than this.
        let _kept = storage.set_item(&heard_key(person), &at.timestamp_millis().to_string());
    }
}

fn heard_key(person: PersonId) -> String {
    format!("heard-{person}")
}

/// Loads the page again.
pub fn reload() {
    drop(window().location().reload());
}

/// Leaves for an address, as a new page.
pub fn go_to(address: &str) {
    drop(window().location().assign(address));
}

/// The address of this page, without its host.
pub fn address() -> String {
    window().location().pathname().unwrap_or_default()
}

/// Whether the device believes that it has a network.
pub fn has_network() -> bool {
    window().navigator().on_line()
}

/// Whether the person sees this page now.
pub fn is_visible() -> bool {
    document().visibility_state() == VisibilityState::Visible
}

/// The time of day where the device is, in the way of its language: `14:05`.
pub fn time_of_day() -> String {
    formatted(&js_sys::Date::new_0(), TIME)
}

/// A moment for a person where the device is: the time of day when it is today, otherwise the day and the time.
pub fn moment_in_words(at: DateTime<Utc>) -> String {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of this millennium are exact")]
    let date = js_sys::Date::new(&JsValue::from_f64(at.timestamp_millis() as f64));
    let is_today = formatted(&date, DAY) == formatted(&js_sys::Date::new_0(), DAY);
    if is_today { formatted(&date, TIME) } else { formatted(&date, &[DAY, TIME].concat()) }
}

/// A day for a person, in the way of the device's language: `Thu 8 Oct`.
pub fn day_in_words(day: NaiveDate) -> String {
    let (year, month, day) = (day.year().unsigned_abs(), day.month0(), day.day());
    #[expect(clippy::cast_possible_wrap, reason = "months and days are small")]
    formatted(&js_sys::Date::new_with_year_month_day(year, month as i32, day as i32), DAY)
}

/// The day it is where the device is.
pub fn today() -> NaiveDate {
    let now = js_sys::Date::new_0();
    #[expect(clippy::cast_possible_wrap, reason = "years are small")]
    let year = now.get_full_year() as i32;
    NaiveDate::from_ymd_opt(year, now.get_month() + 1, now.get_date()).unwrap_or_default()
}

/// Milliseconds since the page began, by a clock that nobody can set.
pub fn running_milliseconds() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

const TIME: &[(&str, &str)] = &[("hour", "2-digit"), ("minute", "2-digit")];
const DAY: &[(&str, &str)] = &[("weekday", "short"), ("day", "numeric"), ("month", "short")];

fn formatted(date: &js_sys::Date, parts: &[(&str, &str)]) -> String {
    let options = js_sys::Object::new();
    for (part, form) in parts {
        let _plain_object = Reflect::set(&options, &(*part).into(), &(*form).into());
    }
    let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &options);
    format.format().call1(&JsValue::NULL, date).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// Puts a text where the person can paste it from; says whether the browser let it.
pub async fn copy(text: &str) -> bool {
    JsFuture::from(window().navigator().clipboard().write_text(text)).await.is_ok()
}

/// The address under which a drawing can be shown as it stands here, an SVG document.
pub fn picture(svg: &str) -> String {
    format!("data:image/svg+xml,{}", String::from(js_sys::encode_uri_component(svg)))
}

/// Whether every file of this build is on the device; the service worker leaves its mark last.
pub async fn is_stored_whole() -> bool {
    whole_mark().await.is_some()
}

async fn whole_mark() -> Option<()> {
    let caches = window().caches().ok()?;
    let cache = JsFuture::from(caches.open(&format!("chalkline-build-{}", build()))).await.ok()?;
    let mark = JsFuture::from(cache.unchecked_into::<Cache>().match_with_str("/whole")).await.ok()?;
    (!mark.is_undefined()).then_some(())
}

/// Whether the browser promised not to clear this app's storage.
pub async fn is_storage_kept() -> bool {
    let Ok(asked) = storage().persisted() else { return false };
    JsFuture::from(asked).await.is_ok_and(|kept| kept.is_truthy())
}

/// Asks the browser to promise that it will not clear this app's storage; says whether it did.
pub async fn ask_to_keep_storage() -> bool {
    let Ok(asked) = storage().persist() else { return false };
    JsFuture::from(asked).await.is_ok_and(|kept| kept.is_truthy())
}

/// The bytes this app may still store, if the browser tells.
pub async fn free_bytes() -> Option<f64> {
    let estimate = estimate().await?;
    Some(estimate.get_quota()? - estimate.get_usage()?)
}

/// The bytes this app has stored, if the browser tells.
pub async fn used_bytes() -> Option<f64> {
    estimate().await?.get_usage()
}

/// A number of bytes for a person, in the way of the device's language: `1.4 MB`.
pub fn size_in_words(bytes: f64) -> String {
    let (amount, unit) = match bytes {
        bytes if bytes < 1e6 => (bytes / 1e3, "kB"),
        bytes if bytes < 1e9 => (bytes / 1e6, "MB"),
        bytes => (bytes / 1e9, "GB"),
    };
    format!("{amount:.1} {unit}")
}

async fn estimate() -> Option<StorageEstimate> {
    let estimate = JsFuture::from(storage().estimate().ok()?).await.ok()?;
    Some(estimate.unchecked_into())
}

fn storage() -> StorageManager {
    window().navigator().storage()
}

fn tell(event: &str) {
    if let Ok(event) = Event::new(event) {
        let _handled = window().dispatch_event(&event);
    }
}
