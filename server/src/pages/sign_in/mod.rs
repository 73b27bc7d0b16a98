//! Signing in with plain forms: first the e-mail address, then the code that came to it.

mod next;
mod view;

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::api::{Code, Problem};
use domain::id::PersonId;
use serde::Deserialize;

use self::next::NextPage;
use self::view::{DemoPerson, Shown};
use crate::database::detached;
use crate::error::{Error, Result};
use crate::session::email::Email;
use crate::session::{self, OpenedSession, code};
use crate::visitor::Visitor;
use crate::{installation, people, router};

/// Where the page is to go on to.
#[derive(Deserialize)]
pub struct Opening {
    #[serde(default)]
    next: NextPage,
    /// The person has a code already.
    #[serde(default)]
    code: bool,
}

/// What a form of the page sends.
#[derive(Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// An address that wants a code.
    Email { email: String, next: NextPage },
    /// The code that was sent to an address.
    Code { email: String, code: String, next: NextPage },
    /// A code that someone made for the person with an address.
    MadeCode { email: String, code: String, next: NextPage },
    /// A person of a demo.
    Demo { person: PersonId, next: NextPage },
}

/// What stands in a form that is shown again.
#[derive(Clone, Default)]
struct Typed {
    email: String,
    code: String,
    next: NextPage,
}

/// Shows the page as it begins.
pub async fn open(State(server): State<router::Server>, opening: Query<Opening>) -> Result<Response> {
    let typed = Typed { next: opening.next.clone(), ..Typed::default() };
    let shown = if opening.code { Shown::BothFields } else { Shown::Email };
    page(&server, shown, typed, None).await
}

/// Takes what a form sends.
pub async fn submit(
    State(server): State<router::Server>,
    visitor: Visitor,
    headers: HeaderMap,
    form: std::result::Result<Form<Step>, FormRejection>,
) -> Result<Response> {
    session::own_origin(&server, &headers)?;
    let Form(step) = form.map_err(|_| Code::Malformed)?;
    let user_agent = session::http::user_agent(&headers);
    match step {
        Step::Email { email, next } => ask(server, visitor, Typed { email, next, ..Typed::default() }).await,
        Step::Code { email, code, next } => {
            sign_in(server, visitor, user_agent, Shown::Code, Typed { email, code, next }).await
        }
        Step::MadeCode { email, code, next } => {
            sign_in(server, visitor, user_agent, Shown::BothFields, Typed { email, code, next }).await
        }
        Step::Demo { person, next } => be(server, visitor, user_agent, person, next).await,
    }
}

async fn ask(server: router::Server, visitor: Visitor, typed: Typed) -> Result<Response> {
    let (asking, email) = (server.clone(), typed.email.clone());
    let work = async move { code::ask(&asking, visitor, &Email::parse(&email)?).await };
    match detached(work).await {
        Ok(_) => page(&server, Shown::Code, typed, None).await,
        Err(Error::Problem(problem)) => page(&server, Shown::Email, typed, Some(problem)).await,
        Err(cause) => Err(cause),
    }
}

async fn sign_in(
    server: router::Server,
    visitor: Visitor,
    browser: String,
    shown: Shown,
    typed: Typed,
) -> Result<Response> {
    let (asking, sent) = (server.clone(), typed.clone());
    let work = async move {
        session::sign_in(&asking, visitor, &browser, &Email::parse(&sent.email)?, &sent.code).await
    };
    match detached(work).await {
        Ok(opened) => Ok(go_on(opened, &typed.next)),
        Err(Error::Problem(problem)) => {
            let shown = if problem.code == Code::NotAnEmail { Shown::BothFields } else { shown };
            page(&server, shown, typed, Some(problem)).await
        }
        Err(cause) => Err(cause),
    }
}

/// Signs in as a person of a demo. Where people are real there is no such thing.
async fn be(
    server: router::Server,
    visitor: Visitor,
    browser: String,
    person: PersonId,
    next: NextPage,
) -> Result<Response> {
    let work = async move {
        let mut transaction = server.pool.begin().await?;
        if !installation::db::load(&mut transaction).await?.demo {
            return Err(Code::NotFound.into());
        }
        let opened = session::open(&mut transaction, &server, visitor, &browser, person).await?;
        transaction.commit().await?;
        Ok(opened)
    };
    Ok(go_on(detached(work).await?, &next))
}

fn go_on(opened: OpenedSession, next: &NextPage) -> Response {
    (StatusCode::SEE_OTHER, opened.cookies, [(header::LOCATION, next.to_string())]).into_response()
}

async fn page(
    server: &router::Server,
    shown: Shown,
    typed: Typed,
    problem: Option<Problem>,
) -> Result<Response> {
    let status = problem.as_ref().map_or(200, |problem| problem.code.status());
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let demo = if matches!(shown, Shown::Email) { demo_people(server).await? } else { Vec::new() };
    let stylesheet = server.site.index().stylesheet.clone();
    let html =
        super::page(status, move || view::page(stylesheet, shown, typed, problem.as_ref(), demo)).await;
    Ok(([(header::CACHE_CONTROL, "no-store")], html).into_response())
}

async fn demo_people(server: &router::Server) -> Result<Vec<DemoPerson>> {
    let mut connection = server.pool.acquire().await?;
    if !installation::db::load(&mut connection).await?.demo {
        return Ok(Vec::new());
    }
    people::roles::everyone(&mut connection, server.clock.now()).await
}
