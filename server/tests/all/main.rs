//! The server through its real router, on real PostgreSQL. One binary: linking is what takes the time.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod architecture;
mod client;
mod commands;
mod database;
mod demo;
mod engines;
mod files;
mod headers;
mod health;
mod jobs;
mod logs;
mod made_codes;
mod mail;
mod openapi;
mod pages;
mod people;
mod placement;
mod problems;
mod session;
mod session_codes;
mod session_refresh;
mod session_tokens;
mod sign_in;
mod support;
mod sync;
