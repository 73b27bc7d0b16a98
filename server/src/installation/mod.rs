//! This database as one thing: its name, and whether it is a demo.

pub mod db;

use uuid::Uuid;

/// What a database knows of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Installation {
    /// The name it was born with; it survives backups and moves.
    pub id: Uuid,
    /// Made as a demo, once and for ever.
    pub demo: bool,
}
