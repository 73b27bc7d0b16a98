//! The measure beside ours: pgbench writing the rows of a push, with nothing around them.

use std::fs;

use anyhow::{Context, Result};

use super::push::SPAN;
use crate::postgres::Cluster;

/// A device of each mentor, numbered as pgbench numbers its connections.
const PREPARE: &str = "
create table bench as
    select row_number() over (order by person.id) - 1 as n, person.id as person, scope.id as scope,
           gen_random_uuid() as client
    from person join scope on scope.person = person.id and scope.kind = 'person'
    where email like 'mentor-%@bench.example' limit 100;
insert into client (id, person, build, seen_at) select client, person, '', now() from bench;
alter table bench add primary key (n);";

/// What a push of one note writes: its receipt, its record, the number of its scope and that of its device.
const PUSH: &str = r#"begin;
update client set last_seq = last_seq + 1 from bench where n = :client_id and client.id = bench.client;
update scope set head = head + 1 from bench where n = :client_id and scope.id = bench.scope;
with sent as (
    insert into mutation (id, client, seq, person, hash, ack, received_at)
    select gen_random_uuid(), client.id, last_seq, bench.person, decode(repeat('ab', 32), 'hex'),
           '{"seq": 1, "id": "01936c1e-0000-7000-8000-000000000100", "outcome": "applied",
             "touched": {"01936c1e-0000-7000-8000-000000000002": 7}}', now()
    from bench join client on client.id = bench.client where n = :client_id
    returning id, person)
insert into record (id, scope, kind, author, revision, version, body, fields, conflicts, deleted,
                    mutation, changed_by, changed_at)
select gen_random_uuid(), bench.scope, 'notes', bench.person, 1, head,
       '{"lesson": "01936c1e-0000-7000-8000-000000000003", "entries": {"01936c1e-0000-7000-8000-000000000004":
         {"text": "Cold call: four pupils, then waits. Pupil C extends the answer", "at": "2026-11-21T09:02:11Z",
          "lesson_ms": 392000, "tag": "strength", "area": "pedagogy", "received": "2026-11-21T09:02:12Z"}}}',
       '{"lesson": 1, "entries/01936c1e-0000-7000-8000-000000000004": 1}', '[]', false, sent.id, bench.person, now()
from sent join bench on bench.person = sent.person join scope on scope.id = bench.scope where n = :client_id;
commit;
"#;

/// Makes ready what the transactions write to.
pub fn prepare(cluster: &Cluster, database: &str) -> Result<()> {
    cluster.sql(database, PREPARE).map(drop)
}

/// Transactions in a second, with so many connections, each for a person of its own.
pub fn measure(cluster: &Cluster, database: &str, connections: usize) -> Result<f64> {
    let script = tempfile::NamedTempFile::new()?;
    // pgbench reads a statement to its semicolon, over the ends of lines.
    fs::write(script.path(), PUSH)?;
    let options = format!("-n -M prepared -c {connections} -j 2 -T {}", SPAN.as_secs());
    let said = cluster.pgbench(database, &options, script.path())?;
    let line = said.lines().find_map(|line| line.strip_prefix("tps = ")).context("pgbench says no tps")?;
    Ok(line.split_whitespace().next().unwrap_or_default().parse()?)
}
