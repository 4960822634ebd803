//! The messages of `hora.common.v1` that requests carry.

use std::collections::BTreeMap;

use domain::{
    ids::{ExternalRef, Uuid},
    meta::{ContextName, HUB},
    text::Bound,
};

use super::{Fields, MAX_WHOLE, quoted};
use crate::{AsOf, Meta, Page, Question, meta, page, pb::common, question};

/// The decision something rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedBy {
    /// Where it was decided.
    pub context: ContextName,
    /// The proposal or matter.
    pub id: Uuid,
}

impl Fields {
    /// What goes with a command; reads the field `meta`.
    pub fn meta(&mut self, message: Option<&common::CommandMeta>) -> Option<Meta> {
        self.message("meta", message, meta::parse)
    }

    /// What goes with a query; reads the field `meta`.
    pub fn question(&mut self, message: Option<&common::QueryMeta>) -> Option<Question> {
        self.message("meta", message, question::parse)
    }

    /// An earlier moment; absent is a violation.
    pub fn as_of(&mut self, field: &str, message: Option<&common::AsOf>) -> Option<AsOf> {
        self.message(field, message, question::parse_as_of)
    }

    /// Which part of a list; absent is the first.
    pub fn page(&mut self, field: &str, message: Option<&common::Page>) -> Option<Page> {
        self.optional_message(field, message, page::parse).map(Option::unwrap_or_default)
    }

    /// The decision something rests on; absent is a violation.
    pub fn decided_by(&mut self, field: &str, message: Option<&common::DecidedBy>) -> Option<DecidedBy> {
        self.message(field, message, |f, decided_by| {
            let context = f.context("context", &decided_by.context);
            let id = f.uuid("id", &decided_by.id);
            Some(DecidedBy { context: context?, id: id? })
        })
    }

    /// What a thing is called elsewhere; may be absent.
    pub fn external_ref(
        &mut self,
        field: &str,
        message: Option<&common::ExternalRef>,
    ) -> Option<Option<ExternalRef>> {
        self.optional_message(field, message, |f, external_ref| {
            let vocabulary = f.text("vocabulary", &external_ref.vocabulary, Bound::Title);
            let code = f.text("code", &external_ref.code, Bound::Title);
            Some(ExternalRef { vocabulary: vocabulary?, code: code? })
        })
    }

    /// One sequence for each context (and `hub`).
    pub fn sequences(
        &mut self,
        field: &str,
        sequences: &BTreeMap<String, u64>,
    ) -> Option<BTreeMap<String, u64>> {
        let mut is_sound = true;
        for (context, sequence) in sequences {
            let path = format!("{field}[{}]", quoted(context));
            if ContextName::parse(context).is_none() && context != HUB {
                self.refuse(&path, "is not a context; accepted are agenda, audit, backbone, communication, hub, measurement, plan");
                is_sound = false;
            }
            is_sound &= self.number(&path, *sequence, 0..=MAX_WHOLE).is_some();
        }
        is_sound.then(|| sequences.clone())
    }
}
