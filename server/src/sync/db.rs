use chrono::{DateTime, Utc};
use domain::api::Code;
use domain::id::{PersonId, ScopeId, SessionId};
use domain::people::{Grant, Scope};
use domain::sorted::{Map, Set};
use domain::sync::batch::Decided;
use domain::sync::loaded::Needs;
use domain::sync::record::Record;
use domain::sync::wire::{Cursor, Request};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::By;
use super::row::{ClientRow, GrantRow, MutationRow, RecordRow, ScopeRow};
use crate::database::to_json;
use crate::error::Result;

/// Locks the client and then these scopes, in the order of their ids, until the end of the transaction.
///
/// It reads nothing: what a statement reads beside a lock it has waited for is older than the lock.
pub async fn lock(
    connection: &mut PgConnection,
    request: &Request,
    scopes: &Set<ScopeId>,
) -> sqlx::Result<()> {
    let scopes: Vec<Uuid> = scopes.iter().map(|scope| scope.0).collect();
    let query = sqlx::query!(
        "with device as materialized (select id from client where id = $1 for update),
              places as materialized (select id from scope where id = any($2) order by id for update)
         select (select count(*) from device) + (select count(*) from places) as locked",
        request.client.0,
        &scopes,
    );
    query.fetch_one(connection).await.map(drop)
}

/// What an exchange stands on, read at one moment.
pub struct Ground {
    /// Whether the session goes on.
    pub open: bool,
    /// The device; nothing when it is new.
    pub client: Option<ClientRow>,
    /// Everything the person was ever granted; what holds now, the domain judges.
    pub grants: Vec<Grant>,
    /// The scopes the grants could open, the person's own, and those that are needed, each with its epoch.
    pub scopes: Vec<(Scope, u32)>,
    /// The answers already given to mutations of the batch, whichever client sent them.
    pub receipts: Vec<MutationRow>,
    /// The records that are needed, wherever they live.
    pub records: Vec<Record>,
}

impl Ground {
    /// The same, if the session goes on: a token outlives a sign-out by minutes, the session does not.
    pub fn of_open_session(self) -> Result<Self> {
        if self.open { Ok(self) } else { Err(Code::SignedOut.into()) }
    }
}

/// Reads what an exchange stands on, in one statement.
pub async fn ground(
    connection: &mut PgConnection,
    by: By,
    request: &Request,
    needs: &Needs,
) -> sqlx::Result<Ground> {
    let own = domain::people::own_scope(by.person).id;
    let scopes: Vec<Uuid> = needs.scopes.iter().chain([&own]).map(|scope| scope.0).collect();
    let records: Vec<Uuid> = needs.records.iter().map(|id| id.0).collect();
    let mutations: Vec<Uuid> = request.push.iter().map(|envelope| envelope.id.0).collect();
    let query = sqlx::query!(
        r#"with granted as materialized (select * from role_grant where person = $1),
                around (id) as (
                    select scope from granted
                    union select scope from scope_carrier where carrier in (select scope from granted)
                    union select unnest($2::uuid[])),
                places as (
                    select id, kind, person, epoch, head,
                           (select coalesce(json_agg(scope_carrier), '[]') from scope_carrier
                            where scope_carrier.scope = scope.id) as carriers
                    from scope where id in (select id from around))
           select $3::uuid is null
                  or exists (select 1 from session where id = $3 and person = $1 and ended_at is null) as "open!",
                  (select row_to_json(client) from client where id = $4) as "client: Json<ClientRow>",
                  (select json_agg(granted) from granted) as "grants: Json<Vec<GrantRow>>",
                  (select json_agg(places) from places) as "scopes: Json<Vec<ScopeRow>>",
                  (select json_agg(mutation) from mutation where id = any($5)) as "receipts: Json<Vec<MutationRow>>",
                  (select json_agg(record) from record where id = any($6)) as "records: Json<Vec<RecordRow>>""#,
        by.person.0,
        &scopes,
        by.session.map(|SessionId(id)| id),
        request.client.0,
        &mutations,
        &records,
    );
    let row = query.fetch_one(connection).await?;
    Ok(Ground {
        open: row.open,
        client: row.client.map(|Json(client)| client),
        grants: listed(row.grants),
        scopes: listed(row.scopes),
        receipts: listed(row.receipts),
        records: listed(row.records),
    })
}

