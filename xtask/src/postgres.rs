//! A private PostgreSQL cluster: made, started, adopted after an unclean stop, and stopped with its owner.

use std::fs::{self, File, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use nix::unistd::User;
use sha2::{Digest, Sha256};

use crate::command::{program, quietly};
use crate::tools;

/// What a cluster is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Keeps records: every commit is on the disk before it is acknowledged.
    Serve,
    /// Is thrown away: as fast as the machine allows.
    Test,
}

/// A running cluster of our own; dropping it stops it.
pub struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    account: Option<User>,
    port: u16,
    password: String,
    /// Held for as long as the cluster is ours: a second task must not stop it under the first.
    _lock: File,
}

impl Cluster {
    /// Starts the cluster that lies in `home`, making it first if there is none.
    pub fn start(home: &Path, purpose: Purpose) -> Result<Self> {
        let programs = tools::postgres()?;
        let account = account()?;
        let home = reachable(home, account.as_ref())?;
        let lock = lock(&home)?;
        let password = password(&home.join("password"), account.as_ref())?;
        let mut cluster =
            Self { programs, folder: home.join("cluster"), account, port: 0, password, _lock: lock };
        if !cluster.folder.join("PG_VERSION").exists() {
            cluster.create(&home.join("password"))?;
        }
        cluster.port = match cluster.running_port() {
            Some(port) => port,
            None => cluster.launch(purpose)?,
        };
        Ok(cluster)
    }

    /// The address of a database in this cluster, which is made when it does not exist.
    pub fn database(&self, name: &str) -> Result<String> {
        let exists = self.sql("postgres", &format!("select 1 from pg_database where datname = '{name}'"))?;
        if exists.trim().is_empty() {
            self.sql("postgres", &format!("create database {name}"))?;
        }
        Ok(self.url(name))
    }

    /// The address of a database in this cluster, whether it exists or not.
    pub fn url(&self, name: &str) -> String {
        format!("postgres://chalkline:{}@127.0.0.1:{}/{name}", self.password, self.port)
    }

    /// Runs one statement and gives its rows as plain text.
    pub fn sql(&self, database: &str, statement: &str) -> Result<String> {
        quietly(self.psql(database).arg("-c").arg(statement))
    }

    /// Runs the statements of a file.
    pub fn sql_file(&self, database: &str, file: &Path) -> Result<()> {
        quietly(self.psql(database).arg("-f").arg(file)).map(drop)
    }

    /// Runs a script of PostgreSQL's own benchmark, and gives what it says.
    pub fn pgbench(&self, database: &str, options: &str, script: &Path) -> Result<String> {
        let mut pgbench = program(self.programs.join("pgbench"), options);
        pgbench.args(["-h", "127.0.0.1", "-U", "chalkline", "-p", &self.port.to_string(), "-f"]).arg(script);
        quietly(pgbench.arg(database).env("PGPASSWORD", &self.password))
    }

    /// The password goes by the environment: arguments are for everyone on the machine to read.
    fn psql(&self, database: &str) -> Command {
        let options = "-X -q -A -t -v ON_ERROR_STOP=1 -h 127.0.0.1 -U chalkline";
        let mut psql = program(self.programs.join("psql"), options);
        psql.args(["-p", &self.port.to_string(), "-d", database]).env("PGPASSWORD", &self.password);
        psql
    }

    fn create(&self, password: &Path) -> Result<()> {
        println!("Making a private PostgreSQL cluster in {}", self.folder.display());
        let options = "--username=chalkline --auth=scram-sha-256 --encoding=UTF8 --locale=C --data-checksums";
        let mut initdb = self.own("initdb", options);
        initdb.arg("--pwfile").arg(password).arg("-D").arg(&self.folder);
        quietly(&mut initdb).map(drop)
    }

