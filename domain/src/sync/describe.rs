//! What devices send, described for the API document: what can be done to a record, with examples, and what each kind of
//! record holds.

use std::borrow::Cow;

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        AllOfBuilder, ArrayBuilder, KnownFormat, ObjectBuilder, OneOfBuilder, Ref, RefOr, Schema,
        SchemaFormat, Type,
    },
};

use super::{
    command::{DELETE, EDIT, Verb},
    fields::{Class, Field, Limit},
    kind::RecordKind,
    mutation::{Action, Mutation},
    record::body,
};
use crate::{
    examples,
    kinds::{self, KINDS},
};

/// The schema of a component and the components it names.
type Schemas = Vec<(String, RefOr<Schema>)>;

/// What can be done, as the document has it.
pub struct Described {
    verb: Verb,
    fields: RefOr<Schema>,
    schemas: Schemas,
}

impl Described {
    /// A command with these fields.
    pub fn of<T: ToSchema>(verb: Verb) -> Self {
        let mut schemas = vec![(T::name().into_owned(), T::schema())];
        T::schemas(&mut schemas);
        Self { verb, fields: named(T::name()), schemas }
    }

    /// It, with its word, and with examples that are whole.
    fn schema(self) -> AllOfBuilder {
        let word = string().enum_values(Some([self.verb.word()]));
        let action = ObjectBuilder::new().property("action", word).required("action");
        let of_this = examples::all().into_iter().filter(|example| example.action.verb() == self.verb);
        let payloads: Vec<_> = of_this.filter_map(|example| Some(payload(&example)?.into())).collect();
        AllOfBuilder::new().item(action).item(self.fields).examples::<_, serde_json::Value>(payloads)
    }
}

/// A mutation as the payload of an envelope.
fn payload(mutation: &Mutation) -> Option<super::Body> {
    let mut payload = body(mutation).ok()?;
    payload.remove("id");
    Some(payload)
}

impl ToSchema for Action {
    fn name() -> Cow<'static, str> {
        "Action".into()
    }

    fn schemas(schemas: &mut Schemas) {
        schemas.extend(all().into_iter().flat_map(|described| described.schemas));
        schemas.extend(KINDS.map(|kind| (body_name(kind), holds(kind).into())));
    }
}

impl PartialSchema for Action {
    fn schema() -> RefOr<Schema> {
        let about = "What is done to a record: fields set, or a command. The word in `action` tells which.";
        let one_of = OneOfBuilder::new().description(Some(about));
        all().into_iter().fold(one_of, |one_of, described| one_of.item(described.schema())).into()
    }
}

/// Everything that can be done to a record.
fn all() -> Vec<Described> {
    let mut schemas = vec![("Edit".to_owned(), super::merge::Edit::schema())];
    super::merge::Edit::schemas(&mut schemas);
    let settles = ArrayBuilder::new()
        .items(named("ConflictId"))
        .description(Some("The conflicts a person has decided with this."));
    let edits = ArrayBuilder::new().items(named("Edit")).description(Some(
        "The fields, each with the value it replaces. A record that does not exist begins with them.",
    ));
    let edit = ObjectBuilder::new().property("edits", edits).required("edits").property("settles", settles);
    let seen = ObjectBuilder::new().property("seen", named("Digest")).required("seen");
    let edit = Described { verb: EDIT, fields: edit.into(), schemas };
    let delete = Described { verb: DELETE, fields: seen.into(), schemas: Vec::new() };
    [edit, delete].into_iter().chain(kinds::described()).collect()
}

fn named(name: impl Into<String>) -> RefOr<Schema> {
    Ref::from_schema_name(name).into()
}

fn string() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn body_name(kind: RecordKind) -> String {
    format!("{}_body", kind.word())
}

/// The schema of what a record of a kind holds, by its name.
pub fn body_of(kind: RecordKind) -> RefOr<Schema> {
    named(body_name(kind))
}

/// What a record of a kind holds, from its table of fields; newer releases may add to it.
fn holds(kind: RecordKind) -> ObjectBuilder {
    let about = format!("What a record of the kind `{}` holds.", kind.word());
    members(ObjectBuilder::new().description(Some(about)), kind, "")
}

/// An object with the fields that stand below a prefix.
fn members(object: ObjectBuilder, kind: RecordKind, prefix: &str) -> ObjectBuilder {
    let below = |row: &Field| row.pattern.strip_prefix(prefix).filter(|name| !name.contains(['/', '*']));
    let rows = kind.fields().iter().copied().flatten();
    let plain = rows.clone().filter_map(|row| Some((below(row)?, value(*row))));
    let inner = |row: &Field| Some((row.pattern.strip_suffix("/*")?.strip_prefix(prefix)?, row.limit));
    let collections = rows.filter_map(inner).filter(|(name, _)| !name.contains('/'));
    let whole = plain.fold(object, |object, (name, value)| object.property(name, value));
    collections.fold(whole, |object, (name, limit)| {
        let entry = members(ObjectBuilder::new(), kind, &format!("{prefix}{name}/*/"));
        let Limit::Entries(max) = limit else { return object };
        let entries =
            ObjectBuilder::new().additional_properties(Some(RefOr::T(Schema::Object(entry.build()))));
        object
            .property(name, entries.max_properties(Some(max)).description(Some("By ids that devices make.")))
    })
}

/// What may stand in a field.
fn value(row: Field) -> ObjectBuilder {
    let string = string();
    let value = match row.limit {
        Limit::Text(max) => string.max_length(Some(max)),
        Limit::OneOf(words) => string.enum_values(Some(words.iter().copied())),
        Limit::Date => string.format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))),
        Limit::Time => string.format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime))),
        Limit::Id => string.format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid))),
        Limit::Integer(max) => {
            ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).maximum(Some(max))
        }
        Limit::YesNo => ObjectBuilder::new().schema_type(Type::Boolean),
        Limit::Entries(_) | Limit::Unknown => ObjectBuilder::new(),
    };
    let description = match row.class {
        Class::Server => Some("Written by the server."),
        Class::Append => Some("Written once."),
        Class::Both | Class::Member => None,
    };
    value.description(description)
}
