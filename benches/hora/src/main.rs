//! Measures the commands and the log of Hora beside a no-op, UmaDB and plain SQLite: P1 to P8 of the performance page.
//!
//! Knows no rule. Servers run as processes of their own, as a user has them; this program is their client. To add
//! what is measured: a [`Subject`](subject::Subject) for a call, or a subcommand here for another kind of figure.

mod as_of;
mod bulk;
mod circle;
mod grow;
mod hub;
mod load;
mod noop;
mod peer;
mod rebuild;
mod replay;
mod rounds;
mod sets;
mod subject;

use clap::{Parser, Subcommand};

/// Measures Hora.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Serves the no-op: tonic alone, with the hub's limits.
    Noop {
        /// Where.
        address: std::net::SocketAddr,
    },
    /// P1 to P3: rounds of calls, A B A B.
    Rounds(rounds::Rounds),
    /// P4 and P5: the same hub as its log grows; opening it; reading it.
    Grow(grow::Grow),
    /// P6 and P7: the real sets come in, and all views are built anew.
    Bulk(bulk::Bulk),
    /// P8: queries as of earlier moments.
    AsOf(as_of::AsOf),
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    match Cli::parse().what {
        What::Noop { address } => noop::serve(address).await,
        What::Rounds(rounds) => rounds::run(&rounds).await,
        What::Grow(grow) => grow::run(&grow).await,
        What::Bulk(bulk) => bulk::run(&bulk).await,
        What::AsOf(as_of) => as_of::run(&as_of).await,
    }
}