    /// The port of a server that still runs on this cluster: one whose owner was killed is adopted.
    fn running_port(&self) -> Option<u16> {
        quietly(self.own("pg_ctl", "status -D").arg(&self.folder)).ok()?;
        let pid_file = fs::read_to_string(self.folder.join("postmaster.pid")).ok()?;
        pid_file.lines().nth(3)?.trim().parse().ok()
    }

    fn launch(&self, purpose: Purpose) -> Result<u16> {
        let port = free_port()?;
        let speed = match purpose {
            Purpose::Serve => "",
            Purpose::Test => "-c fsync=off -c full_page_writes=off -c synchronous_commit=off",
        };
        let settings =
            format!("-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' {speed}");
        let mut start = self.own("pg_ctl", "start -w -t 60 -s");
        start.arg("-l").arg(self.log()).arg("-o").arg(settings).arg("-D").arg(&self.folder);
        quietly(&mut start)
            .with_context(|| format!("PostgreSQL did not start; its log is {}", self.log().display()))?;
        Ok(port)
    }

    fn log(&self) -> PathBuf {
        self.folder.with_extension("log")
    }

    /// One of PostgreSQL's programs, as the account that owns the cluster.
    fn own(&self, name: &str, arguments: &str) -> Command {
        let mut command = program(self.programs.join(name), arguments);
        if let Some(account) = &self.account {
            command.uid(account.uid.as_raw()).gid(account.gid.as_raw()).current_dir("/");
        }
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Err(cause) = quietly(self.own("pg_ctl", "stop -w -m fast -s -D").arg(&self.folder)) {
            eprintln!("PostgreSQL did not stop: {cause:#}");
        }
    }
}

/// The account a cluster must run as: PostgreSQL refuses root, so root lends it to `postgres`.
fn account() -> Result<Option<User>> {
    if !nix::unistd::geteuid().is_root() {
        return Ok(None);
    }
    let postgres = User::from_name("postgres")?;
    postgres.map(Some).context("PostgreSQL refuses to run as root, and there is no account `postgres`")
}

/// A folder the cluster's account can reach: the one asked for, or one of its own below `/var/lib`.
///
/// A home folder closed to others cannot be walked through by `postgres`, and initdb would fail there.
fn reachable(home: &Path, account: Option<&User>) -> Result<PathBuf> {
    fs::create_dir_all(home)?;
    let home = home.canonicalize()?;
    let Some(account) = account else { return Ok(home) };
    if hand_over(&home, account).is_ok() {
        return Ok(home);
    }
    let hash = format!("{:x}", Sha256::digest(home.to_string_lossy().as_bytes()));
    let elsewhere = Path::new("/var/lib/chalkline").join(&hash[..12]);
    fs::create_dir_all(&elsewhere)?;
    hand_over(&elsewhere, account)?;
    Ok(elsewhere)
}

/// Gives a folder to an account, and makes sure that it can write there.
fn hand_over(folder: &Path, account: &User) -> Result<()> {
    std::os::unix::fs::chown(folder, Some(account.uid.as_raw()), Some(account.gid.as_raw()))?;
    let mut test = program("test", "-w");
    test.arg(folder).uid(account.uid.as_raw()).gid(account.gid.as_raw()).current_dir("/");
    quietly(&mut test).map(drop)
}

fn lock(home: &Path) -> Result<File> {
    let file = File::create(home.join("lock"))?;
    if file.try_lock().is_err() {
        bail!("Chalkline already runs on {}: stop it first", home.display());
    }
    Ok(file)
}

/// The cluster's password, made at random once and readable by its account alone.
fn password(file: &Path, account: Option<&User>) -> Result<String> {
    if !file.exists() {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|cause| anyhow::anyhow!("no randomness: {cause}"))?;
        fs::write(file, format!("{:x}", Sha256::digest(bytes)))?;
        fs::set_permissions(file, Permissions::from_mode(0o600))?;
        if let Some(account) = account {
            std::os::unix::fs::chown(file, Some(account.uid.as_raw()), Some(account.gid.as_raw()))?;
        }
    }
    Ok(fs::read_to_string(file)?)
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
