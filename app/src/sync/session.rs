//! Signing in and out from within the app: the same addresses as the page for it.

use domain::{
    api::Problem,
    id::{PersonId, SessionId},
    session::{AskCode, Asked, LookedAfter, MadeCode, Me, SignIn, SignedIn},
};

use super::transport::{self, Method, NoAnswer};
use crate::json;

/// Why something asked of the server was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// No answer that can be ours.
    NoAnswer,
    /// The server says why.
    Problem(Problem),
}

impl From<NoAnswer> for Refusal {
    fn from(_: NoAnswer) -> Self {
        Self::NoAnswer
    }
}

/// Where a person signs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// On this device.
    Here,
    /// On every device.
    Everywhere,
    /// On another device.
    Device(SessionId),
}

/// Has a one-time code sent to an address, if it is a person's.
pub async fn ask_code(email: String) -> Result<Asked, Refusal> {
    let body = json::text(&AskCode { email }).map_err(|_| NoAnswer)?;
    transport::ask(Method::Post, "/api/v1/session/code", Some(&body)).await
}

/// Signs in with an address and a code.
pub async fn sign_in(email: String, code: String) -> Result<SignedIn, Refusal> {
    let body = json::text(&SignIn { email, code }).map_err(|_| NoAnswer)?;
    transport::ask(Method::Post, "/api/v1/session", Some(&body)).await
}

/// Who is signed in here, and where else they are.
pub async fn me() -> Result<Me, Refusal> {
    transport::ask(Method::Get, "/api/v1/me", None).await
}

/// Everyone for whom the person may make a one-time code.
pub async fn looked_after() -> Result<Vec<LookedAfter>, Refusal> {
    transport::ask(Method::Get, "/api/v1/people", None).await
}

/// Makes a one-time code for someone; one made earlier ends.
pub async fn make_code(person: PersonId) -> Result<MadeCode, Refusal> {
    transport::ask(Method::Post, &format!("/api/v1/people/{person}/code"), None).await
}

/// Signs out; what waits on this device stays on it.
pub async fn sign_out(place: Where) -> Result<(), Refusal> {
    let query = match place {
        Where::Here => String::new(),
        Where::Everywhere => "?everywhere=true".to_owned(),
        Where::Device(id) => format!("?device={id}"),
    };
    transport::done(Method::Delete, &format!("/api/v1/session{query}"), None).await
}
