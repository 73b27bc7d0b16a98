use chrono::{DateTime, Utc};
use domain::id::{PersonId, SessionId};
use domain::session::{Device, Person};
use sqlx::{PgConnection, Result};
use uuid::Uuid;

use super::Session;

pub struct KeptKeys {
    pub signing: Vec<u8>,
    pub hashing: Vec<u8>,
}

/// Keeps these keys if there are none yet.
pub async fn offer_keys(
    connection: &mut PgConnection,
    signing: &[u8],
    hashing: &[u8],
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into session_key (signing, hashing, created_at) values ($1, $2, $3) on conflict do nothing",
        signing,
        hashing,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub async fn keys(connection: &mut PgConnection) -> Result<KeptKeys> {
    sqlx::query_as!(KeptKeys, "select signing, hashing from session_key").fetch_one(connection).await
}

pub async fn person_of(connection: &mut PgConnection, email: &str) -> Result<Option<Person>> {
    let row = sqlx::query!("select id, name, email from person where email = $1", email);
    let row = row.fetch_optional(connection).await?;
    Ok(row.map(|row| Person { id: PersonId(row.id), name: row.name, email: row.email }))
}

pub async fn person(connection: &mut PgConnection, id: PersonId) -> Result<Option<Person>> {
    let row = sqlx::query!("select id, name, email from person where id = $1", id.0);
    let row = row.fetch_optional(connection).await?;
    Ok(row.map(|row| Person { id: PersonId(row.id), name: row.name, email: row.email }))
}

pub struct Attempts {
    pub since: DateTime<Utc>,
    pub count: i32,
}

/// Counts one more attempt; those of a window that is over count no longer.
pub async fn count_attempt(
    connection: &mut PgConnection,
    subject: &[u8],
    now: DateTime<Utc>,
    over: DateTime<Utc>,
) -> Result<Attempts> {
    sqlx::query_as!(
        Attempts,
        "insert into attempt as kept (subject, since, count) values ($1, $2, 1)
         on conflict (subject) do update set
             since = case when kept.since <= $3 then excluded.since else kept.since end,
             count = case when kept.since <= $3 then 1 else kept.count + 1 end
         returning since, count",
        subject,
        now,
        over
    )
    .fetch_one(connection)
    .await
}

pub async fn forget_attempts(connection: &mut PgConnection, subject: &[u8]) -> Result<()> {
    sqlx::query!("delete from attempt where subject = $1", subject).execute(connection).await?;
    Ok(())
}

/// Forgets codes that ran out and attempts nobody counts any more.
pub async fn forget_old(
    connection: &mut PgConnection,
    now: DateTime<Utc>,
    attempts_before: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!("delete from mailed_code where expires_at <= $1", now).execute(&mut *connection).await?;
    sqlx::query!("delete from attempt where since <= $1", attempts_before).execute(connection).await?;
    Ok(())
}

pub struct MailedCode {
    pub person: Option<PersonId>,
    pub code: Vec<u8>,
    pub expires_at: DateTime<Utc>,
}

/// Keeps the code of an address in place of the one before.
pub async fn keep_mailed_code(
    connection: &mut PgConnection,
    address: &[u8],
    code: &MailedCode,
) -> Result<()> {
    sqlx::query!(
        "insert into mailed_code (address, person, code, expires_at) values ($1, $2, $3, $4)
         on conflict (address) do update
         set person = excluded.person, code = excluded.code, expires_at = excluded.expires_at",
        address,
        code.person.map(|person| person.0),
        code.code,
        code.expires_at
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The code of an address, held until the transaction ends so that it is taken once.
pub async fn mailed_code(connection: &mut PgConnection, address: &[u8]) -> Result<Option<MailedCode>> {
    let row = sqlx::query!(
        "select person, code, expires_at from mailed_code where address = $1 for update",
        address
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| MailedCode {
        person: row.person.map(PersonId),
        code: row.code,
        expires_at: row.expires_at,
    }))
}

pub async fn drop_mailed_code(connection: &mut PgConnection, address: &[u8]) -> Result<()> {
    sqlx::query!("delete from mailed_code where address = $1", address).execute(connection).await?;
    Ok(())
}

pub struct NewMadeCode {
    pub id: Uuid,
    pub person: PersonId,
    pub made_by: PersonId,
    pub code: [u8; 32],
    pub made_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

pub async fn keep_made_code(connection: &mut PgConnection, code: &NewMadeCode) -> Result<()> {
    sqlx::query!(
        "insert into made_code (id, person, made_by, code, made_at, expires_at) values ($1, $2, $3, $4, $5, $6)",
        code.id,
        code.person.0,
        code.made_by.0,
        &code.code,
        code.made_at,
        code.expires_at
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends what was made for a person before.
pub async fn end_made_codes(
    connection: &mut PgConnection,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update made_code set expires_at = $2 where person = $1 and used_at is null and expires_at > $2",
        person.0,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub struct KeptMadeCode {
    pub id: Uuid,
    pub person: PersonId,
    pub code: Vec<u8>,
}

/// The live code made for the person with this address, held until the transaction ends so that it is used once.
pub async fn made_code(
    connection: &mut PgConnection,
    email: &str,
    now: DateTime<Utc>,
) -> Result<Option<KeptMadeCode>> {
    let row = sqlx::query!(
        "select made_code.id, made_code.person, made_code.code
         from made_code join person on person.id = made_code.person
         where person.email = $1 and made_code.used_at is null and made_code.expires_at > $2
         order by made_code.made_at desc limit 1 for update of made_code",
        email,
        now
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| KeptMadeCode { id: row.id, person: PersonId(row.person), code: row.code }))
}

pub async fn use_made_code(connection: &mut PgConnection, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!("update made_code set used_at = $2 where id = $1", id, now).execute(connection).await?;
    Ok(())
}

pub async fn begin_session(
    connection: &mut PgConnection,
    session: Session,
    device: &str,
    newest: &[u8],
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into session (id, person, device, newest, created_at, used_at) values ($1, $2, $3, $4, $5, $5)",
        session.id.0,
        session.person.0,
        device,
        newest,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A session as it is kept.
pub struct Kept {
    pub person: PersonId,
    pub newest: Vec<u8>,
    pub previous: Option<Vec<u8>>,
    pub used_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
}

/// A session, held until the transaction ends so that two exchanges take turns.
pub async fn session_for_update(connection: &mut PgConnection, id: SessionId) -> Result<Option<Kept>> {
    let row = sqlx::query!(
        "select person, newest, previous, used_at, ended_at from session where id = $1 for update",
        id.0
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| Kept {
        person: PersonId(row.person),
        newest: row.newest,
        previous: row.previous,
        used_at: row.used_at,
        ended_at: row.ended_at,
    }))
}

pub async fn turn_over(
    connection: &mut PgConnection,
    id: SessionId,
    previous: &[u8],
    newest: &[u8],
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update session set previous = $2, newest = $3, used_at = $4 where id = $1",
        id.0,
        previous,
        newest,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub async fn is_open(connection: &mut PgConnection, session: Session) -> Result<bool> {
    let found = sqlx::query_scalar!(
        "select 1 from session where id = $1 and person = $2 and ended_at is null",
        session.id.0,
        session.person.0
    );
    Ok(found.fetch_optional(connection).await?.is_some())
}

pub async fn end_session(connection: &mut PgConnection, id: SessionId, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!("update session set ended_at = $2 where id = $1 and ended_at is null", id.0, now)
        .execute(connection)
        .await?;
    Ok(())
}

/// Ends the sessions of a person, or the one of them that is named; says how many.
pub async fn end_sessions(
    connection: &mut PgConnection,
    person: PersonId,
    only: Option<SessionId>,
    now: DateTime<Utc>,
) -> Result<u64> {
    let ended = sqlx::query!(
        "update session set ended_at = $3
         where person = $1 and ended_at is null and ($2::uuid is null or id = $2)",
        person.0,
        only.map(|id| id.0),
        now
    );
    Ok(ended.execute(connection).await?.rows_affected())
}

/// Where a person is signed in, the last used first.
pub async fn devices(
    connection: &mut PgConnection,
    asking: Session,
    used_after: DateTime<Utc>,
) -> Result<Vec<Device>> {
    let rows = sqlx::query!(
        "select id, device, created_at, used_at from session
         where person = $1 and ended_at is null and used_at > $2 order by used_at desc, id",
        asking.person.0,
        used_after
    )
    .fetch_all(connection)
    .await?;
    let device = |id, label, created_at, used_at| {
        let id = SessionId(id);
        Device { id, label, created_at, used_at, current: id == asking.id }
    };
    Ok(rows.into_iter().map(|row| device(row.id, row.device, row.created_at, row.used_at)).collect())
}
