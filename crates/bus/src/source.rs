//! Where the relay's records come from. The runtime adapts a service's ledger to it; tests use a list.
//!
//! A source knows nothing of NATS.

use std::future::Future;

use tokio::sync::watch;

use crate::Outgoing;

/// Any failure of a source; the relay stops with it, because a log that cannot be read is no matter of
/// waiting.
pub type SourceError = Box<dyn std::error::Error + Send + Sync>;

/// A log of records in order of `position`.
pub trait Source: Send + Sync {
    /// Up to `max` records in order, beginning with the first at or after position `from`. Empty when
    /// there are none yet.
    fn next_batch(
        &self,
        from: u64,
        max: usize,
    ) -> impl Future<Output = Result<Vec<Outgoing>, SourceError>> + Send;

    /// Position and event id of the record at `sequence` of `initiative`, if the log holds it. Asked when
    /// the relay finds a place in the stream that is not its own checkpoint's.
    fn find(
        &self,
        initiative: &str,
        sequence: u64,
    ) -> impl Future<Output = Result<Option<(u64, String)>, SourceError>> + Send;

    /// The position of the newest record on disk, `None` while the log is empty; it changes when there is
    /// more to publish. The relay ends, with everything published, when its sender is dropped.
    fn head(&self) -> watch::Receiver<Option<u64>>;
}
