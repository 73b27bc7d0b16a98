//! Every cell of the permission table, asked of the decision itself: the table is what acts, in own and foreign scopes.

use chrono::TimeDelta;
use domain::{
    api::Code,
    feedback::{
        ACKNOWLEDGED, READ, WITHDRAWN,
        command::{
            ACKNOWLEDGE, AMEND, Acknowledge, Amend, Command, OPEN, SEND, Seen, Send, WITHDRAW, Withdraw,
        },
    },
    id::{GrantId, MutationId, RecordId, ScopeId},
    kinds::KINDS,
    opportunity::{REFLECTED, TAKEN},
    people::{Actor, Grant, Role, Scope, ScopeKind, Span},
    permission::may_write,
    sorted::Set,
    sync::{
        Body,
        canonical::Digest,
        command::{DELETE, EDIT, Verb},
        decide::decide,
        loaded::Loaded,
        mutation::{Action, Mutation, Outcome},
        record::{Change, Record, RecordKind},
        stage::{NEW, Stage},
    },
};
use serde_json::json;

use crate::world::{noon, object, person, record};

const ACTOR: u8 = 1;

/// A record at every stage of its life, each with a body that says so.
fn stages(kind: RecordKind) -> impl Iterator<Item = (Stage, Option<Body>)> {
    kind.stages().map(move |stage| {
        let body = match stage {
            NEW => None,
            READ => Some(json!({"read_at": "x"})),
            ACKNOWLEDGED => Some(json!({"acknowledgements": {"a": {}}})),
            WITHDRAWN => Some(json!({"withdrawn": {}})),
            TAKEN => Some(json!({"taken_on": "2026-11-25"})),
            REFLECTED => Some(json!({"reflection": "x"})),
            _ => Some(json!({})),
        };
        let body = body.map(object);
        assert!(body.as_ref().is_none_or(|body| (kind.says().stage)(body) == stage), "{kind:?} {stage:?}");
        (stage, body)
    })
}

fn action(verb: Verb) -> Action {
    let training = ScopeId::natural("test", &[&"training"]);
    let (draft, lesson, trainee) = (record(2), record(3), person(9));
    let reason = "A reason.".to_owned();
    let (edits, settles, targets) = (Vec::new(), Set::new(), Set::new());
    let command = match verb {
        EDIT => return Action::Edit { edits, settles },
        DELETE => return Action::Delete { seen: Digest([0; 32]) },
        SEND => Command::Send(Send { draft, lesson, trainee, training, content: Body::new() }),
        OPEN => Command::Seen(Seen { version: Some(1) }),
        ACKNOWLEDGE => Command::Acknowledge(Acknowledge { version: 1, reply: String::new() }),
        AMEND => Command::Amend(Amend { training, reason, edits, settles }),
        WITHDRAW => Command::Withdraw(Withdraw { training, targets, draft: None, reason }),
        unknown => panic!("{unknown:?} is not asked"),
    };
    command.into()
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
            for kind in KINDS {
                for (stage, body) in stages(kind) {
                    let mut loaded = Loaded::default();
                    loaded.scopes.extend([(here.id, here.clone()), (foreign.id, foreign.clone())]);
                    for verb in Verb::all() {
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
                        let expected = own && may_write(role, place, kind, verb, stage);
                        let case = format!("{role:?} {verb:?} {kind:?} {stage:?} in {place:?}");
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
