//! People for the bench: trainees in placements, each with a mentor, and as many observations of them as one likes.

use std::fmt::Write;
use std::fs;

use anyhow::{Result, anyhow};
use chrono::{DateTime, TimeDelta, Utc};
use domain::feedback::Feedback;
use domain::id::{ClientId, GrantId, PersonId, PlacementId, ScopeId};
use domain::lesson::Lesson;
use domain::notes::Notes;
use domain::people::{Carrier, Placement, Role, Scope, ScopeKind, Span, own_scope, trainee_scopes};
use domain::plain::Read;
use domain::sync::{Body, record::read};
use serde::Serialize;

use crate::postgres::Cluster;

/// How many trainees there are, and mentors.
const PAIRS: usize = 8_000;
/// How many trainees a school takes.
const IN_ONE_SCHOOL: usize = 20;
/// How often each trainee was observed: a million observations in all.
const EACH: usize = 127;

/// The addresses by which the mentors sign in.
pub fn mentors() -> impl Iterator<Item = String> {
    (0..PAIRS).map(|n| email("mentor", n))
}

/// Makes the people, in a database that is filled with the demo: so their codes can be asked for.
pub fn people(cluster: &Cluster, database: &str, now: DateTime<Utc>) -> Result<()> {
    let provider = cluster.sql(database, "select id from provider")?.trim().to_owned();
    let mut rows = Rows { provider, now, tables: Default::default() };
    let programme = ScopeId::natural("bench programme", &[]);
    rows.place(programme, ScopeKind::Programme)?;
    for n in (0..PAIRS).step_by(IN_ONE_SCHOOL) {
        rows.place(school(n), ScopeKind::School)?;
    }
    for n in 0..PAIRS {
        rows.pair(n, programme)?;
    }
    let file = tempfile::NamedTempFile::new()?;
    fs::write(file.path(), rows.text())?;
    cluster.sql_file(database, file.path())
}

/// Puts observations in place, as the server would have stored them, of all whose mentors have pushed nothing so far; gives
/// how many there are.
pub fn observations(cluster: &Cluster, database: &str) -> Result<usize> {
    let file = tempfile::NamedTempFile::new()?;
    fs::write(file.path(), OBSERVATIONS.replace("EACH", &EACH.to_string()))?;
    cluster.sql_file(database, file.path())?;
    // What a phone could not read would be no observation.
    one::<Lesson>(cluster, database, "lesson")?;
    one::<Notes>(cluster, database, "notes")?;
    one::<Feedback>(cluster, database, "feedback")?;
    Ok(cluster.sql(database, "select count(*) from record where kind = 'feedback'")?.trim().parse()?)
}

/// One record of a kind, of those that were put in place.
fn one<T: Read>(cluster: &Cluster, database: &str, kind: &str) -> Result<T> {
    let of_bench = "join client on client.person = author and build = 'bench'";
    let body = cluster
        .sql(database, &format!("select body from record {of_bench} where kind = '{kind}' limit 1"))?;
    let body: Body = serde_json::from_str(&body)?;
    read(&body).map_err(|problem| anyhow!("a {kind} of the bench cannot be read: {problem:?}"))
}

fn email(what: &str, n: usize) -> String {
    format!("{what}-{n}@bench.example")
}

fn school(n: usize) -> ScopeId {
    ScopeId::natural("bench school", &[&(n / IN_ONE_SCHOOL)])
}

/// The tables of people, in the order in which they refer to each other.
const TABLES: [&str; 5] = [
    "person (id, provider, email, name, created_at)",
    "scope (id, provider, kind, person)",
    "scope_carrier (scope, carrier, from_at, until_at)",
    "role_grant (id, person, role, scope, from_at)",
    "client (id, person, build, seen_at)",
];

/// Rows to be copied, table by table.
struct Rows {
    provider: String,
    now: DateTime<Utc>,
    tables: [String; TABLES.len()],
}

impl Rows {
    fn pair(&mut self, n: usize, programme: ScopeId) -> Result<()> {
        let span = Span { from: self.now - TimeDelta::days(60), until: None };
        let [trainee, mentor] = [self.person("trainee", n)?, self.person("mentor", n)?];
        let id = PlacementId::natural("bench", &[&n]);
        let placement = Placement { id, trainee, school: school(n), programme, span };
        let theirs = trainee_scopes(trainee, programme, span);
        let [shared, staff] = placement.scopes();
        for scope in theirs.iter().chain([&shared, &staff]) {
            self.scope(scope)?;
        }
        let [training, care, ..] = &theirs;
        for scope in [training, care] {
            for carrier in placement.carriers() {
                self.carrier(scope.id, carrier)?;
            }
        }
        self.grant(trainee, Role::Trainee, training.id, span)?;
        self.grant(mentor, Role::Mentor, shared.id, span)
    }

    fn person(&mut self, what: &str, n: usize) -> Result<PersonId> {
        let person = PersonId::natural("bench", &[&what, &n]);
        let (provider, now) = (self.provider.clone(), self.now);
        self.row(0, &[&person, &provider, &email(what, n), &format!("{what} {n}"), &now])?;
        self.row(4, &[&ClientId::natural("bench", &[&person]), &person, &"bench", &now])?;
        self.scope(&own_scope(person))?;
        Ok(person)
    }

    fn place(&mut self, id: ScopeId, kind: ScopeKind) -> Result<()> {
        self.scope(&Scope { id, kind, person: None, head: 0, carried_by: Vec::new() })
    }

