//! One page whatever there is to say, and nothing in it that acts.

use super::*;
use crate::review::release::sample;
use crate::review::talk::Shown;

fn review() -> Review {
    sample::review()
}

fn talk() -> Talk {
    let mut points = sample::points();
    points[2].marks.key_message = true;
    points[2].marks.speaker = Some(sample::person(2));
    Talk::of(&points, &sample::notes(), Some(sample::activity(4)), &review(), 130)
}

fn card<'a>(review: &'a Review, talk: &'a Talk) -> Card<'a> {
    Card { review, meeting: review.activity(sample::activity(4)), talk }
}

/// A talk of so many points with so many words each, and evidence under each.
fn long(points: usize, words: usize) -> Talk {
    let mut talk = talk();
    let mut like = talk.slides[1].clone();
    like.text = "wonderfully ".repeat(words).trim().to_owned();
    like.evidence = vec![Shown { text: "seen ".repeat(40), source: None, place: Some("Y4".to_owned()) }; 5];
    talk.slides = vec![like; points];
    talk
}

#[test]
fn the_card_reads_well() {
    let (review, talk) = (review(), talk());
    insta::assert_snapshot!("card_text", text(&card(&review, &talk)));
    let html = html(&card(&review, &talk));
    assert!(html.contains(PLAIN) && html.contains("class=\"key\"") && !html.contains("<script"));
    for outside in ["http:", "https:", "src=", "@import", "url("] {
        assert!(!html.contains(outside), "{outside}");
    }
}

#[test]
fn much_to_say_still_stands_on_one_page_and_no_point_is_dropped() {
    let review = review();
    for (points, words) in [(1, 5_000), (9, 60), (14, 60), (25, 80), (40, 200)] {
        let talk = long(points, words);
        let card = card(&review, &talk);
        let text = text(&card);
        assert!(text.lines().count() <= LINES || points > 20, "{points}: {} lines", text.lines().count());
        assert_eq!(text.matches("[ ]").count(), points);
        let room = printed(&card);
        assert!(height(&card, room) <= PAGE.1, "{points} points of {words} words: {room:?}");
        assert_eq!(html(&card).matches("class=\"tick\"").count(), points);
    }
    // What fits is not cut, and the type is as large as it can be.
    assert_eq!(printed(&card(&review, &long(3, 10))).type_size, 120);
    let cut = long(40, 200);
    assert!(html(&card(&review, &cut)).contains('…'));
}

#[test]
fn hostile_words_stay_words() {
    let review = review();
    for words in sample::hostile() {
        let mut talk = talk();
        talk.slides[1].text.clone_from(&words);
        talk.slides[1].speaker.clone_from(&words);
        talk.slides[1].evidence = vec![Shown { text: words.clone(), source: None, place: Some(words.clone()) }];
        let card = card(&review, &talk);
        let html = html(&card);
        assert!(!html.contains("<script>") && !html.contains("<img") && !html.contains('\u{1b}'), "{html}");
        let text = text(&card);
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'));
    }
}
