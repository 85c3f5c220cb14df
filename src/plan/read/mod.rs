//! A plan file as a draft: values that know where they stand.
//!
//! Reading one value never depends on another, so that a wrong time zone does not hide a wrong
//! question; what the values mean together is for [`check`](super::check). A value that could not be
//! read is absent here and its mistake is told already, so no rule needs to tell it again.

mod names;
mod programme;
mod syntax;
mod zone;

use super::findings::Findings;
use super::section::{Field, NAME, Placed, Section, TEXT};
use super::{MAX_BYTES, VERSION, template};
use crate::clock::Tz;
use crate::ids::NotebookId;
use crate::review::evidence::Source;
use crate::review::feedback::PointKind;
use crate::review::names::DoNotName;
use crate::review::people::Role;
use crate::review::questions::Origin;
use crate::review::release::{Audience, Names, Planned};
use crate::review::timetable::ActivityKind;
use crate::review::visit::{CaptureAs, Contact, KindPrompts, Protocol, Safeguarding, Scope, TimelineRow, Wording};
use crate::trouble::count;
use chrono::{NaiveDate, NaiveTime};
pub(super) use programme::InspectionDraft;
use toml::de::DeTable;

/// The most persons of a plan.
const MAX_PERSONS: usize = 200;
/// The most questions of a plan.
const MAX_QUESTIONS: usize = 200;
/// The most activities of a plan.
const MAX_ACTIVITIES: usize = 500;
/// The most rows before and after the day.
const MAX_ROWS: usize = 200;
/// What the template puts on every line that is still to be edited.
const UNFILLED: &str = "FILL IN";

/// A plan as it was read.
pub(super) struct Draft {
    /// Where something that is missing altogether would be added.
    pub end: usize,
    pub review: Option<NotebookId>,
    pub visit: Option<VisitDraft>,
    pub safeguarding: Option<Safeguarding>,
    pub protocol: Option<Protocol>,
    pub people: Vec<PersonDraft>,
    pub questions: Vec<QuestionDraft>,
    pub activities: Vec<ActivityDraft>,
    pub timeline: Vec<TimelineRow>,
    pub release: Planned,
    pub prompts: Vec<KindPrompts>,
    pub report: Vec<PointKind>,
}

/// The section `[visit]`.
pub(super) struct VisitDraft {
    pub programme: Option<String>,
    pub school: Option<String>,
    pub focus: Option<String>,
    pub zone: Option<Tz>,
    pub capture: Option<CaptureAs>,
    pub wording: Option<Wording>,
    pub keep_until: Option<Placed<NaiveDate>>,
    pub do_not_name: Vec<DoNotName>,
    pub documents: Vec<String>,
    pub scope: Option<Scope>,
    pub inspections: Vec<InspectionDraft>,
}

/// A section `[[person]]`.
pub(super) struct PersonDraft {
    pub at: usize,
    pub key: Option<Placed<String>>,
    pub name: Option<String>,
    pub role: Option<Placed<Role>>,
    pub school: String,
    pub accounts: Vec<Placed<String>>,
}

/// A section `[[question]]`.
pub(super) struct QuestionDraft {
    pub key: Option<Placed<String>>,
    pub number: Option<Placed<String>>,
    pub title: Option<String>,
    pub text: Option<String>,
    pub claim: String,
    pub promised: Vec<Source>,
    pub origin: Option<Origin>,
}

/// A section `[[activity]]`.
pub(super) struct ActivityDraft {
    pub at: usize,
    pub key: Option<Placed<String>>,
    pub title: Option<String>,
    pub kind: Option<ActivityKind>,
    pub day: Option<NaiveDate>,
    pub start: Option<Placed<NaiveTime>>,
    pub end: Option<Placed<NaiveTime>>,
    /// Both times were understood, or left out.
    pub times_read: bool,
    pub place: String,
    pub link: Option<Placed<String>>,
    /// The keys of those who take part; empty means everyone.
    pub people: Vec<Placed<String>>,
    /// The keys of those who take part on line while the others are in the room.
    pub online: Vec<Placed<String>>,
    pub with: String,
    pub audience: Option<Placed<String>>,
    pub host_minutes: Option<Placed<i64>>,
    pub prompts: Vec<String>,
    pub note: String,
}

