use domain::api::{Code, Problem};
use domain::id::{ClientId, MutationId, PersonId, ScopeId, SessionId};
use domain::people::{Actor, Grant, Scope};
use domain::sorted::{Map, Set};
use domain::sync::loaded::{Loaded, Needs};
use domain::sync::record::Record;
use domain::sync::sequence::Receipt;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::group::Turn;
use super::push::Written;
use super::row::{CarrierRow, ClientRow, GrantRow, MutationRow, RecordRow, ScopeRow};
use super::{Asked, By};
use crate::database::to_json;

/// Locks the devices and then these scopes, each in the order of their ids, until the end of the transaction.
///
/// It reads nothing: what a statement reads beside a lock it has waited for is older than the lock.
pub async fn lock(connection: &mut PgConnection, group: &[Asked], scopes: &Set<ScopeId>) -> sqlx::Result<()> {
    let clients: Vec<Uuid> = group.iter().map(|asked| asked.request.client.0).collect();
    let scopes: Vec<Uuid> = scopes.iter().map(|scope| scope.0).collect();
    let query = sqlx::query!(
        "with devices as materialized (select id from client where id = any($1) order by id for update),
              places as materialized (select id from scope where id = any($2) order by id for update)
         select (select count(*) from devices) + (select count(*) from places) as locked",
        &clients,
        &scopes,
    );
    query.fetch_one(connection).await.map(drop)
}

/// What exchanges stand on, read at one moment.
pub struct Ground {
    /// The sessions among those asked in that go on, with their persons.
    open: Vec<(SessionId, PersonId)>,
    /// Everything the persons were ever granted; what holds now, the domain judges.
    grants: Vec<Grant>,
    /// The scopes the grants could open, the persons' own, and those that are needed, each with its epoch. Of what carries
    /// them only that is known which the persons have a grant on.
    pub scopes: Vec<(Scope, u32)>,
    /// The devices that are known.
    pub clients: Map<ClientId, ClientRow>,
    /// The answers already given to mutations that are sent, whichever client sent them.
    pub receipts: Map<MutationId, Receipt>,
    /// The records that are needed, wherever they live.
    records: Vec<Record>,
}

impl Ground {
    /// Whether the session goes on: a token outlives a sign-out by minutes, the session does not.
    pub fn of_open_session(&self, by: By) -> std::result::Result<(), Problem> {
        let open = by.session.is_none_or(|session| self.open.contains(&(session, by.person)));
        open.then_some(()).ok_or_else(|| Problem::new(Code::SignedOut))
    }

    /// A person with everything they were granted.
    pub fn actor(&self, person: PersonId) -> Actor {
        let theirs = |grant: &&Grant| grant.person == person;
        Actor { person, grants: self.grants.iter().filter(theirs).cloned().collect() }
    }

    /// What is decided against: of the scopes only those that are locked.
    pub fn loaded(&mut self, needs: &Needs) -> Loaded {
        let needed = |(scope, _): &&(Scope, u32)| needs.scopes.contains(&scope.id);
        let scopes = self.scopes.iter().filter(needed).map(|(scope, _)| (scope.id, scope.clone())).collect();
        let records = self.records.drain(..).map(|record| (record.id, record)).collect();
        Loaded { scopes, records }
    }

    /// Moves the last numbers of the scopes to where decisions have left them.
    pub fn move_heads(&mut self, loaded: &Loaded) {
        for (scope, _) in &mut self.scopes {
            scope.head = loaded.scopes.get(&scope.id).map_or(scope.head, |left| left.head);
        }
    }
}

/// Reads what exchanges stand on, in one statement.
pub async fn ground(connection: &mut PgConnection, group: &[Asked], needs: &Needs) -> sqlx::Result<Ground> {
    let persons: Vec<Uuid> = group.iter().map(|asked| asked.by.person.0).collect();
    let own = group.iter().map(|asked| domain::people::own_scope(asked.by.person).id);
    let scopes: Vec<Uuid> = needs.scopes.iter().copied().chain(own).map(|scope| scope.0).collect();
    let sessions: Vec<Uuid> =
        group.iter().filter_map(|asked| asked.by.session).map(|SessionId(id)| id).collect();
    let clients: Vec<Uuid> = group.iter().map(|asked| asked.request.client.0).collect();
    let mutations: Vec<Uuid> =
        group.iter().flat_map(|asked| &asked.request.push).map(|envelope| envelope.id.0).collect();
    let records: Vec<Uuid> = needs.records.iter().map(|id| id.0).collect();
    let query = sqlx::query!(
        r#"with granted as materialized (select * from role_grant where person = any($1)),
                carried as materialized (
                    select * from scope_carrier where carrier = any(array(select scope from granted))),
                around (id) as (
                    select scope from granted union select scope from carried union select unnest($2::uuid[])),
                places as (
                    select id, kind, person, epoch, head from scope where id = any(array(select id from around)))
           select (select json_agg(json_build_array(id, person)) from session
                   where id = any($3) and ended_at is null) as "open: Json<Vec<(SessionId, PersonId)>>",
                  (select json_agg(granted) from granted) as "grants: Json<Vec<GrantRow>>",
                  (select json_agg(carried) from carried) as "carriers: Json<Vec<CarrierRow>>",
                  (select json_agg(places) from places) as "scopes: Json<Vec<ScopeRow>>",
                  (select json_agg(client) from client where id = any($4)) as "clients: Json<Vec<ClientRow>>",
                  (select json_agg(mutation) from mutation where id = any($5)) as "receipts: Json<Vec<MutationRow>>",
                  (select json_agg(record) from record where id = any($6)) as "records: Json<Vec<RecordRow>>""#,
        &persons,
        &scopes,
        &sessions,
        &clients,
        &mutations,
        &records,
    );
    let row = query.fetch_one(connection).await?;
    let carriers: Vec<CarrierRow> = listed(row.carriers);
    let scopes: Vec<ScopeRow> = listed(row.scopes);
    let clients: Vec<ClientRow> = listed(row.clients);
    let receipts: Vec<MutationRow> = listed(row.receipts);
    Ok(Ground {
        open: listed(row.open),
        grants: listed(row.grants),
        scopes: scopes.into_iter().map(|scope| scope.carried_by(&carriers)).collect(),
        clients: clients.into_iter().map(|client| (client.id, client)).collect(),
        receipts: receipts.into_iter().map(MutationRow::into_receipt).collect(),
        records: listed(row.records),
    })
}

