//! Where a person goes on to once they are signed in.

use std::fmt;

use serde::{Deserialize, Deserializer};

/// A path of our own; whatever else is asked for becomes the first page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextPage(String);

impl NextPage {
    /// A browser reads `//host` and `/\host` as another site, and drops control characters before it reads.
    fn parse(text: &str) -> Self {
        let elsewhere = text.starts_with("//") || text.contains('\\');
        let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
        let own = text.starts_with('/') && !elsewhere && plain && text.len() <= 2000;
        if own { Self(text.to_owned()) } else { Self::default() }
    }
}

impl Default for NextPage {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

impl fmt::Display for NextPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for NextPage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::parse(&text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_paths_are_gone_to() {
        for own in ["/", "/me", "/lessons/1?tab=notes#last"] {
            assert_eq!(NextPage::parse(own).to_string(), own);
        }
        let foreign = [
            "",
            "me",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/\t/evil.example",
            "/a\r\nb",
        ];
        for text in foreign {
            assert_eq!(NextPage::parse(text), NextPage::default(), "{text:?}");
        }
    }
}
