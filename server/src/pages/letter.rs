//! The words of the mail that brings a code.

use app::i18n::td_string;

use super::LANGUAGE;

/// A mail.
pub struct Words {
    /// Its subject, which is what a locked phone shows.
    pub subject: String,
    /// Its text.
    pub body: String,
}

/// What is written to a person with their code.
pub fn letter(code: &str) -> Words {
    Words {
        subject: td_string!(LANGUAGE, sign_in.mail_subject).to_string(),
        body: td_string!(LANGUAGE, sign_in.mail_body, code = code),
    }
}