    fn scope(&mut self, scope: &Scope) -> Result<()> {
        let person = scope.person.map_or("\\N".to_owned(), |person| person.to_string());
        let provider = self.provider.clone();
        self.row(1, &[&scope.id, &provider, &word(scope.kind)?, &person])?;
        scope.carried_by.iter().try_for_each(|carrier| self.carrier(scope.id, *carrier))
    }

    fn carrier(&mut self, scope: ScopeId, Carrier { scope: carrier, span }: Carrier) -> Result<()> {
        let until = span.until.map_or("\\N".to_owned(), |until| until.to_string());
        self.row(2, &[&scope, &carrier, &span.from, &until])
    }

    fn grant(&mut self, person: PersonId, role: Role, scope: ScopeId, span: Span) -> Result<()> {
        let id = GrantId::natural("bench", &[&person, &scope]);
        self.row(3, &[&id, &person, &word(role)?, &scope, &span.from])
    }

    fn row(&mut self, table: usize, columns: &[&dyn std::fmt::Display]) -> Result<()> {
        for (n, column) in columns.iter().enumerate() {
            write!(self.tables[table], "{}{column}", if n == 0 { "" } else { "\t" })?;
        }
        self.tables[table].push('\n');
        Ok(())
    }

    fn text(&self) -> String {
        let copy = |(table, rows): (&&str, &String)| format!("copy {table} from stdin;\n{rows}\\.\n");
        TABLES.iter().zip(&self.tables).map(copy).collect()
    }
}

/// The word under which a value of the domain is stored.
fn word(value: impl Serialize) -> Result<String> {
    Ok(serde_json::to_value(value)?.as_str().unwrap_or_default().to_owned())
}

/// A lesson, its notes and its feedback for every observation, each with the mutation that made it.
///
/// The rows are known to fit together: nothing is checked while they are copied.
const OBSERVATIONS: &str = r"
set session_replication_role = replica;
set work_mem = '256MB';
create unlogged table observation as
    select shared.id as shared, own.id as own, mentor.id as mentor, client.id as client, n,
           shared.person as trainee, training.id as training,
           gen_random_uuid() as lesson, gen_random_uuid() as notes, gen_random_uuid() as feedback,
           gen_random_uuid() as began, gen_random_uuid() as noted, gen_random_uuid() as sent,
           now() - make_interval(hours => EACH - n) as at
    from person mentor
    join scope own on own.person = mentor.id and own.kind = 'person'
    join role_grant on role_grant.person = mentor.id
    join scope shared on shared.id = role_grant.scope
    join scope training on training.person = shared.person and training.kind = 'training'
    join client on client.person = mentor.id and client.build = 'bench'
    cross join generate_series(1, EACH) n
    where mentor.email like 'mentor-%@bench.example' and own.head = 0;
insert into mutation (id, client, seq, person, hash, ack, received_at)
    select part.id, client, 3 * n + part.seq - 3, mentor, decode(repeat('ab', 32), 'hex'),
           jsonb_build_object('seq', 3 * n + part.seq - 3, 'id', part.id, 'outcome', 'applied',
                              'touched', jsonb_build_object(part.scope, part.version)), at
    from observation cross join lateral (values
        (1, began, shared, 2 * n - 1), (2, noted, own, n), (3, sent, shared, 2 * n)
    ) part (seq, id, scope, version);
insert into record (id, scope, kind, author, revision, version, body, fields, conflicts, deleted,
                    mutation, changed_by, changed_at)
    select part.id, part.scope, part.kind, mentor, 1, part.version, part.body,
           (select jsonb_object_agg(name, 1) from jsonb_object_keys(part.body) name), '[]', false,
           part.mutation, mentor, at
    from observation cross join lateral (values
        (lesson, shared, 'lesson', 2 * n - 1, began,
         jsonb_build_object('trainee', trainee, 'subject', 'Science', 'class', '9B', 'ages', '13-14',
                            'date', at::date, 'began_at', at)),
        (notes, own, 'notes', n, noted, jsonb_build_object('lesson', lesson, 'entries', (
            select jsonb_object_agg(gen_random_uuid(), jsonb_build_object(
                'text', 'Cold call: four pupils, then waits. Pupil C extends the answer of pupil A',
                'at', at, 'lesson_ms', 392000 * entry, 'tag', 'strength', 'area', 'pedagogy', 'received', at))
            from generate_series(1, 6) entry))),
        (feedback, shared, 'feedback', 2 * n, sent, jsonb_build_object('draft', gen_random_uuid(), 'lesson', lesson,
            'trainee', trainee, 'training', training, 'version', 1, 'sent_at', at, 'read_at', at, 'read_version', 1,
            'strengths', jsonb_build_object(gen_random_uuid(), jsonb_build_object(
                'text', 'You waited after each question until most hands were up, and went back to those who were wrong.',
                'area', 'pedagogy')),
            'targets', jsonb_build_object(gen_random_uuid(), jsonb_build_object(
                'text', 'Write the question on the board before you ask it, and name who answers after the pause.',
                'success', 'In the next lesson eight pupils answer who have not put up a hand.',
                'area', 'pedagogy', 'due', '2026-11-26')),
            'discussion', repeat('We spoke about how long a pause feels from the front and how short it is. ', 8),
            'acknowledgements', jsonb_build_object(gen_random_uuid(), jsonb_build_object('version', 1, 'at', at,
                'reply', 'Thank you. I shall count to five in my head, and mark on the plan whom I ask.'))))
    ) part (id, scope, kind, version, mutation, body);
update scope set head = last.version
    from (select scope, max(version) as version from record group by scope) last where last.scope = scope.id;
update client set last_seq = 3 * EACH where build = 'bench';
drop table observation;
analyze;
checkpoint;
";
