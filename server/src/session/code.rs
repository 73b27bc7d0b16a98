//! One-time codes: six digits that go by e-mail, or eight letters made by someone who looks after a person.

use chrono::{DateTime, TimeDelta, Utc};
use domain::api::{Code as ProblemCode, Problem};
use domain::id::PersonId;
use domain::session::{Asked, MadeCode};
use sqlx::{Connection, PgConnection};

use super::db;
use super::email::Email;
use super::keys::Keys;
use super::limit::{ASK_ADDRESS, ASK_NETWORK, MEMORY, TRY_ADDRESS, TRY_NETWORK};
use super::{letter, link};
use crate::clock::Random;
use crate::error::Result;
use crate::installation;
use crate::router::Server;
use crate::visitor::Visitor;

/// How long a mailed code is good.
pub const MAILED_LIFE: TimeDelta = TimeDelta::minutes(10);

/// How long a made code is good.
pub const MADE_LIFE: TimeDelta = TimeDelta::hours(24);

/// Letters that are not taken for others when read, written or said; without vowels they spell nothing.
const LETTERS: &[u8; 18] = b"BCDFGHJKMNPQRTVWXZ";

/// A code as a person typed it.
pub enum OneTimeCode {
    /// Six digits.
    Mailed(String),
    /// Eight letters.
    Made(String),
}

impl OneTimeCode {
    /// Reads a code; spaces, hyphens and the size of letters do not count.
    pub fn parse(text: &str) -> Option<Self> {
        let typed: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let typed = typed.to_ascii_uppercase();
        let all = |test: fn(&u8) -> bool| typed.bytes().all(|byte| test(&byte));
        match typed.len() {
            6 if all(u8::is_ascii_digit) => Some(Self::Mailed(typed)),
            8 if all(u8::is_ascii_uppercase) => Some(Self::Made(typed)),
            _ => None,
        }
    }
}

/// Sends a code to an address, if it is a person's.
///
/// Everything but the sending is done for every address, and the sending is not waited for: neither the answer nor
/// its time tells who is known here.
pub async fn ask(server: &Server, visitor: Visitor, email: &Email) -> Result<Asked> {
    let now = server.clock.now();
    let mut connection = server.pool.acquire().await?;
    ASK_NETWORK.count(&mut connection, &server.keys, &visitor.network().to_string(), now).await?;
    ASK_ADDRESS.count(&mut connection, &server.keys, email.as_str(), now).await?;
    db::forget_old(&mut connection, now, now - MEMORY).await?;
    let code = keep_and_mail(&mut connection, server, email, now).await?;
    server.bell.ring();
    let demo = installation::db::load(&mut connection).await?.demo;
    Ok(Asked { demo_code: demo.then_some(code) })
}

/// Keeps a new code for an address, and writes the letter that brings it; gives the code.
async fn keep_and_mail(
    connection: &mut PgConnection,
    server: &Server,
    email: &Email,
    now: DateTime<Utc>,
) -> Result<String> {
    let mut transaction = connection.begin().await?;
    let person = db::person_of(&mut transaction, email.as_str()).await?.map(|person| person.id);
    let code = letter::write(&mut transaction, server, person, now).await?;
    let hash = hash_mailed(&server.keys, email, &code).to_vec();
    let mailed = db::MailedCode { person, code: hash, expires_at: now + MAILED_LIFE };
    db::keep_mailed_code(&mut transaction, &address(&server.keys, email), &mailed).await?;
    transaction.commit().await?;
    Ok(code)
}

/// Whether a mailed code is the one that signs in at this moment.
pub async fn is_good(
    connection: &mut PgConnection,
    keys: &Keys,
    email: &Email,
    code: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let kept = db::mailed_code(connection, &address(keys, email)).await?;
    Ok(kept.is_some_and(|kept| now < kept.expires_at && kept.code == hash_mailed(keys, email, code)))
}

/// Counts a try of a code, before anything is known of it.
///
/// The two sorts of code are counted apart: a stranger who uses up the tries of one does not lock out the other.
pub async fn count_try(server: &Server, visitor: Visitor, email: &Email, code: &OneTimeCode) -> Result<()> {
    let now = server.clock.now();
    let mut connection = server.pool.acquire().await?;
    TRY_NETWORK.count(&mut connection, &server.keys, &visitor.network().to_string(), now).await?;
    TRY_ADDRESS.count(&mut connection, &server.keys, &tried(email, code), now).await
}

