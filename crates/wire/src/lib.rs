//! Between the wire and the rules: protobuf in, domain values out, and answers back.
//!
//! The only crate that sees generated code ([`pb`]). It checks the *shape* of what a caller sent, all fields at
//! once ([`Fields`], [`Malformed`]), and knows no rule, no caller's identity, no clock, no storage, no server.
//!
//! To add a context: a folder `proto/hora/<context>/v1` (found by `build.rs`), a line in `pb.rs`, and a module
//! here with one `parse_<command>(request) -> Result<(Meta, Command), Malformed>` for each RPC:
//!
//! ```text
//! pub fn parse_define_goal(request: pb::DefineGoalRequest) -> Result<(Meta, Command), Malformed> {
//!     let mut f = Fields::new();
//!     let meta = f.meta(request.meta.as_ref());
//!     let code = f.code("code", &request.code);
//!     let statement = f.title("statement", &request.statement);
//!     let lead_sector = f.optional("lead_sector", &request.lead_sector, Fields::sector);
//!     f.finish(|| Some((meta?, Command::DefineGoal { code: code?, statement: statement?, … })))
//! }
//! ```

pub mod agenda;
mod answers;
pub mod backbone;
pub mod communication;
mod descriptors;
mod done;
mod fields;
pub mod fingerprint;
pub mod json;
mod malformed;
pub mod measurement;
mod meta;
mod page;
pub mod pb;
pub mod plan;
mod question;
mod surface;
mod table;

pub use answers::{Opened, no_private_text, private_text};
pub use descriptors::{FILE_DESCRIPTOR_SET, pool};
pub use done::{Done, DoneEvent};
pub use fields::{DecidedBy, Fields, MAX_WHOLE};
pub use malformed::{MAX_VIOLATIONS, Malformed, Violation};
pub use meta::Meta;
pub use page::{Page, Query, next_page_token};
pub use question::{AsOf, Question};
pub use surface::{surface, surface_of};
