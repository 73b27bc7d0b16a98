//! How a code reaches a person.

use std::io::Write;
use std::sync::Arc;

use anyhow::Context;
use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::email::Email;
use crate::pages;

/// A code on its way.
#[derive(Clone)]
pub struct Letter {
    /// To whom.
    pub to: Email,
    /// The code.
    pub code: String,
}

/// Delivers letters; nobody waits for it.
#[derive(Clone)]
pub struct Post(Arc<dyn Fn(Letter) + Send + Sync>);

impl Post {
    /// A post that delivers in this way.
    pub fn new(deliver: impl Fn(Letter) + Send + Sync + 'static) -> Self {
        Self(Arc::new(deliver))
    }

    /// Prints the codes: a server without mail is one that somebody watches.
    pub fn printed() -> Self {
        Self::new(|letter| {
            let line = writeln!(std::io::stdout(), "Code for {}: {}", letter.to.as_str(), letter.code);
            if let Err(cause) = line {
                tracing::error!(%cause, "a code could not be printed");
            }
        })
    }

    /// Sends e-mail through the server at `url` (`smtps://name:password@host`).
    pub fn smtp(url: &str, from: &str) -> anyhow::Result<Self> {
        let mailer = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).context("SMTP_URL")?.build();
        let from: Mailbox = from.parse().context("the sender of mail")?;
        Ok(Self::new(move |letter| {
            let (mailer, from) = (mailer.clone(), from.clone());
            tokio::spawn(async move {
                if let Err(cause) = mail(&mailer, from, &letter).await {
                    tracing::error!(cause = format!("{cause:#}"), "a code could not be mailed");
                }
            });
        }))
    }

    /// Sends a letter.
    pub fn send(&self, letter: Letter) {
        (self.0)(letter);
    }
}

async fn mail(
    mailer: &AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    letter: &Letter,
) -> anyhow::Result<()> {
    let words = pages::letter(&letter.code);
    let to: Mailbox = letter.to.as_str().parse()?;
    let message = Message::builder().from(from).to(to).subject(words.subject).body(words.body)?;
    mailer.send(message).await?;
    Ok(())
}
