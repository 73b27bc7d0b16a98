//! The two secrets of an installation: one signs access tokens, one keys hashes.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use hmac::{Hmac, Mac};
use jsonwebtoken::{DecodingKey, EncodingKey};
use sha2::Sha256;
use sqlx::PgPool;
use uuid::Uuid;

use super::token::Checked;
use super::{db, signing};
use crate::clock::{Clock, Random};
use crate::{error, installation};

/// A keyed hash; without the key nobody can guess what it is of.
pub type Hash = [u8; 32];

/// The secrets, ready for use.
pub struct Keys {
    pub(super) signing: EncodingKey,
    pub(super) verifying: DecodingKey,
    /// Names the signing key in the head of a token.
    pub(super) name: String,
    /// For whom tokens are: this installation.
    pub(super) audience: String,
    /// Tokens that need not be checked again.
    pub(super) checked: Checked,
    hashing: [u8; 32],
    public: [u8; 32],
}

impl Keys {
    /// Takes the secrets from the database; at the very first start makes them.
    ///
    /// Two servers may start at once: both offer secrets, one offer is kept, both read that one.
    pub async fn load(pool: &PgPool, clock: &Clock, random: &Random) -> error::Result<Self> {
        let mut connection = pool.acquire().await?;
        let installation = installation::db::load(&mut connection).await?;
        db::offer_keys(&mut connection, &random.bytes::<32>(), &random.bytes::<32>(), clock.now()).await?;
        let kept = db::keys(&mut connection).await?;
        let sized =
            |bytes: Vec<u8>| <[u8; 32]>::try_from(bytes).map_err(|_| anyhow::anyhow!("a damaged key"));
        Ok(Self::new(&sized(kept.signing)?, sized(kept.hashing)?, installation.id))
    }

    fn new(seed: &[u8; 32], hashing: [u8; 32], installation: Uuid) -> Self {
        signing::install();
        let public = SigningKey::from_bytes(seed).verifying_key().to_bytes();
        Self {
            signing: EncodingKey::from_ed_der(seed),
            verifying: DecodingKey::from_ed_der(&public),
            name: URL_SAFE_NO_PAD.encode(&public[..8]),
            audience: installation.to_string(),
            checked: Checked::new(),
            hashing,
            public,
        }
    }

    /// The public half of the signing key.
    pub fn public(&self) -> &[u8; 32] {
        &self.public
    }

    /// The hash of something, for one purpose only.
    pub fn hash(&self, purpose: &str, parts: &[&[u8]]) -> Hash {
        self.mac(purpose, parts).finalize().into_bytes().into()
    }

    /// Whether a kept hash is of this; takes the same time whatever the answer.
    pub fn matches(&self, purpose: &str, parts: &[&[u8]], kept: &[u8]) -> bool {
        self.mac(purpose, parts).verify_slice(kept).is_ok()
    }

    /// Lengths go before the parts, so that no two lists of parts are hashed alike.
    fn mac(&self, purpose: &str, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.hashing).expect("a key of any length will do");
        for part in std::iter::once(purpose.as_bytes()).chain(parts.iter().copied()) {
            mac.update(&part.len().to_be_bytes());
            mac.update(part);
        }
        mac
    }
}
