//! The timetable as a plan: a fresh one from a template, or the timetable of an existing one.
//!
//! Only the sections `[[activity]]` are replaced, and persons added where the timetable names sub-teams
//! that the plan does not know; everything else, comments included, stays as it was written.

use super::Target;
use super::lanes::overlap;
use super::outline::{Outline, Reading};
use super::settle::{Settled, hm};
use crate::ids::PersonId;
use crate::plan::template::template;
use crate::review::people::Person;
use crate::review::timetable::{Activity, ActivityKind};
use crate::review::visit::Review;
use crate::text::{clean_line, fit};
use crate::trouble::{Result, Trouble, count};
use std::collections::BTreeSet;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};

/// The longest title or place of a plan, in characters.
const MAX_NAME: usize = 200;
/// The longest note, in characters.
const MAX_NOTE: usize = 4_000;
/// The longest key, in characters.
const MAX_KEY: usize = 32;
/// What the template puts on a line that is still to be edited.
const UNFILLED: &str = "# FILL IN";

/// A plan, and what is left to do in it.
pub(super) struct Written {
    pub text: String,
    pub remaining: Vec<String>,
}

/// Somebody of the team: where the timetable may call them by key, name or initials.
pub(super) struct Member {
    pub id: PersonId,
    key: String,
    name: String,
}

impl Member {
    pub fn is(&self, word: &str) -> bool {
        let initials: String = self.name.split_whitespace().filter_map(|w| w.chars().next()).collect();
        word.eq_ignore_ascii_case(&self.key)
            || word.eq_ignore_ascii_case(&self.name)
            || (word.len() > 1 && word == initials)
    }
}

fn team(target: &Target) -> Vec<Member> {
    match target {
        Target::Into { review, .. } => team_of(review),
        Target::Fresh { .. } => Vec::new(),
    }
}

/// Everybody of the visiting team.
pub(super) fn team_of(review: &Review) -> Vec<Member> {
    let member = |p: &Person| Member { id: p.id, key: p.key.clone(), name: p.name.clone() };
    review.people.iter().filter(|p| p.role.is_team()).map(member).collect()
}

/// Those beside an activity who belong to the plan's team go to it, rather than being met there; whoever goes
/// is called as the plan calls them.
pub(super) fn recognise_team(settled: &mut [Settled], target: &Target) {
    let team = team(target);
    for one in settled {
        let with = one.entry.with.split([',', '/', '&', '+']).map(str::trim).filter(|w| !w.is_empty());
        let with: Vec<String> = with.map(str::to_owned).collect();
        if !with.is_empty() && with.iter().all(|w| team.iter().any(|m| m.is(w))) {
            one.entry.people.extend(with);
            one.entry.with.clear();
        }
        for list in [&mut one.entry.people, &mut one.entry.groups] {
            for name in list {
                if let Some(member) = team.iter().find(|m| m.is(name)) {
                    name.clone_from(&member.name);
                }
            }
        }
    }
}

/// Where the timetable does not say who goes, those go whom the plan already sends, if they are free.
pub(super) fn people_as_planned(settled: &mut [Settled], target: &Target) {
    let Target::Into { review, .. } = target else { return };
    let keys = keys(settled);
    for (at, key) in keys.iter().enumerate() {
        let entry = &settled[at].entry;
        let Some(activity) = planned(review, key).filter(|_| entry.people.is_empty() && entry.groups.is_empty()) else {
            continue;
        };
        let names: Vec<String> = activity.people.iter().map(|id| review.name(*id).to_owned()).collect();
        let taken = |other: &Settled| names.iter().any(|n| other.entry.people.contains(n));
        let busy = (0..settled.len()).any(|o| o != at && overlap(&settled[o], &settled[at]) && taken(&settled[o]));
        if !names.is_empty() && !busy {
            settled[at].entry.people = names;
            settled[at].entry.assumed.push("the people are those of the plan".to_owned());
        }
    }
}

fn planned<'r>(review: &'r Review, key: &str) -> Option<&'r Activity> {
    review.activities.iter().find(|a| a.key == key)
}

