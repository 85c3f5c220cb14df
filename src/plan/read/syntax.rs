//! What the TOML reader says, in words for someone who has never heard of TOML.

use crate::plan::findings::Findings;
use crate::text::clean_line;

/// Tells a mistake in the TOML itself.
pub(super) fn tell(error: &toml::de::Error, f: &mut Findings) {
    let text = f.text();
    let at = error.span().map_or(0, |span| span.start).min(text.len());
    // An unclosed line is only noticed at its end, or at the start of the next one.
    let at = if text.get(at..).is_none_or(|rest| rest.starts_with(['\n', '\r'])) { at.saturating_sub(1) } else { at };
    let line_start = text.get(..at).and_then(|t| t.rfind('\n')).map_or(0, |newline| newline + 1);
    let line = text.get(line_start..).and_then(|t| t.lines().next()).unwrap_or("");
    let (what, instead) = in_words(error.message(), line);
    f.mistake(at, what, instead);
}

fn in_words(message: &str, line: &str) -> (String, String) {
    let key = line.split('=').next().unwrap_or("").trim();
    let value = line.split_once('=').map_or("", |(_, value)| value.trim());
    if line.contains(['“', '”', '„', '‘', '’']) && !line.contains('"') {
        return say("The quotes on this line are curly.", "Write straight double quotes: \"text\"");
    }
    if message.contains("duplicate key") {
        return say("This is written twice.", "Keep one of the two and remove the other.");
    }
    if message.contains("array") && is_setting(key) {
        return say("A list further up is not closed.", "End it with ] after its last entry, before this line.");
    }
    if message.contains("missing comma") {
        return say("A comma is missing on this line.", "Put a comma between two entries: \"one\", \"two\"");
    }
    if matches!(key, "day" | "keep_until") {
        return say("This is not a date.", &format!("Write year, month and day, without quotes: {key} = 2026-06-10"));
    }
    if matches!(key, "start" | "end") {
        return say("This is not a time of day.", &format!("Write it in quotes: {key} = \"08:50\""));
    }
    if value.starts_with('"') && (value.matches('"').count() - value.matches("\\\"").count()) % 2 == 1 {
        return say("A quote is opened on this line but not closed.", "End the text with a straight double quote.");
    }
    if message.contains("must be quoted") || value.starts_with(|c: char| c.is_alphabetic()) {
        return say("Text must stand in quotes.", &format!("Write {} = \"…\"", shown(key)));
    }
    if line.trim_start().starts_with('[') && !line.contains('=') {
        return say(
            "The head of this section is not complete.",
            "Write it as [visit] or [[person]], alone on its line.",
        );
    }
    if !line.contains('=') {
        return say(
            "This line is neither a setting, nor the head of a section, nor a remark.",
            "Write settings as name = \"text\"; begin a remark with #.",
        );
    }
    (
        format!("This line cannot be understood ({}).", shown(message)),
        "Write name = \"text\"; lists stand in [ ] with commas between; begin a remark with #.".into(),
    )
}

/// Whether the line begins like a setting, so that it is no entry of a list.
fn is_setting(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

fn say(what: &str, instead: &str) -> (String, String) {
    (what.to_owned(), instead.to_owned())
}

fn shown(text: &str) -> String {
    crate::text::fit(&clean_line(text), 80)
}
