//! How often a thing may be tried.

use chrono::{DateTime, TimeDelta, Utc};
use domain::api::{Code, Problem};
use sqlx::PgConnection;

use super::{db, keys::Keys};
use crate::error::Result;

/// So many tries in so much time, counted from the first.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    name: &'static str,
    /// The most tries.
    pub most: i32,
    /// The time after the first in which they are counted.
    pub window: TimeDelta,
}

/// Codes asked for one e-mail address.
pub const ASK_ADDRESS: Limit = Limit { name: "ask-address", most: 5, window: TimeDelta::minutes(15) };

/// Codes asked from one network; a whole school may sign in from one on its first day.
pub const ASK_NETWORK: Limit = Limit { name: "ask-network", most: 100, window: TimeDelta::minutes(15) };

/// Codes tried for one e-mail address: a guesser who never rests needs sixteen years for an even chance.
pub const TRY_ADDRESS: Limit = Limit { name: "try-address", most: 5, window: TimeDelta::minutes(60) };

/// Codes tried from one network.
pub const TRY_NETWORK: Limit = Limit { name: "try-network", most: 100, window: TimeDelta::minutes(15) };

/// After this nothing needs to be remembered: longer than every window.
pub const MEMORY: TimeDelta = TimeDelta::hours(24);

impl Limit {
    /// Counts one try, which stays counted whatever becomes of it; fails when there were too many.
    pub async fn count(
        self,
        connection: &mut PgConnection,
        keys: &Keys,
        subject: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let subject = self.subject(keys, subject);
        let attempts = db::count_attempt(connection, &subject, now, now - self.window).await?;
        if attempts.count <= self.most {
            return Ok(());
        }
        let wait = (attempts.since + self.window - now).num_seconds().max(1);
        Err(Problem::new(Code::TooManyTries).with("retry_after", wait).into())
    }

    /// Forgets the tries, because the right person has come.
    pub async fn forget(self, connection: &mut PgConnection, keys: &Keys, subject: &str) -> Result<()> {
        Ok(db::forget_attempts(connection, &self.subject(keys, subject)).await?)
    }

    fn subject(self, keys: &Keys, subject: &str) -> [u8; 32] {
        keys.hash("limit", &[self.name.as_bytes(), subject.as_bytes()])
    }
}
