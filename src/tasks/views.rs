//! Agreeing with notes and doubting them: a word inside the team, off until the lead asks for it.

use super::Desk;
use crate::ids::{NoteId, Subject};
use crate::notebook::value as v;
use crate::notebook::{NewChange, Written};
use crate::review::evidence::View;
use crate::review::people::Act;
use crate::trouble::{Result, Trouble};

impl Desk {
    /// Lets members agree with notes or doubt them, or no more. What was said stays, and is not shown.
    ///
    /// # Errors
    /// When I am not the lead.
    pub fn ask_views(&mut self, on: bool) -> Result<Written> {
        self.must(Act::Views)?;
        let written = self.write(&[NewChange::new(Subject(self.notebook.id().0), v::ViewsAsked { on })])?;
        self.refresh()?;
        Ok(written)
    }

    /// Says in my own name what I make of a note; none: nothing any more.
    ///
    /// # Errors
    /// When the lead has not asked for it, or I am not of the visiting team.
    pub fn set_view(&mut self, note: NoteId, view: Option<View>) -> Result<Written> {
        self.refresh()?;
        self.must(Act::ColleaguesNotes)?;
        if !self.review.visit.choices.views {
            let trouble = "Nobody is asked to agree with notes or to doubt them.";
            return Err(Trouble::new(trouble, "The lead can turn it on; nothing was changed."));
        }
        let note = self.find(note)?;
        self.write(&[NewChange::new(note.id, v::NoteView { person: self.me, view })])
    }
}

#[cfg(test)]
mod tests {
    use crate::review::evidence::{Readers, View};
    use crate::tasks::testing::{Team, note};

    #[test]
    fn nobody_agrees_or_doubts_until_the_lead_asks_and_each_in_their_own_name() {
        let team = Team::new(|_| {});
        let mut lead = team.desk("lead");
        let mut member = team.desk("hollins");
        let open = note(&mut lead, "Y4 explain regrouping #1 + @lesson", None);
        let sealed = note(&mut lead, "in confidence", Some(Readers::Me));
        assert!(member.set_view(open, Some(View::Doubt)).is_err());
        let refused = member.ask_views(true).unwrap_err();
        assert!(refused.what().contains("Only the lead"), "{refused:?}");
        lead.ask_views(true).unwrap();
        member.set_view(open, Some(View::Doubt)).unwrap();
        // Of a sealed note only its outside is known: what one makes of it lies outside too.
        member.set_view(sealed, Some(View::Agree)).unwrap();
        lead.set_view(open, Some(View::Agree)).unwrap();
        let views = |desk: &crate::tasks::Desk, id| {
            let mut views = desk.notebook().note(id).unwrap().unwrap().beside.views;
            views.sort_unstable_by_key(|(person, _)| *person);
            views
        };
        let mut both = vec![(lead.me(), View::Agree), (member.me(), View::Doubt)];
        both.sort_unstable_by_key(|(person, _)| *person);
        assert_eq!(views(&lead, open), both);
        assert!(!lead.notebook().note(open).unwrap().unwrap().conflict, "two opinions are no two versions");
        member.set_view(open, None).unwrap();
        assert_eq!(views(&member, open), [(lead.me(), View::Agree)]);
        lead.ask_views(false).unwrap();
        assert!(member.set_view(open, Some(View::Agree)).is_err());
    }

    #[test]
    fn a_host_partner_has_no_say() {
        let team = Team::new(|_| {});
        let mut lead = team.desk("lead");
        let open = note(&mut lead, "Y4 explain regrouping", None);
        lead.ask_views(true).unwrap();
        assert!(team.desk("host-maths").set_view(open, Some(View::Agree)).is_err());
    }
}
