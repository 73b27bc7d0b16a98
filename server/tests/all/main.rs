//! The server through its real router, on real PostgreSQL. One binary: linking is what takes the time.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod architecture;
mod database;
mod demo;
mod files;
mod headers;
mod health;
mod pages;
mod placement;
mod problems;
mod support;
mod sync;
