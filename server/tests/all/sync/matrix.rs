//! The rules of the permission table through the router and the database: all that a rule allows, all that differs from
//! it in one word, the same in a foreign scope, and everything that a role may read.
//!
//! That every cell of the table is as agreed, the table's own test in `domain` says.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Method;
use domain::api::Code;
use domain::feedback::command::{
    ACKNOWLEDGE, AMEND, Acknowledge, Amend, Command, OPEN, SEND, Seen, Send, WITHDRAW, Withdraw,
};
use domain::feedback::{ACKNOWLEDGED, READ, WITHDRAWN};
use domain::id::{MutationId, PersonId, RecordId, ScopeId};
use domain::kinds::KINDS;
use domain::opportunity::{REFLECTED, TAKEN};
use domain::people::{Role, ScopeKind};
use domain::permission::{may_read, may_write, replicates};
use domain::sync::canonical::Digest;
use domain::sync::command::{DELETE, EDIT, Verb};
use domain::sync::mutation::{Ack, Action, Mutation, Outcome};
use domain::sync::record::RecordKind;
use domain::sync::stage::{NEW, Stage};
use domain::sync::wire::{MAX_MUTATIONS, Reply};
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::records;
use crate::people::{Provider, SignedIn, sign_in};
use crate::placement::{Phone, fresh, now, own};
use crate::support::TestServer;

/// One question: may this be done to a record at this stage here?
struct Cell {
    place: ScopeKind,
    scope: ScopeId,
    kind: RecordKind,
    stage: Stage,
    verb: Verb,
    record: RecordId,
    expected: bool,
}

/// A person with one role, on one scope of every kind, and a phone.
struct Actor {
    role: Role,
    person: PersonId,
    session: SignedIn,
    phone: Phone,
}

/// A scope of every kind on which everyone has their role, and one of every kind on which nobody has any.
struct Places {
    here: Vec<(ScopeKind, ScopeId)>,
    foreign: Vec<(ScopeKind, ScopeId)>,
    seed: MutationId,
    author: PersonId,
}

impl Cell {
    /// Whether a rule allows this, or would if one word of it were another.
    fn is_near_a_rule(&self, role: Role) -> bool {
        let Self { place, kind, stage, verb, .. } = *self;
        Role::ALL.into_iter().any(|role| may_write(role, place, kind, verb, stage))
            || ScopeKind::ALL.into_iter().any(|place| may_write(role, place, kind, verb, stage))
            || KINDS.into_iter().any(|kind| may_write(role, place, kind, verb, stage))
            || Verb::all().any(|verb| may_write(role, place, kind, verb, stage))
            || kind.stages().any(|stage| may_write(role, place, kind, verb, stage))
    }
}

/// A record at every stage of its life, each with a body that says so.
fn stages(kind: RecordKind) -> impl Iterator<Item = (Stage, Option<Value>)> {
    kind.stages().map(|stage| {
        let body = match stage {
            NEW => None,
            READ => Some(json!({ "read_at": "x" })),
            ACKNOWLEDGED => Some(json!({ "acknowledgements": { "a": {} } })),
            WITHDRAWN => Some(json!({ "withdrawn": {} })),
            TAKEN => Some(json!({ "taken_on": "2026-11-25" })),
            REFLECTED => Some(json!({ "reflection": "x" })),
            _ => Some(json!({})),
        };
        (stage, body)
    })
}

fn action(verb: Verb, training: ScopeId, trainee: PersonId) -> Action {
    let (draft, lesson) = (RecordId(fresh()), RecordId(fresh()));
    let reason = "A reason.".to_owned();
    let (edits, settles, targets) = (Vec::new(), [].into(), [].into());
    let command = match verb {
        EDIT => return Action::Edit { edits, settles },
        DELETE => return Action::Delete { seen: Digest([0; 32]) },
        SEND => Command::Send(Send { draft, lesson, trainee, training, content: serde_json::Map::new() }),
        OPEN => Command::Seen(Seen { version: Some(1) }),
        ACKNOWLEDGE => Command::Acknowledge(Acknowledge { version: 1, reply: String::new() }),
        AMEND => Command::Amend(Amend { training, reason, edits, settles }),
        WITHDRAW => Command::Withdraw(Withdraw { training, targets, draft: None, reason }),
        unknown => panic!("{unknown:?} is not asked"),
    };
    command.into()
}

