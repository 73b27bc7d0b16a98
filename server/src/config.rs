//! What can be set from the command line and the environment.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// The record of a teacher's training: server and tools.
#[derive(Debug, Parser)]
#[command(name = "chalkline", version)]
pub struct Options {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// One thing the program does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Bring the database up to date and serve the app and its API.
    Serve(Serve),
    /// Bring the database up to date and stop.
    Migrate {
        /// Where the records are.
        #[command(flatten)]
        database: Database,
    },
    /// Fill an empty database with a demo; one that is not empty stays as it is.
    Demo {
        /// Where the records are.
        #[command(flatten)]
        database: Database,
    },
    /// Print the API's OpenAPI document.
    Openapi,
}

/// Where the records are.
#[derive(Debug, Args)]
pub struct Database {
    /// Address of the PostgreSQL database, version 15 or newer.
    #[arg(long = "database-url", env = "DATABASE_URL", hide_env_values = true)]
    pub url: String,
}

/// How to serve.
#[derive(Debug, Args)]
pub struct Serve {
    /// Where the records are.
    #[command(flatten)]
    pub database: Database,
    /// Port to listen on; 0 takes a free one.
    #[arg(long, env = "CHALKLINE_PORT", default_value_t = 3000)]
    pub port: u16,
    /// Address to listen on. The default is reachable from this machine only.
    #[arg(long, env = "CHALKLINE_HOST", default_value = "127.0.0.1")]
    pub host: IpAddr,
    /// Folder of the built app: the shell, its styles and its wasm.
    #[arg(long, env = "CHALKLINE_SITE", default_value = "target/site")]
    pub site: PathBuf,
}
