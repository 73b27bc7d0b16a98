//! Sync as a whole, against a server made of maps that decides with the same code as the real one.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod client;
mod convergence;
mod exchange;
mod feedback;
mod future;
mod matrix;
mod opportunity;
mod simulation;
mod steps;
mod unsent;
mod view;
mod world;
