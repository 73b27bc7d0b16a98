//! Every cell of the permission table, asked of the decision itself: the table is what acts, in own and foreign scopes.

use chrono::TimeDelta;
use domain::{
    api::Code,
    feedback::command::{Acknowledge, Amend, Seen, Send, Withdraw},
    id::{GrantId, MutationId, RecordId, ScopeId},
    people::{Actor, Grant, Role, Scope, ScopeKind, Span},
    permission::{Verb, may_write},
    sorted::Set,
    sync::{
        Body,
        canonical::Digest,
        decide::decide,
        loaded::Loaded,
        mutation::{Action, Mutation, Outcome},
        record::{Change, Record, RecordKind, State},
    },
};
use serde_json::json;

use crate::world::{noon, object, person, record};

const ACTOR: u8 = 1;

/// The states a record of this kind can be in, each with a body that says so.
fn states(kind: RecordKind) -> Vec<(State, Option<Body>)> {
    let mut states = vec![(State::New, None)];
    if kind == RecordKind::Feedback {
        let feedback = |state, body| (state, Some(object(body)));
        states.push(feedback(State::Sent, json!({})));
        states.push(feedback(State::Read, json!({"read_at": "x"})));
        states.push(feedback(State::Acknowledged, json!({"acknowledgements": {"a": {}}})));
        states.push(feedback(State::Withdrawn, json!({"withdrawn": {}})));
    } else {
        states.push((State::Kept, Some(Body::new())));
    }
    states
}

fn action(verb: Verb) -> Action {
    let training = ScopeId::natural("test", &[&"training"]);
    let (draft, lesson, trainee) = (record(2), record(3), person(9));
    let reason = "A reason.".to_owned();
    let (edits, settles, targets) = (Vec::new(), Set::new(), Set::new());
    match verb {
        Verb::Edit => Action::Edit { edits, settles },
        Verb::Delete => Action::Delete { seen: Digest([0; 32]) },
        Verb::Send => Action::Send(Send { draft, lesson, trainee, training, content: Body::new() }),
        Verb::Read => Action::Read(Seen { version: Some(1) }),
        Verb::Acknowledge => Action::Acknowledge(Acknowledge { version: 1, reply: String::new() }),
        Verb::Amend => Action::Amend(Amend { training, reason, edits, settles }),
        Verb::Withdraw => Action::Withdraw(Withdraw { training, targets, draft: None, reason }),
    }
}

fn scope(place: ScopeKind, name: &str, about: u8) -> Scope {
    let id = ScopeId::natural("test", &[&name]);
    Scope { id, kind: place, person: Some(person(about)), head: 0, carried_by: Vec::new() }
}

/// Whether the decision refuses for want of a right in the scope.
fn refused(loaded: &Loaded, actor: &Actor, scope: ScopeId, kind: RecordKind, verb: Verb) -> bool {
    let id = MutationId::natural("test", &[&1]);
    let (author, at) = (actor.person, noon());
    let mutation = Mutation { id, author, at, scope, record: record(1), kind, action: action(verb) };
    match decide(loaded, actor, noon(), &mutation).outcome {
        Outcome::Rejected { problem } => {
            problem.code == Code::NotAllowed && problem.field.as_deref() == Some("scope")
        }
        _ => false,
    }
}

fn stored(scope: ScopeId, kind: RecordKind, body: Body) -> Record {
    let (author, mutation) = (person(ACTOR), MutationId::natural("test", &[&0]));
    let id: RecordId = record(1);
    let changed = Change { mutation, by: author, at: noon(), reason: None };
    let (fields, conflicts) = ([].into(), Vec::new());
    Record {
        id,
        scope,
        kind,
        author,
        revision: 1,
        version: 1,
        body,
        fields,
        conflicts,
        deleted: false,
        changed,
    }
}

#[test]
fn the_decision_allows_what_the_table_allows_and_nothing_else() {
    let (mut cells, mut allowed) = (0, 0);
    for place in ScopeKind::ALL {
        for role in Role::ALL {
            let here = scope(place, "here", if role == Role::Owner { ACTOR } else { 9 });
            let foreign = scope(place, "foreign", 9);
            let span = |days| Span {
                from: noon() - TimeDelta::days(9),
                until: Some(noon() + TimeDelta::days(days)),
            };
            let grant = |days| Grant {
                id: GrantId::natural("test", &[&1]),
                person: person(ACTOR),
                role,
                scope: here.id,
                span: span(days),
            };
            let actor = |days| Actor {
                person: person(ACTOR),
                grants: if role == Role::Owner { Vec::new() } else { vec![grant(days)] },
            };
            for kind in RecordKind::ALL {
                for (state, body) in states(kind) {
                    let mut loaded = Loaded::default();
                    loaded.scopes.extend([(here.id, here.clone()), (foreign.id, foreign.clone())]);
                    for verb in Verb::ALL {
                        let mut ask = |scope: ScopeId, days| {
                            loaded.records = body
                                .iter()
                                .map(|body| (record(1), stored(scope, kind, body.clone())))
                                .collect();
                            cells += 1;
                            !refused(&loaded, &actor(days), scope, kind, verb)
                        };
                        // A person's own scope opens for its owner, and by no grant.
                        let own = (role == Role::Owner) == (place == ScopeKind::Person);
                        let expected = own && may_write(role, place, kind, verb, state);
                        let case = format!("{role:?} {verb:?} {kind:?} {state:?} in {place:?}");
                        assert_eq!(ask(here.id, 9), expected, "{case}");
                        assert!(!ask(foreign.id, 9), "{case}, foreign");
                        assert!(role == Role::Owner || !ask(here.id, -1), "{case}, after the role has ended");
                        allowed += u32::from(expected);
                    }
                }
            }
        }
    }
    assert!(cells > 10_000 && allowed > 50, "{cells} cells, {allowed} allowed");
}
