//! Making a code for someone: what it does, said once before; then the code itself, shown once.

use domain::{
    api::Code,
    session::{MadeCode, Person},
};
use leptos::{html, prelude::*, task::spawn_local};

use crate::device;
use crate::i18n::{t, t_string, use_i18n};
use crate::sync::session::{Refusal, make_code};
use crate::ui::icon::Shape;
use crate::ui::show::{live, whenever};
use crate::ui::strip::Strip;

/// How far the making of a code has come.
#[derive(Clone)]
enum Stage {
    /// The person reads what the code does.
    Asked,
    /// The server is making the code.
    Waiting,
    /// The code was made.
    Made(MadeCode),
    /// The server has made none.
    Refused(Refusal),
}

/// For whom a code is made, and how far that is; a sheet that closes forgets the code.
#[derive(Clone, Copy)]
pub struct Making {
    /// Whether the sheet is open.
    pub open: RwSignal<bool>,
    person: RwSignal<Option<Person>>,
    stage: RwSignal<Stage>,
}

impl Default for Making {
    fn default() -> Self {
        let making = Self {
            open: RwSignal::new(false),
            person: RwSignal::new(None),
            stage: RwSignal::new(Stage::Asked),
        };
        whenever(move || {
            if !making.open.get() {
                making.stage.set(Stage::Asked);
            }
        });
        making
    }
}

impl Making {
    /// Opens the sheet for someone.
    pub fn begin(self, person: Person) {
        self.person.set(Some(person));
        self.open.set(true);
    }

    /// What the sheet is called.
    pub fn title(self) -> String {
        t_string!(use_i18n(), looked_after.sheet_title, name = self.name())
    }

    fn name(self) -> String {
        self.person.get().map(|person| person.name).unwrap_or_default()
    }

    /// An answer that comes after its sheet was closed is nobody's: the code in it was seen by nobody.
    fn make(self) {
        let Some(person) = self.person.get_untracked() else { return };
        self.stage.set(Stage::Waiting);
        spawn_local(async move {
            let stage = make_code(person.id).await.map_or_else(Stage::Refused, Stage::Made);
            let same = self.person.with_untracked(|now| now.as_ref() == Some(&person));
            if self.open.get_untracked() && same {
                self.stage.set(stage);
            }
        });
    }
}

/// What stands in the sheet.
#[component]
pub fn Slip(making: Making) -> impl IntoView {
    let i18n = use_i18n();
    let stage = move || match making.stage.get() {
        Stage::Asked => about(making),
        Stage::Waiting => {
            view! { <p class="meta" role="status">{t!(i18n, looked_after.making)}</p> }.into_any()
        }
        Stage::Made(made) => shown(&made, making),
        Stage::Refused(refusal) => view! {
            <div role="alert"><Strip shape=Shape::Eye>{refused(&refusal)}</Strip></div>
            {about(making)}
        }
        .into_any(),
    };
    view! { <div class="slip">{live(stage)}</div> }
}

fn about(making: Making) -> AnyView {
    let i18n = use_i18n();
    view! {
        <p>{move || t!(i18n, looked_after.once, name = making.name())}</p>
        <p>{move || t!(i18n, looked_after.in_person, name = making.name())}</p>
        <p class="meta">{t!(i18n, looked_after.noted)}</p>
        <button type="button" class="button primary" on:click=move |_| making.make()>
            {t!(i18n, looked_after.make_now)}
        </button>
    }
    .into_any()
}

/// The code in two groups, to be read out or scanned. The focus goes to it: the button that made it is gone.
fn shown(made: &MadeCode, making: Making) -> AnyView {
    let i18n = use_i18n();
    let (first, second) = made.code.split_at_checked(4).unwrap_or((&made.code, ""));
    let (first, second) = (first.to_owned(), second.to_owned());
    let until = t_string!(i18n, looked_after.until, time = device::moment_in_words(made.expires_at));
    let email = making.person.get_untracked().map(|person| person.email);
    let code = NodeRef::<html::P>::new();
    code.on_load(|code| drop(code.focus()));
    view! {
        <p class="made-code" dir="ltr" tabindex="-1" node_ref=code>
            <span>{first}</span>" "<span>{second}</span>
        </p>
        <p class="made-until">{until}</p>
        <p>{t!(i18n, looked_after.scan)}</p>
        <img class="qr" alt=t_string!(i18n, looked_after.qr) src=device::picture(&made.qr) />
        <p>{t!(i18n, looked_after.by_hand)}" "<bdi class="made-for">{email}</bdi></p>
        <p class="meta">{t!(i18n, looked_after.by_hand_app)}</p>
        <p class="meta">{t!(i18n, looked_after.shown_once)}</p>
    }
    .into_any()
}

fn refused(refusal: &Refusal) -> &'static str {
    let i18n = use_i18n();
    match refusal {
        Refusal::NoAnswer => t_string!(i18n, looked_after.make_away),
        Refusal::Problem(problem) => match problem.code {
            Code::NotFound => t_string!(i18n, looked_after.make_gone),
            Code::SignedOut => t_string!(i18n, looked_after.ended),
            _ => t_string!(i18n, looked_after.failed),
        },
    }
}
