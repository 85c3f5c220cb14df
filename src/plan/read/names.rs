//! The names that must not appear: each a text, or a name with the role to write instead.

use crate::plan::findings::Findings;
use crate::plan::section::{Field, MAX_ENTRIES, NAME, Section, text_of};
use crate::review::names::DoNotName;
use toml::Spanned;
use toml::de::DeValue;

/// How the list is written.
const LIST: Field = Field("do_not_name", "[\"Mrs Example\", { name = \"Mr Sample\", role = \"the Year 4 teacher\" }]");

/// Reads the list; empty if it is left out.
pub(super) fn read(visit: &mut Section, f: &mut Findings) -> Vec<DoNotName> {
    let Some(value) = visit.value(LIST.0) else { return Vec::new() };
    let at = value.span().start;
    let Some(list) = value.get_ref().as_array() else {
        f.mistake(at, format!("`{}` must be a list in square brackets.", LIST.0), example());
        return Vec::new();
    };
    if list.len() > MAX_ENTRIES {
        let told = format!("`{}` has {} entries; the limit is {MAX_ENTRIES}.", LIST.0, list.len());
        f.mistake(at, told, "Remove some of them.");
    }
    list.iter().take(MAX_ENTRIES).filter_map(|entry| one(entry, f)).collect()
}

fn one(entry: &Spanned<DeValue>, f: &mut Findings) -> Option<DoNotName> {
    let DeValue::Table(table) = entry.get_ref() else {
        let name = text_of(entry, LIST, NAME, f)?.value;
        return (!name.is_empty()).then(|| DoNotName { name, role: String::new() });
    };
    let mut inner = Section::new("[visit.do_not_name]", entry.span().start, table);
    let name = inner.required(Field("name", "\"Mr Sample\""), NAME, f);
    let role = inner.text(Field("role", "\"the Year 4 teacher\""), NAME, f);
    inner.finish(f);
    Some(DoNotName { name: name?.value, role: role.map(|t| t.value).unwrap_or_default() })
}

fn example() -> String {
    format!("Write for example {} = {}", LIST.0, LIST.1)
}
