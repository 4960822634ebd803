//! Progress on standard error, when that is a terminal; nothing at all when it is not.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar over so many things, such as `rows`.
pub fn bar(of: &'static str, length: usize) -> ProgressBar {
    styled(
        ProgressBar::new(u64::try_from(length).unwrap_or(u64::MAX)),
        &format!("{{bar:30}} {{pos}}/{{len}} {of} {{eta}}"),
    )
}

/// A count of things whose end is not known.
pub fn count(of: &'static str) -> ProgressBar {
    styled(ProgressBar::no_length(), &format!("{{spinner}} {{human_pos}} {of} {{per_sec}}"))
}

fn styled(bar: ProgressBar, template: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template);
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
