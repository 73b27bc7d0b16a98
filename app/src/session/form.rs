//! The form for signing in, as it stands in the sheet: the address first, then the code that was sent to it.

use domain::{
    api::{Code, Problem},
    id::PersonId,
};
use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::counted;
use crate::i18n::{t, t_string, use_i18n};
use crate::sync::session::{self, Refusal};
use crate::ui::field::{ErrorSummary, Field, Purpose};
use crate::ui::show::{live, whenever};

/// What is wrong, and with which field.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wrong {
    field: Option<&'static str>,
    words: String,
}

/// What was typed so far, and what came of it.
#[derive(Clone, Copy)]
struct Form {
    email: RwSignal<String>,
    code: RwSignal<String>,
    /// Whether the code is of letters, which the digits' keyboard does not have.
    spelt: RwSignal<bool>,
    sent: RwSignal<bool>,
    refusal: RwSignal<Option<Refusal>>,
    done: Callback<PersonId>,
}

/// Two steps in one form; `done` hears who signed in.
#[component]
pub fn SignInForm(
    /// The one who is told who signed in.
    done: Callback<PersonId>,
) -> impl IntoView {
    let i18n = use_i18n();
    let form = Form {
        email: RwSignal::default(),
        code: RwSignal::default(),
        spelt: RwSignal::new(false),
        sent: RwSignal::new(false),
        refusal: RwSignal::new(None),
        done,
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        form.submit();
    };
    let button = move || {
        if form.sent.get() {
            t_string!(i18n, sign_in.code_button)
        } else {
            t_string!(i18n, sign_in.email_button)
        }
    };
    let step = move || {
        // What is wrong is said at the field too, which is drawn anew for it.
        form.refusal.track();
        form.spelt.track();
        if form.sent.get() {
            view! { <CodeStep form /> }.into_any()
        } else {
            view! { <EmailStep form /> }.into_any()
        }
    };
    let place = NodeRef::<html::Div>::new();
    whenever(move || {
        form.sent.track();
        form.spelt.track();
        form.refusal.track();
        if let Some(place) = place.get() {
            // What the step or the answer draws is there in the next frame.
            request_animation_frame(move || focus_first(&place));
        }
    });
    view! {
        <div class="sign-in-form" node_ref=place>
        {move || form.wrong().map(|wrong| view! { <Summary wrong /> })}
        <form class="form" novalidate on:submit=submit>
            {live(step)}
            <button class="button primary">{live(button)}</button>
            {move || form.sent.get().then(|| another(form))}
        </form>
        </div>
    }
}

/// What is wrong takes the focus; where nothing is, the field that is to be filled.
fn focus_first(place: &HtmlElement) {
    for wanted in [".error-summary", "input"] {
        if let Ok(Some(found)) = place.query_selector(wanted) {
            drop(found.unchecked_into::<HtmlElement>().focus());
            return;
        }
    }
}

#[component]
fn Summary(wrong: Wrong) -> impl IntoView {
    let i18n = use_i18n();
    let title = t_string!(i18n, sign_in.problem).to_string();
    view! { <ErrorSummary title field=wrong.field error=wrong.words /> }
}

#[component]
fn EmailStep(form: Form) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Field
            name="email"
            purpose=Purpose::Email
            label=t_string!(i18n, sign_in.email).to_string()
            hint=t_string!(i18n, sign_in.email_hint).to_string()
            value=form.email.get_untracked()
            error=form.wrong_at("email")
            on:input=move |event| form.email.set(event_target_value(&event))
        />
    }
}

#[component]
fn CodeStep(form: Form) -> impl IntoView {
    let i18n = use_i18n();
    let (purpose, hint) = if form.spelt.get_untracked() {
        (Purpose::SpokenCode, t_string!(i18n, sign_in.made_code_hint))
    } else {
        (Purpose::OneTimeCode, t_string!(i18n, sign_in.code_hint))
    };
    view! {
        <p>{move || t!(i18n, sign_in.code_sent, email = form.email.get())}</p>
        <Field
            name="code"
            purpose
            label=t_string!(i18n, sign_in.code).to_string()
            hint=hint.to_string()
            value=form.code.get_untracked()
            error=form.wrong_at("code")
            on:input=move |event| form.code.set(event_target_value(&event))
        />
    }
}

/// The way to a code of the other kind, and back to the first step.
fn another(form: Form) -> AnyView {
    let i18n = use_i18n();
    let other_kind = move |_| {
        form.refusal.set(None);
        form.spelt.update(|spelt| *spelt = !*spelt);
    };
    let kind = move || {
        if form.spelt.get() {
            t_string!(i18n, sign_in.of_digits)
        } else {
            t_string!(i18n, sign_in.of_letters)
        }
    };
    let again = move |_| {
        form.refusal.set(None);
        form.spelt.set(false);
        form.sent.set(false);
    };
    view! {
        <button type="button" class="button small" on:click=other_kind>{live(kind)}</button>
        <button type="button" class="button small" on:click=again>{t!(i18n, sign_in.code_again)}</button>
    }
    .into_any()
}

impl Form {
    fn wrong_at(self, field: &str) -> Option<String> {
        self.wrong().filter(|wrong| wrong.field == Some(field)).map(|wrong| wrong.words)
    }

    fn wrong(self) -> Option<Wrong> {
        self.refusal.get().as_ref().map(describe)
    }

    fn submit(self) {
        self.refusal.set(None);
        let (email, code) = (self.email.get_untracked(), self.code.get_untracked());
        spawn_local(async move {
            let answer = if self.sent.get_untracked() {
                session::sign_in(email, code).await.map(|signed_in| self.done.run(signed_in.person.id))
            } else {
                session::ask_code(email).await.map(|asked| {
                    self.code.set(asked.demo_code.unwrap_or_default());
                    self.sent.set(true);
                })
            };
            if let Err(refusal) = answer {
                self.refusal.set(Some(refusal));
            }
        });
    }
}

fn describe(refusal: &Refusal) -> Wrong {
    let i18n = use_i18n();
    let (field, words) = match refusal {
        Refusal::NoAnswer => (None, t_string!(i18n, sign_in.no_answer).to_string()),
        Refusal::Problem(problem) => match problem.code {
            Code::NotAnEmail => (Some("email"), t_string!(i18n, sign_in.email_wrong).to_string()),
            Code::TooManyTries => (None, try_later(problem)),
            Code::WrongCode => (Some("code"), t_string!(i18n, sign_in.code_wrong).to_string()),
            _ => (None, t_string!(i18n, sign_in.failed).to_string()),
        },
    };
    Wrong { field, words }
}

fn try_later(problem: &Problem) -> String {
    let i18n = use_i18n();
    let seconds = problem.params.get("retry_after").and_then(|text| text.parse::<u32>().ok());
    let minutes = seconds.unwrap_or_default().div_ceil(60).max(1);
    counted!(i18n, sign_in.too_many_tries, minutes)
}
