//! The server: the JSON API, the pages everyone may read, and the files of the app, on PostgreSQL.

pub mod body;
pub mod clock;
pub mod config;
pub mod database;
pub mod demo;
pub mod error;
pub mod feedback;
pub mod headers;
pub mod health;
pub mod installation;
pub mod job;
pub mod lesson;
pub mod openapi;
pub mod pages;
pub mod people;
pub mod projection;
pub mod router;
pub mod session;
pub mod site;
pub mod subjects;
pub mod sync;
pub mod target;
pub mod visitor;

/// Every change of the database's shape, in order; built into the binary.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../migrations");