impl ActivityDraft {
    /// What it is called in messages: its title, else its key.
    pub fn called(&self) -> &str {
        self.title.as_deref().or(self.key.as_ref().map(|k| k.value.as_str())).unwrap_or("this activity")
    }
}

/// Reads the plan; nothing if it is no TOML, too large, or of a later version.
pub(super) fn draft(f: &mut Findings) -> Option<Draft> {
    let text = f.text();
    if text.len() > MAX_BYTES {
        f.mistake(
            0,
            "The plan is larger than 1 MB.",
            "A plan is a few pages of text; check that this is the right file.",
        );
        return None;
    }
    let document = match DeTable::parse(text) {
        Ok(document) => document,
        Err(error) => {
            syntax::tell(&error, f);
            return None;
        }
    };
    let mut top = Section::new("", 0, document.get_ref());
    version(&mut top, f)?;
    remind_of_unfilled(f);
    let end = f.end();
    let draft = Draft {
        end,
        review: review_id(&mut top, f),
        visit: part(&mut top, "visit", end, f).map(|s| visit(s, f)),
        safeguarding: part(&mut top, "safeguarding", end, f).map(|s| safeguarding(s, f)),
        protocol: part(&mut top, "protocol", end, f).map(|s| protocol(s, f)),
        people: top.tables("person", MAX_PERSONS, f).into_iter().map(|s| person(s, f)).collect(),
        questions: top.tables("question", MAX_QUESTIONS, f).into_iter().map(|s| question(s, f)).collect(),
        activities: top.tables("activity", MAX_ACTIVITIES, f).into_iter().map(|s| activity(s, f)).collect(),
        timeline: top.tables("timeline", MAX_ROWS, f).into_iter().map(|s| timeline_row(s, f)).collect(),
        release: release(&mut top, f),
        prompts: programme::prompts(&mut top, f),
        report: programme::report(&mut top, f),
    };
    top.finish(f);
    Some(draft)
}

/// Nothing if the plan is of a later version: then no other mistake would mean anything.
fn version(top: &mut Section, f: &mut Findings) -> Option<()> {
    const FIELD: Field = Field("visitbook", "1");
    if top.value(FIELD.0).is_none() {
        f.mistake(0, "The plan does not say which plan format it is.", "Begin the file with a line: visitbook = 1");
    }
    let Some(found) = top.number(FIELD, f) else { return Some(()) };
    if found.value > VERSION {
        f.mistake(
            found.at,
            format!("This plan is written for a newer visitbook (plan format {}).", found.value),
            format!("Bring visitbook up to date; this one reads plan format {VERSION}."),
        );
        return None;
    }
    if found.value < VERSION {
        f.mistake(found.at, format!("There is no plan format {}.", found.value), "Write visitbook = 1");
    }
    Some(())
}

/// One reminder, not thirty: a fresh template must not bury its reader.
fn remind_of_unfilled(f: &mut Findings) {
    let mut offset = 0;
    let mut first = None;
    let mut lines = 0;
    for line in f.text().split_inclusive('\n') {
        if line.contains(UNFILLED) && !line.trim_start().starts_with('#') {
            first.get_or_insert(offset);
            lines += 1;
        }
        offset += line.len();
    }
    if let Some(first) = first {
        let verb = if lines == 1 { "says" } else { "say" };
        f.warning(
            first,
            format!("{} still {verb} {UNFILLED}; this is the first.", count(lines, "line", "lines")),
            format!("Write what is true at the school, and take the words {UNFILLED} off the line."),
        );
    }
}

fn review_id(top: &mut Section, f: &mut Findings) -> Option<NotebookId> {
    let id = top.required(Field("review", "\"32 characters of 0-9 and a-f\""), NAME, f)?;
    let parsed = id.value.parse().ok();
    if parsed.is_none() {
        f.mistake(
            id.at,
            "The review id must be 32 characters of 0-9 and a-f.",
            "Copy the line from a fresh plan: `visitbook plan template subject` writes a new one each time.",
        );
    }
    parsed
}

/// A section that must be there.
fn part<'t>(top: &mut Section<'t>, key: &'static str, end: usize, f: &mut Findings) -> Option<Section<'t>> {
    let name = format!("[{key}]");
    if top.value(key).is_none() {
        f.mistake(end, format!("The plan has no section {name}."), {
            format!("Add it; `visitbook plan template subject` shows what stands in {name}.")
        });
    }
    top.table(key, &name, ("a section", &format!("Begin it with {name}, alone on its line.")), f)
}

