//! The hub's clock. Everything that needs the time asks here; only a sandbox can set it.
//!
//! Knows no time zones. The feature `sandbox` is on in tests alone; no release build has it.

use domain::time::Timestamp;

/// Where the time comes from.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    #[cfg(feature = "sandbox")]
    offset_us: std::sync::Arc<std::sync::atomic::AtomicI64>,
}

impl Clock {
    /// Microseconds since 1970, by the machine's clock (and the sandbox's offset).
    pub fn now_us(&self) -> i64 {
        let machine = jiff::Timestamp::now().as_microsecond();
        #[cfg(feature = "sandbox")]
        let machine = machine.saturating_add(self.offset_us.load(std::sync::atomic::Ordering::Relaxed));
        machine
    }

    /// The moment now.
    pub fn now(&self) -> Timestamp {
        at_us(self.now_us())
    }

    /// Moves the sandbox's clock forward.
    #[cfg(feature = "sandbox")]
    pub fn advance_hours(&self, hours: i64) {
        let us = hours.saturating_mul(3_600_000_000);
        self.offset_us.fetch_add(us, std::sync::atomic::Ordering::Relaxed);
    }
}

/// The moment of a count that came from a clock or a stored moment, and so is within the years -9999 to 9999.
pub fn at_us(us: i64) -> Timestamp {
    #[expect(
        clippy::expect_used,
        reason = "microseconds of a clock or of a parsed moment are always in range"
    )]
    Timestamp::from_us(us).expect("a moment of this age of the world")
}