/// The rows of a list that is null when it has none.
fn listed<Row, T: From<Row>>(rows: Option<Json<Vec<Row>>>) -> Vec<T> {
    rows.map_or_else(Vec::new, |Json(rows)| rows.into_iter().map(T::from).collect())
}

/// Makes a client known; does nothing when it is.
pub async fn insert_client(
    connection: &mut PgConnection,
    request: &Request,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let query = sqlx::query!(
        "insert into client (id, person, build, seen_at) values ($1, $2, $3, $4) on conflict (id) do nothing",
        request.client.0,
        request.person.0,
        request.build,
        now,
    );
    query.execute(connection).await.map(drop)
}

/// Notes the last number of a device, and where it stands. A question holds no lock: a push beside it may have gone
/// further by now, and the number never goes back.
pub async fn note_client(
    connection: &mut PgConnection,
    request: &Request,
    last_seq: u64,
    stands: &Map<ScopeId, Cursor>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let query = sqlx::query!(
        "update client set last_seq = greatest(last_seq, $2), cursors = $3, build = $4, outbox_depth = $5,
                           oldest_unsent = $6, seen_at = $7
         where id = $1",
        request.client.0,
        last_seq.cast_signed(),
        to_json(stands)?,
        request.build,
        request.outbox_depth.cast_signed(),
        request.oldest_unsent,
        now,
    );
    query.execute(connection).await.map(drop)
}

/// What changed in these scopes after these numbers: scope by scope, in the order of the numbers.
pub async fn changes(
    connection: &mut PgConnection,
    ask: &Map<ScopeId, u64>,
    limit: usize,
) -> sqlx::Result<Vec<Record>> {
    let scopes: Vec<Uuid> = ask.keys().map(|scope| scope.0).collect();
    let after: Vec<i64> = ask.values().map(|version| version.cast_signed()).collect();
    let query = sqlx::query_scalar!(
        r#"select row_to_json(record) as "record!: Json<RecordRow>"
           from unnest($1::uuid[], $2::bigint[]) as asked (scope, after)
           join record on record.scope = asked.scope and record.version > asked.after
           order by record.scope, record.version limit $3"#,
        &scopes,
        &after,
        i64::try_from(limit).unwrap_or(i64::MAX),
    );
    let rows = query.fetch_all(connection).await?;
    Ok(rows.into_iter().map(|Json(row)| row.into()).collect())
}

/// Writes what was decided, in one statement: every mutation with its answer, the records as the batch left them, those
/// that others could see as they were before, and the last number of each scope.
pub async fn write(
    connection: &mut PgConnection,
    request: &Request,
    now: DateTime<Utc>,
    decided: &[Decided],
) -> sqlx::Result<()> {
    let mutations: Vec<MutationRow> =
        decided.iter().filter_map(|one| MutationRow::of(request, now, one)).collect();
    let history: Vec<RecordRow> =
        decided.iter().flat_map(|one| &one.writes.history).map(RecordRow::from).collect();
    let written = super::push::written(decided);
    let records: Vec<RecordRow> = written.values().copied().map(RecordRow::from).collect();
    let query = sqlx::query!(
        "with sent as (insert into mutation select * from jsonb_populate_recordset(null::public.mutation, $1)),
              past as (insert into record_history select * from jsonb_populate_recordset(null::public.record_history, $2)),
              now as materialized (select * from jsonb_populate_recordset(null::public.record, $3)),
              heads as (
                update scope set head = last.version
                from (select scope, max(version) as version from now group by scope) as last
                where scope.id = last.scope)
         insert into record select * from now
         on conflict (id) do update set
             revision = excluded.revision, version = excluded.version, body = excluded.body,
             fields = excluded.fields, conflicts = excluded.conflicts, deleted = excluded.deleted,
             mutation = excluded.mutation, changed_by = excluded.changed_by,
             changed_at = excluded.changed_at, reason = excluded.reason",
        Json(mutations) as _,
        Json(history) as _,
        Json(records) as _,
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
