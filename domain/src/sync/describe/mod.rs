//! What devices send and hear, described for the API document: what can be done to a record, with examples, what came of
//! it, and what each kind of record holds.

mod outcome;

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
    fields::{self, Class, Field, Limit},
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

/// An object with the fields that stand in the body, or in the members of a collection.
fn members(object: ObjectBuilder, kind: RecordKind, within: &str) -> ObjectBuilder {
    let inside = fields::rows(kind).filter(|row| row.within == within);
    inside.fold(object, |object, row| match row.limit {
        Limit::Entries(max) => object.property(row.name, collection(kind, row.name, max)),
        _ => object.property(row.name, value(*row)),
    })
}

/// A collection of at most so many members.
fn collection(kind: RecordKind, name: &str, max: usize) -> ObjectBuilder {
    let entry = members(ObjectBuilder::new(), kind, name).build();
    ObjectBuilder::new()
        .additional_properties(Some(RefOr::T(Schema::Object(entry))))
        .max_properties(Some(max))
        .description(Some("By ids that devices make."))
}

/// What may stand in a field.
fn value(row: Field) -> RefOr<Schema> {
    let description = match row.class {
        Class::Server => Some("Written by the server."),
        Class::Append => Some("Written once."),
        Class::Both | Class::Member => None,
    };
    if let Limit::Ids(max) = row.limit {
        let ids = ArrayBuilder::new().items(known(KnownFormat::Uuid)).unique_items(true).max_items(Some(max));
        return ids.description(description).into();
    }
    plain_value(row.limit).description(description).into()
}

/// What may stand in a field that is no list.
fn plain_value(limit: Limit) -> ObjectBuilder {
    match limit {
        Limit::Text(max) => string().max_length(Some(max)),
        Limit::OneOf(words) => string().enum_values(Some(words.iter().copied())),
        Limit::Date => known(KnownFormat::Date),
        Limit::HalfDay => string().pattern(Some("^[0-9]{4}-[0-9]{2}-[0-9]{2}( (am|pm))?$")),
        Limit::Time => known(KnownFormat::DateTime),
        Limit::Zoned => string().examples(["2026-11-21T08:55:00+08:00[Asia/Shanghai]"]),
        Limit::Id => known(KnownFormat::Uuid),
        Limit::Link(max) => string()
            .format(Some(SchemaFormat::Custom("uri".into())))
            .pattern(Some("^https://"))
            .max_length(Some(max)),
        Limit::Integer(max) => number(max),
        Limit::Minutes(max) => number(max.into()),
        Limit::YesNo => ObjectBuilder::new().schema_type(Type::Boolean),
        Limit::Ids(_) | Limit::Entries(_) | Limit::Unknown => ObjectBuilder::new(),
    }
}

fn known(format: KnownFormat) -> ObjectBuilder {
    string().format(Some(SchemaFormat::KnownFormat(format)))
}

fn number(max: i64) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).maximum(Some(max))
}
