//! The page as one HTML file: no script, nothing fetched, ready to print.

use super::sheet::{Block, Cell, Sheet};
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = "\
body{font:11pt/1.4 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#111;background:#fff}\
h1{font-size:1.5em}h2{font-size:1.15em;margin:1.6em 0 .4em;break-after:avoid}\
table{border-collapse:collapse;width:100%}\
th,td{border:1px solid #888;padding:.25em .5em;text-align:left;vertical-align:top}\
tr{break-inside:avoid}ul.ticks{list-style:none;padding-left:0}ul.ticks li::before{content:'\\2610\\00a0'}\
@media print{body{margin:0;max-width:none;font-size:10pt}}";

/// Lays out the page.
pub(super) fn render(sheet: &Sheet) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (sheet.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { (sheet.title) }
                @for block in &sheet.blocks { (part(block)) }
            }
        }
    }
    .into_string()
}

fn part(block: &Block) -> Markup {
    html! {
        @match block {
            Block::Heading(text) => h2 { (text) },
            Block::Paragraph(text) => p { (text) },
            Block::List(entries) => ul { @for entry in entries { li { (entry) } } },
            Block::Ticks(entries) => ul class="ticks" { @for entry in entries { li { (entry) } } },
            Block::Table { head, rows } => table {
                thead { tr { @for name in *head { th { (name) } } } }
                tbody { @for row in rows { tr { @for entry in row { td { (cell(entry)) } } } } }
            },
        }
    }
}

fn cell(cell: &Cell) -> Markup {
    html! {
        (cell.text)
        // The plan's check lets only web addresses through; this holds for plans from elsewhere too.
        @if cell.link.starts_with("https://") || cell.link.starts_with("http://") {
            @if !cell.text.is_empty() { " " }
            a href=(cell.link) rel="noreferrer" { (cell.link) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_can_act_as_markup_and_no_link_as_script() {
        let hostile = Sheet {
            title: "</title><script>alert(1)</script>".into(),
            blocks: vec![
                Block::Ticks(vec!["<img src=x onerror=alert(1)>".into()]),
                Block::Table {
                    head: &["Where"],
                    rows: vec![
                        vec![Cell { text: String::new(), link: "javascript:alert(1)".into() }],
                        vec![Cell { text: String::new(), link: "https://x.example/\"onclick=\"x".into() }],
                    ],
                },
            ],
        };
        let page = render(&hostile);
        assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("javascript:"), "{page}");
        assert!(page.contains("href=\"https://x.example/&quot;onclick=&quot;x\""), "{page}");
    }
}
