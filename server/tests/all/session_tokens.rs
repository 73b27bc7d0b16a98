//! Access tokens that are not ours, not for us, too old, or signed in another way.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use ed25519_dalek::SigningKey;
use hmac::{Hmac, Mac};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use sha2::Sha256;
use sqlx::PgPool;

use crate::people::{Provider, sign_in};
use crate::support::TestServer;

/// A token that is good, in parts, and the key that signed it.
struct Parts {
    server: TestServer,
    header: Header,
    claims: Value,
    key: EncodingKey,
}

async fn parts(pool: PgPool) -> Parts {
    Provider::new(&pool, "Tern").await.person("ama").await;
    let server = TestServer::new(pool.clone()).await;
    let token = sign_in(&server, "ama@example.org").await.access;
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let seed: Vec<u8> = sqlx::query_scalar("select signing from session_key").fetch_one(&pool).await.unwrap();
    Parts {
        server,
        header: jsonwebtoken::decode_header(&token).unwrap(),
        claims: serde_json::from_slice(&claims).unwrap(),
        key: signing_key(seed.as_slice().try_into().unwrap()),
    }
}

/// A token whose signature is a keyed hash: what a server would take that lets the token choose how it is checked.
fn with_hmac(header: &Header, claims: &Value, secret: &[u8]) -> String {
    let [header, claims] =
        [json!(header), claims.clone()].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    let message = format!("{header}.{claims}");
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
    mac.update(message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

fn signing_key(seed: &[u8; 32]) -> EncodingKey {
    EncodingKey::from_ed_der(seed)
}

async fn status(server: &TestServer, token: &str) -> StatusCode {
    let bearer = format!("Bearer {token}");
    server.ask(Method::GET, "/api/v1/me", &[("authorization", &bearer)], Body::empty()).await.status
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn claims_are_what_they_should_be_and_no_roles_are_among_them(pool: PgPool) {
    let Parts { header, claims, .. } = parts(pool).await;
    assert_eq!(header.alg, Algorithm::EdDSA);
    let names: Vec<&String> = claims.as_object().unwrap().keys().collect();
    assert_eq!(names, ["aud", "exp", "iat", "iss", "sid", "sub", "typ"]);
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 600);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn each_claim_is_looked_at(pool: PgPool) {
    let Parts { server, header, claims, key } = parts(pool).await;
    let signed = |claims: &Value| jsonwebtoken::encode(&header, claims, &key).unwrap();
    assert_eq!(status(&server, &signed(&claims)).await, StatusCode::OK);
    let nobody = uuid::Uuid::from_u128(7).to_string();
    let now = server.now().timestamp();
    let wrong = [
        ("iss", json!("another")),
        ("aud", json!(nobody)),
        ("typ", json!("refresh")),
        ("sub", json!(nobody)),
        ("sid", json!(nobody)),
        ("exp", json!(now - 60)),
        ("iat", json!(now + 61)),
    ];
    for (name, value) in wrong {
        let mut changed = claims.clone();
        changed[name] = value;
        assert_eq!(status(&server, &signed(&changed)).await, StatusCode::UNAUTHORIZED, "{name}");
        changed.as_object_mut().unwrap().remove(name);
        assert_eq!(status(&server, &signed(&changed)).await, StatusCode::UNAUTHORIZED, "no {name}");
    }
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn a_token_is_good_for_ten_minutes_and_a_little_for_clocks_that_differ(pool: PgPool) {
    let Parts { server, header, claims, key } = parts(pool).await;
    let token = jsonwebtoken::encode(&header, &claims, &key).unwrap();
    server.wait(TimeDelta::seconds(659));
    assert_eq!(status(&server, &token).await, StatusCode::OK);
    server.wait(TimeDelta::seconds(1));
    assert_eq!(status(&server, &token).await, StatusCode::UNAUTHORIZED);
}

#[sqlx::test(migrator = "server::MIGRATOR")]
async fn only_our_own_signature_counts(pool: PgPool) {
    let Parts { server, header, claims, key } = parts(pool).await;
    let good = jsonwebtoken::encode(&header, &claims, &key).unwrap();
    let (head, rest) = good.split_once('.').unwrap();
    let (body, signature) = rest.split_once('.').unwrap();
    let as_text = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let kid = header.kid.clone();
    let hs256 = Header { kid: kid.clone(), ..Header::new(Algorithm::HS256) };
    let wrong = [
        ("none", format!("{}.{body}.", as_text(&json!({ "alg": "none", "kid": kid })))),
        (
            "none, with our signature",
            format!("{}.{body}.{signature}", as_text(&json!({ "alg": "none", "kid": kid }))),
        ),
        ("no signature", format!("{head}.{body}.")),
        ("HS256 with the public key", with_hmac(&hs256, &claims, server.state.keys.public())),
        ("another key", jsonwebtoken::encode(&header, &claims, &signing_key(&[7; 32])).unwrap()),
        ("another name of the key", {
            let header = Header { kid: Some("../../etc/passwd".into()), ..header.clone() };
            jsonwebtoken::encode(&header, &claims, &key).unwrap()
        }),
        (
            "no name of the key",
            jsonwebtoken::encode(&Header { kid: None, ..header.clone() }, &claims, &key).unwrap(),
        ),
        ("a key of its own", {
            let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(SigningKey::from_bytes(&[7; 32]).verifying_key().to_bytes()) });
            let head =
                as_text(&json!({ "alg": "EdDSA", "kid": kid, "jwk": jwk, "jku": "http://127.0.0.1:9/" }));
            format!("{head}.{body}.{signature}")
        }),
        ("nothing", String::new()),
    ];
    for (what, token) in wrong {
        assert_eq!(status(&server, &token).await, StatusCode::UNAUTHORIZED, "{what}");
    }
    assert_eq!(status(&server, &good).await, StatusCode::OK);
}
