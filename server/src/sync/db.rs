use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{ClientId, MutationId, PersonId, RecordId, ScopeId};
use domain::sorted::{Map, Set};
use domain::sync::batch::Decided;
use domain::sync::canonical::Digest;
use domain::sync::mutation::Envelope;
use domain::sync::record::{Change, Record};
use domain::sync::sequence::Receipt;
use domain::sync::wire::{Cursor, Request};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::database::{from_json, from_word, to_json, to_word};

/// Whether a device is there is noted this often, if nothing else is.
const NOTE_AFTER: TimeDelta = TimeDelta::minutes(10);

/// What is known of a device's database.
pub struct ClientRow {
    pub person: PersonId,
    pub cursors: Map<ScopeId, Cursor>,
    outbox_depth: i64,
    seen_at: DateTime<Utc>,
}

/// The client of a request; one that is new is made.
pub async fn client(
    connection: &mut PgConnection,
    request: &Request,
    now: DateTime<Utc>,
) -> sqlx::Result<ClientRow> {
    let query = sqlx::query!(
        "select person, cursors, outbox_depth, seen_at from client where id = $1",
        request.client.0
    );
    if let Some(row) = query.fetch_optional(&mut *connection).await? {
        let (person, cursors) = (PersonId(row.person), from_json(row.cursors)?);
        return Ok(ClientRow { person, cursors, outbox_depth: row.outbox_depth, seen_at: row.seen_at });
    }
    let query = sqlx::query!(
        "insert into client (id, person, build, seen_at) values ($1, $2, $3, $4) on conflict (id) do nothing",
        request.client.0,
        request.person.0,
        request.build,
        now,
    );
    query.execute(connection).await?;
    Ok(ClientRow { person: request.person, cursors: Map::new(), outbox_depth: 0, seen_at: now })
}

/// Locks a client until the end of the transaction, and gives the last number it sent.
pub async fn lock_client(connection: &mut PgConnection, client: ClientId) -> sqlx::Result<u64> {
    let query = sqlx::query_scalar!("select last_seq from client where id = $1 for update", client.0);
    Ok(query.fetch_one(connection).await?.cast_unsigned())
}

pub async fn set_last_seq(
    connection: &mut PgConnection,
    client: ClientId,
    last_seq: u64,
) -> sqlx::Result<()> {
    let query =
        sqlx::query!("update client set last_seq = $2 where id = $1", client.0, last_seq.cast_signed());
    query.execute(connection).await.map(drop)
}

/// Notes where a device stands, unless that is known already: an idle device must cost no write.
pub async fn note_client(
    connection: &mut PgConnection,
    request: &Request,
    known: &ClientRow,
    stands: &Map<ScopeId, Cursor>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let depth = request.outbox_depth.cast_signed();
    if *stands == known.cursors && depth == known.outbox_depth && now - known.seen_at < NOTE_AFTER {
        return Ok(());
    }
    let query = sqlx::query!(
        "update client set cursors = $2, build = $3, outbox_depth = $4, oldest_unsent = $5, seen_at = $6
         where id = $1",
        request.client.0,
        to_json(stands)?,
        request.build,
        depth,
        request.oldest_unsent,
        now,
    );
    query.execute(connection).await.map(drop)
}

/// The answers already given to mutations of this batch, whichever client sent them.
pub async fn receipts(
    connection: &mut PgConnection,
    push: &[Envelope],
) -> sqlx::Result<Map<MutationId, Receipt>> {
    let ids: Vec<Uuid> = push.iter().map(|envelope| envelope.id.0).collect();
    let query = sqlx::query!("select id, hash, ack from mutation where id = any($1)", &ids);
    let rows = query.fetch_all(connection).await?;
    let receipts = rows.into_iter().map(|row| {
        let hash = row.hash.try_into().map_err(|_| sqlx::Error::Decode("a hash has 32 bytes".into()))?;
        Ok((MutationId(row.id), Receipt { hash: Digest(hash), ack: from_json(row.ack)? }))
    });
    receipts.collect()
}

/// Records by their ids, wherever they live.
pub async fn records(
    connection: &mut PgConnection,
    ids: &Set<RecordId>,
) -> sqlx::Result<Map<RecordId, Record>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let query = sqlx::query_as!(
        RecordRow,
        "select id, scope, kind, author, revision, version, body, fields, conflicts, deleted,
                mutation, changed_by, changed_at, reason
         from record where id = any($1)",
        &ids
    );
    let rows = query.fetch_all(connection).await?;
    rows.into_iter().map(|row| Record::try_from(row).map(|record| (record.id, record))).collect()
}

