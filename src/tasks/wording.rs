//! Gathering what the wording help remarks on, before the feedback is given.

use super::Desk;
use super::settings;
use crate::files;
use crate::home::Home;
use crate::ids::{NoteId, PointId};
use crate::notebook::{Filter, Order};
use crate::review::wording::{Place, RuleFile, Rules, WORDS, here};
use crate::trouble::{Result, Trouble};
use toml_edit::{Array, DocumentMut};

/// In what a remark was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum In {
    /// A point of the feedback.
    Point(PointId),
    /// A note: the evidence, or its reflection.
    Note(NoteId),
}

/// A text with the places in it that are worth a second look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remarked {
    /// Where the text is from.
    pub of: In,
    /// The text.
    pub text: String,
    /// The remarks, in order: the words, and by which rule.
    pub remarks: Vec<Remark>,
}

/// A remark, apart from the rules that made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The words as they stand.
    pub words: String,
    /// By which the rule is silenced.
    pub key: String,
    /// What sort of words they are.
    pub sort: &'static str,
    /// What to ask oneself.
    pub ask: String,
    /// On what the rule rests.
    pub source: String,
}

/// The rules that come with visitbook, changed by my own.
///
/// # Errors
/// When my file has a mistake: it is named with its line.
pub fn rules(home: &Home) -> Result<Rules> {
    let known: RuleFile = toml::from_str(WORDS)
        .map_err(|e| Trouble::new("The list of words in this program is damaged.", "Install it again.").because(e))?;
    Ok(Rules::of(known, settings::read(&home.wording())?))
}

/// Silences a rule: everywhere, or in one note or point alone. What else stands in my file stays, remarks included.
///
/// # Errors
/// When my file has a mistake, or cannot be written.
pub fn silence(home: &Home, key: &str, only: Option<In>) -> Result<()> {
    let path = home.wording();
    // Read as rules first: a file with a mistake is told, not written over.
    let _: RuleFile = settings::read(&path)?;
    let text = if path.exists() { files::read_text(&path, 64 * 1024)? } else { String::new() };
    let mut file: DocumentMut = text.parse().map_err(|e: toml_edit::TomlError| {
        Trouble::usage(format!("{} has a mistake.", files::shown(&path)), "Correct it first.").because(e)
    })?;
    let (list, entry) = match only {
        None => ("silenced", key.to_owned()),
        Some(In::Point(id)) => ("silenced_in", here(key, id)),
        Some(In::Note(id)) => ("silenced_in", here(key, id)),
    };
    let list = file.entry(list).or_insert(toml_edit::value(Array::new())).as_array_mut();
    if let Some(list) = list.filter(|list| !list.iter().any(|e| e.as_str() == Some(entry.as_str()))) {
        list.push(entry);
    }
    files::replace_private(&path, file.to_string().as_bytes())
}

impl Desk {
    /// What the wording help remarks on: in the points first, then in the open notes, oldest first.
    ///
    /// # Errors
    /// When the notebook cannot be read.
    pub fn wording(&self, rules: &Rules) -> Result<Vec<Remarked>> {
        let mut all = Vec::new();
        let mut look = |of: In, text: &str, place: Place| {
            let found = match of {
                In::Point(id) => rules.remarks_in(text, place, id),
                In::Note(id) => rules.remarks_in(text, place, id),
            };
            let remarks: Vec<Remark> = found.iter().map(|r| apart(r, text)).collect();
            if !remarks.is_empty() {
                all.push(Remarked { of, text: text.to_owned(), remarks });
            }
        };
        for point in self.notebook.points()? {
            look(In::Point(point.id), &point.text, Place::Point { evidence: point.evidence.len() });
        }
        for note in self.notebook.notes(&Filter::default(), Order::Oldest, 0, usize::MAX >> 1)? {
            let Some(evidence) = note.evidence().filter(|e| e.marks.is_evidence()) else { continue };
            look(In::Note(note.id), &evidence.text, Place::Evidence);
            look(In::Note(note.id), &evidence.reflection, Place::Reflection);
        }
        Ok(all)
    }
}

fn apart(remark: &crate::review::wording::Remark<'_>, text: &str) -> Remark {
    Remark {
        words: text.get(remark.range.clone()).unwrap_or_default().to_owned(),
        key: remark.rule.key.clone(),
        sort: remark.rule.sort.label(),
        ask: remark.rule.ask.clone(),
        source: remark.rule.source.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::evidence::Readers;
    use crate::review::feedback::PointKind;
    use crate::tasks::feedback::NewPoint;
    use crate::tasks::testing::{Team, note};

    #[test]
    fn points_come_first_and_nothing_sealed_is_looked_at() {
        let team = Team::new(|_| {});
        let mut desk = team.desk("lead");
        let said = note(&mut desk, "Clearly engaged", None);
        note(&mut desk, "obviously in confidence", Some(Readers::Me));
        note(&mut desk, "7 of 9 explain it", None);
        let point = NewPoint {
            kind: PointKind::Strength,
            question: None,
            meeting: None,
            text: "Pupils always explain".to_owned(),
            evidence: Vec::new(),
        };
        let (point, _) = desk.make_point(&point).unwrap();
        let rules = rules(desk.home()).unwrap();
        let found: Vec<_> = desk.wording(&rules).unwrap().into_iter().map(|r| (r.of, r.remarks.len())).collect();
        assert_eq!(found, [(In::Point(point), 1), (In::Note(said), 2)]);

        files::create_private(&desk.home().wording(), b"silenced = ['always', 'clearly']\n").unwrap();
        let silenced = super::rules(desk.home()).unwrap();
        assert_eq!(desk.wording(&silenced).unwrap().len(), 1);
        files::replace_private(&desk.home().wording(), b"# mine\nsilenced = ['always']\n").unwrap();
        silence(desk.home(), "clearly", Some(In::Note(said))).unwrap();
        silence(desk.home(), "clearly", Some(In::Note(said))).unwrap();
        let here = super::rules(desk.home()).unwrap();
        assert_eq!(desk.wording(&here).unwrap()[0].remarks.len(), 1, "the other remark stays");
        note(&mut desk, "Clearly so", None);
        assert_eq!(desk.wording(&here).unwrap().len(), 2, "elsewhere the rule speaks");
        silence(desk.home(), "clearly", None).unwrap();
        assert_eq!(desk.wording(&super::rules(desk.home()).unwrap()).unwrap().len(), 1);
        let text = files::read_text(&desk.home().wording(), 1024).unwrap();
        assert!(text.starts_with("# mine\n") && text.matches('@').count() == 1, "{text}");
        files::replace_private(&desk.home().wording(), b"silence = ['always']\n").unwrap();
        assert!(super::rules(desk.home()).unwrap_err().to_string().contains("line 1"));
        assert!(silence(desk.home(), "always", None).is_err(), "a file with a mistake is not written over");
    }
}
