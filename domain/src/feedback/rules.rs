//! The rules of feedback: what sending, reading, acknowledging, amending and withdrawing do.

use serde_json::{Value, json};

use super::{
    Acknowledgement, Content, DRAFT, Earlier, FEEDBACK, Feedback, WITHDRAWN, WORDS, Withdrawn,
    command::{Acknowledge, Amend, Command, Seen, Send, Withdraw, entries},
    draft_id, feedback_id, fields,
    fields::said,
};
use crate::{
    api::{Code, Problem},
    field::One,
    id::{ConflictId, EntryId, ScopeId},
    lesson::LESSON,
    people::own_scope,
    sorted::Set,
    sync::{
        Body,
        decide::{Next, Plan, outcome},
        fields as tables,
        merge::{self, Edit},
        mutation::Outcome,
        path::Path,
        record::{Conflict, Record, body, read},
    },
    target::{self, Status, TARGET},
};

/// Makes the feedback and its targets; the same feedback a second time is nothing new, another text is kept beside it.
pub fn send(plan: &mut Plan, send: &Send) -> Result<Outcome, Problem> {
    // Nobody sends in the place of a colleague: their draft, and so their feedback, has an id of its own.
    if draft_id(send.lesson, plan.mutation.author) != send.draft {
        return Err(Problem::new(Code::WrongId).at("draft"));
    }
    if feedback_id(send.draft) != plan.mutation.record {
        return Err(Problem::new(Code::WrongId).at("record"));
    }
    let elsewhere = |lesson: &Record| lesson.scope != plan.mutation.scope || lesson.kind != LESSON;
    if plan.loaded.records.get(&send.lesson).is_some_and(elsewhere) {
        return Err(Problem::new(Code::NotFound).at(fields::LESSON.name()));
    }
    let edits = tables::as_edits(FEEDBACK, &send.content)?;
    if says_nothing(&read(&send.content)?) {
        return Err(Problem::new(Code::Empty).at("content"));
    }
    if let Some(found) = plan.found() {
        let found = found.clone();
        return send_again(plan, &found, &send.content);
    }
    let mut body = send.content.clone();
    body.extend([
        (fields::DRAFT.name().to_owned(), json!(send.draft)),
        (fields::LESSON.name().to_owned(), json!(send.lesson)),
        (fields::TRAINEE.name().to_owned(), json!(send.trainee)),
        (fields::TRAINING.name().to_owned(), json!(send.training)),
        (fields::VERSION.name().to_owned(), json!(1)),
        (fields::SENT_AT.name().to_owned(), json!(plan.now)),
    ]);
    tables::check_body(FEEDBACK, &body)?;
    let changed = edits.into_iter().map(|edit| edit.path).collect();
    follow(plan, send.training, &Body::new(), &body)?;
    plan.put(plan.next(body, changed));
    Ok(Outcome::Applied)
}

fn says_nothing(content: &Content) -> bool {
    let strengths = content.strengths.values().map(|strength| &strength.text);
    let targets = content.targets.values().map(|target| &target.text);
    strengths.chain(targets).chain([&content.discussion]).all(|text| text.trim().is_empty())
}

/// Two phones of one author have each sent the draft: the trainee keeps what came first until the author amends it.
fn send_again(plan: &mut Plan, found: &Record, content: &Body) -> Result<Outcome, Problem> {
    let mut conflicts = found.conflicts.clone();
    let mut opened = Set::new();
    for word in WORDS {
        let (ours, theirs) = (said(&found.body, word), said(content, word));
        let path: Path = word.parse().map_err(|_| Problem::new(Code::Internal))?;
        let same = |open: &&Conflict| open.path == path && open.theirs.as_ref() == theirs;
        if ours == theirs {
            continue;
        }
        if let Some(open) = conflicts.iter().find(same) {
            opened.insert(open.id);
            continue;
        }
        let id = ConflictId::natural("conflict", &[&plan.mutation.id, &path]);
        let (ours, theirs) = (ours.cloned(), theirs.cloned());
        let (author, mutation) = (plan.mutation.author, plan.mutation.id);
        conflicts.push(Conflict { id, path, base: None, ours, theirs, author, mutation });
        opened.insert(id);
    }
    if opened.is_empty() {
        return Ok(Outcome::Noop);
    }
    if conflicts != found.conflicts {
        plan.put(Next { conflicts, ..plan.next(found.body.clone(), Set::new()) });
    }
    Ok(Outcome::Conflict { conflicts: opened })
}

