//! The only part of the app that talks to the network.

pub mod browser;
pub mod connection;
pub mod engine;
pub mod handle;
pub mod session;
pub mod tabs;
pub mod transport;
