//! Who knocks: the network address a request comes from, and whether it came over TLS.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;

use crate::error::Error;
use crate::router::Server;

/// What stands in front of the server.
#[derive(Debug, Clone, Default)]
pub struct Door {
    /// The proxies whose word about a request is believed.
    pub trusted: Vec<IpNet>,
    /// Where people find us, as `https://chalkline.example`, when that is fixed.
    pub public_url: Option<String>,
}

/// What is known of a request's sender before they say who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visitor {
    /// The address limits are counted by.
    pub address: IpAddr,
    /// Whether the browser's side of the connection is encrypted.
    pub secure: bool,
}

impl Visitor {
    /// The network to count tries by: one household or phone has a whole /64 of IPv6 addresses.
    pub fn network(&self) -> IpAddr {
        match self.address {
            IpAddr::V4(_) => self.address,
            IpAddr::V6(address) => {
                IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))).to_canonical()
            }
        }
    }
}

impl Door {
    /// Tells who sent a request that arrived from `peer`.
    pub fn visitor(&self, peer: IpAddr, headers: &HeaderMap) -> Visitor {
        let peer = peer.to_canonical();
        let always = self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"));
        if !self.trusts(peer) {
            return Visitor { address: peer, secure: always };
        }
        let said = values(headers, "x-forwarded-proto").pop();
        Visitor { address: self.client(peer, headers), secure: always || said == Some("https") }
    }

    /// Each proxy adds the address it was called from at the end, so the last one we do not trust is the client;
    /// whatever stands before it anyone may have written.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer;
        for hop in values(headers, "x-forwarded-for").into_iter().rev() {
            let Ok(address) = hop.parse::<IpAddr>() else { break };
            client = address.to_canonical();
            if !self.trusts(client) {
                break;
            }
        }
        client
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.contains(&address))
    }

    /// Where this visitor finds us, as `https://chalkline.example`: the fixed address, or the one they came to.
    pub fn origin(&self, visitor: Visitor, headers: &HeaderMap) -> Option<String> {
        if let Some(url) = &self.public_url {
            return Some(url.trim_end_matches('/').to_owned());
        }
        let scheme = if visitor.secure { "https" } else { "http" };
        let host = headers.get(header::HOST)?.to_str().ok()?;
        Some(format!("{scheme}://{host}"))
    }

    /// Whether a browser says that the request comes from one of our own pages.
    pub fn is_own_origin(&self, headers: &HeaderMap) -> bool {
        let text = |name| headers.get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
        match (text(header::ORIGIN), &self.public_url) {
            (Some(origin), Some(url)) => origin == url.trim_end_matches('/'),
            (Some(origin), None) => {
                let host = origin.split_once("://").map(|(_, host)| host);
                host.is_some() && host == text(header::HOST)
            }
            (None, _) => text(HeaderName::from_static("sec-fetch-site")) == Some("same-origin"),
        }
    }
}

/// All values of a header that lists, in order, from all its lines.
fn values<'a>(headers: &'a HeaderMap, name: &'static str) -> Vec<&'a str> {
    let lines = headers.get_all(HeaderName::from_static(name)).into_iter();
    lines.filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(',')).map(str::trim).collect()
}

impl FromRequestParts<Server> for Visitor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, Error> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.ok_or_else(|| anyhow::anyhow!("the server does not know its peers"))?;
        Ok(server.door.visitor(peer.0.ip(), &parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const PROXY: &str = "10.0.0.1";

    fn door() -> Door {
        Door { trusted: vec!["10.0.0.0/8".parse().unwrap()], public_url: None }
    }

    fn seen(peer: &str, forwarded: &[&str], proto: &str) -> (String, bool) {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_str(line).unwrap());
        }
        headers.insert("x-forwarded-proto", HeaderValue::from_str(proto).unwrap());
        let visitor = door().visitor(peer.parse().unwrap(), &headers);
        (visitor.address.to_string(), visitor.secure)
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let cases: [(&str, &[&str], &str, &str, bool); 7] = [
            ("198.51.100.7", &["203.0.113.9"], "https", "198.51.100.7", false),
            (PROXY, &["203.0.113.9"], "https", "203.0.113.9", true),
            (PROXY, &["203.0.113.9"], "http", "203.0.113.9", false),
            (PROXY, &["192.0.2.1, 203.0.113.9"], "https", "203.0.113.9", true),
            (PROXY, &["192.0.2.1", "203.0.113.9, 10.2.3.4"], "https", "203.0.113.9", true),
            (PROXY, &["nonsense"], "https", PROXY, true),
            ("::ffff:10.0.0.1", &["203.0.113.9"], "https", "203.0.113.9", true),
        ];
        for (peer, forwarded, proto, address, secure) in cases {
            assert_eq!(seen(peer, forwarded, proto), (address.to_owned(), secure), "{peer} {forwarded:?}");
        }
    }

    #[test]
    fn neighbours_in_one_ipv6_network_count_together() {
        let network = |text: &str| Visitor { address: text.parse().unwrap(), secure: false }.network();
        assert_eq!(network("2001:db8:1:2::3"), network("2001:db8:1:2:ffff::4"));
        assert_ne!(network("2001:db8:1:2::3"), network("2001:db8:1:3::3"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }

    #[test]
    fn an_origin_is_our_own_or_foreign() {
        let judge = |public_url: Option<&str>, pairs: &[(&'static str, &'static str)]| {
            let door = Door { public_url: public_url.map(str::to_owned), ..Door::default() };
            let pairs = pairs
                .iter()
                .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
            door.is_own_origin(&pairs.collect())
        };
        let host = ("host", "localhost:3000");
        assert!(judge(None, &[host, ("origin", "http://localhost:3000")]));
        assert!(judge(None, &[host, ("sec-fetch-site", "same-origin")]));
        assert!(judge(Some("https://a.example/"), &[("origin", "https://a.example")]));
        assert!(!judge(Some("https://a.example"), &[("origin", "http://a.example")]));
        assert!(!judge(None, &[host]));
        assert!(!judge(None, &[host, ("origin", "null")]));
        assert!(!judge(None, &[host, ("origin", "http://localhost:3001")]));
        assert!(!judge(None, &[host, ("origin", "http://evil.example"), ("sec-fetch-site", "same-origin")]));
        assert!(!judge(None, &[host, ("sec-fetch-site", "same-site")]));
    }
}
