//! Looking at the device.

use crate::device;

/// What a check came to, from the person's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// It is as it should be.
    Done,
    /// On its way, nothing to do.
    Wait,
    /// It is worth a look.
    Look,
}

impl Check {
    /// The name that styles and tests know it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Wait => "wait",
            Self::Look => "look",
        }
    }
}

/// What was found on this device, and when.
#[derive(Debug, Clone)]
pub struct Findings {
    /// Whether the app opens with no network.
    pub app: Check,
    /// Whether the browser promised to keep what is written here.
    pub storage: Check,
    /// Whether there is room.
    pub space: Check,
    /// The room there is, in words.
    pub free: Option<String>,
    /// The time of day of the check.
    pub at: String,
}

/// Less than this is worth a look: a term's records and some photographs.
const LITTLE: f64 = 200e6;

/// Looks at everything once.
pub async fn look() -> Findings {
    let app = match (device::is_stored_whole().await, device::has_network()) {
        (true, _) => Check::Done,
        (false, true) => Check::Wait,
        (false, false) => Check::Look,
    };
    let storage = if device::is_storage_kept().await { Check::Done } else { Check::Look };
    let free = device::free_bytes().await;
    let space = if free.is_some_and(|free| free < LITTLE) { Check::Look } else { Check::Done };
    Findings { app, storage, space, free: free.map(device::size_in_words), at: device::time_of_day() }
}