/// The rows of a list that is null when it has none.
fn listed<Row, T: From<Row>>(rows: Option<Json<Vec<Row>>>) -> Vec<T> {
    rows.map_or_else(Vec::new, |Json(rows)| rows.into_iter().map(T::from).collect())
}

/// Makes devices known; does nothing for those that are.
pub async fn insert_clients(connection: &mut PgConnection, clients: Vec<ClientRow>) -> sqlx::Result<()> {
    let query = sqlx::query!(
        "insert into client select * from jsonb_populate_recordset(null::public.client, $1)
         on conflict (id) do nothing",
        Json(clients) as _,
    );
    query.execute(connection).await.map(drop)
}

/// Notes the last numbers of devices, and where they stand. A question holds no lock: a push beside it may have gone
/// further by now, and the number never goes back.
pub async fn note_clients(connection: &mut PgConnection, clients: Vec<ClientRow>) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = clients.iter().map(|client| client.id.0).collect();
    let query = sqlx::query!(
        "update client set last_seq = greatest(client.last_seq, said.last_seq), cursors = said.cursors,
                           build = said.build, outbox_depth = said.outbox_depth,
                           oldest_unsent = said.oldest_unsent, seen_at = said.seen_at
         from jsonb_populate_recordset(null::public.client, $1) as said
         where client.id = any($2) and client.id = said.id",
        Json(clients) as _,
        &ids,
    );
    query.execute(connection).await.map(drop)
}

/// What changed in these scopes after these numbers: scope by scope, in the order of the numbers. Of a scope of which nothing
/// was received so far only the first few.
pub async fn changes(
    connection: &mut PgConnection,
    ask: &Map<ScopeId, u64>,
    limit: usize,
    first_few: usize,
) -> sqlx::Result<Vec<Record>> {
    let scopes: Vec<Uuid> = ask.keys().map(|scope| scope.0).collect();
    let after: Vec<i64> = ask.values().map(|version| version.cast_signed()).collect();
    let query = sqlx::query_scalar!(
        r#"select row_to_json(record) as "record!: Json<RecordRow>"
           from unnest($1::uuid[], $2::bigint[]) as asked (scope, after), lateral (
               select * from record where record.scope = asked.scope and version > after
               order by version limit case after when 0 then $4::bigint else $3::bigint end
           ) as record
           order by record.scope, record.version limit $3::bigint"#,
        &scopes,
        &after,
        i64::try_from(limit).unwrap_or(i64::MAX),
        i64::try_from(first_few).unwrap_or(i64::MAX),
    );
    let rows = query.fetch_all(connection).await?;
    Ok(rows.into_iter().map(|Json(row)| row.into()).collect())
}

/// Writes what was decided, in one statement: every mutation with its answer, the records as the batch left them, those
/// that others could see as they were before, and the last number of each scope.
pub async fn write(
    connection: &mut PgConnection,
    turns: &[&Turn<'_>],
    records: &Written<'_>,
) -> sqlx::Result<()> {
    let mutations: Vec<MutationRow> = turns.iter().flat_map(|turn| MutationRow::of(turn)).collect();
    let decided = turns.iter().flat_map(|turn| &turn.batch.decided);
    let history: Vec<RecordRow> = decided.flat_map(|one| &one.writes.history).map(RecordRow::from).collect();
    let records: Vec<RecordRow> = records.values().copied().map(RecordRow::from).collect();
    let query = sqlx::query!(
        "with sent as (insert into mutation select * from jsonb_populate_recordset(null::public.mutation, $1)),
              past as (insert into record_history select * from jsonb_populate_recordset(null::public.record_history, $2)),
              now as materialized (select * from jsonb_populate_recordset(null::public.record, $3)),
              heads as (
                update scope set head = (select max(version) from now where now.scope = scope.id)
                where id = any(array(select scope from now)))
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
pub async fn insert_quarantine(connection: &mut PgConnection, turn: &Turn<'_>) -> sqlx::Result<()> {
    for one in &turn.batch.decided {
        let Some(problem) = &one.quarantine else { continue };
        let query = sqlx::query!(
            "insert into quarantine (mutation, client, person, problem, payload, received_at)
             values ($1, $2, $3, $4, $5, $6)",
            one.envelope.id.0,
            turn.client.id.0,
            turn.actor.person.0,
            to_json(problem)?,
            one.envelope.payload.to_string(),
            turn.asked.at,
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
