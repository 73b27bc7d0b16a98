//! What can be set from the command line and the environment.

use std::net::IpAddr;
use std::path::PathBuf;

use chrono::TimeDelta;
use clap::{Args, Parser, Subcommand};
use ipnet::IpNet;
use uuid::Uuid;

use crate::session::post::Post;
use crate::visitor::Door;

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
    /// Make the tables for lists and boards again from the records; the server may run meanwhile.
    Project {
        /// Again from the first record on.
        #[arg(long, required = true)]
        again: bool,
        /// Where the records are.
        #[command(flatten)]
        database: Database,
    },
    /// List the jobs that were given up, as mail that could not be delivered.
    Jobs {
        /// Try this one again.
        #[arg(long, value_name = "ID")]
        again: Option<Uuid>,
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
    /// A proxy whose X-Forwarded-For and X-Forwarded-Proto are believed, as an address or network; may be repeated.
    #[arg(long, value_name = "ADDRESS", value_parser = network)]
    pub trusted_proxy: Vec<IpNet>,
    /// The address people use, as `https://chalkline.example`; with https, cookies are sent over TLS only.
    #[arg(long, env = "CHALKLINE_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Days for which a device stays signed in without being used.
    #[arg(long, env = "CHALKLINE_SIGNED_IN_DAYS", value_name = "DAYS", default_value_t = 60)]
    pub signed_in_days: u16,
    /// The oldest build of the app that may go on as it is; devices with an older one are told to renew themselves. The
    /// screen Me and `site.json` name the build.
    #[arg(long, env = "CHALKLINE_MIN_BUILD", value_name = "BUILD")]
    pub min_build: Option<String>,
    /// The mail server, as `smtps://name:password@host`; without one, codes are printed here.
    #[arg(long, env = "SMTP_URL", hide_env_values = true, value_name = "URL")]
    pub smtp_url: Option<String>,
    /// Who mail comes from.
    #[arg(
        long,
        env = "CHALKLINE_MAIL_FROM",
        value_name = "ADDRESS",
        default_value = "Chalkline <chalkline@localhost>"
    )]
    pub mail_from: String,
}

/// Reads a network, or a single address as a network of one.
fn network(text: &str) -> Result<IpNet, String> {
    let single = text.parse::<IpAddr>().map(IpNet::from);
    single
        .or_else(|_| text.parse())
        .map_err(|_| "neither an address nor a network like 10.0.0.0/8".to_owned())
}

impl Serve {
    /// What stands in front of the server.
    pub fn door(&self) -> Door {
        Door { trusted: self.trusted_proxy.clone(), public_url: self.public_url.clone() }
    }

    /// How codes reach people.
    pub fn post(&self) -> anyhow::Result<Post> {
        self.smtp_url.as_deref().map_or_else(|| Ok(Post::printed()), |url| Post::smtp(url, &self.mail_from))
    }

    /// How long a device stays signed in without being used.
    pub fn idle(&self) -> TimeDelta {
        TimeDelta::days(self.signed_in_days.into())
    }
}
