//! What lies beside a pack with a passphrase: how to open it, in words and as a page for any browser.
//!
//! Both lie there unencrypted and may be seen by anybody, so they name neither the school nor a finding,
//! and are the same beside every pack.

/// The page with which a browser opens the pack.
const PAGE: &str = "OPEN-ME.html";

/// The same in words.
const WORDS: &str = "HOW-TO-OPEN.txt";

/// The page, where visitbook was built with it (`src/export/open-me/README.md` says how).
#[cfg(feature = "open-me")]
const OPEN_ME: Option<&str> = Some(include_str!("open-me/dist/OPEN-ME.html"));
#[cfg(not(feature = "open-me"))]
const OPEN_ME: Option<&str> = None;

/// The files to lay beside a pack, each a name and its bytes.
pub fn files() -> Vec<(&'static str, Vec<u8>)> {
    let mut files = vec![(WORDS, how_to_open(OPEN_ME.is_some()).into_bytes())];
    files.extend(OPEN_ME.map(|page| (PAGE, page.as_bytes().to_vec())));
    files
}

/// How to open a pack, for somebody who has never heard of any of this. Line ends are those of Windows.
fn how_to_open(with_page: bool) -> String {
    let page = format!(
        "ON ANY COMPUTER, WITH NOTHING TO INSTALL\n\
         1. Put the file and {PAGE} into a folder that only you can read.\n\
         2. Open {PAGE}. It opens in your web browser, works without the internet, and sends\n   nothing anywhere.\n\
         3. Choose the file, type the six words, and press Open. It takes a few seconds.\n\
         4. Read what is in it, or save the parts you need.\n\n"
    );
    let heading = if with_page { "IN OTHER WAYS" } else { "HOW TO OPEN IT" };
    let page = if with_page { page.as_str() } else { "" };
    let text = format!(
        "HOW TO OPEN THE FILE BESIDE THIS ONE\n\n\
         The file whose name ends in .age is encrypted. It opens with six words that you are told by\n\
         telephone or in person: small letters, one space between them. They are never sent with the file.\n\
         If you have not been told them, ask the person who sent it.\n\n\
         {page}{heading}\n\
         * With visitbook:                    visitbook open FILE.zip.age\n\
         * With any program for age files:    age -d -o FILE.zip FILE.zip.age\n  \
           It asks for the six words. What comes out is an ordinary ZIP file, which every computer opens.\n  \
           Your IT support knows how to install age (age-encryption.org), or can open the file with you.\n\n\
         AFTERWARDS\n\
         Keep the encrypted file. What you save from it is no longer encrypted: keep it where only you can\n\
         read it, not on a shared drive, and remove it when you no longer need it.\n"
    );
    text.replace('\n', "\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_read_well_with_the_page_and_without() {
        insta::assert_snapshot!("with_page", how_to_open(true).replace("\r\n", "\n"));
        let without = how_to_open(false);
        insta::assert_snapshot!("without_page", without.replace("\r\n", "\n"));
        assert!(!without.contains(PAGE), "what is not there is not named");
        assert!(!without.replace("\r\n", "").contains('\n'), "for the oldest Notepad, too");
    }

    #[test]
    fn every_pack_has_the_same_beside_it() {
        let names: Vec<&str> = files().iter().map(|(name, _)| *name).collect();
        let with_page = cfg!(feature = "open-me");
        assert_eq!(names, if with_page { vec![WORDS, PAGE] } else { vec![WORDS] });
        assert_eq!(files(), files());
    }
}
