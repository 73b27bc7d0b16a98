//! The permission table, cell by cell: the whole of it frozen as text, and the cells that matter most by hand.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::{
    feedback::{
        ACKNOWLEDGED, FEEDBACK, READ, SENT, WITHDRAWN,
        command::{ACKNOWLEDGE, AMEND, OPEN, SEND},
    },
    id::{GrantId, PersonId, PlacementId, ScopeId},
    kinds::KINDS,
    notes::NOTES,
    people::{Actor, Grant, Placement, Role, Scope, ScopeKind, Span, own_scope, trainee_scopes},
    permission::{may_edit, may_read, may_write, readers},
    sync::{
        command::{EDIT, Verb},
        fields::Field,
        record::RecordKind,
        stage::{NEW, Stage},
    },
};

/// Every stage there is.
fn stages() -> Vec<Stage> {
    let mut stages = Vec::new();
    for stage in KINDS.iter().flat_map(|kind| kind.stages()) {
        if !stages.contains(&stage) {
            stages.push(stage);
        }
    }
    stages
}

/// A word as it stands in the file: `FeedbackDraft`.
fn named(word: &str) -> String {
    let parts = word.split('_');
    parts.map(|part| part[..1].to_uppercase() + &part[1..]).collect()
}

/// A cell as it stands in the file; with a field, of that field alone.
fn line(verb: Verb, what: RecordKind, field: &str, place: ScopeKind, stage: Stage, who: &[Role]) -> String {
    let (verb, what, stage) = (named(verb.word()), named(what.word()), named(stage.word));
    let who: Vec<_> = who.iter().map(|role| format!("{role:?}")).collect();
    format!("{verb} {what}{field} in {place:?} when {stage}: {}", who.join(" "))
}

/// Who may do this to a record; where not everyone who may edit it may edit all of it, who may edit which field.
fn cell(verb: Verb, what: RecordKind, place: ScopeKind, stage: Stage) -> Vec<String> {
    let who =
        |may: &dyn Fn(Role) -> bool| Role::ALL.into_iter().filter(|role| may(*role)).collect::<Vec<_>>();
    let all = who(&|role| may_write(role, place, what, verb, stage));
    let rows = what.fields().iter().copied().flatten().filter(|_| verb == EDIT);
    let names: BTreeSet<&str> = rows.map(Field::first).collect();
    let of = |name: &str| who(&|role| may_edit(role, place, what, stage, &name.parse().unwrap()));
    let one = |name: &&str| line(verb, what, &format!(".{name}"), place, stage, &of(name));
    match () {
        () if all.is_empty() => Vec::new(),
        () if names.iter().all(|name| of(name) == all) => vec![line(verb, what, "", place, stage, &all)],
        () => names.iter().filter(|name| !of(name).is_empty()).map(one).collect(),
    }
}

/// Every allowed cell on a line of its own; a cell without a line is refused.
fn matrix() -> String {
    let mut lines = Vec::new();
    for place in ScopeKind::ALL {
        for role in Role::ALL.into_iter().filter(|role| may_read(*role, place)) {
            lines.push(format!("read {place:?}: {role:?}"));
        }
        for what in KINDS {
            for verb in Verb::all() {
                lines.extend(stages().into_iter().flat_map(|stage| cell(verb, what, place, stage)));
            }
        }
    }
    lines.join("\n") + "\n"
}

/// A change here changes who sees or does what: it needs a reason in the commit, and a new golden file.
#[test]
fn the_whole_matrix_is_as_agreed() {
    let found = matrix();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write("tests/golden/permission.txt", &found).unwrap();
    }
    assert_eq!(found, include_str!("golden/permission.txt"));
}

#[test]
fn what_must_never_be_allowed() {
    for role in Role::ALL {
        assert_eq!(may_read(role, ScopeKind::Person), role == Role::Owner, "{role:?} reads notes");
        for stage in stages() {
            for verb in Verb::all() {
                let may = |place, what| may_write(role, place, what, verb, stage);
                for place in ScopeKind::ALL {
                    assert!(!may(place, NOTES) || role == Role::Owner, "{role:?} {verb:?} notes");
                    assert!(role != Role::Reader || KINDS.iter().all(|what| !may(place, *what)));
                }
                let feedback = may(ScopeKind::Shared, FEEDBACK);
                assert!(
                    !feedback || matches!(role, Role::Mentor | Role::Trainee),
                    "{role:?} {verb:?} feedback"
                );
                assert!(!feedback || stage != WITHDRAWN, "{verb:?} after withdrawal");
            }
        }
    }
}

