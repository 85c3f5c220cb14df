//! Documents out: what a reader outside the screen gets, each as plain values in, text or bytes out.
//!
//! `beside` is what lies next to a pack and says nothing about it.
//!
//! What leaves the team (`markdown`, `html`, `docx`, `pdf`, `notebook_html`, `data`, `text`, `pack`, `workshop`, and
//! across releases `rollup` and `combined`) is made from a
//! [`Release`](crate::review::release::Release) and sees nothing else. What a member of the team prints
//! for themselves (`list`, `feedback`, `card`, `coverage`) is made from the review's own values and says
//! "unreleased". `outline` holds the order and the words of the report once for all formats.

pub mod actions;
pub mod beside;
pub mod card;
pub mod combined;
pub mod coverage;
pub mod data;
pub mod docx;
pub mod feedback;
pub mod group;
pub mod html;
pub mod list;
pub mod markdown;
pub mod notebook_html;
pub mod pack;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod rollup;
pub mod rollup_html;
pub mod text;
pub mod workshop;

mod outline;
mod table;
mod words;

pub use outline::Appendix;

#[cfg(test)]
mod property_tests;