/// A key for each entry: words of its title, the same on the next import.
fn keys(settled: &[Settled]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    settled
        .iter()
        .map(|one| {
            let stem = slug(&one.entry.title).unwrap_or_else(|| one.entry.kind_or_other().key().to_owned());
            unique(&stem, &mut taken)
        })
        .collect()
}

pub(super) fn unique(stem: &str, taken: &mut BTreeSet<String>) -> String {
    let mut key = stem.to_owned();
    let mut n = 2;
    while !taken.insert(key.clone()) {
        key = format!("{stem}-{n}");
        n += 1;
    }
    key
}

/// `Book look, Y3` → `book-look-y3`.
pub(super) fn slug(text: &str) -> Option<String> {
    let mut key = String::new();
    for word in text.to_lowercase().split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()) {
        if key.len() + word.len() + 1 > MAX_KEY {
            break;
        }
        if !key.is_empty() {
            key.push('-');
        }
        key.push_str(word);
    }
    (!key.is_empty()).then_some(key)
}

/// What else the timetable says of an activity, in one line.
pub(super) fn note(one: &Settled) -> String {
    let entry = &one.entry;
    let mut notes = Vec::new();
    if one.start.is_none() {
        notes.extend(entry.open.clone().map(|words| format!("time: {words}")));
        notes.extend(
            entry
                .when
                .minutes
                .map(|minutes| format!("{}{minutes} minutes", if entry.when.about { "about " } else { "" })),
        );
    }
    notes.extend(entry.notes.iter().cloned());
    notes.join("; ")
}

