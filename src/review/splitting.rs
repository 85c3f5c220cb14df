//! Splitting a point: ` // ` stands where the next one begins, as it does in a note where the
//! reflection begins.

use unicode_segmentation::UnicodeSegmentation as _;

/// What stands between two points.
const DIVIDER: &str = "//";

/// The words of a point with the divider where it is most likely wanted: before its second sentence.
/// Of one sentence nothing is known; the divider then stands at the end, to be moved.
pub fn offered(text: &str) -> String {
    let mut sentences = text.unicode_sentences();
    let first = sentences.next().unwrap_or_default();
    let rest: String = sentences.collect();
    format!("{} {DIVIDER} {}", first.trim(), rest.trim())
}

/// The parts of a text, if the divider stands in it between words.
pub fn parts(text: &str) -> Option<Vec<String>> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let parts: Vec<String> =
        words.split(|word| *word == DIVIDER).filter(|part| !part.is_empty()).map(|part| part.join(" ")).collect();
    (parts.len() > 1).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_sentence_is_offered_as_the_next_point() {
        let text = "In Year 4, regrouping is understood. We saw 3.5 of it, e.g. at the tables. Pupils told us.";
        let offered = offered(text);
        assert_eq!(
            offered,
            "In Year 4, regrouping is understood. // We saw 3.5 of it, e.g. at the tables. Pupils told us."
        );
        assert_eq!(parts(&offered).unwrap()[0], "In Year 4, regrouping is understood.");
    }

    #[test]
    fn what_cannot_be_split_is_not() {
        assert_eq!(offered("Adults wait"), "Adults wait // ");
        for whole in [&*offered("Adults wait"), "", " // ", "see https://example.invalid/a", "a//b"] {
            assert_eq!(parts(whole), None, "{whole}");
        }
        assert_eq!(parts("one // two // // three").unwrap(), ["one", "two", "three"]);
    }
}
