//! Which addresses webhooks may go to: loopback and private networks, and what is allowed beside.
//!
//! Invariant: the address that is checked is the one that is connected to, so a name that changes
//! its mind between the two gains nothing.

use std::net::{IpAddr, Ipv6Addr};

use hyper::Uri;
use ipnet::IpNet;
use thiserror::Error;

use crate::app::BadTarget;

/// Where webhooks may go.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    allowed: Vec<Allowed>,
}

/// What is allowed beside loopback and private networks.
#[derive(Clone, Debug)]
enum Allowed {
    Network(IpNet),
    Host(Box<str>, Option<u16>),
}

/// What cannot be understood as an allowance.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("`{0}`: expected a host, HOST:PORT or a network such as 203.0.113.0/24")]
pub struct BadAllowance(String);

/// An address to which a webhook goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    /// The host's name or address, without brackets.
    pub host: Box<str>,
    /// The port.
    pub port: u16,
    /// What goes into the `Host` header.
    pub authority: Box<str>,
    /// The path and query.
    pub path: Box<str>,
}

impl Targets {
    /// Loopback, private networks and these.
    ///
    /// # Errors
    /// Where one cannot be understood.
    pub fn allowing(allowances: &[String]) -> Result<Self, BadAllowance> {
        let allowed = allowances.iter().map(|text| Allowed::read(text));
        let allowed = allowed.collect::<Result<_, _>>()?;
        Ok(Self { allowed })
    }

    /// Whether a webhook for that target may be sent to that address of it.
    pub fn admit(&self, target: &Target, address: IpAddr) -> bool {
        let address = address.to_canonical();
        is_near(address)
            || self.allowed.iter().any(|allowed| match allowed {
                Allowed::Network(network) => network.contains(&address),
                Allowed::Host(host, port) => {
                    host.eq_ignore_ascii_case(&target.host)
                        && port.is_none_or(|port| port == target.port)
                }
            })
    }

    /// Reads an address, and refuses it where no name need be resolved to know better.
    ///
    /// # Errors
    /// As `BadTarget` says.
    pub fn read(&self, url: &str) -> Result<Target, BadTarget> {
        let target = Target::read(url)?;
        match target.host.parse() {
            Ok(address) if !self.admit(&target, address) => {
                Err(BadTarget::NotAllowed(target.host.into()))
            }
            Ok(_) | Err(_) => Ok(target),
        }
    }
}

impl Allowed {
    fn read(text: &str) -> Result<Self, BadAllowance> {
        let bad = || BadAllowance(text.to_owned());
        if let Ok(network) = text.parse() {
            return Ok(Self::Network(network));
        }
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self::Network(address.into()));
        }
        if text.contains('/') {
            return Err(bad());
        }
        let authority: hyper::http::uri::Authority = text.parse().map_err(|_| bad())?;
        let port = authority.port_u16();
        let named = bare(authority.host());
        // A port that is no number, or a name and password, would be dropped in silence.
        let whole = match port {
            Some(port) => format!("{}:{port}", authority.host()),
            None => authority.host().to_owned(),
        };
        if named.is_empty() || whole != text {
            return Err(bad());
        }
        Ok(Self::Host(named.into(), port))
    }
}

impl Target {
    fn read(url: &str) -> Result<Self, BadTarget> {
        let uri: Uri = url.parse().map_err(|_| BadTarget::NotAnAddress)?;
        match uri.scheme_str() {
            Some("http") => {}
            Some("https") => return Err(BadTarget::Https),
            _ => return Err(BadTarget::NotAnAddress),
        }
        let authority = uri.authority().ok_or(BadTarget::NotAnAddress)?;
        let host = bare(authority.host());
        if host.is_empty() || authority.as_str().contains('@') {
            return Err(BadTarget::NotAnAddress);
        }
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        Ok(Self {
            host: host.into(),
            port: authority.port_u16().unwrap_or(80),
            authority: authority.as_str().into(),
            path: path.into(),
        })
    }
}

/// A host without the brackets of an IPv6 address.
fn bare(host: &str) -> &str {
    let inner = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    inner.unwrap_or(host)
}

/// Whether the address is this machine's or of a private network. Link-local addresses are
/// neither: clouds keep their secrets there.
fn is_near(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => address == Ipv6Addr::LOCALHOST || address.is_unique_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(allowed: &[&str], url: &str) -> Result<(), BadTarget> {
        let allowed: Vec<String> = allowed.iter().map(|one| (*one).to_owned()).collect();
        Targets::allowing(&allowed).unwrap().read(url).map(|_| ())
    }

    #[test]
    fn this_machine_and_private_networks_are_near_and_nothing_else_is() {
        let near = [
            "http://127.0.0.1:3000/hooks",
            "http://127.9.9.9",
            "http://[::1]:80/",
            "http://10.1.2.3/",
            "http://172.31.0.1/",
            "http://192.168.1.1/a?b=c",
            "http://[fd00::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://portal.internal/",
        ];
        for url in near {
            assert_eq!(reads(&[], url), Ok(()), "{url}");
        }
        let far = [
            "http://203.0.113.9/",
            "http://169.254.169.254/latest",
            "http://172.32.0.1/",
            "http://0.0.0.0/",
            "http://[2001:db8::1]/",
            "http://[fe80::1]/",
            "http://[::ffff:8.8.8.8]/",
        ];
        for url in far {
            assert!(
                matches!(reads(&[], url), Err(BadTarget::NotAllowed(_))),
                "{url}"
            );
        }
    }

    #[test]
    fn what_is_allowed_by_name_port_or_network_may_be_far() {
        let url = "http://203.0.113.9:8080/";
        for allowed in ["203.0.113.9", "203.0.113.0/24", "203.0.113.9:8080"] {
            assert_eq!(reads(&[allowed], url), Ok(()), "{allowed}");
        }
        for allowed in ["203.0.113.8", "203.0.112.0/24", "203.0.113.9:80"] {
            assert!(reads(&[allowed], url).is_err(), "{allowed}");
        }
        let targets = Targets::allowing(&["hooks.example:80".to_owned()]).unwrap();
        let target = targets.read("http://Hooks.example/").unwrap();
        assert!(targets.admit(&target, "203.0.113.9".parse().unwrap()));
        let other = targets.read("http://other.example/").unwrap();
        assert!(!targets.admit(&other, "203.0.113.9".parse().unwrap()));
    }

    #[test]
    fn what_is_no_address_or_wants_tls_is_refused_with_what_is_wrong() {
        for url in [
            "",
            "hooks",
            "/hooks",
            "ftp://127.0.0.1/",
            "http://a:b@127.0.0.1/",
            "http:///",
        ] {
            assert_eq!(reads(&[], url), Err(BadTarget::NotAnAddress), "{url}");
        }
        assert_eq!(reads(&[], "https://127.0.0.1/"), Err(BadTarget::Https));
        for allowance in ["", "a/b", "300.1.1.1/8", "a:b", "a:99999", "u@a"] {
            let allowed = Targets::allowing(&[allowance.to_owned()]);
            assert!(allowed.is_err(), "{allowance}");
        }
    }
}
