//! The bus against a real NATS server, started from deploy/nats.conf or by this crate itself.
//!
//! Without a server (HORA_NATS_SERVER, or `.venv` made by tests/venv) each test says that it is skipped;
//! with CI=true that is a failure. To test one more promise, add a file here over `support`.

#[cfg(test)]
mod config;
#[cfg(test)]
mod find;
#[cfg(test)]
mod partner;
#[cfg(test)]
mod relay;
#[cfg(test)]
mod server;
#[cfg(test)]
mod snippets;
#[cfg(test)]
mod support;
