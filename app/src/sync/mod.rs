//! The only part of the app that talks to the network.

pub mod connection;
mod transport;
