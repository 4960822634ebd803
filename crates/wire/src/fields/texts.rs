//! Text, public and private, as the domain bounds it. A violation never repeats the text.

use domain::{
    private::Private,
    text::{self, Bound},
};

use super::{Fields, quoted};

impl Fields {
    /// A text that must not be empty.
    pub fn text(&mut self, field: &str, text: &str, bound: Bound) -> Option<String> {
        self.take(field, text::required(text, bound))
    }

    /// A text that may be empty.
    pub fn optional_text(&mut self, field: &str, text: &str, bound: Bound) -> Option<Option<String>> {
        self.take(field, text::optional(text, bound))
    }

    /// A title, a name: one line.
    pub fn title(&mut self, field: &str, text: &str) -> Option<String> {
        self.text(field, text, Bound::Title)
    }

    /// A title that may be empty.
    pub fn optional_title(&mut self, field: &str, text: &str) -> Option<Option<String>> {
        self.optional_text(field, text, Bound::Title)
    }

    /// A reason.
    pub fn reason(&mut self, field: &str, text: &str) -> Option<String> {
        self.text(field, text, Bound::Reason)
    }

    /// A reason that may be empty.
    pub fn optional_reason(&mut self, field: &str, text: &str) -> Option<Option<String>> {
        self.optional_text(field, text, Bound::Reason)
    }

    /// A body.
    pub fn body(&mut self, field: &str, text: &str) -> Option<String> {
        self.text(field, text, Bound::Body)
    }

    /// A body that may be empty.
    pub fn optional_body(&mut self, field: &str, text: &str) -> Option<Option<String>> {
        self.optional_text(field, text, Bound::Body)
    }

    /// A private text that must not be empty.
    pub fn private(&mut self, field: &str, text: &str, bound: Bound) -> Option<Private> {
        self.text(field, text, bound).map(Private::Plain)
    }

    /// A private text that may be empty.
    pub fn optional_private(&mut self, field: &str, text: &str, bound: Bound) -> Option<Option<Private>> {
        self.optional_text(field, text, bound).map(|text| text.map(Private::Plain))
    }

    /// A currency: three capital letters, as in ISO 4217.
    pub fn currency(&mut self, field: &str, text: &str) -> Option<String> {
        let is_currency = text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase());
        if !is_currency {
            let given = quoted(text);
            self.refuse(
                field,
                format!("{given} is not a currency; accepted is a code of ISO 4217 such as EUR"),
            );
        }
        is_currency.then(|| text.to_owned())
    }
}