fn visit(mut s: Section, f: &mut Findings) -> VisitDraft {
    const CAPTURE: [(&str, CaptureAs); 2] = [("open", CaptureAs::Open), ("sealed", CaptureAs::Sealed)];
    const WORDING: [(&str, Wording); 2] =
        [("strength-development", Wording::StrengthDevelopment), ("www-ebi", Wording::WwwEbi)];
    let programmes: Vec<(&str, &str)> = template::TEMPLATES.iter().map(|(name, _)| (*name, *name)).collect();
    let draft = VisitDraft {
        programme: s.choice(Field("programme", "\"subject\""), &programmes, f).map(|p| p.value.to_owned()),
        school: s.required(Field("school", "\"Fernhollow Primary\""), NAME, f).map(|t| t.value),
        focus: s.required(Field("focus", "\"Mathematics\""), NAME, f).map(|t| t.value),
        zone: s.required(Field("zone", "\"Europe/London\""), NAME, f).and_then(|name| zone::named(&name, f)),
        capture: s.choice_or(Field("capture", "\"open\""), &CAPTURE, CaptureAs::default(), f),
        wording: s.choice_or(Field("wording", "\"strength-development\""), &WORDING, Wording::default(), f),
        keep_until: s.date(Field("keep_until", "2027-07-31"), f),
        do_not_name: names::read(&mut s, f),
        documents: plain(s.texts(Field("documents", "[\"School data package\"]"), NAME, f)),
        scope: programme::scope(&mut s, f),
        inspections: programme::inspections(&mut s, f),
    };
    s.finish(f);
    draft
}

/// The routes of a concern, which a plan must name without exception.
fn safeguarding(mut s: Section, f: &mut Findings) -> Safeguarding {
    let mut contact = |key, who: &str| {
        let line = format!("{key} = {{ name = \"…\", phone = \"…\" }}");
        let wrong = ("a name and a telephone number", &*format!("Write {line}"));
        let Some(mut inner) = s.table(key, &format!("[safeguarding.{key}]"), wrong, f) else {
            if s.value(key).is_none() {
                f.mistake(s.at, format!("The plan names no {who} (`{key}`)."), format!("Add a line: {line}"));
            }
            return Contact::default();
        };
        let name = inner.required(Field("name", "\"Mrs Example\""), NAME, f);
        let phone = inner.required(Field("phone", "\"ext 204\""), NAME, f);
        inner.finish(f);
        Contact { name: name.map(|t| t.value).unwrap_or_default(), phone: phone.map(|t| t.value).unwrap_or_default() }
    };
    let routes = Safeguarding {
        dsl: contact("dsl", "designated safeguarding lead (DSL)"),
        deputy: contact("deputy", "deputy safeguarding lead"),
        head: contact("head", "head, for a concern about an adult working there"),
        chair: contact("chair", "chair of governors, for a concern about the head"),
        lado: contact("lado", "local authority designated officer (LADO)"),
    };
    s.finish(f);
    routes
}

fn protocol(mut s: Section, f: &mut Findings) -> Protocol {
    let mut rules = |key| plain(s.required_texts(Field(key, "[\"First rule.\", \"Second rule.\"]"), TEXT, f));
    let protocol = Protocol {
        conduct: rules("conduct"),
        safeguarding: rules("safeguarding"),
        confidentiality: rules("confidentiality"),
    };
    s.finish(f);
    protocol
}

fn person(mut s: Section, f: &mut Findings) -> PersonDraft {
    let draft = PersonDraft {
        at: s.at,
        key: s.required(Field("key", "\"sam\""), NAME, f),
        name: s.required(Field("name", "\"Sam\""), NAME, f).map(|t| t.value),
        role: s.choice(Field("role", "\"reviewer\""), &Role::ALL.map(|r| (r.key(), r)), f),
        school: optional(s.text(Field("school", "\"Millbrook\""), NAME, f)),
        accounts: s.texts(Field("accounts", "[\"sam\"]"), NAME, f),
    };
    s.finish(f);
    draft
}

