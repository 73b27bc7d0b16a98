//! What several devices send, decided one after the other and stored in one transaction.

use domain::api::{Code, Problem};
use domain::people::Actor;
use domain::sorted::Map;
use domain::sync::batch::{self, Batch, Client, needs_of};
use domain::sync::loaded::{Loaded, Needs};
use domain::sync::wire::{MAX_MUTATIONS, Reply};
use sqlx::{Connection, PgConnection, PgPool};

use super::db::{self, Ground};
use super::row::ClientRow;
use super::{Asked, pull, push};
use crate::error::Result;

/// A request, the device it came from as it was known, and what became of what it sent.
pub struct Turn<'a> {
    pub asked: &'a Asked,
    pub client: ClientRow,
    pub actor: Actor,
    pub batch: Batch,
}

/// Answers one request.
///
/// A question needs no transaction: nothing it reads depends on anything it has read before.
pub async fn alone(pool: &PgPool, asked: &Asked) -> Result<Reply> {
    let group = std::slice::from_ref(asked);
    let mut replies = match (asked.is_own(), asked.is_question()) {
        (false, _) => return foreign(pool, asked).await,
        (true, true) => answer(&mut *pool.acquire().await?, group).await?,
        (true, false) => together(pool, group).await?,
    };
    replies.pop().unwrap_or_else(|| Err(Code::Internal.into()))
}

/// Tells a device of another person whose session this is, and nothing else.
async fn foreign(pool: &PgPool, asked: &Asked) -> Result<Reply> {
    let mut connection = pool.acquire().await?;
    let ground = db::ground(&mut connection, std::slice::from_ref(asked), &Needs::default()).await?;
    ground.of_open_session(asked.by)?;
    Ok(Reply::empty(&asked.request, asked.by.person, asked.at))
}

/// Answers what devices ask in sessions of their own persons, each as if those before it had been answered already.
///
/// No two may come from one device. It fails as a whole when something cannot be stored; a request that is refused for
/// itself stops no other.
pub async fn together(pool: &PgPool, group: &[Asked]) -> Result<Vec<Result<Reply>>> {
    let mut connection = pool.acquire().await?;
    let mut transaction = connection.begin().await?;
    let replies = answer(&mut transaction, group).await?;
    transaction.commit().await?;
    Ok(replies)
}

async fn answer(connection: &mut PgConnection, group: &[Asked]) -> Result<Vec<Result<Reply>>> {
    let mut needs = Needs::default();
    for asked in group {
        needs.extend(needs_of(&asked.request.push));
    }
    let mut ground = stand(&mut *connection, group, &needs).await?;
    let mut loaded = ground.loaded(&needs);
    let turns: Vec<_> = group.iter().map(|asked| turn(asked, &mut ground, &mut loaded)).collect();
    let done: Vec<&Turn> = turns.iter().flatten().collect();
    push::store(&mut *connection, &done).await?;
    ground.move_heads(&loaded);
    pull::pull(connection, &ground, &turns).await
}

/// Decides what a device sends, on what those before it have left.
fn turn<'a>(
    asked: &'a Asked,
    ground: &mut Ground,
    loaded: &mut Loaded,
) -> std::result::Result<Turn<'a>, Problem> {
    let Asked { by, request, at } = asked;
    ground.of_open_session(*by)?;
    if request.push.len() > MAX_MUTATIONS {
        return Err(Problem::new(Code::TooMany).at("push").with("max", MAX_MUTATIONS));
    }
    let client = ground.clients.remove(&request.client).filter(|client| client.person == by.person);
    let client = client.ok_or_else(|| Problem::new(Code::NotAllowed).at("client"))?;
    let known = Client { last_seq: client.last_seq, receipts: ground.receipts.clone() };
    let actor = ground.actor(by.person);
    let batch = batch::run(loaded, &known, &actor, *at, &request.push, request.gap);
    let receipts = batch.decided.iter().filter_map(|one| Some((one.envelope.id, one.receipt.clone()?)));
    ground.receipts.extend(receipts);
    Ok(Turn { asked, client, actor, batch })
}

/// Locks what the group names, and then reads what it stands on. Devices that are new are made known.
///
/// The devices' rows are locked first: of a batch that arrives twice at once, the second copy waits here and then finds
/// the answers of the first. Then the scopes; and only then is anything read, so that what a cloned device or an ended
/// grant has just changed is seen.
async fn stand(connection: &mut PgConnection, group: &[Asked], needs: &Needs) -> Result<Ground> {
    loop {
        if !group.iter().all(Asked::is_question) {
            db::lock(&mut *connection, group, &needs.scopes).await?;
        }
        let ground = db::ground(&mut *connection, group, needs).await?;
        let is_new = |asked: &&Asked| {
            ground.of_open_session(asked.by).is_ok() && !ground.clients.contains_key(&asked.request.client)
        };
        let new: Vec<ClientRow> =
            group.iter().filter(is_new).map(|asked| ClientRow::after(asked, 0, Map::new())).collect();
        if new.is_empty() {
            return Ok(ground);
        }
        db::insert_clients(&mut *connection, new).await?;
    }
}
