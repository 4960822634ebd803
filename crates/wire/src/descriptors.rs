//! What the .proto files say, at run time: for reflection, JSON and the tests that walk every RPC.

use std::sync::LazyLock;

use prost_reflect::DescriptorPool;

/// Every file of `proto/` and what they import, encoded as a `google.protobuf.FileDescriptorSet`.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/hora.descriptors"));

/// The same, decoded.
#[expect(clippy::expect_used, reason = "the build script encoded it; a test decodes it")]
pub fn pool() -> &'static DescriptorPool {
    static POOL: LazyLock<DescriptorPool> =
        LazyLock::new(|| DescriptorPool::decode(FILE_DESCRIPTOR_SET).expect("what build.rs wrote"));
    &POOL
}
