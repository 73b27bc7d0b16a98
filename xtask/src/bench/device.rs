//! A device as the server sees it: the domain's own machine, with memory for a disk and HTTP for a network.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use domain::id::{ClientId, EntryId, MutationId, PersonId, RecordId};
use domain::notes::{NOTES, notes_id};
use domain::people::own_scope;
use domain::session::{Asked, SignedIn};
use domain::sync::client::{Chance, Client, Effect, Event};
use domain::sync::merge::Edit;
use domain::sync::mutation::{Action, Mutation};
use domain::sync::wire::{Reply, Request};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::{Builder, Uuid};

/// One device of a person, signed in.
pub struct Device {
    agent: ureq::Agent,
    url: String,
    token: String,
    person: PersonId,
    machine: Client,
}

impl Device {
    /// Signs a person in who is in the database of a demo.
    pub fn sign_in(url: &str, email: &str) -> Result<Self> {
        let agent = ureq::Agent::new_with_defaults();
        let asked: Asked =
            post(&agent, &format!("{url}/api/v1/session/code"), None, &json!({ "email": email }))?;
        let code = asked.demo_code.context("the database is not a demo")?;
        let body = json!({ "email": email, "code": code });
        let signed_in: SignedIn = post(&agent, &format!("{url}/api/v1/session"), None, &body)?;
        let person = signed_in.person.id;
        let machine = Client::new(person, ClientId(new_id()), String::new());
        Ok(Self { agent, url: url.to_owned(), token: signed_in.access_token, person, machine })
    }

    /// Receives everything there is.
    pub fn receive(&mut self) -> Result<()> {
        self.run(Event::Woken).map(drop)
    }

    /// Asks for news when there are none; gives the time it took.
    pub fn ask(&mut self) -> Result<Duration> {
        self.run(Event::Timer)
    }

    /// Writes a note on a lesson of its own and sends it; gives the time until it was acknowledged.
    pub fn push(&mut self) -> Result<Duration> {
        let lesson = RecordId(new_id());
        let note = json!({
            "text": "Cold call: four pupils, then waits. Pupil C extends the answer",
            "at": now(), "lesson_ms": 392_000, "tag": "strength", "area": "pedagogy",
        });
        let edits =
            vec![edit("lesson", json!(lesson))?, edit(&format!("entries/{}", EntryId(new_id())), note)?];
        let mutation = Mutation {
            id: MutationId(new_id()),
            author: self.person,
            at: now(),
            scope: own_scope(self.person).id,
            record: notes_id(lesson, self.person),
            kind: NOTES,
            action: Action::Edit { edits, settles: [].into_iter().collect() },
        };
        let time = self.run(Event::Saved(Box::new(mutation), chrono::TimeDelta::zero()))?;
        anyhow::ensure!(self.machine.outbox().is_empty(), "a note was not received");
        Ok(time)
    }

    /// Sends what the machine wants sent, until it wants no more.
    fn run(&mut self, event: Event) -> Result<Duration> {
        let mut next = Some(event);
        let mut spent = Duration::ZERO;
        while let Some(event) = next.take() {
            for effect in self.machine.step(event, &chance()) {
                match effect {
                    Effect::Send(request) => {
                        let begun = Instant::now();
                        next = Some(Event::Answered(Box::new(self.exchange(&request)?)));
                        spent += begun.elapsed();
                    }
                    Effect::Apply(apply) if !apply.review.is_empty() => bail!("refused: {:?}", apply.review),
                    _ => {}
                }
            }
        }
        Ok(spent)
    }

    fn exchange(&self, request: &Request) -> Result<Reply> {
        let url = format!("{}/api/v1/sync", self.url);
        post(&self.agent, &url, Some(&self.token), request)
    }
}

fn post<T: DeserializeOwned>(
    agent: &ureq::Agent,
    url: &str,
    token: Option<&str>,
    body: &impl Serialize,
) -> Result<T> {
    let mut request = agent.post(url).header("content-type", "application/json");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let mut response = request.send(serde_json::to_string(body)?).context("the server refuses")?;
    Ok(serde_json::from_str(&response.body_mut().read_to_string()?)?)
}

fn edit(path: &str, value: Value) -> Result<Edit> {
    let path = path.parse().map_err(|_| anyhow::anyhow!("no path: {path}"))?;
    Ok(Edit { path, base: None, value: Some(value) })
}

fn chance() -> Chance {
    let id = new_id();
    Chance { now: now(), nonce: id.simple().to_string(), client: ClientId(id), jitter: 0, has_network: true }
}

fn new_id() -> Uuid {
    let mut bytes = [0; 10];
    getrandom::fill(&mut bytes).expect("this machine has randomness");
    let milliseconds = u64::try_from(since_1970().as_millis()).unwrap_or_default();
    Builder::from_unix_timestamp_millis(milliseconds, &bytes).into_uuid()
}

/// The time, as far as a device can tell.
pub fn now() -> chrono::DateTime<chrono::Utc> {
    let milliseconds = i64::try_from(since_1970().as_millis()).unwrap_or_default();
    chrono::DateTime::from_timestamp_millis(milliseconds).unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "a device has a clock, and this one is the machine's")]
fn since_1970() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
