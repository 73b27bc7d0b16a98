//! The story as it is written in `story.json`.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use domain::framework::Area;
use domain::id::{GrantId, PersonId, PlacementId, ScopeId};
use domain::notes::Tag;
use domain::opportunity::Sort;
use domain::people::{Placement, Role, Span, training_id};
use domain::target::Status;
use serde::Deserialize;

/// Everything the demo is made of.
#[derive(Deserialize)]
pub struct Story {
    pub provider: String,
    pub programme: String,
    pub schools: Vec<School>,
    pub people: Vec<Person>,
    pub observations: Vec<Observation>,
    pub opportunities: Vec<Offer>,
}

#[derive(Deserialize)]
pub struct School {
    pub key: String,
    pub name: String,
    pub country: String,
    pub zone: String,
}

/// A person with one role, of some schools, of some trainees, or of the programme.
#[derive(Deserialize)]
pub struct Person {
    pub key: String,
    pub name: String,
    pub role: Role,
    pub of: Vec<String>,
}

#[derive(Deserialize)]
pub struct Observation {
    pub trainee: String,
    pub mentor: String,
    pub days_ago: i64,
    pub subject: String,
    pub class: String,
    pub ages: String,
    pub notes: Vec<Line>,
    pub strengths: Vec<Strength>,
    pub targets: Vec<Goal>,
    pub discussion: String,
    /// What the trainee answered; absent while they have not read it.
    pub reply: Option<String>,
}

#[derive(Deserialize)]
pub struct Line {
    pub ms: u64,
    pub text: String,
    pub tag: Option<Tag>,
    pub area: Option<Area>,
    /// Whether its author chose it for the feedback.
    #[serde(default)]
    pub quote: bool,
}

#[derive(Deserialize)]
pub struct Strength {
    pub text: String,
    pub area: Area,
}

#[derive(Deserialize)]
pub struct Goal {
    pub text: String,
    pub success: String,
    pub area: Area,
    /// Days from the lesson.
    pub due_in: i64,
    pub status: Status,
}

/// Something that a trainee was offered.
#[derive(Deserialize)]
pub struct Offer {
    pub trainee: String,
    pub mentor: String,
    pub days_ago: i64,
    pub sort: Sort,
    pub text: String,
    pub place: String,
    /// Days from the offer.
    pub due_in: i64,
    /// What the trainee took from it; absent while they have not taken it.
    pub reflection: Option<String>,
}

impl Story {
    /// Reads the story that is built into the program.
    pub fn read() -> serde_json::Result<Self> {
        serde_json::from_str(include_str!("story.json"))
    }

    /// The people with a role, by their keys.
    pub fn with(&self, role: Role) -> impl Iterator<Item = &Person> {
        self.people.iter().filter(move |person| person.role == role)
    }

    /// The trainees' placements; each is in one school from the beginning of the term.
    pub fn placements(&self, now: DateTime<Utc>) -> BTreeMap<&str, Placement> {
        let place = |person: &Person| Placement {
            id: PlacementId::natural("demo", &[&person.key]),
            trainee: person.id(),
            school: school(&person.of[0]),
            programme: programme(),
            span: term(now),
        };
        self.with(Role::Trainee).map(|person| (person.key.as_str(), place(person))).collect()
    }
}

impl Person {
    /// The person's id: the same in every demo.
    pub fn id(&self) -> PersonId {
        person(&self.key)
    }

    /// The scope on which the person holds the role for one of those they are of.
    pub fn place(&self, of: &str, placements: &BTreeMap<&str, Placement>) -> ScopeId {
        match self.role {
            Role::Mentor => placements[of].scopes()[0].id,
            Role::PersonalTutor => training_id(person(of), programme()),
            Role::Trainee => training_id(self.id(), programme()),
            _ if of == "programme" => programme(),
            _ => school(of),
        }
    }

    /// The id of the grant of the role on a scope.
    pub fn grant(&self, scope: ScopeId) -> GrantId {
        GrantId::natural("demo", &[&self.key, &scope])
    }
}

/// A person's id by the key in the story.
pub fn person(key: &str) -> PersonId {
    PersonId::natural("demo", &[&key])
}

/// The scope of a school by its key.
pub fn school(key: &str) -> ScopeId {
    ScopeId::natural("demo", &[&"school", &key])
}

/// The scope of the one programme.
pub fn programme() -> ScopeId {
    ScopeId::natural("demo", &[&"programme"])
}

/// The term began nine weeks ago and has no end yet.
pub fn term(now: DateTime<Utc>) -> Span {
    Span { from: now - TimeDelta::weeks(9), until: None }
}
