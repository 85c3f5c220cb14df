//! The account across reviews as one self-contained page with a picture, for a steering group.

use super::html::{page, preface};
use super::rollup::{number, preface as said_first, recurring};
use super::words::join;
use crate::review::rollup::{Account, Number, Row, Said};
use crate::text::{clean_block, clean_line, fit};
use maud::{Markup, html};

/// What stands above it.
const TITLE: &str = "What our reviews say together";

/// Sizes of the picture, in the units of its view box.
const WIDE: usize = 720;
const LABEL: usize = 240;
const MIDDLE: usize = 480;
const ROW: usize = 26;
const HEAD: usize = 34;
/// The longest bar.
const BAR: usize = 200;

/// The page.
pub fn report(account: &Account) -> String {
    let body = html! {
        h1 { (TITLE) }
        (preface(&said_first(account)))
        h2 { "Needs and offers by theme" }
        (picture(account))
        (recur(account))
        @if account.rows.iter().any(|row| !row.offered.is_empty() || !row.needed.is_empty()) {
            h2 { "Side by side" }
            @for row in &account.rows { (side_by_side(row)) }
        }
        @if !account.sources.is_empty() {
            h2 { "Where the evidence comes from" }
            ul { @for (source, n) in &account.sources { li { (source.label()) ": " (in_schools(*n)) } } }
        }
    };
    page(TITLE, &body)
}

fn in_schools(n: Number) -> String {
    match n {
        Number::Told(1) => "1 school".to_owned(),
        other => format!("{} schools", number(other)),
    }
}

/// Needs to the left, offers and strengths to the right of a middle line; the same in words below.
fn picture(account: &Account) -> Markup {
    let most = account.rows.iter().flat_map(|r| [r.needs, r.offers, r.strengths]).map(drawn).max().unwrap_or(1).max(1);
    let high = HEAD + ROW * account.rows.len() + 8;
    html! {
        figure {
            svg width=(WIDE) viewBox=(format!("0 0 {WIDE} {high}")) role="img" aria-labelledby="rollup-title rollup-words" {
                title id="rollup-title" { "In how many schools each theme is a need, a strength or an offer" }
                text x=(MIDDLE - 8) y="18" font-size="13" text-anchor="end" { "needs" }
                text x=(MIDDLE + 8) y="18" font-size="13" { "strengths; offers darker" }
                line x1=(MIDDLE) y1="24" x2=(MIDDLE) y2=(high) stroke="#777" {}
                @for (i, row) in account.rows.iter().enumerate() {
                    @let y = HEAD + ROW * i;
                    text x="0" y=(y + 15) font-size="13" { (fit(&clean_line(&row.theme), 32)) }
                    @let need = drawn(row.needs) * BAR / most;
                    rect x=(MIDDLE - need) y=(y + 3) width=(need) height="14" fill="#b5651d" {}
                    rect x=(MIDDLE) y=(y + 3) width=(drawn(row.strengths) * BAR / most) height="14" fill="#8fbfba" {}
                    rect x=(MIDDLE) y=(y + 7) width=(drawn(row.offers) * BAR / most) height="6" fill="#1f5f5b" {}
                }
                line x1=(LABEL) y1=(high - 1) x2=(WIDE) y2=(high - 1) stroke="#ccc" {}
            }
            figcaption id="rollup-words" { ul { @for row in &account.rows { li { (in_words(row)) } } } }
        }
    }
}

/// How long a bar is, in schools. A number that is not told has no bar, so that its length tells nothing.
fn drawn(n: Number) -> usize {
    match n {
        Number::Told(n) => n,
        Number::Few => 0,
    }
}

fn in_words(row: &Row) -> String {
    let meets = if row.matched { "; an offer meets a need" } else { "" };
    let (needs, strengths, offers) = (number(row.needs), number(row.strengths), number(row.offers));
    format!("{}: need {needs}, strength {strengths}, offer {offers}{meets}", clean_line(&row.theme))
}

fn recur(account: &Account) -> Markup {
    let strong = recurring(account, |row| row.strengths);
    let needed = recurring(account, |row| row.needs);
    html! {
        @if !strong.is_empty() { p { strong { "Strengths that recur: " } (join(&strong)) "." } }
        @if !needed.is_empty() { p { strong { "Needs that recur: " } (join(&needed)) "." } }
    }
}

fn side_by_side(row: &Row) -> Markup {
    let list = |said: &[Said]| {
        html! { ul { @for s in said { li { strong { (clean_line(&s.school)) ": " } span.words { (clean_block(&s.text)) } } } } }
    };
    html! {
        @if !row.offered.is_empty() || !row.needed.is_empty() {
            h3 { (clean_line(&row.theme)) }
            @if !row.offered.is_empty() { h4 { "Offered" } (list(&row.offered)) }
            @if !row.needed.is_empty() { h4 { "Needed" } (list(&row.needed)) }
        }
    }
}
