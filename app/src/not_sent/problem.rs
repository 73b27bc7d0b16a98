//! Why something was refused, in plain words.

use domain::api::{Code, Problem};

use crate::i18n::{t_string, use_i18n};

/// Whether the person is part of where the refused work belongs: the words depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Membership {
    /// A place that is open to the person.
    Open,
    /// A placement or training that the person is no longer part of.
    Left,
    /// A placement of which they were the mentor, and no longer are.
    LeftAsMentor,
}

/// Words that say why it was refused, and what to do.
pub fn why(problem: &Problem, place: Membership) -> String {
    let i18n = use_i18n();
    let max = problem.params.get("max").cloned().unwrap_or_default();
    match problem.code {
        Code::TooLong => t_string!(i18n, problem.too_long, max = max),
        Code::TooMany => t_string!(i18n, problem.too_many, max = max),
        code => fixed(code, place).to_owned(),
    }
}

fn fixed(code: Code, place: Membership) -> &'static str {
    let i18n = use_i18n();
    match code {
        Code::NotAllowed | Code::NotFound if place == Membership::LeftAsMentor => {
            t_string!(i18n, problem.mentor_ended)
        }
        Code::NotAllowed | Code::NotFound if place == Membership::Left => t_string!(i18n, problem.role_ended),
        Code::NotAllowed => t_string!(i18n, problem.not_allowed),
        Code::NotFound => t_string!(i18n, problem.not_found),
        Code::Changed => t_string!(i18n, problem.changed),
        Code::Empty => t_string!(i18n, problem.empty),
        Code::NotADate => t_string!(i18n, problem.not_a_date),
        Code::NotALink => t_string!(i18n, problem.not_a_link),
        Code::AppendOnly => t_string!(i18n, problem.append_only),
        Code::WrongAuthor => t_string!(i18n, problem.wrong_author),
        Code::UnknownKind | Code::UnknownCommand | Code::UnknownField => t_string!(i18n, problem.newer_app),
        Code::Malformed | Code::NotOneOf | Code::ServerField | Code::WrongId | Code::IdReused => {
            t_string!(i18n, problem.unreadable)
        }
        Code::Other(_) => t_string!(i18n, problem.unknown),
        // No answer to a single mutation has these; what is refused with them would go out again later.
        _ => t_string!(i18n, problem.later),
    }
}