impl Places {
    async fn new(pool: &PgPool, provider: &Provider) -> Self {
        let (mut here, mut foreign) = (Vec::new(), Vec::new());
        let (other, author) = (provider.person("other").await, provider.person("author").await);
        for kind in ScopeKind::ALL {
            if kind == ScopeKind::Person {
                here.push((kind, own(author)));
                foreign.push((kind, own(other)));
                continue;
            }
            here.push((kind, provider.place(kind, &format!("here {kind:?}")).await));
            foreign.push((kind, provider.place(kind, &format!("foreign {kind:?}")).await));
        }
        // What everything below was made by, as far as the database asks.
        let seed = MutationId(fresh());
        let client = "insert into client (id, person, build, seen_at) values ($1, $2, '', now())";
        sqlx::query(client).bind(seed.0).bind(author.0).execute(pool).await.unwrap();
        let sent = "insert into mutation (id, client, seq, person, hash, ack, received_at)
                    values ($1, $1, 1, $2, '', '{}', now())";
        sqlx::query(sent).bind(seed.0).bind(author.0).execute(pool).await.unwrap();
        Self { here, foreign, seed, author }
    }

    /// The questions about a role; what stands in a person's own scope is asked of its owner there.
    ///
    /// In a foreign scope only what would be allowed at home is asked: the rest is refused for two reasons.
    fn cells(&self, role: Role, person: PersonId) -> Vec<Cell> {
        let mut cells = Vec::new();
        for (places, at_home) in [(&self.here, true), (&self.foreign, false)] {
            for (place, scope) in places.iter().copied() {
                let owns = at_home && role == Role::Owner && place == ScopeKind::Person;
                let scope = if owns { own(person) } else { scope };
                let granted = at_home && role != Role::Owner && place != ScopeKind::Person;
                for kind in KINDS {
                    for (stage, _) in stages(kind) {
                        for verb in Verb::all() {
                            let is_rule = may_write(role, place, kind, verb, stage);
                            let expected = (owns || granted) && is_rule;
                            let record = RecordId(fresh());
                            let cell = Cell { place, scope, kind, stage, verb, record, expected };
                            if is_rule || (at_home && cell.is_near_a_rule(role)) {
                                cells.push(cell);
                            }
                        }
                    }
                }
            }
        }
        cells
    }

    /// Puts the records that the cells are about into the database, as the server would have left them.
    async fn fill(&self, pool: &PgPool, cells: &[Cell]) {
        let body = |cell: &Cell| stages(cell.kind).find(|(stage, _)| *stage == cell.stage)?.1;
        let rows: Vec<(&Cell, Value)> = cells.iter().filter_map(|cell| Some((cell, body(cell)?))).collect();
        let ids: Vec<Uuid> = rows.iter().map(|(cell, _)| cell.record.0).collect();
        let scopes: Vec<Uuid> = rows.iter().map(|(cell, _)| cell.scope.0).collect();
        let kinds: Vec<String> =
            rows.iter().map(|(cell, _)| json!(cell.kind).as_str().unwrap().to_owned()).collect();
        let bodies: Vec<Value> = rows.iter().map(|(_, body)| body.clone()).collect();
        let insert =
            "insert into record (id, scope, kind, author, revision, version, body, fields, conflicts,
                                 deleted, mutation, changed_by, changed_at)
             select row.id, row.scope, row.kind, $5, 1,
                    head + row_number() over (partition by row.scope order by row.id),
                    body, '{}', '[]', false, $6, $5, now()
             from unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[]) as row (id, scope, kind, body)
             join scope on scope.id = row.scope";
        let insert = sqlx::query(insert).bind(ids).bind(scopes).bind(kinds).bind(bodies);
        insert.bind(self.author.0).bind(self.seed.0).execute(pool).await.unwrap();
        let heads =
            "update scope set head = coalesce((select max(version) from record where scope = scope.id), 0)";
        sqlx::query(heads).execute(pool).await.unwrap();
    }
}

impl Actor {
    async fn new(
        server: &TestServer,
        pool: &PgPool,
        provider: &Provider,
        places: &Places,
        role: Role,
    ) -> Self {
        let name = format!("{role:?}").to_lowercase();
        let person = provider.person(&name).await;
        if role != Role::Owner {
            for (_, scope) in &places.here {
                provider.grant(person, role, *scope).await;
            }
        }
        let session = sign_in(server, &format!("{name}@example.org")).await;
        Self { role, person, session, phone: Phone::new(pool.clone(), person) }
    }