/// What changed in these scopes after these numbers: scope by scope, in the order of the numbers.
pub async fn changes(
    connection: &mut PgConnection,
    ask: &Map<ScopeId, u64>,
    limit: usize,
) -> sqlx::Result<Vec<Record>> {
    if ask.is_empty() {
        return Ok(Vec::new());
    }
    let scopes: Vec<Uuid> = ask.keys().map(|scope| scope.0).collect();
    let after: Vec<i64> = ask.values().map(|version| version.cast_signed()).collect();
    let query = sqlx::query_as!(
        RecordRow,
        "select record.id, record.scope, kind, author, revision, version, body, fields, conflicts, deleted,
                mutation, changed_by, changed_at, reason
         from unnest($1::uuid[], $2::bigint[]) as asked (scope, after)
         join record on record.scope = asked.scope and record.version > asked.after
         order by record.scope, record.version limit $3",
        &scopes,
        &after,
        i64::try_from(limit).unwrap_or(i64::MAX),
    );
    query.fetch_all(connection).await?.into_iter().map(Record::try_from).collect()
}

struct RecordRow {
    id: Uuid,
    scope: Uuid,
    kind: String,
    author: Uuid,
    revision: i64,
    version: i64,
    body: Value,
    fields: Value,
    conflicts: Value,
    deleted: bool,
    mutation: Uuid,
    changed_by: Uuid,
    changed_at: DateTime<Utc>,
    reason: Option<String>,
}

impl TryFrom<RecordRow> for Record {
    type Error = sqlx::Error;

    fn try_from(row: RecordRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: RecordId(row.id),
            scope: ScopeId(row.scope),
            kind: from_word(&row.kind)?,
            author: PersonId(row.author),
            revision: row.revision.cast_unsigned(),
            version: row.version.cast_unsigned(),
            body: from_json(row.body)?,
            fields: from_json(row.fields)?,
            conflicts: from_json(row.conflicts)?,
            deleted: row.deleted,
            changed: Change {
                mutation: MutationId(row.mutation),
                by: PersonId(row.changed_by),
                at: row.changed_at,
                reason: row.reason,
            },
        })
    }
}

/// Keeps every mutation with its answer, before anything that names it.
pub async fn insert_mutations(
    connection: &mut PgConnection,
    request: &Request,
    now: DateTime<Utc>,
    decided: &[Decided],
) -> sqlx::Result<()> {
    let known: Vec<(&Envelope, &Receipt)> =
        decided.iter().filter_map(|one| Some((&one.envelope, one.receipt.as_ref()?))).collect();
    let ids: Vec<Uuid> = known.iter().map(|(envelope, _)| envelope.id.0).collect();
    let seqs: Vec<i64> = known.iter().map(|(envelope, _)| envelope.seq.cast_signed()).collect();
    let hashes: Vec<Vec<u8>> = known.iter().map(|(_, receipt)| receipt.hash.0.to_vec()).collect();
    let acks: Vec<Value> =
        known.iter().map(|(_, receipt)| to_json(&receipt.ack)).collect::<sqlx::Result<_>>()?;
    let query = sqlx::query!(
        "insert into mutation (id, client, seq, person, hash, ack, received_at)
         select id, $1, seq, $2, hash, ack, $3
         from unnest($4::uuid[], $5::bigint[], $6::bytea[], $7::jsonb[]) as sent (id, seq, hash, ack)",
        request.client.0,
        request.person.0,
        now,
        &ids,
        &seqs,
        &hashes,
        &acks,
    );
    query.execute(connection).await.map(drop)
}

