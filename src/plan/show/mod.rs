//! A plan as people carry it: on paper, in a mail, in a calendar.
//!
//! What stands on the page is decided once, in [`sheet`]; text, Markdown and HTML only lay it out.
//! The names that must not appear in notes and the accounts on the server are left out: pages lie about.

mod html;
mod ics;
mod markdown;
mod sheet;
mod text;

use crate::review::visit::Review;
pub(super) use sheet::who;

/// What a plan is shown as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Plain text, 80 columns wide.
    Text,
    /// Markdown.
    Markdown,
    /// One HTML page that needs nothing else.
    Html,
    /// An iCalendar file (RFC 5545).
    Ics,
}

/// Shows the plan.
pub fn show(review: &Review, format: Format) -> String {
    match format {
        Format::Text => text::render(&sheet::sheet(review)),
        Format::Markdown => markdown::render(&sheet::sheet(review)),
        Format::Html => html::render(&sheet::sheet(review)),
        Format::Ics => ics::render(review),
    }
}
