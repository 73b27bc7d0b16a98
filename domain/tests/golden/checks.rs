//! What the golden files are held to, on both targets: by the tests of this crate, and in a browser by the page of the
//! store's suite, which includes this file too.

use domain::sync::canonical::{Digest, canonical};
use domain::sync::mutation::Envelope;
use domain::sync::record;
use domain::sync::wire::{Put, Reply, Request};
use domain::target::Target;
use serde::Deserialize;
use serde_json::{Value, from_str, json, to_value};

/// Why a check does not pass.
pub type Checked = Result<(), String>;

/// A golden file, its check, and a part of it that no check may overlook when it changes.
pub struct Golden {
    /// What is checked, in words.
    pub name: &'static str,
    /// The file.
    pub text: &'static str,
    /// What it is held to.
    pub check: fn(&str) -> Checked,
    /// What stands in it, and what is put there to see that the check can fail.
    pub spoilt: (&'static str, &'static str),
}

/// Every golden file.
pub const ALL: [Golden; 4] = [
    Golden {
        name: "golden values keep their bytes and hashes",
        text: include_str!("canonical.json"),
        check: values,
        spoilt: ("44136fa3", "54136fa3"),
    },
    Golden {
        name: "the wire form of mutations never changes",
        text: include_str!("mutations.json"),
        check: mutations,
        spoilt: ("\"payload\"", "\"parcel\""),
    },
    Golden {
        name: "the wire form of an exchange never changes",
        text: include_str!("exchange.json"),
        check: exchange,
        spoilt: ("\"nonce\"", "\"nonsense\""),
    },
    Golden {
        name: "an answer in words of a newer release is read, and no word of it is lost",
        text: include_str!("future.json"),
        check: future,
        spoilt: ("\"phase_lead\"", "\"Phase lead\""),
    },
];

impl Golden {
    /// Whether the file is as it was frozen, and whether a change in it would have been noticed.
    pub fn run(&self) -> Checked {
        let (was, becomes) = self.spoilt;
        let spoilt = self.text.replacen(was, becomes, 1);
        if spoilt == self.text || (self.check)(&spoilt).is_ok() {
            return Err("a change is not noticed".to_owned());
        }
        (self.check)(self.text)
    }
}

/// Stored hashes must go on matching what they bind.
fn values(golden: &str) -> Checked {
    let cases: Vec<Value> = read(golden)?;
    for case in &cases {
        let bytes = String::from_utf8(canonical(&case["value"]).map_err(text)?).map_err(text)?;
        let digest = Digest::of(&case["value"]).map_err(text)?;
        same(&(json!(bytes), json!(digest)), &(case["bytes"].clone(), case["sha256"].clone()))?;
    }
    same(&cases.len(), &11)
}

/// Phones with older builds still send these bytes.
fn mutations(golden: &str) -> Checked {
    let cases: Vec<Value> = read(golden)?;
    for case in &cases {
        let envelope: Envelope = serde_json::from_value(case["envelope"].clone()).map_err(text)?;
        let mutation = envelope.open().map_err(|problem| format!("{problem:?}"))?;
        same(&to_value(mutation.seal(envelope.seq).map_err(text)?).map_err(text)?, &case["envelope"])?;
        same(&json!(envelope.hash().map_err(text)?), &case["hash"])?;
    }
    same(&cases.len(), &8)
}

/// Phones with older builds still speak this.
fn exchange(golden: &str) -> Checked {
    let golden: Value = read(golden)?;
    let request: Request = serde_json::from_value(golden["request"].clone()).map_err(text)?;
    same(&to_value(&request).map_err(text)?, &golden["request"])?;
    let replies = golden["replies"].as_array().ok_or("no replies")?;
    for case in replies {
        let reply: Reply = serde_json::from_value(case.clone()).map_err(text)?;
        let mut put = reply.pages.iter().flat_map(|page| &page.put);
        same(&put.all(|put| matches!(put, Put::Record(_))), &true)?;
        same(&to_value(&reply).map_err(text)?, case)?;
    }
    same(&replies.is_empty(), &false)
}

/// A newer server says more than this build knows: new words are kept, and new fields do no harm.
fn future(golden: &str) -> Checked {
    let golden: Value = read(golden)?;
    let mut whole = golden["reply"].clone();
    for (name, value) in golden["unread"].as_object().ok_or("no fields of newer releases")? {
        whole[name] = value.clone();
    }
    let reply: Reply = serde_json::from_value(whole).map_err(text)?;
    same(&to_value(&reply).map_err(text)?, &golden["reply"])?;
    let [Put::Record(target), Put::Strange(_)] = reply.pages[0].put.as_slice() else {
        return Err("one record that can be read, and one that cannot".to_owned());
    };
    let read: Target = record::read(&target.body).map_err(text)?;
    same(&json!(read), &json!(target.body))
}

fn read<T: for<'a> Deserialize<'a>>(golden: &str) -> Result<T, String> {
    from_str(golden).map_err(text)
}

fn same<T: PartialEq + std::fmt::Debug>(found: &T, expected: &T) -> Checked {
    if found == expected { Ok(()) } else { Err(format!("{found:?} is not {expected:?}")) }
}

fn text(error: impl std::fmt::Debug) -> String {
    format!("{error:?}")
}
