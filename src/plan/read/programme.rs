//! What a programme brings into a plan: its prompts, the order of its report, the scope, and the
//! inspections that the school has had.

use crate::plan::findings::Findings;
use crate::plan::section::{Field, NAME, Placed, Section, TEXT, chosen};
use crate::review::feedback::PointKind;
use crate::review::timetable::ActivityKind;
use crate::review::visit::{Inspection, KindPrompts, Scope};
use toml::de::DeValue;

/// An inspection and where it stands.
pub(in crate::plan) type InspectionDraft = Placed<Inspection>;

/// The parts of a report, as a plan names them, and the kinds of points that stand in each.
const PARTS: [(&str, &[PointKind]); 10] = [
    ("claims", &[PointKind::ClaimAgreed, PointKind::ClaimPartly, PointKind::ClaimNotSeen]),
    ("strengths", &[PointKind::Strength]),
    ("impact", &[PointKind::Impact]),
    ("offers", &[PointKind::Offer]),
    ("developments", &[PointKind::Development]),
    ("suggestions", &[PointKind::Suggestion]),
    ("wonderings", &[PointKind::Wondering]),
    ("learning", &[PointKind::Learning]),
    ("process", &[PointKind::Process]),
    ("thanks", &[PointKind::Thanks]),
];

/// How inspections are written.
const INSPECTIONS: Field = Field("inspections", "[{ date = 2026-03-11, kind = \"section 8\" }]");

/// The section `[prompts]`: a list for each kind of activity.
pub(super) fn prompts(top: &mut Section, f: &mut Findings) -> Vec<KindPrompts> {
    let wrong = ("a section", "Begin it with [prompts], alone on its line.");
    let Some(mut s) = top.table("prompts", "[prompts]", wrong, f) else { return Vec::new() };
    let mut all = Vec::new();
    for kind in ActivityKind::ALL {
        let texts = s.texts(Field(kind.key(), "[\"What do pupils say about it?\"]"), TEXT, f);
        if !texts.is_empty() {
            all.push(KindPrompts { kind, prompts: texts.into_iter().map(|t| t.value).collect() });
        }
    }
    s.finish(f);
    all
}

/// The section `[report]`: the order of its parts.
pub(super) fn report(top: &mut Section, f: &mut Findings) -> Vec<PointKind> {
    let wrong = ("a section", "Begin it with [report], alone on its line.");
    let Some(mut s) = top.table("report", "[report]", wrong, f) else { return Vec::new() };
    let mut kinds: Vec<PointKind> = Vec::new();
    for word in s.texts(Field("sections", "[\"strengths\", \"developments\"]"), NAME, f) {
        let Some(part) = chosen(&word, "section", &PARTS, f) else { continue };
        if part.value.iter().any(|kind| kinds.contains(kind)) {
            f.mistake(word.at, format!("“{}” stands twice.", word.value), "Name each part of the report once.");
            continue;
        }
        kinds.extend(part.value);
    }
    s.finish(f);
    kinds
}

/// How much of the school is looked at.
pub(super) fn scope(visit: &mut Section, f: &mut Findings) -> Option<Scope> {
    const SCOPES: [(&str, Scope); 3] =
        [("aspect", Scope::Aspect), ("key-stage", Scope::KeyStage), ("curriculum", Scope::Curriculum)];
    visit.value("scope")?;
    visit.choice(Field("scope", "\"aspect\""), &SCOPES, f).map(|s| s.value)
}

/// The inspections that the school has had.
pub(super) fn inspections(visit: &mut Section, f: &mut Findings) -> Vec<InspectionDraft> {
    const MOST: usize = 20;
    let Some(value) = visit.value(INSPECTIONS.0) else { return Vec::new() };
    let at = value.span().start;
    let Some(list) = value.get_ref().as_array().filter(|list| list.len() <= MOST) else {
        f.mistake(
            at,
            format!("`{}` must be a list in square brackets, of at most {MOST}.", INSPECTIONS.0),
            format!("Write for example {} = {}", INSPECTIONS.0, INSPECTIONS.1),
        );
        return Vec::new();
    };
    let mut all = Vec::new();
    for entry in list {
        let at = entry.span().start;
        let DeValue::Table(table) = entry.get_ref() else {
            f.mistake(at, "An inspection has a date and a kind.", format!("Write for example {}", INSPECTIONS.1));
            continue;
        };
        let mut s = Section::new("[visit.inspections]", at, table);
        let date = s.required_date(Field("date", "2026-03-11"), f);
        let kind = s.required(Field("kind", "\"section 8\""), NAME, f);
        s.finish(f);
        if let (Some(date), Some(kind)) = (date, kind) {
            all.push(Placed { value: Inspection { date: date.value, kind: kind.value }, at });
        }
    }
    all
}
