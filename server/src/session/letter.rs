//! The letter that brings a code: a job, in which neither the code stands nor the address.

use chrono::{DateTime, Utc};
use domain::id::PersonId;
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::code::MAILED_LIFE;
use super::email::Email;
use super::keys::Keys;
use super::post::Letter;
use super::{code, db};
use crate::error::Result;
use crate::job::{self, Job, JobKind};
use crate::router::Server;

/// Letters with codes.
pub const LETTER: JobKind = JobKind { word: "code_letter", run };

/// Whom it is for. Asking is the same work for every address: that of nobody makes a letter, too, which goes nowhere.
#[derive(Serialize, Deserialize)]
struct Payload {
    person: Option<PersonId>,
}

/// Writes a letter to a person, to be sent after the transaction; gives the code that it will bring.
pub async fn write(
    connection: &mut PgConnection,
    server: &Server,
    person: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<String> {
    let id = server.random.id(now);
    let job =
        Job { good_until: Some(now + MAILED_LIFE), ..Job::new(&LETTER, id, json!(Payload { person }), now) };
    job::db::insert(connection, &job).await?;
    Ok(code_of(&server.keys, id))
}

/// The code of a letter: six digits that follow from its id, for those who have the key.
fn code_of(keys: &Keys, letter: Uuid) -> String {
    let hash = keys.hash("letter", &[letter.as_bytes()]);
    let number = u64::from_be_bytes(*hash.first_chunk().expect("a hash has more than eight bytes"));
    format!("{:06}", number % 1_000_000)
}

/// Sends a letter, if its code is still good: whoever asked again has a newer one.
fn run(server: Server, job: Job) -> BoxFuture<'static, anyhow::Result<()>> {
    Box::pin(async move {
        let Payload { person: Some(person) } = serde_json::from_value(job.payload)? else { return Ok(()) };
        let mut connection = server.pool.acquire().await?;
        let Some(person) = db::person(&mut connection, person).await? else { return Ok(()) };
        let to = Email::parse(&person.email).map_err(|problem| anyhow::anyhow!("{:?}", problem.code))?;
        let code = code_of(&server.keys, job.id);
        let is_good = code::is_good(&mut connection, &server.keys, &to, &code, server.clock.now()).await?;
        drop(connection);
        if is_good { server.post.send(Letter { to, code }).await } else { Ok(()) }
    })
}