pub(super) fn question(mut s: Section, f: &mut Findings) -> QuestionDraft {
    const ORIGIN: [(&str, Origin); 2] = [("standard", Origin::Standard), ("requested", Origin::Requested)];
    let evidence = Source::ALL.into_iter().filter(|source| source.is_evidence());
    let sources: Vec<_> = evidence.map(|source| (source.key(), source)).collect();
    let mut draft = QuestionDraft {
        key: s.required(Field("key", "\"fluency\""), NAME, f),
        number: s.required(Field("number", "\"1\""), NAME, f),
        title: s.required(Field("title", "\"Fluency\""), NAME, f).map(|t| t.value),
        text: s.required(Field("text", "\"How fluent are pupils with number facts?\""), TEXT, f).map(|t| t.value),
        claim: optional(s.text(Field("claim", "\"Recall is strong by Year 4.\""), TEXT, f)),
        promised: Vec::new(),
        origin: s.choice_or(Field("origin", "\"standard\""), &ORIGIN, Origin::default(), f),
    };
    for word in s.texts(Field("promised", "[\"books\", \"pupils\"]"), NAME, f) {
        if let Some(source) = super::section::chosen(&word, "source", &sources, f)
            && !draft.promised.contains(&source.value)
        {
            draft.promised.push(source.value);
        }
    }
    s.finish(f);
    draft
}

fn activity(mut s: Section, f: &mut Findings) -> ActivityDraft {
    let kinds = ActivityKind::ALL.map(|kind| (kind.key(), kind));
    let start = s.time(Field("start", "\"08:50\""), f);
    let end = s.time(Field("end", "\"09:15\""), f);
    let draft = ActivityDraft {
        at: s.at,
        key: s.required(Field("key", "\"tour\""), NAME, f),
        title: s.required(Field("title", "\"Tour of the school\""), NAME, f).map(|t| t.value),
        kind: s.choice(Field("kind", "\"tour\""), &kinds, f).map(|k| k.value),
        day: s.required_date(Field("day", "2026-06-10"), f).map(|d| d.value),
        times_read: start.is_ok() && end.is_ok(),
        start: start.unwrap_or(None),
        end: end.unwrap_or(None),
        place: optional(s.text(Field("place", "\"Hall\""), NAME, f)),
        link: s.text(Field("link", "\"https://meeting.example/room\""), TEXT, f),
        people: s.texts(Field("people", "[\"lead\", \"sam\"]"), NAME, f),
        online: s.texts(Field("online", "[\"sam\"]"), NAME, f),
        with: optional(s.text(Field("with", "\"subject leader\""), NAME, f)),
        audience: s.text(Field("audience", "\"subject leader\""), NAME, f),
        host_minutes: s.number(Field("host_minutes", "10"), f),
        prompts: plain(s.texts(Field("prompts", "[\"Which work are you proud of?\"]"), TEXT, f)),
        note: optional(s.text(Field("note", "\"about 45 minutes\""), TEXT, f)),
    };
    s.finish(f);
    draft
}

fn timeline_row(mut s: Section, f: &mut Findings) -> TimelineRow {
    let row = TimelineRow {
        when: optional(s.required(Field("when", "\"TBC\""), NAME, f)),
        what: optional(s.required(Field("what", "\"Staff are told about the review\""), TEXT, f)),
        resources: optional(s.text(Field("resources", "\"Staff meeting\""), TEXT, f)),
        responsible: optional(s.required(Field("responsible", "\"Host head\""), NAME, f)),
    };
    s.finish(f);
    row
}

/// For whom releases are made; the section may be left out, and each line of it.
fn release(top: &mut Section, f: &mut Findings) -> Planned {
    const NAMES: [(&str, Names); 2] = [("kept", Names::Kept), ("roles", Names::Roles)];
    let wrong = ("a section", "Begin it with [release], alone on its line.");
    let Some(mut s) = top.table("release", "[release]", wrong, f) else { return Planned::default() };
    let audiences = Audience::ALL.map(|audience| (audience.key(), Some(audience)));
    let planned = Planned {
        audience: s.choice_or(Field("audience", "\"host-head\""), &audiences, None, f).flatten(),
        names: s.choice_or(Field("names", "\"kept\""), &NAMES.map(|(word, n)| (word, Some(n))), None, f).flatten(),
    };
    s.finish(f);
    planned
}

fn plain(texts: Vec<Placed<String>>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}

fn optional(text: Option<Placed<String>>) -> String {
    text.map(|t| t.value).unwrap_or_default()
}