/// Takes a code: whose it was, if it was right. It cannot be taken again.
pub async fn take(
    connection: &mut PgConnection,
    keys: &Keys,
    email: &Email,
    code: &OneTimeCode,
    now: DateTime<Utc>,
) -> Result<PersonId> {
    let person = match code {
        OneTimeCode::Mailed(code) => take_mailed(connection, keys, email, code, now).await?,
        OneTimeCode::Made(code) => take_made(connection, keys, email, code, now).await?,
    };
    let person = person.ok_or_else(|| Problem::new(ProblemCode::WrongCode).at("code"))?;
    ASK_ADDRESS.forget(connection, keys, email.as_str()).await?;
    TRY_ADDRESS.forget(connection, keys, &tried(email, code)).await?;
    Ok(person)
}

async fn take_mailed(
    connection: &mut PgConnection,
    keys: &Keys,
    email: &Email,
    code: &str,
    now: DateTime<Utc>,
) -> Result<Option<PersonId>> {
    let address = address(keys, email);
    let kept = db::mailed_code(connection, &address).await?;
    let kept_code = kept.as_ref().map_or(&[0; 32][..], |kept| &kept.code);
    let right = keys.matches("mailed-code", &[email.as_str().as_bytes(), code.as_bytes()], kept_code);
    let person = kept.filter(|kept| right && now < kept.expires_at).and_then(|kept| kept.person);
    if person.is_some() {
        db::drop_mailed_code(connection, &address).await?;
    }
    Ok(person)
}

async fn take_made(
    connection: &mut PgConnection,
    keys: &Keys,
    email: &Email,
    code: &str,
    now: DateTime<Utc>,
) -> Result<Option<PersonId>> {
    let kept = db::made_code(connection, email.as_str(), now).await?;
    let kept_code = kept.as_ref().map_or(&[0; 32][..], |kept| &kept.code);
    let right = keys.matches("made-code", &[code.as_bytes()], kept_code);
    let Some(kept) = kept.filter(|_| right) else { return Ok(None) };
    db::use_made_code(connection, kept.id, now).await?;
    tracing::info!(code.id = %kept.id, person.id = %kept.person, "a code made for a person was used");
    Ok(Some(kept.person))
}

/// Makes a code for a person and ends the one before; the link leads to our own `origin`.
pub async fn make(
    connection: &mut PgConnection,
    server: &Server,
    maker: PersonId,
    person: PersonId,
    origin: &str,
) -> Result<MadeCode> {
    let now = server.clock.now();
    let email = db::person(connection, person).await?.ok_or(ProblemCode::NotFound)?.email;
    let code = letters(&server.random);
    let made = db::NewMadeCode {
        id: server.random.id(now),
        person,
        made_by: maker,
        code: server.keys.hash("made-code", &[code.as_bytes()]),
        made_at: now,
        expires_at: now + MADE_LIFE,
    };
    db::end_made_codes(connection, person, now).await?;
    db::keep_made_code(connection, &made).await?;
    tracing::info!(code.id = %made.id, person.id = %person, made_by.id = %maker, "a code was made for a person");
    let link = link::filled_in(origin, &email, &code);
    let qr = link::qr(&link)?;
    Ok(MadeCode { code, expires_at: made.expires_at, link, qr })
}

fn letters(random: &Random) -> String {
    let mut rest = random.below(18_u64.pow(8));
    let letter = |_| {
        let place = usize::try_from(rest % 18).expect("below 18");
        rest /= 18;
        char::from(LETTERS[place])
    };
    (0..8).map(letter).collect()
}

fn tried(email: &Email, code: &OneTimeCode) -> String {
    let sort = if matches!(code, OneTimeCode::Mailed(_)) { "mailed" } else { "made" };
    format!("{sort} {}", email.as_str())
}

fn address(keys: &Keys, email: &Email) -> [u8; 32] {
    keys.hash("address", &[email.as_str().as_bytes()])
}

fn hash_mailed(keys: &Keys, email: &Email, code: &str) -> [u8; 32] {
    keys.hash("mailed-code", &[email.as_str().as_bytes(), code.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match OneTimeCode::parse(text) {
            Some(OneTimeCode::Mailed(code)) => format!("mailed {code}"),
            Some(OneTimeCode::Made(code)) => format!("made {code}"),
            None => "nothing".to_owned(),
        }
    }

    #[test]
    fn codes_are_read_as_people_type_them() {
        let cases = [
            ("123456", "mailed 123456"),
            (" 123 456\n", "mailed 123456"),
            ("bcdf-ghjk", "made BCDFGHJK"),
            ("12345", "nothing"),
            ("1234567", "nothing"),
            ("12345a", "nothing"),
            ("", "nothing"),
            ("١٢٣", "nothing"),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), expected, "{text:?}");
        }
    }

    #[test]
    fn made_codes_are_eight_letters_from_the_alphabet() {
        for fill in [0, 7, 200, 255] {
            let code = letters(&Random::new(move |bytes| bytes.fill(fill)));
            assert!(code.len() == 8 && code.bytes().all(|letter| LETTERS.contains(&letter)), "{code}");
        }
    }
}
