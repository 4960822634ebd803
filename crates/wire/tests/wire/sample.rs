//! A small package beside ours, to try what our own packages do not contain.

use prost_reflect::DescriptorPool;
use protox::file::File;

const SAMPLE: &str = r#"
syntax = "proto3";
package hora.sample.v1;
import "hora/common/v1/common.proto";

service SampleCommands {
  rpc AddNote(AddNoteRequest) returns (AddNoteResponse);
  rpc Load(stream LoadRequest) returns (hora.common.v1.CommandResult);
}
service SampleQueries {
  rpc GetNote(GetNoteRequest) returns (GetNoteResponse);
}
message AddNoteRequest { hora.common.v1.CommandMeta meta = 1; string text = 2; repeated Part parts = 3; Part only = 4; uint32 weight = 5; }
message AddNoteResponse { hora.common.v1.CommandResult result = 1; string note_id = 2; }
message LoadRequest { hora.common.v1.CommandMeta meta = 1; Part part = 2; }
message Part { string part_text = 1; map<string, uint64> counts = 2; }
message GetNoteRequest { hora.common.v1.QueryMeta meta = 1; string note_id = 2; }
message GetNoteResponse { hora.common.v1.Answered answered = 1; string text = 2; }
"#;

/// Our packages and the sample, where `from` in the sample has been replaced by `to`.
pub fn pool_with(from: &str, to: &str) -> DescriptorPool {
    assert!(SAMPLE.contains(from), "the sample has `{from}`");
    let mut pool = wire::pool().clone();
    let file = File::from_source("sample.proto", &SAMPLE.replace(from, to)).expect("the sample parses");
    pool.add_file_descriptor_proto(file.file_descriptor_proto().clone()).expect("the sample resolves");
    pool
}

pub fn pool() -> DescriptorPool {
    pool_with("hora.sample.v1", "hora.sample.v1")
}