/// An empty text or collection says the same as none.
fn said<'a>(words: &'a Body, name: &str) -> Option<&'a Value> {
    words.get(name).filter(|value| match value {
        Value::String(text) => !text.is_empty(),
        Value::Object(members) => !members.is_empty(),
        other => !other.is_null(),
    })
}

/// The first opening of each version counts; that of an earlier one says nothing of the text as it is now.
pub fn mark_read(plan: &mut Plan, seen: &Seen) -> Result<Outcome, Problem> {
    let found = existing(plan)?;
    let now = number(&found.body, fields::VERSION).unwrap_or_default();
    let seen = seen.version.unwrap_or(now);
    let mut body = found.body.clone();
    // A version that is not known here was lost with a server; nobody can put that right.
    if seen > now || !mark(&mut body, plan, seen) {
        return Ok(Outcome::Noop);
    }
    plan.put(plan.next(body, paths([fields::READ_AT, fields::READ_VERSION])));
    Ok(Outcome::Applied)
}

fn mark(body: &mut Body, plan: &Plan, seen: u64) -> bool {
    if read_version(body).is_some_and(|known| known >= seen) {
        return false;
    }
    if number(body, fields::VERSION) == Some(seen) {
        body.insert(fields::READ_AT.name().to_owned(), json!(plan.now));
    }
    body.insert(fields::READ_VERSION.name().to_owned(), json!(seen));
    true
}

/// The first builds only noted that the text of the moment was opened.
fn read_version(body: &Body) -> Option<u64> {
    let noted = || number(body, fields::VERSION).filter(|_| body.contains_key(fields::READ_AT.name()));
    number(body, fields::READ_VERSION).or_else(noted)
}

fn number(body: &Body, field: One) -> Option<u64> {
    body.get(field.name()).and_then(Value::as_u64)
}

/// Adds an acknowledgement; one of an earlier version stays true of that version.
pub fn acknowledge(plan: &mut Plan, said: &Acknowledge) -> Result<Outcome, Problem> {
    within(&said.reply, said::REPLY)?;
    let found = existing(plan)?;
    let feedback: Feedback = read(&found.body)?;
    if !(1..=feedback.version).contains(&said.version) {
        return Err(Problem::new(Code::Changed).at("version"));
    }
    let same = |known: &Acknowledgement| (known.version, &known.reply) == (said.version, &said.reply);
    if feedback.acknowledgements.values().any(same) {
        return Ok(Outcome::Noop);
    }
    let mut all = feedback.acknowledgements;
    let acknowledgement = Acknowledgement { version: said.version, reply: said.reply.clone(), at: plan.now };
    all.insert(EntryId(plan.mutation.id.0), acknowledgement);
    let mut body = found.body.clone();
    mark(&mut body, plan, said.version);
    body.insert(fields::ACKNOWLEDGEMENTS.name().to_owned(), json!(all));
    plan.put(plan.next(body, paths([fields::ACKNOWLEDGEMENTS])));
    Ok(Outcome::Applied)
}

/// Changes what was sent; a change that alters the words makes the next version, which can be acknowledged anew, and
/// keeps the earlier one beside it.
pub fn amend(plan: &mut Plan, amend: &Amend) -> Result<Outcome, Problem> {
    let reason = reason(&amend.reason)?;
    let found = existing(plan)?;
    own(plan, &found)?;
    in_training(&found, amend.training)?;
    let merged = merge::merge(plan.source(), &found.body, &found.conflicts, &amend.settles, &amend.edits)?;
    if merged.body == found.body && merged.conflicts == found.conflicts {
        return Ok(Outcome::Noop);
    }
    let outcome = outcome(&merged);
    let mut body = merged.body;
    if body != found.body {
        let Feedback { version, content: words, mut earlier, .. } = read(&found.body)?;
        let replaced = Earlier { version, words, reason: reason.clone(), at: plan.now };
        earlier.insert(EntryId(plan.mutation.id.0), replaced);
        body.insert(fields::EARLIER.name().to_owned(), json!(earlier));
        body.insert(fields::VERSION.name().to_owned(), json!(version + 1));
        // It is new again to the one it is for, who has opened an earlier text.
        body.extend(
            read_version(&found.body).map(|read| (fields::READ_VERSION.name().to_owned(), json!(read))),
        );
        body.remove(fields::READ_AT.name());
    }
    tables::check_body(FEEDBACK, &body)?;
    if says_nothing(&read(&body)?) {
        return Err(Problem::new(Code::Empty).at("edits"));
    }
    follow(plan, amend.training, &found.body, &body)?;
    let conflicts = merged.conflicts;
    plan.put(Next { conflicts, reason: Some(reason), ..plan.next(body, merged.changed) });
    Ok(outcome)
}

