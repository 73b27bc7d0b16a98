//! How the sign-in page looks.

use app::i18n::{td, td_string};
use app::people::role_words_in;
use app::ui::field::{ErrorSummary, Field, Purpose};
use domain::api::{Code, Problem};
use leptos::prelude::*;

use super::super::LANGUAGE;
use super::super::document::Document;
use super::Typed;
pub use crate::people::roles::Described as DemoPerson;
use crate::session::link::encoded;

/// Which form is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The one for the address.
    Email,
    /// The one for the code that was sent.
    Code,
    /// The one for an address and the code that someone made for it.
    BothFields,
}

/// The script that fills in what a scanned code brings.
const FILL_IN: &str = "/sign-in.js";

/// What is wrong, and with which field.
#[derive(Clone)]
struct Wrong {
    field: Option<&'static str>,
    words: String,
}

impl Wrong {
    fn at(&self, field: &str) -> Option<String> {
        (self.field == Some(field)).then(|| self.words.clone())
    }
}

/// The whole page.
pub fn page(
    stylesheet: String,
    shown: Shown,
    typed: Typed,
    problem: Option<&Problem>,
    demo: Vec<DemoPerson>,
) -> impl IntoView + use<> {
    let wrong = problem.map(describe);
    let title = match shown {
        Shown::Email => td_string!(LANGUAGE, sign_in.title).to_string(),
        Shown::Code | Shown::BothFields => td_string!(LANGUAGE, sign_in.code_title).to_string(),
    };
    let window = match wrong {
        Some(_) => td_string!(LANGUAGE, sign_in.title_with_error, title = title.clone()),
        None => title.clone(),
    };
    let next = typed.next.to_string();
    let script = (shown == Shown::BothFields).then_some(FILL_IN);
    let form = match shown {
        Shown::Email => view! { <EmailForm typed wrong=wrong.clone() /> }.into_any(),
        Shown::Code | Shown::BothFields => view! { <CodeForm shown typed wrong=wrong.clone() /> }.into_any(),
    };
    view! {
        <Document stylesheet title=window script>
            {wrong.map(|wrong| view! { <Summary wrong /> })}
            <h1>{title}</h1>
            {form}
            {(!demo.is_empty()).then(|| view! { <Demo people=demo next /> })}
        </Document>
    }
}

fn describe(problem: &Problem) -> Wrong {
    let (field, words) = match problem.code {
        Code::NotAnEmail => (Some("email"), td_string!(LANGUAGE, sign_in.email_wrong).to_string()),
        Code::TooManyTries => (None, try_later(problem)),
        _ => (Some("code"), td_string!(LANGUAGE, sign_in.code_wrong).to_string()),
    };
    Wrong { field, words }
}

fn try_later(problem: &Problem) -> String {
    let seconds = problem.params.get("retry_after").and_then(|text| text.parse::<u32>().ok());
    let minutes = seconds.unwrap_or_default().div_ceil(60).max(1);
    app::counted!(LANGUAGE, sign_in.too_many_tries, minutes)
}

#[component]
fn Summary(wrong: Wrong) -> impl IntoView {
    let title = td_string!(LANGUAGE, sign_in.problem).to_string();
    view! { <ErrorSummary title field=wrong.field error=wrong.words /> }
}

/// The form for the address. The browser's own checks are off: their words would not be ours.
#[component]
fn EmailForm(typed: Typed, wrong: Option<Wrong>) -> impl IntoView {
    let sent = td_string!(LANGUAGE, sign_in.email_hint).to_string();
    let with_code = format!("/sign-in?code=true&next={}", encoded(&typed.next.to_string()));
    view! {
        <form method="post" action="/sign-in" class="form" novalidate>
            <input type="hidden" name="step" value="email" />
            <input type="hidden" name="next" value=typed.next.to_string() />
            <EmailField hint=sent value=typed.email wrong />
            <button class="button primary">{td!(LANGUAGE, sign_in.email_button)}</button>
        </form>
        <p>{td!(LANGUAGE, sign_in.no_mail)}" "<a href=with_code>{td!(LANGUAGE, sign_in.no_mail_link)}</a></p>
    }
}

/// The form for the code; with the address too when no code was asked for here.
#[component]
fn CodeForm(shown: Shown, typed: Typed, wrong: Option<Wrong>) -> impl IntoView {
    let again = format!("/sign-in?next={}", encoded(&typed.next.to_string()));
    let email = typed.email.clone();
    let lead = (shown == Shown::Code)
        .then(move || view! { <p>{td!(LANGUAGE, sign_in.code_sent, email = email)}</p> });
    let (step, purpose, hint) = match shown {
        Shown::BothFields => ("made_code", Purpose::SpokenCode, td_string!(LANGUAGE, sign_in.made_code_hint)),
        _ => ("code", Purpose::OneTimeCode, td_string!(LANGUAGE, sign_in.code_hint)),
    };
    let known = td_string!(LANGUAGE, sign_in.email_known_hint).to_string();
    let address = match shown {
        Shown::BothFields => {
            view! { <EmailField hint=known value=typed.email wrong=wrong.clone() /> }.into_any()
        }
        _ => view! { <input type="hidden" name="email" value=typed.email /> }.into_any(),
    };
    view! {
        {lead}
        <form method="post" action="/sign-in" class="form" novalidate>
            <input type="hidden" name="step" value=step />
            <input type="hidden" name="next" value=typed.next.to_string() />
            {address}
            <Field
                name="code"
                purpose
                label=td_string!(LANGUAGE, sign_in.code).to_string()
                hint=hint.to_string()
                value=typed.code
                error=wrong.and_then(|wrong| wrong.at("code"))
            />
            <button class="button primary">{td!(LANGUAGE, sign_in.code_button)}</button>
        </form>
        <p><a href=again>{td!(LANGUAGE, sign_in.code_again)}</a></p>
    }
}

#[component]
fn EmailField(hint: String, value: String, wrong: Option<Wrong>) -> impl IntoView {
    view! {
        <Field
            name="email"
            purpose=Purpose::Email
            label=td_string!(LANGUAGE, sign_in.email).to_string()
            hint
            value
            error=wrong.and_then(|wrong| wrong.at("email"))
        />
    }
}

/// The people of a demo, one tap each.
#[component]
fn Demo(people: Vec<DemoPerson>, next: String) -> impl IntoView {
    let people = people.into_iter().map(|person| view! { <Choice person next=next.clone() /> });
    view! {
        <h2>{td!(LANGUAGE, sign_in.demo_title)}</h2>
        <p>{td!(LANGUAGE, sign_in.demo_lead)}</p>
        <ul class="people">{people.collect_view()}</ul>
    }
}

#[component]
fn Choice(person: DemoPerson, next: String) -> impl IntoView {
    let roles = person.roles.iter().map(|role| role_words_in(LANGUAGE, *role)).collect::<Vec<_>>().join(", ");
    let name = person.person.name.clone();
    view! {
        <li class="card">
            <p><bdi>{person.person.name}</bdi></p>
            <p class="quiet">{roles}</p>
            <p class="quiet">{person.person.email}</p>
            <form method="post" action="/sign-in">
                <input type="hidden" name="step" value="demo" />
                <input type="hidden" name="person" value=person.person.id.to_string() />
                <input type="hidden" name="next" value=next />
                <button class="button small">{td!(LANGUAGE, sign_in.demo_button, name = name)}</button>
            </form>
        </li>
    }
}
