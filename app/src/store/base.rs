//! The records as the server last sent them, as they lie in a store: most of them many to a text, the newer ones single.

use std::{ops::Range, rc::Rc};

use domain::{
    id::{RecordId, ScopeId},
    sorted::Map,
    sync::view::{Text, View},
};

use super::change::{Row, kind_of};

/// All records that are kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Base {
    /// Most of them, the oldest first.
    pub packs: Vec<Pack>,
    /// Single ones, each newer than what is packed under its id; one without a text says that its record is gone.
    pub rows: Vec<Row>,
}

/// Many records of one scope: a line for each, with its id, its kind and its text, in which no line ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Pack {
    /// Where they live.
    pub scope: ScopeId,
    /// The lines.
    pub text: Rc<String>,
}

impl Pack {
    /// Whether a record can be packed: a line must come apart again. No kind of ours has such a word.
    pub fn takes(row: &Row) -> bool {
        !row.kind.contains([' ', '\n'])
    }

    /// The lines of records; what cannot be [taken](Self::takes) would be lost.
    pub fn lines<'a>(rows: impl IntoIterator<Item = &'a Row>) -> String {
        let lines: Vec<String> =
            rows.into_iter().map(|Row { id, kind, json, .. }| format!("{id} {kind} {json}")).collect();
        lines.join("\n")
    }

    /// The id of each record, its kind, and where its text is.
    fn records(&self) -> impl Iterator<Item = (&str, &str, Range<usize>)> {
        let mut end = 0;
        self.text.split('\n').filter_map(move |line| {
            let start = end;
            end += line.len() + 1;
            let (id, rest) = line.split_once(' ')?;
            let (kind, json) = rest.split_once(' ')?;
            Some((id, kind, start + line.len() - json.len()..start + line.len()))
        })
    }
}

impl Base {
    /// Fills an empty view.
    pub fn fill(self, view: &mut View) {
        let mut packed = Vec::new();
        for pack in &self.packs {
            for (id, kind, range) in pack.records() {
                if let (Ok(id), Some(kind)) = (id.parse::<RecordId>(), kind_of(kind)) {
                    packed.push((id, kind, pack.scope, Text::part(&pack.text, range)));
                }
            }
        }
        // In order each goes to the end of its shelf, and nothing has to make room; of two under one id the later holds.
        packed.sort_by_key(|(id, ..)| *id);
        for (id, kind, scope, text) in packed {
            view.fill(id, kind, scope, text);
        }
        for row in self.rows {
            match row.known() {
                Some((id, kind)) => view.fill(id, kind, row.scope, row.json.into()),
                None if row.json.is_empty() => row.id.parse().into_iter().for_each(|id| view.remove(id)),
                None => {}
            }
        }
    }

    /// Each record once, as it is now.
    pub fn records(self) -> Vec<Row> {
        let mut all: Map<String, Row> = Map::new();
        for pack in &self.packs {
            for (id, kind, range) in pack.records() {
                let json = pack.text[range].to_owned();
                let row = Row { id: id.to_owned(), scope: pack.scope, kind: kind.to_owned(), json };
                all.insert(id.to_owned(), row);
            }
        }
        all.extend(self.rows.into_iter().map(|row| (row.id.clone(), row)));
        all.into_values().filter(|row| !row.json.is_empty()).collect()
    }
}
