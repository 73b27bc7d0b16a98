//! Who there is in the demo, and the cards by which they know each other.

use chrono::{DateTime, Utc};
use domain::card::CARD;
use domain::id::{EntryId, RecordId, ScopeId};
use domain::people::{Grant, Role, ScopeKind, training_id};
use domain::permission::may_read;
use domain::programme::PROGRAMME;
use domain::school::SCHOOL;
use domain::sync::mutation::Mutation;
use serde_json::{Map, json};
use sqlx::{PgConnection, PgPool};

use super::device::Device;
use super::story::{Person, Story, person, programme, school, term};
use crate::people::{self, NewPerson, db};

/// Makes people, scopes and grants.
pub async fn place(connection: &mut PgConnection, story: &Story, now: DateTime<Utc>) -> sqlx::Result<()> {
    let provider = programme().0;
    let since = term(now);
    db::insert_provider(&mut *connection, provider, &story.provider, since.from).await?;
    people::add_place(&mut *connection, provider, programme(), ScopeKind::Programme).await?;
    for place in &story.schools {
        people::add_place(&mut *connection, provider, school(&place.key), ScopeKind::School).await?;
    }
    for one in &story.people {
        let email = format!("{}@demo.example", one.key);
        let new = NewPerson { id: one.id(), email, name: one.name.clone() };
        people::add_person(&mut *connection, provider, &new, since.from).await?;
    }
    let placements = story.placements(now);
    for placement in placements.values() {
        people::add_trainee(&mut *connection, provider, placement.trainee, programme(), since).await?;
        people::add_placement(&mut *connection, provider, placement).await?;
    }
    for one in &story.people {
        for of in &one.of {
            let scope = one.place(of, &placements);
            let grant = Grant { id: one.grant(scope), person: one.id(), role: one.role, scope, span: since };
            db::insert_grant(&mut *connection, &grant).await?;
        }
    }
    Ok(())
}

/// Writes the programme, the schools and everyone's cards, as their administrator does.
pub async fn introduce(pool: &PgPool, story: &Story, now: DateTime<Utc>) -> anyhow::Result<()> {
    let mut desk = Device::of(pool, person("priya"));
    let at = term(now).from;
    let mut mutations = vec![desk.edit(
        programme(),
        RecordId::natural("demo", &[&"programme"]),
        PROGRAMME,
        &json!({ "name": story.programme, "provider": story.provider, "framework": "ccf-2019" }),
        at,
    )];
    for place in &story.schools {
        let body = json!({ "name": place.name, "country": place.country, "zone": place.zone });
        let id = RecordId::natural("demo", &[&"school", &place.key]);
        mutations.push(desk.edit(school(&place.key), id, SCHOOL, &body, at));
    }
    for (scope, known) in members(story, now) {
        mutations.extend(known.into_iter().map(|one| card(&mut desk, scope, one, at)));
    }
    desk.send(&mutations, at).await
}

/// Who is known by name in which scopes: in those of each trainee, whoever around them reads there.
fn members(story: &Story, now: DateTime<Utc>) -> Vec<(ScopeId, Vec<&Person>)> {
    let placements = story.placements(now);
    let mut all = Vec::new();
    for trainee in story.with(Role::Trainee) {
        let around = [trainee.key.as_str(), trainee.of[0].as_str(), "programme"];
        let is_near = |one: &Person| {
            let serves = one.role != Role::Trainee && one.of.iter().any(|of| around.contains(&of.as_str()));
            serves || one.key == trainee.key
        };
        let placement = &placements[trainee.key.as_str()];
        let shared = (placement.scopes()[0].id, ScopeKind::Shared);
        let training = (training_id(placement.trainee, programme()), ScopeKind::Training);
        for (scope, kind) in [shared, training] {
            let reads = |one: &&Person| is_near(one) && may_read(one.role, kind);
            all.push((scope, story.people.iter().filter(reads).collect()));
        }
    }
    all
}

fn card(desk: &mut Device, scope: ScopeId, one: &Person, at: DateTime<Utc>) -> Mutation {
    let id = RecordId::natural("card", &[&scope, &one.id()]);
    let role = EntryId::natural("demo", &[&one.key]);
    let roles = Map::from_iter([(role.to_string(), json!({ "role": one.role, "from": at }))]);
    let body = json!({ "person": one.id(), "name": one.name, "roles": roles });
    desk.edit(scope, id, CARD, &body, at)
}