/// Keeps what was refused, as it came.
pub async fn insert_quarantine(
    connection: &mut PgConnection,
    request: &Request,
    now: DateTime<Utc>,
    decided: &[Decided],
) -> sqlx::Result<()> {
    for one in decided {
        let Some(problem) = &one.quarantine else { continue };
        let query = sqlx::query!(
            "insert into quarantine (mutation, client, person, problem, payload, received_at)
             values ($1, $2, $3, $4, $5, $6)",
            one.envelope.id.0,
            request.client.0,
            request.person.0,
            to_json(problem)?,
            one.envelope.payload.to_string(),
            now,
        );
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

/// How many bytes of a person's work wait in quarantine.
pub async fn quarantined_bytes(connection: &mut PgConnection, person: PersonId) -> sqlx::Result<i64> {
    let query = sqlx::query_scalar!(
        r#"select coalesce(sum(octet_length(payload)), 0)::bigint as "bytes!" from quarantine where person = $1"#,
        person.0
    );
    query.fetch_one(connection).await
}

/// Stores records as the batch left them: one that it changed twice is written once.
pub async fn put_records(connection: &mut PgConnection, decided: &[Decided]) -> sqlx::Result<()> {
    let puts = decided.iter().flat_map(|one| &one.writes.puts);
    let last: BTreeMap<RecordId, &Record> = puts.map(|record| (record.id, record)).collect();
    let rows: Vec<&Record> = last.into_values().collect();
    let column = Columns { rows: &rows };
    let query = sqlx::query!(
        "insert into record (id, scope, kind, author, revision, version, body, fields, conflicts, deleted,
                             mutation, changed_by, changed_at, reason)
         select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::bigint[], $6::bigint[],
                              $7::jsonb[], $8::jsonb[], $9::jsonb[], $10::boolean[],
                              $11::uuid[], $12::uuid[], $13::timestamptz[], $14::text[])
         on conflict (id) do update set
             revision = excluded.revision, version = excluded.version, body = excluded.body,
             fields = excluded.fields, conflicts = excluded.conflicts, deleted = excluded.deleted,
             mutation = excluded.mutation, changed_by = excluded.changed_by,
             changed_at = excluded.changed_at, reason = excluded.reason",
        &column.of(|record| record.id.0),
        &column.of(|record| record.scope.0),
        &column.of(|record| to_word(record.kind)),
        &column.of(|record| record.author.0),
        &column.of(|record| record.revision.cast_signed()),
        &column.of(|record| record.version.cast_signed()),
        &column.of(|record| Value::Object(record.body.clone())),
        &column.json(|record| to_json(&record.fields))?,
        &column.json(|record| to_json(&record.conflicts))?,
        &column.of(|record| record.deleted),
        &column.of(|record| record.changed.mutation.0),
        &column.of(|record| record.changed.by.0),
        &column.of(|record| record.changed.at),
        &column.of(|record| record.changed.reason.clone()) as &[Option<String>],
    );
    query.execute(connection).await.map(drop)
}

/// Keeps records as they were before the batch, and between its mutations.
pub async fn insert_history(connection: &mut PgConnection, decided: &[Decided]) -> sqlx::Result<()> {
    let rows: Vec<&Record> = decided.iter().flat_map(|one| &one.writes.history).collect();
    let column = Columns { rows: &rows };
    let query = sqlx::query!(
        "insert into record_history (id, revision, body, conflicts, deleted, mutation, changed_by, changed_at, reason)
         select * from unnest($1::uuid[], $2::bigint[], $3::jsonb[], $4::jsonb[], $5::boolean[],
                              $6::uuid[], $7::uuid[], $8::timestamptz[], $9::text[])",
        &column.of(|record| record.id.0),
        &column.of(|record| record.revision.cast_signed()),
        &column.of(|record| Value::Object(record.body.clone())),
        &column.json(|record| to_json(&record.conflicts))?,
        &column.of(|record| record.deleted),
        &column.of(|record| record.changed.mutation.0),
        &column.of(|record| record.changed.by.0),
        &column.of(|record| record.changed.at),
        &column.of(|record| record.changed.reason.clone()) as &[Option<String>],
    );
    query.execute(connection).await.map(drop)
}

/// Raises each scope's number to its last change.
pub async fn set_heads(connection: &mut PgConnection, decided: &[Decided]) -> sqlx::Result<()> {
    let mut heads: BTreeMap<ScopeId, u64> = BTreeMap::new();
    for record in decided.iter().flat_map(|one| &one.writes.puts) {
        let head = heads.entry(record.scope).or_default();
        *head = record.version.max(*head);
    }
    let scopes: Vec<Uuid> = heads.keys().map(|scope| scope.0).collect();
    let versions: Vec<i64> = heads.values().map(|version| version.cast_signed()).collect();
    let query = sqlx::query!(
        "update scope set head = changed.head
         from unnest($1::uuid[], $2::bigint[]) as changed (id, head) where scope.id = changed.id",
        &scopes,
        &versions,
    );
    query.execute(connection).await.map(drop)
}

/// Rows seen as columns, as `unnest` takes them.
struct Columns<'a> {
    rows: &'a [&'a Record],
}

impl Columns<'_> {
    fn of<T>(&self, value: impl Fn(&Record) -> T) -> Vec<T> {
        self.rows.iter().map(|record| value(record)).collect()
    }

    fn json(&self, value: impl Fn(&Record) -> sqlx::Result<Value>) -> sqlx::Result<Vec<Value>> {
        self.rows.iter().map(|record| value(record)).collect()
    }
}
