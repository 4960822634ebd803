//! Why nobody knows who calls.
//!
//! Knows no request. To add a way: a variant with its reason, and its example in `catalogue`.

use access::BadToken;

/// Why nobody knows who calls.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unauthenticated {
    /// Two `authorization` headers.
    #[error("there are two `authorization` headers; accepted is one")]
    Twice,
    /// Not a bearer token.
    #[error(
        "the `authorization` header is no bearer token; accepted is `Bearer <token>` from an exchange at backbone"
    )]
    NotBearer,
    /// A token that is not taken.
    #[error(transparent)]
    Token(BadToken),
    /// No setup link, or an old one.
    #[error(
        "the setup link is not this hub's or is over 30 minutes old; `hora token setup` on the hub's machine prints another"
    )]
    NoSetup,
    /// The token of a link that is none of this hub and initiative.
    #[error(
        "the link's token is not of this initiative; accepted is one that communication.GetFeeds gave for it"
    )]
    Link,
    /// The services' key from somebody who cannot be one.
    #[error(
        "the services' key is taken with a client certificate that [listen.tls] services_ca signed, or without TLS on one machine; accepted from you is a token of your own"
    )]
    NoCertificate,
    /// The key behind the token.
    #[error("the key behind the token was revoked or has expired; ask for a new one")]
    KeyGone,
}

impl Unauthenticated {
    pub(super) fn reason(&self) -> &'static str {
        match self {
            Self::Twice => "authorization_twice",
            Self::NotBearer => "not_a_bearer_token",
            Self::Token(BadToken::NotOurs | BadToken::Key) => "token_not_ours",
            Self::Token(BadToken::OutOfTime) => "token_expired",
            Self::NoSetup => "setup_link_not_valid",
            Self::Link => "link_not_valid",
            Self::NoCertificate => "service_certificate_missing",
            Self::KeyGone => "key_revoked",
        }
    }
}
