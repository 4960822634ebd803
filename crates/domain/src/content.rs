//! Content hashes: the exact text that is decided on, in one canonical form.
