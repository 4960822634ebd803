//! Random numbers that can be had again: every test prints its seed and takes it from
//! `HORA_TEST_SEED`.

use std::time::{SystemTime, UNIX_EPOCH};

/// SplitMix64: small, and good enough to choose cases with.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below a bound.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// True once in `odds` times.
    pub fn once_in(&mut self, odds: u64) -> bool {
        self.below(odds) == 0
    }
}

/// The seed to begin with, printed so that a failure can be had again.
pub fn seed() -> u64 {
    let given = std::env::var("HORA_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or_else(|| {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(1, |since| since.as_secs() ^ u64::from(since.subsec_nanos()))
    });
    println!("HORA_TEST_SEED={seed}");
    seed
}

/// How many rounds: few by default, many with `HORA_TEST_LONG=1`.
pub fn rounds(short: u64, long: u64) -> u64 {
    if std::env::var("HORA_TEST_LONG").is_ok_and(|value| value == "1") { long } else { short }
}