/// Writes the plan.
///
/// # Errors
/// When there is no such template.
pub(super) fn plan(settled: &[Settled], outline: &Outline, target: &Target) -> Result<Written> {
    let text = match target {
        Target::Fresh { template: name, review } => template(name, None, *review)?,
        Target::Into { text, .. } => (*text).to_owned(),
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut document: DocumentMut = text.parse().map_err(|e| {
        Trouble::new("The plan could not be read.", "Correct it first: visitbook plan check names each mistake.")
            .because(e)
    })?;
    let mut remaining = Vec::new();
    let old = document.remove("activity");
    let opening = old
        .as_ref()
        .and_then(|item| item.as_array_of_tables())
        .and_then(|tables| tables.get(0))
        .map(|t| prefix(t.decor()))
        .unwrap_or_default();
    let mut people = People { team: team(target), added: Vec::new(), taken: person_keys(&document) };
    let keys = keys(settled);
    let mut activities = ArrayOfTables::new();
    let mut dates_open = BTreeSet::new();
    for (one, key) in settled.iter().zip(&keys).filter(|(one, _)| !one.entry.finish) {
        if one.guessed_day {
            dates_open.insert(one.day);
        }
        let mut table = table(one, key, &mut people);
        if let Target::Into { review, .. } = target {
            keep_planned(&mut table, planned(review, key));
        }
        let lead = if activities.is_empty() {
            format!("{}{}", opening_comment(&opening), remarks(outline))
        } else {
            "\n".to_owned()
        };
        table.decor_mut().set_prefix(format!("{lead}{}", above(one, outline)));
        activities.push(table);
    }
    if !settled.iter().any(|one| one.entry.kind_or_other() == ActivityKind::Summary && !one.entry.finish) {
        activities.push(summary(settled, &keys));
        remaining.push(
            "no line of the timetable is a summary meeting: one without a time was added; say when it is".to_owned(),
        );
    }
    document.insert("activity", Item::ArrayOfTables(activities));
    remaining.extend(
        dates_open.iter().map(|d| format!("write the date for {}: it was not known", d.format("%a %-d %B %Y"))),
    );
    remaining.extend(people.added.iter().map(|(_, name)| format!("write who “{name}” is: the timetable does not say")));
    if let Target::Into { review, .. } = target {
        remaining.extend(gone(review, &keys));
    }
    add_people(&mut document, &people.added);
    let text = document.to_string();
    let open = text.lines().filter(|l| l.contains(UNFILLED) && !l.trim_start().starts_with('#')).count();
    if open > 0 && matches!(target, Target::Fresh { .. }) {
        let lines = count(open, "line", "lines");
        remaining.push(format!("{lines} of the plan still to fill in: school, people, whom to turn to, questions"));
    }
    Ok(Written { text, remaining })
}

/// The persons that activities name, by key; those that the plan does not know are added.
struct People {
    team: Vec<Member>,
    /// Key and name.
    added: Vec<(String, String)>,
    taken: BTreeSet<String>,
}

impl People {
    fn key(&mut self, name: &str) -> String {
        if let Some(member) = self.team.iter().find(|m| m.is(name)) {
            return member.key.clone();
        }
        if let Some((key, _)) = self.added.iter().find(|(_, known)| known == name) {
            return key.clone();
        }
        let key = unique(&slug(name).unwrap_or_else(|| "reviewer".to_owned()), &mut self.taken);
        self.added.push((key.clone(), name.to_owned()));
        key
    }
}

fn person_keys(document: &DocumentMut) -> BTreeSet<String> {
    let people = document.get("person").and_then(Item::as_array_of_tables);
    let keys = people.into_iter().flatten().filter_map(|p| p.get("key").and_then(Item::as_str));
    keys.map(str::to_owned).collect()
}

fn prefix(decor: &toml_edit::Decor) -> String {
    decor.prefix().and_then(|p| p.as_str()).unwrap_or_default().to_owned()
}

/// Of what stood above the first activity, the remarks on timetables; not those on that activity.
fn opening_comment(opening: &str) -> String {
    let kept: Vec<&str> = opening.lines().take_while(|l| !l.starts_with("# --") || l.starts_with("# ------")).collect();
    let text = kept.join("\n");
    format!("{}\n\n", text.trim_end())
}

/// What the timetable says and is no activity, kept as a remark.
fn remarks(outline: &Outline) -> String {
    let kept = outline.reads.iter().filter(|r| {
        r.readings.iter().any(|x| matches!(x, Reading::Remark(_) | Reading::Unclear(_) | Reading::Heading))
    });
    let lines: Vec<String> =
        kept.take(MAX_NAME).map(|r| format!("# line {}: {}\n", r.no, comment(&r.source))).collect();
    if lines.is_empty() { String::new() } else { format!("# What the timetable says besides:\n{}\n", lines.concat()) }
}

fn comment(text: &str) -> String {
    fit(clean_line(text).trim(), 150)
}

/// The remarks above an activity: its line, and what was taken for granted.
fn above(one: &Settled, outline: &Outline) -> String {
    let source = outline.reads.iter().find(|r| r.no == one.entry.no).map(|r| comment(&r.source)).unwrap_or_default();
    let mut out = format!("# line {}: {source}\n", one.entry.no);
    for assumed in &one.entry.assumed {
        out.push_str(&format!("#   assumed: {}\n", comment(assumed)));
    }
    for doubt in &one.entry.doubts {
        out.push_str(&format!("#   not understood: {}\n", comment(doubt)));
    }
    out
}

fn table(one: &Settled, key: &str, people: &mut People) -> Table {
    let entry = &one.entry;
    let mut table = Table::new();
    let (title, mut note) = (short(&entry.title), note(one));
    for whole in [&entry.title, &entry.place, &entry.with] {
        if short(whole) != *whole {
            note = format!("{whole}; {note}");
        }
    }
    table["key"] = value(key);
    table["title"] = value(if title.is_empty() { "Activity".to_owned() } else { title });
    table["kind"] = value(entry.kind_or_other().key());
    let mut day: toml_edit::Value = toml_edit::Datetime { date: date(one.day), time: None, offset: None }.into();
    if one.guessed_day {
        day.decor_mut().set_suffix(format!("  {UNFILLED} the date"));
    }
    table["day"] = Item::Value(day);
    if let (Some(start), Some(end)) = (one.start, one.end) {
        table["start"] = value(hm(start));
        table["end"] = value(hm(end));
    }
    let is_link = entry.link.starts_with("http") && !entry.link.contains([' ', '"', '<', '>', '\\']);
    let link = if is_link { entry.link.as_str() } else { "" };
    if !is_link && !entry.link.is_empty() {
        note = format!("{}; {note}", entry.link);
    }
    for (name, text) in [("place", short(&entry.place)), ("link", link.to_owned()), ("with", short(&entry.with))] {
        if !text.is_empty() {
            table[name] = value(text);
        }
    }
    let mut going = Array::new();
    for name in entry.groups.iter().chain(&entry.people) {
        let key = people.key(&short(name));
        if !going.iter().any(|k| k.as_str() == Some(&key)) {
            going.push(key);
        }
    }
    if !going.is_empty() {
        table["people"] = value(going);
    }
    let note: String = note.trim_end_matches([';', ' ']).chars().take(MAX_NOTE).collect();
    if !note.is_empty() {
        table["note"] = value(note);
    }
    table
}

pub(super) fn short(text: &str) -> String {
    if text.chars().count() <= MAX_NAME {
        return text.to_owned();
    }
    text.chars().take(MAX_NAME - 1).chain(['…']).collect()
}

fn date(day: chrono::NaiveDate) -> Option<toml_edit::Date> {
    use chrono::Datelike as _;
    Some(toml_edit::Date {
        year: u16::try_from(day.year()).ok()?,
        month: u8::try_from(day.month()).ok()?,
        day: u8::try_from(day.day()).ok()?,
    })
}

/// What the plan said of an activity that no timetable says.
fn keep_planned(table: &mut Table, planned: Option<&Activity>) {
    let Some(planned) = planned else { return };
    for (name, text) in [("link", &planned.link), ("with", &planned.accompanied_by), ("place", &planned.place)] {
        if !table.contains_key(name) && !text.is_empty() {
            table[name] = value(text.as_str());
        }
    }
    if planned.kind == ActivityKind::Summary {
        table["kind"] = value(planned.kind.key());
        if !planned.audience.is_empty() {
            table["audience"] = value(planned.audience.as_str());
        }
    }
    if !planned.prompts.is_empty() {
        table["prompts"] = value(planned.prompts.iter().collect::<Array>());
    }
}

/// Activities of the plan that the timetable has no more.
fn gone(review: &Review, keys: &[String]) -> Vec<String> {
    let gone = review.activities.iter().filter(|a| !keys.contains(&a.key));
    gone.map(|a| format!("“{}” stood in the plan and is not in the timetable: it was taken out", a.title)).collect()
}

/// A summary meeting without a time: the host must not leave without feedback.
fn summary(settled: &[Settled], keys: &[String]) -> Table {
    let mut taken = keys.iter().cloned().collect();
    let mut table = Table::new();
    table["key"] = value(unique("summary", &mut taken));
    table["title"] = value("Summary meeting");
    table["kind"] = value(ActivityKind::Summary.key());
    let day = settled.iter().map(|one| one.day).max();
    let mut day: toml_edit::Value = toml_edit::Datetime { date: day.and_then(date), time: None, offset: None }.into();
    day.decor_mut().set_suffix(format!("  {UNFILLED} when the host hears the feedback"));
    table["day"] = Item::Value(day);
    table.decor_mut().set_prefix("\n# Added: the timetable names no summary meeting.\n");
    table
}

/// Adds the persons that the timetable names and the plan does not know.
fn add_people(document: &mut DocumentMut, added: &[(String, String)]) {
    let Some(people) = document.get_mut("person").and_then(Item::as_array_of_tables_mut) else { return };
    // Behind the last of the plan's own; the position orders tables in the file.
    let last = people.iter().last().and_then(Table::position);
    for (key, name) in added {
        let mut table = Table::new();
        table["key"] = value(key.as_str());
        let mut shown: toml_edit::Value = name.as_str().into();
        shown.decor_mut().set_suffix(format!("  {UNFILLED} who this is"));
        table["name"] = Item::Value(shown);
        table["role"] = value("reviewer");
        table.set_position(last);
        people.push(table);
    }
}
