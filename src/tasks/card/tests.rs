//! The card in a file: private, whole, and without anything sealed.

use crate::export::card::PLAIN;
use crate::review::agenda::summaries;
use crate::review::evidence::Readers;
use crate::review::feedback::PointKind;
use crate::tasks::feedback::NewPoint;
use crate::tasks::testing::{Team, note};
use std::os::unix::fs::PermissionsExt as _;

#[test]
fn the_card_is_private_never_overwritten_and_holds_nothing_sealed() {
    let team = Team::new(|_| {});
    let mut desk = team.desk("lead");
    let meeting = summaries(desk.review()).last().unwrap().id;
    assert!(desk.write_card(meeting, "card.html").is_err(), "nothing to say");
    let sealed = note(&mut desk, "wordsofasealednote", Some(Readers::Team));
    let open = note(&mut desk, "wordsofanopennote", None);
    let kind = PointKind::Strength;
    for (text, evidence) in [("wordsofanopenpoint", vec![open]), ("wordsofasealedpoint", vec![sealed])] {
        let text = text.to_owned();
        desk.make_point(&NewPoint { kind, question: None, meeting: None, text, evidence }).unwrap();
    }
    for name in ["card.html", "card.txt"] {
        let path = desk.write_card(meeting, name).unwrap();
        assert_eq!(path, team.dir.path().join(name), "beside the notebook");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let card = std::fs::read_to_string(&path).unwrap();
        assert_eq!(card.contains("<html"), name == "card.html");
        assert!(card.contains("wordsofanopenpoint") && card.contains("wordsofanopennote"), "{card}");
        assert!(card.contains(&PLAIN[..30]) && !card.contains("wordsofasealed"), "{card}");
        assert!(desk.write_card(meeting, name).is_err(), "it is there already");
    }
    assert!(team.desk("host-maths").card_as_text(Some(meeting)).is_err(), "the visiting team's alone");
}