    async fn exchange(&mut self, server: &TestServer, mutations: &[Mutation]) -> Reply {
        let push = self.phone.seal(mutations);
        let body = serde_json::to_string(&self.phone.request(push)).unwrap();
        let bearer = self.session.bearer();
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let answer = server.ask(Method::POST, "/api/v1/sync", &headers, Body::from(body)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let reply: Reply = serde_json::from_str(&answer.text).unwrap();
        self.phone.receive(&reply);
        reply
    }

    /// Receives everything there is, page after page; gives the scopes that open and the records that come.
    async fn read(&mut self, server: &TestServer) -> (BTreeSet<ScopeId>, BTreeSet<RecordId>) {
        let (mut scopes, mut found) = (BTreeSet::new(), BTreeSet::new());
        loop {
            let reply = self.exchange(server, &[]).await;
            if reply.pages.is_empty() {
                return (scopes, found);
            }
            scopes.extend(reply.scopes.new.iter().map(|scope| scope.id));
            found.extend(records(&reply).into_iter().map(|record| record.id));
        }
    }

    /// Asks the questions, as many at a time as go into one request; fails at the first wrong answer.
    async fn ask(&mut self, server: &TestServer, cells: &[Cell], training: ScopeId) {
        for cells in cells.chunks(MAX_MUTATIONS) {
            let mutations: Vec<Mutation> = cells.iter().map(|cell| self.mutation(cell, training)).collect();
            let reply = self.exchange(server, &mutations).await;
            assert_eq!(reply.acks.len(), cells.len());
            for (cell, ack) in cells.iter().zip(&reply.acks) {
                let Cell { place, kind, stage, verb, .. } = cell;
                let case = format!("{:?} {verb:?} {kind:?} {stage:?} in {place:?}: {ack:?}", self.role);
                assert_eq!(!is_refused(ack), cell.expected, "{case}");
            }
        }
    }

    fn mutation(&self, cell: &Cell, training: ScopeId) -> Mutation {
        Mutation {
            id: MutationId(fresh()),
            author: self.person,
            at: now(),
            scope: cell.scope,
            record: cell.record,
            kind: cell.kind,
            action: action(cell.verb, training, self.person),
        }
    }
}

/// Whether it was refused for want of a right in the scope.
fn is_refused(ack: &Ack) -> bool {
    matches!(&ack.outcome, Outcome::Rejected { problem }
        if problem.code == Code::NotAllowed && problem.field.as_deref() == Some("scope"))
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn every_role_reads_and_writes_what_the_table_says_and_nothing_else(pool: PgPool) {
    let provider = Provider::new(&pool, "one").await;
    let places = Places::new(&pool, &provider).await;
    let server = TestServer::new(pool.clone()).await;
    let training = places.here.iter().find(|(kind, _)| *kind == ScopeKind::Training).unwrap().1;
    let (mut asked, mut allowed) = (0, 0);
    for role in Role::ALL {
        let mut actor = Actor::new(&server, &pool, &provider, &places, role).await;
        let cells = places.cells(role, actor.person);
        places.fill(&pool, &cells).await;

        let readable =
            |kind: ScopeKind| kind != ScopeKind::Person && may_read(role, kind) && replicates(role);
        let open = places.here.iter().filter(|(kind, _)| readable(*kind)).map(|(_, scope)| *scope);
        let expected: BTreeSet<ScopeId> = open.chain([own(actor.person)]).collect();
        let (scopes, found) = actor.read(&server).await;
        assert_eq!(scopes, expected, "{role:?} opens");
        let foreign = |cell: &&Cell| !expected.contains(&cell.scope) && found.contains(&cell.record);
        assert_eq!(cells.iter().filter(foreign).count(), 0, "{role:?} reads");
        let own = cells.iter().filter(|cell| expected.contains(&cell.scope) && cell.stage != NEW);
        assert!(own.clone().all(|cell| found.contains(&cell.record)), "{role:?} reads all of it");

        actor.ask(&server, &cells, training).await;
        asked += cells.len();
        allowed += cells.iter().filter(|cell| cell.expected).count();
    }
    assert!(asked > 1_000 && allowed > 50, "{asked} asked, {allowed} allowed");
}
