//! What came of a mutation, described for the API document.

use std::borrow::Cow;

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ArrayBuilder, ObjectBuilder, OneOfBuilder, RefOr, Schema},
};

use super::{Schemas, named, string};
use crate::{api::Problem, id::ConflictId, sync::mutation::Outcome};

impl ToSchema for Outcome {
    fn name() -> Cow<'static, str> {
        "Outcome".into()
    }

    fn schemas(schemas: &mut Schemas) {
        schemas.extend([
            (ConflictId::name().into(), ConflictId::schema()),
            (Problem::name().into(), Problem::schema()),
        ]);
        Problem::schemas(schemas);
    }
}

impl PartialSchema for Outcome {
    fn schema() -> RefOr<Schema> {
        let known = known();
        let words = known.each_ref().map(|known| known.word).join("|");
        let newer = string().pattern(Some(format!("^(?!({words})$)[a-z0-9_]+$")));
        let about_newer = "A word of a newer release: it was received, whatever stands beside the word.";
        let about = "What came of a mutation, once and for ever. The word in `outcome` tells which.";
        known
            .into_iter()
            .fold(OneOfBuilder::new(), |one_of, known| one_of.item(known.schema()))
            .item(outcome(newer, about_newer))
            .description(Some(about))
            .into()
    }
}

/// An outcome that this release knows.
struct Known {
    word: &'static str,
    about: &'static str,
    /// What stands beside the word.
    beside: Option<(&'static str, RefOr<Schema>)>,
}

fn known() -> [Known; 5] {
    let conflicts = ArrayBuilder::new()
        .items(named(ConflictId::name()))
        .unique_items(true)
        .description(Some("The conflicts it opened or added to."));
    let word = |word, about| Known { word, about, beside: None };
    let with = |beside, known| Known { beside: Some(beside), ..known };
    [
        word("applied", "It was done as it was meant."),
        word("merged", "It was done beside what others had done meanwhile."),
        with(
            ("conflicts", conflicts.into()),
            word("conflict", "Both versions are kept, and shown, until a person settles them."),
        ),
        word("noop", "It was so already."),
        with(
            ("problem", named(Problem::name())),
            word("rejected", "It was not done; its payload is kept in quarantine and on the device."),
        ),
    ]
}

impl Known {
    fn schema(self) -> ObjectBuilder {
        let schema = outcome(string().enum_values(Some([self.word])), self.about);
        self.beside
            .into_iter()
            .fold(schema, |schema, (name, value)| schema.property(name, value).required(name))
    }
}

fn outcome(word: ObjectBuilder, about: &str) -> ObjectBuilder {
    ObjectBuilder::new().description(Some(about)).property("outcome", word).required("outcome")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, from_value, json, to_value};

    use super::*;
    use crate::api::Code;

    /// The schemas of outcomes, each with the words that it takes; the last takes every other one.
    fn described() -> Vec<(Value, Vec<String>)> {
        let schema = to_value(Outcome::schema()).unwrap();
        let all = schema["oneOf"].as_array().unwrap().clone();
        let words =
            |one: &Value| from_value(one["properties"]["outcome"]["enum"].clone()).unwrap_or_default();
        all.into_iter().map(|one| (one.clone(), words(&one))).collect()
    }

    #[test]
    fn every_outcome_is_described_by_its_word_and_what_stands_beside_it() {
        let outcomes = [
            Outcome::Applied,
            Outcome::Merged,
            Outcome::Conflict { conflicts: [ConflictId::natural("test", &[&1])].into() },
            Outcome::Noop,
            Outcome::Rejected { problem: Problem::new(Code::NotAllowed) },
            from_value(json!({"outcome": "postponed", "until": "2027-01-01"})).unwrap(),
        ];
        let described = described();
        assert_eq!(outcomes.len(), described.len());
        for (outcome, (schema, words)) in outcomes.iter().zip(&described) {
            let said = to_value(outcome).unwrap();
            let word = said["outcome"].as_str().unwrap();
            assert_eq!(
                words.iter().any(|known| known == word),
                !matches!(outcome, Outcome::Other { .. }),
                "{word}"
            );
            let names = |names: Vec<String>| -> crate::sorted::Set<String> { names.into_iter().collect() };
            let needed = names(from_value(schema["required"].clone()).unwrap());
            let there = names(said.as_object().unwrap().keys().cloned().collect());
            assert!(needed.is_subset(&there), "{word}");
            if !words.is_empty() {
                assert_eq!(needed, there, "{word}: everything it says is described");
            }
        }
    }

    #[test]
    fn a_word_of_a_newer_release_is_none_of_those_of_today() {
        let (known, newer): (Vec<_>, Vec<_>) =
            described().into_iter().partition(|(_, words)| !words.is_empty());
        let words = known.into_iter().flat_map(|(_, words)| words).collect::<Vec<_>>().join("|");
        let patterns: Vec<_> =
            newer.iter().map(|(one, _)| &one["properties"]["outcome"]["pattern"]).collect();
        assert_eq!(patterns, [&json!(format!("^(?!({words})$)[a-z0-9_]+$"))]);
    }
}
