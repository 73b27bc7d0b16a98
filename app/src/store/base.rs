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

/// Many records of one scope in a row of bytes, of which only the beginning is looked at before a record is asked for.
///
/// It has a line for each record, with its id, its kind and the length of its text; an empty line; and the texts.
#[derive(Debug, Clone, PartialEq)]
pub struct Pack {
    /// Where they live.
    pub scope: ScopeId,
    /// All of it.
    pub bytes: Rc<Vec<u8>>,
}

impl Pack {
    /// Whether a record can be packed: a line must come apart again. No kind of ours has such a word.
    pub fn takes(row: &Row) -> bool {
        !row.kind.contains([' ', '\n'])
    }

    /// The bytes for records; what cannot be [taken](Self::takes) would be lost.
    pub fn bytes<'a>(rows: impl Iterator<Item = &'a Row>) -> Vec<u8> {
        let (mut lines, mut texts) = (String::new(), String::new());
        for Row { id, kind, json, .. } in rows {
            lines.extend([id, " ", kind, " ", &json.len().to_string(), "\n"]);
            texts.push_str(json);
        }
        [lines, texts].join("\n").into_bytes()
    }

    /// The id of each record, its kind, and where its text is.
    fn records(&self) -> impl Iterator<Item = (&str, &str, Range<usize>)> {
        let head = self.bytes.windows(2).position(|pair| pair == b"\n\n").unwrap_or_default();
        let mut end = head + 2;
        let lines = str::from_utf8(&self.bytes[..head]).unwrap_or_default().lines();
        lines.filter_map(move |line| {
            let mut words = line.split(' ');
            let (id, kind, length) = (words.next()?, words.next()?, words.next()?.parse::<usize>().ok()?);
            let start = end;
            end += length;
            Some((id, kind, start..end))
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
                    packed.push((id, kind, pack.scope, Text::part(&pack.bytes, range)));
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
                let json = Text::part(&pack.bytes, range).as_str().to_owned();
                let row = Row { id: id.to_owned(), scope: pack.scope, kind: kind.to_owned(), json };
                all.insert(id.to_owned(), row);
            }
        }
        all.extend(self.rows.into_iter().map(|row| (row.id.clone(), row)));
        all.into_values().filter(|row| !row.json.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        kinds::KINDS,
        sync::{record::RecordKind, view::View},
    };

    use super::*;

    const KIND: RecordKind = KINDS[0];

    fn row(n: u32, scope: ScopeId, json: &str) -> Row {
        let id = RecordId::natural("base", &[&n]).to_string();
        Row { id, scope, kind: KIND.word().to_owned(), json: json.to_owned() }
    }

    fn pack(scope: ScopeId, rows: &[Row]) -> Pack {
        Pack { scope, bytes: Rc::new(Pack::bytes(rows.iter())) }
    }

    #[test]
    fn of_several_under_one_id_the_newest_holds() {
        let [here, there] = [1, 2].map(|n| ScopeId::natural("base", &[&n]));
        let packs = vec![
            pack(here, &[row(1, here, "{\"é\":1}"), row(2, here, "{}"), row(3, here, "{}")]),
            pack(there, &[row(4, there, "{}")]),
            pack(here, &[row(2, here, "{\"later\":\"\\n\"}")]),
        ];
        let gone = Row { kind: String::new(), ..row(1, here, "") };
        let base = Base { packs, rows: vec![gone, row(3, here, "{\"single\":1}"), row(5, there, "{}")] };
        let mut expected = vec![
            row(2, here, "{\"later\":\"\\n\"}"),
            row(3, here, "{\"single\":1}"),
            row(4, there, "{}"),
            row(5, there, "{}"),
        ];
        expected.sort_by(|one, other| one.id.cmp(&other.id));
        assert_eq!(base.clone().records(), expected);
        let mut view = View::default();
        base.fill(&mut view);
        assert_eq!(view.count(KIND), expected.len());
    }
}