/// Takes the words away from everyone: body, earlier versions, open conflicts and targets. The author still has the draft.
pub fn withdraw(plan: &mut Plan, withdraw: &Withdraw) -> Result<Outcome, Problem> {
    let reason = reason(&withdraw.reason)?;
    let found = existing(plan)?;
    own(plan, &found)?;
    in_training(&found, withdraw.training)?;
    if !entries(&found.body).is_subset(&withdraw.targets) {
        return Err(Problem::new(Code::Changed).at("targets"));
    }
    let feedback: Feedback = read(&found.body)?;
    match withdraw.draft {
        Some(draft) if draft == feedback.draft => keep_words(plan, &feedback)?,
        Some(_) => return Err(Problem::new(Code::WrongId).at("draft")),
        None => {}
    }
    let mut body = found.body.clone();
    body.retain(|name, _| name != fields::EARLIER.name() && !WORDS.contains(&name.as_str()));
    follow(plan, withdraw.training, &found.body, &body)?;
    let withdrawn = Withdrawn { reason: reason.clone(), at: plan.now };
    body.insert(fields::WITHDRAWN.name().to_owned(), json!(withdrawn));
    let next = plan.next(body, paths([fields::WITHDRAWN]));
    plan.put(Next { conflicts: Vec::new(), reason: Some(reason), ..next });
    Ok(Outcome::Applied)
}

/// The author keeps the words as they were last: what was changed since they were sent goes into the draft as well, and
/// a draft that was never here is made.
fn keep_words(plan: &mut Plan, feedback: &Feedback) -> Result<(), Problem> {
    let first = feedback.earlier.values().min_by_key(|old| old.version).map(|old| &old.words);
    let (first, now) = (words_of(first.unwrap_or(&feedback.content))?, words_of(&feedback.content)?);
    let kept = plan.loaded.records.get(&feedback.draft);
    let conflicts = kept.map(|kept| kept.conflicts.clone()).unwrap_or_default();
    let (base, draft) = match kept {
        Some(kept) => (first, kept.body.clone()),
        None => {
            (Body::new(), [(fields::LESSON.name().to_owned(), json!(feedback.lesson))].into_iter().collect())
        }
    };
    let kind = DRAFT;
    let source = merge::Source { kind, ..plan.source() };
    let merged = merge::merge(source, &draft, &conflicts, &Set::new(), &changes(&base, &now)?)?;
    if kept.is_some() && merged.body == draft && merged.conflicts == conflicts {
        return Ok(());
    }
    tables::check_body(kind, &merged.body)?;
    let (id, scope) = (feedback.draft, own_scope(plan.mutation.author).id);
    let (body, conflicts, changed) = (merged.body, merged.conflicts, merged.changed);
    plan.put(Next { id, scope, kind, body, conflicts, changed, deleted: false, reason: None });
    Ok(())
}

/// The words as a body, without what says nothing.
fn words_of(content: &Content) -> Result<Body, Problem> {
    let whole = body(content)?;
    Ok(WORDS.into_iter().filter_map(|name| Some((name.to_owned(), said(&whole, name)?.clone()))).collect())
}

/// What was changed between two texts: members of collections one by one, so that each meets its own.
fn changes(before: &Body, after: &Body) -> Result<Vec<Edit>, Problem> {
    let mut edits = Vec::new();
    for name in WORDS {
        let (before, after) = (before.get(name), after.get(name));
        let members = |words: Option<&Value>| words.and_then(Value::as_object).cloned();
        match (members(before), members(after)) {
            (None, None) => edits.extend(differences(&alone(name, before), &alone(name, after))?),
            (before, after) => {
                let inside = differences(&before.unwrap_or_default(), &after.unwrap_or_default())?;
                for Edit { path, base, value } in inside {
                    let path = format!("{name}/{path}").parse();
                    let path = path.map_err(|_| Problem::new(Code::UnknownField).at(name))?;
                    edits.push(Edit { path, base, value });
                }
            }
        }
    }
    edits.retain(|edit| edit.base != edit.value);
    Ok(edits)
}

