//! How a code reaches a person.

use std::future::ready;
use std::io::Write;
use std::sync::Arc;

use anyhow::Context;
use futures::future::BoxFuture;
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

/// Delivers letters.
#[derive(Clone)]
pub struct Post(Arc<dyn Fn(Letter) -> Delivery + Send + Sync>);

/// A letter being delivered.
pub type Delivery = BoxFuture<'static, anyhow::Result<()>>;

impl Post {
    /// A post that delivers in this way.
    pub fn new(deliver: impl Fn(Letter) -> Delivery + Send + Sync + 'static) -> Self {
        Self(Arc::new(deliver))
    }

    /// Prints the codes: a server without mail is one that somebody watches.
    pub fn printed() -> Self {
        Self::new(|letter| {
            let line = writeln!(std::io::stdout(), "Code for {}: {}", letter.to.as_str(), letter.code);
            Box::pin(ready(line.context("a code could not be printed")))
        })
    }

    /// Sends e-mail through the server at `url` (`smtps://name:password@host`).
    pub fn smtp(url: &str, from: &str) -> anyhow::Result<Self> {
        let mailer = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).context("SMTP_URL")?.build();
        let from: Mailbox = from.parse().context("the sender of mail")?;
        Ok(Self::new(move |letter| {
            let (mailer, from) = (mailer.clone(), from.clone());
            Box::pin(async move { mail(&mailer, from, &letter).await })
        }))
    }

    /// Delivers a letter, or says why it could not be.
    pub fn send(&self, letter: Letter) -> Delivery {
        (self.0)(letter)
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
