//! An e-mail address, as far as a server can judge one.

use domain::api::{Code, Problem};

/// An address in lower case with one `@` and something on both sides; only a mail that arrives proves more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Reads an address; fails with a problem at `email`.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let address = text.trim().to_lowercase();
        let parts = address.split_once('@');
        let whole =
            parts.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'));
        let odd =
            address.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ','));
        if !whole || odd || address.len() > 254 {
            return Err(Problem::new(Code::NotAnEmail).at("email"));
        }
        Ok(Self(address))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_other_texts() {
        assert_eq!(Email::parse(" Mentor@School.Example ").unwrap().as_str(), "mentor@school.example");
        for wrong in ["", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\r\nBcc: c@d", "<a@b>", "a@b,c"] {
            assert_eq!(Email::parse(wrong).unwrap_err().code, Code::NotAnEmail, "{wrong:?}");
        }
        assert!(Email::parse(&format!("{}@b", "a".repeat(254))).is_err());
    }
}