fn alone(name: &str, value: Option<&Value>) -> Body {
    value.map(|value| (name.to_owned(), value.clone())).into_iter().collect()
}

/// Lets the target records follow the targets in the words; what the trainee has changed since is merged, never lost.
fn follow(plan: &mut Plan, training: ScopeId, before: &Body, after: &Body) -> Result<(), Problem> {
    for entry in &entries(before) | &entries(after) {
        let agreed = |words: &Body| {
            Some(words.get(fields::TARGETS.name())?.get(entry.to_string())?.as_object()?.clone())
        };
        let (earlier, agreed) = (agreed(before), agreed(after));
        if earlier != agreed {
            let next = follow_one(plan, training, entry, &earlier.unwrap_or_default(), agreed)?;
            plan.put(next);
        }
    }
    Ok(())
}

fn follow_one(
    plan: &Plan,
    training: ScopeId,
    entry: EntryId,
    earlier: &Body,
    agreed: Option<Body>,
) -> Result<Next, Problem> {
    let id = target::target_id(plan.mutation.record, entry);
    let found = plan.loaded.records.get(&id);
    let body = found.map(|found| found.body.clone()).unwrap_or_default();
    let conflicts = found.map(|found| found.conflicts.clone()).unwrap_or_default();
    let (kind, scope, reason) = (TARGET, training, None);
    let Some(agreed) = agreed else {
        return Ok(Next { id, scope, kind, body, conflicts, changed: Set::new(), deleted: true, reason });
    };
    let source = merge::Source { kind, ..plan.source() };
    let merged = merge::merge(source, &body, &conflicts, &Set::new(), &differences(earlier, &agreed)?)?;
    let (mut body, conflicts, changed) = (merged.body, merged.conflicts, merged.changed);
    body.entry(target::fields::STATUS.name()).or_insert_with(|| json!(Status::Open));
    body.entry(target::fields::FEEDBACK.name()).or_insert_with(|| json!(plan.mutation.record));
    let trainee = target::fields::TRAINEE.name().to_owned();
    if let Some(Command::Send(send)) = Command::of(&plan.mutation.action) {
        body.insert(trainee, json!(send.trainee));
    } else if let Some(feedback) = plan.found() {
        body.insert(trainee, feedback.body.get(fields::TRAINEE.name()).cloned().unwrap_or_default());
    }
    tables::check_body(kind, &body)?;
    Ok(Next { id, scope, kind, body, conflicts, changed, deleted: false, reason })
}

fn differences(before: &Body, after: &Body) -> Result<Vec<Edit>, Problem> {
    let names: Set<&String> = before.keys().chain(after.keys()).collect();
    let edit = |name: &String| {
        let path = name.parse().map_err(|_| Problem::new(Code::UnknownField).at(name))?;
        Ok(Edit { path, base: before.get(name).cloned(), value: after.get(name).cloned() })
    };
    names.into_iter().map(edit).collect()
}

fn existing(plan: &Plan) -> Result<Record, Problem> {
    let found = plan.found().ok_or_else(|| Problem::new(Code::NotFound).at("record"))?;
    if found.stage() == WITHDRAWN {
        return Err(Problem::new(Code::Changed).at("record"));
    }
    Ok(found.clone())
}

fn own(plan: &Plan, found: &Record) -> Result<(), Problem> {
    if found.author == plan.mutation.author {
        Ok(())
    } else {
        Err(Problem::new(Code::WrongAuthor).at("record"))
    }
}

fn in_training(found: &Record, training: ScopeId) -> Result<(), Problem> {
    let there = read::<Feedback>(&found.body)?.training;
    if there == training { Ok(()) } else { Err(Problem::new(Code::NotFound).at("training")) }
}

fn reason(text: &str) -> Result<String, Problem> {
    within(text, said::REASON)?;
    let text = text.trim();
    if text.is_empty() { Err(Problem::new(Code::Empty).at(said::REASON.name())) } else { Ok(text.to_owned()) }
}

fn within(text: &str, field: One) -> Result<(), Problem> {
    let fits = text.chars().count() <= field.most();
    if fits { Ok(()) } else { Err(Problem::new(Code::TooLong).at(field.name()).with("max", field.most())) }
}

fn paths<const N: usize>(fields: [One; N]) -> Set<Path> {
    fields.into_iter().map(One::path).collect()
}
