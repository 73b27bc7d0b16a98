//! How tokens are signed and checked: by Ed25519, whatever the head of a token asks for.
//!
//! The library's own provider brings every algorithm that a token can name, and with them twenty crates to build and to watch,
//! for what is never used here.

use ed25519_dalek::{Signature, SignatureError, Signer, SigningKey, Verifier, VerifyingKey};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{ErrorKind, Result};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: signer,
    verifier_factory: verifier,
    key_utils: KeyUtils::new_unimplemented(),
};

/// Has all tokens of this process signed and checked in this way.
pub fn install() {
    // A second time it is so already.
    let _already = PROVIDER.install_default();
}

struct Signing(SigningKey);

struct Checking(VerifyingKey);

/// The key is the 32 bytes of its seed.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the library's own form")]
fn signer(algorithm: &Algorithm, key: &EncodingKey) -> Result<Box<dyn JwtSigner>> {
    let seed = bytes(*algorithm, key.as_bytes())?;
    Ok(Box::new(Signing(SigningKey::from_bytes(seed))))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the library's own form")]
fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>> {
    let public = bytes(*algorithm, key.try_get_as_bytes()?)?;
    let key = VerifyingKey::from_bytes(public).map_err(|_| ErrorKind::InvalidEddsaKey)?;
    Ok(Box::new(Checking(key)))
}

fn bytes(algorithm: Algorithm, key: &[u8]) -> Result<&[u8; 32]> {
    if algorithm != Algorithm::EdDSA {
        return Err(ErrorKind::InvalidAlgorithm.into());
    }
    Ok(key.try_into().map_err(|_| ErrorKind::InvalidEddsaKey)?)
}

impl Signer<Vec<u8>> for Signing {
    fn try_sign(&self, message: &[u8]) -> std::result::Result<Vec<u8>, SignatureError> {
        Ok(self.0.try_sign(message)?.to_vec())
    }
}

impl JwtSigner for Signing {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}

impl Verifier<Vec<u8>> for Checking {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> std::result::Result<(), SignatureError> {
        self.0.verify_strict(message, &Signature::from_slice(signature)?)
    }
}

impl JwtVerifier for Checking {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_algorithm_signs_and_checks_and_only_what_was_signed() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let (seed, public) = (key.to_bytes(), key.verifying_key().to_bytes());
        let (seed, public) = (EncodingKey::from_ed_der(&seed), DecodingKey::from_ed_der(&public));
        let signature = signer(&Algorithm::EdDSA, &seed).unwrap().try_sign(b"words").unwrap();
        let checking = verifier(&Algorithm::EdDSA, &public).unwrap();
        assert!(checking.verify(b"words", &signature).is_ok());
        assert!(checking.verify(b"other words", &signature).is_err());
        assert!(checking.verify(b"words", &signature[1..].to_vec()).is_err());
        for other in [Algorithm::HS256, Algorithm::RS256, Algorithm::ES256] {
            assert!(signer(&other, &seed).is_err() && verifier(&other, &public).is_err(), "{other:?}");
        }
    }
}
