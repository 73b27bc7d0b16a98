//! Whatever happens in whatever order, nothing typed is lost.

use proptest::prelude::*;

use super::*;

/// A device: the record in its store, what it keeps of texts, and the screen.
struct Device {
    form: Form,
    store: Body,
    kept: Body,
    under_way: Vec<(SaveId, Vec<Edit>)>,
    /// What the person typed last, and what they saw in the field when they began.
    typed: Map<Path, (String, String)>,
    said: Vec<Edit>,
}

#[derive(Debug, Clone)]
enum Event {
    Key(usize, u8),
    Erase(usize),
    Save,
    Saved,
    Refused,
    Elsewhere(usize, u8),
    Look,
    Crash,
}

const FIELDS: [&str; 3] = [TALK, TEXT, "targets/01936c1e-0000-7000-8000-000000000002/success"];

impl Device {
    fn new() -> Self {
        let (form, store) = (open(), body(draft()));
        Self { form, store, kept: Body::new(), under_way: vec![], typed: Map::new(), said: vec![] }
    }

    fn key(&mut self, at: usize, key: Option<u8>) {
        let path = path(FIELDS[at]);
        let seen = self.form.text(&path);
        let text = key.map_or_else(String::new, |key| format!("{seen}{}", char::from(b'a' + key)));
        self.form.type_in(&path, text.clone());
        self.kept = self.form.kept();
        let began = self.typed.get(&path).map_or(seen, |(_, began)| began.clone());
        self.typed.insert(path, (text, began));
    }

    fn save(&mut self) {
        let edits = self.form.edits();
        for edit in &edits {
            let began = self.typed.get(&edit.path).map(|(_, began)| began.as_str());
            assert_eq!(
                edit.base.as_ref().map_or(Some(""), Value::as_str),
                began,
                "the base is what was seen"
            );
        }
        self.under_way.push((self.form.begin(&edits), edits));
    }

    fn saved(&mut self) {
        if self.under_way.is_empty() {
            return;
        }
        let (id, edits) = self.under_way.remove(0);
        for edit in edits {
            let said = edit.value.clone().unwrap();
            edit.path.set(&mut self.store, said.clone()).unwrap();
            let went_on = self.typed.get(&edit.path).is_some_and(|(text, _)| *text != said);
            if went_on {
                let (_, began) = self.typed.get_mut(&edit.path).unwrap();
                *began = said.as_str().unwrap().to_owned();
            } else {
                self.typed.remove(&edit.path);
            }
            self.said.push(edit);
        }
        // The store takes over what was kept, in the same transaction.
        self.kept = Body::new();
        self.form.saved(id);
        self.kept = self.form.kept();
    }

    fn refused(&mut self) {
        if !self.under_way.is_empty() {
            let (id, _) = self.under_way.remove(0);
            self.form.refused(id);
        }
    }

    fn elsewhere(&mut self, at: usize, key: u8) {
        path(FIELDS[at]).set(&mut self.store, json!(format!("elsewhere {key}"))).unwrap();
    }

    fn crash(&mut self) {
        self.under_way.clear();
        self.form = new();
        self.form.see(Some(record(self.store.clone())));
        self.form.restore(&self.kept);
    }

    fn meets(&mut self, event: &Event) {
        match event {
            Event::Key(at, key) => self.key(*at, Some(*key)),
            Event::Erase(at) => self.key(*at, None),
            Event::Save => self.save(),
            Event::Saved => self.saved(),
            Event::Refused => self.refused(),
            Event::Elsewhere(at, key) => self.elsewhere(*at, *key),
            Event::Look => self.form.see(Some(record(self.store.clone()))),
            Event::Crash => self.crash(),
        }
        // What is as it was when the person began says nothing, and follows the record.
        let is_saving =
            |path: &Path| self.under_way.iter().flat_map(|(_, edits)| edits).any(|edit| edit.path == *path);
        self.typed.retain(|path, (text, began)| text != began || is_saving(path));
    }
}

fn event() -> impl Strategy<Value = Event> {
    let field = 0..FIELDS.len();
    prop_oneof![
        6 => (field.clone(), 0..26u8).prop_map(|(at, key)| Event::Key(at, key)),
        1 => field.clone().prop_map(Event::Erase),
        3 => Just(Event::Save),
        3 => Just(Event::Saved),
        1 => Just(Event::Refused),
        1 => (field, 0..26u8).prop_map(|(at, key)| Event::Elsewhere(at, key)),
        2 => Just(Event::Look),
        1 => Just(Event::Crash),
    ]
}

proptest! {
    #[test]
    fn nothing_typed_is_lost_and_nothing_that_arrives_writes_over_it(
        events in proptest::collection::vec(event(), 1..60),
    ) {
        let mut device = Device::new();
        for event in &events {
            device.meets(event);
            for (path, (text, _)) in device.typed.iter() {
                prop_assert_eq!(&device.form.text(path), text, "what was typed stands in its field");
                let kept = device.kept.get(path.as_str()).and_then(|kept| kept.get(1)).and_then(Value::as_str);
                prop_assert_eq!(kept, Some(text.as_str()), "what was typed and not saved is kept");
            }
        }
        // In the end everything is saved, and the last words of each field are the record's, or were an edit of it.
        let typed = device.typed.clone();
        device.save();
        while !device.under_way.is_empty() {
            device.saved();
        }
        device.save();
        device.saved();
        for (path, (text, _)) in typed.iter() {
            let said = device.said.iter().any(|edit| edit.path == *path && edit.value == Some(json!(text)));
            prop_assert!(said, "{path}: {text}");
        }
        prop_assert!(device.form.edits().is_empty() && device.kept.is_empty());
    }
}