#[test]
fn what_the_story_needs() {
    let visible = [SENT, READ, ACKNOWLEDGED];
    let feedback = |role, verb, stage| may_write(role, ScopeKind::Shared, FEEDBACK, verb, stage);
    assert!(feedback(Role::Mentor, SEND, NEW));
    for stage in visible {
        assert!(feedback(Role::Trainee, OPEN, stage));
        assert!(feedback(Role::Trainee, ACKNOWLEDGE, stage));
        assert!(feedback(Role::Mentor, AMEND, stage));
        assert!(!feedback(Role::Trainee, AMEND, stage));
        assert!(!feedback(Role::Mentor, ACKNOWLEDGE, stage));
    }
    let care = [Role::Trainee, Role::Mentor, Role::PersonalTutor];
    assert_eq!(readers(ScopeKind::Care), care);
    assert_eq!(readers(ScopeKind::Tutor), [Role::Trainee, Role::PersonalTutor]);
    assert!(!may_read(Role::Trainee, ScopeKind::Staff));
    assert!(!may_read(Role::Trainee, ScopeKind::University));
}

fn at(day: u32) -> DateTime<Utc> {
    format!("2026-11-{day:02}T00:00:00Z").parse().unwrap()
}

fn person(n: u8) -> PersonId {
    PersonId::natural("test", &[&n])
}

fn span(from: u32, until: u32) -> Span {
    Span { from: at(from), until: Some(at(until)) }
}

fn actor(role: Role, scope: ScopeId, span: Span) -> Actor {
    let grant = Grant { id: GrantId::natural("test", &[&1]), person: person(9), role, scope, span };
    Actor { person: person(9), grants: vec![grant] }
}

/// One trainee, placed from the 5th to the 20th, and again elsewhere from the 20th.
fn world() -> (Vec<Scope>, [ScopeId; 2]) {
    let (programme, trainee) = (ScopeId::natural("test", &[&"programme"]), person(1));
    let placement = |n: u8, span| Placement {
        id: PlacementId::natural("test", &[&n]),
        trainee,
        school: ScopeId::natural("test", &[&"school", &n]),
        programme,
        span,
    };
    let placements = [placement(1, span(5, 20)), placement(2, span(20, 28))];
    let mut scopes = trainee_scopes(trainee, programme, span(1, 30)).to_vec();
    for scope in scopes.iter_mut().filter(|scope| matches!(scope.kind, ScopeKind::Training | ScopeKind::Care))
    {
        scope.carried_by.extend(placements.iter().flat_map(Placement::carriers));
    }
    scopes.extend(placements.iter().flat_map(Placement::scopes));
    scopes.push(own_scope(trainee));
    (scopes, placements.map(|placement| placement.school))
}

fn reads(actor: &Actor, scopes: &[Scope], day: u32) -> Vec<ScopeKind> {
    let readable =
        |scope: &&Scope| actor.roles_in(scope, at(day)).iter().any(|role| may_read(*role, scope.kind));
    scopes.iter().filter(readable).map(|scope| scope.kind).collect()
}

#[test]
fn a_mentor_of_a_placement_sees_it_and_its_trainee_while_it_lasts() {
    let (scopes, _) = world();
    let shared = scopes.iter().find(|scope| scope.kind == ScopeKind::Shared).unwrap().id;
    let mentor = actor(Role::Mentor, shared, span(5, 20));
    let all = [ScopeKind::Training, ScopeKind::Care, ScopeKind::Shared, ScopeKind::Staff];
    assert_eq!(reads(&mentor, &scopes, 10), all);
    assert_eq!(reads(&mentor, &scopes, 4), []);
    assert_eq!(reads(&mentor, &scopes, 20), []);
}

#[test]
fn grants_on_trainee_programme_and_school_carry_down_one_step() {
    use ScopeKind::{Care, Shared, Staff, Training, Tutor, University};
    let (scopes, schools) = world();
    let training = scopes[0].id;
    let programme = ScopeId::natural("test", &[&"programme"]);
    let tutor = actor(Role::PersonalTutor, training, span(1, 30));
    assert_eq!(reads(&tutor, &scopes, 25), [Training, Care, Tutor, University, Shared, Staff, Shared, Staff]);
    let lead = actor(Role::CourseLead, programme, span(1, 30));
    assert_eq!(reads(&lead, &scopes, 10), [Training, University]);
    let coordinator = actor(Role::TrainingCoordinator, schools[0], span(1, 30));
    assert_eq!(reads(&coordinator, &scopes, 10), [Training, Shared, Staff]);
    assert_eq!(
        reads(&coordinator, &scopes, 25),
        [Shared, Staff],
        "the trainee has moved on to another school"
    );
    let trainee = actor(Role::Trainee, training, span(1, 30));
    assert_eq!(
        reads(&trainee, &scopes, 10),
        [Training, Care, Tutor, Shared],
        "the next school is not open yet"
    );
}

#[test]
fn a_persons_own_scope_opens_for_nobody_else() {
    let own = own_scope(person(1));
    let intruder = actor(Role::Administrator, own.id, span(1, 30));
    assert!(intruder.roles_in(&own, at(10)).is_empty());
    let owner = Actor { person: person(1), grants: Vec::new() };
    assert_eq!(owner.roles_in(&own, at(10)), [Role::Owner].into());
}
