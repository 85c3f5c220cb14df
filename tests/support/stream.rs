//! What a program wrote to its terminal, taken apart; anything unexpected fails the test.

/// A piece of what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Text without control characters other than CR, LF and BS.
    Text(String),
    /// `ESC [`: what stands between, and the final letter.
    Control(String, char),
}

/// Takes the bytes apart.
///
/// Only text and plain control sequences are taken: an operating-system command, a device string, a
/// bell, an 8-bit control or anything else that acts on a terminal is a failure, and so are the
/// characters that turn the direction of text.
pub fn pieces(raw: &[u8]) -> Vec<Piece> {
    let text = std::str::from_utf8(raw).expect("UTF-8");
    let mut found = Vec::new();
    let mut words = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\x1b' => {
                if !words.is_empty() {
                    found.push(Piece::Text(std::mem::take(&mut words)));
                }
                assert_eq!(chars.next(), Some('['), "ESC with something else after {found:?}");
                let mut between = String::new();
                let last = loop {
                    match chars.next() {
                        Some(c @ ('0'..='9' | ';' | '?')) => between.push(c),
                        Some(c @ '@'..='~') => break c,
                        other => panic!("{other:?} within a control sequence after ESC [{between}"),
                    }
                };
                found.push(Piece::Control(between, last));
            }
            '\r' | '\n' | '\x08' => words.push(c),
            c if c.is_control() => panic!("{c:?} reached the terminal after {words:?}"),
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                panic!("{c:?} reached the terminal after {words:?}")
            }
            c => words.push(c),
        }
    }
    if !words.is_empty() {
        found.push(Piece::Text(words));
    }
    found
}

/// The control sequences that the screen may use: moving, erasing, looks, and the three switches.
/// No question is among them (`c`, `n`, `$p`, `t`, `q`): the first frame waits for no answer.
pub fn is_ours(piece: &Piece) -> bool {
    let Piece::Control(between, last) = piece else { return true };
    let plain = between.chars().all(|c| c.is_ascii_digit() || c == ';');
    match last {
        'A'..='D' | 'H' | 'J' | 'K' | 'X' | 'm' => plain,
        'h' | 'l' => ["?1049", "?2004", "?25"].contains(&between.as_str()),
        _ => false,
    }
}

/// The numbers of every SGR sequence, each sequence a list.
pub fn looks(raw: &[u8]) -> Vec<Vec<u16>> {
    let looks = pieces(raw).into_iter().filter_map(|piece| match piece {
        Piece::Control(between, 'm') => Some(between.split(';').map(|n| n.parse().unwrap_or(0)).collect()),
        _ => None,
    });
    looks.collect()
}
