//! Keys, sealing and writers' signatures: the only layer that names `age` and `ed25519_dalek`.
//!
//! Everything here fails closed. What is to be sealed is sealed to checked recipients or not at all;
//! there is no function that turns an error into plain text on disk, and what was sealed comes back
//! only as a [`crate::secret::Secret`] or [`crate::secret::SecretBytes`] in memory.
//!
//! * [`identity`]: my key, protected by a passphrase; [`keys`]: key files and unlocked keys;
//!   [`passphrase`]: phrases, and words to compare
//! * [`recipient`]: other people's public keys, kept as text; [`pins`]: those first seen, and whose they are
//! * [`seal`]: sealed notes and other small sealed records; [`point`]: sealed points; [`draft`]: the half-typed line
//! * [`pack`]: whole files for other people; [`scan`]: the look at a file before `age` sees it
//! * [`writer`]: the key that signs the changes made here; [`purges`]: the erases and purges heard of

pub mod draft;
mod envelope;
pub mod identity;
pub mod keys;
pub mod login;
pub mod pack;
pub mod passphrase;
pub mod pins;
pub mod point;
pub mod purges;
pub mod recipient;
mod record;
pub mod scan;
pub mod seal;
pub mod writer;

pub use draft::{Draft, DraftStore, Waiting};
pub use identity::MyKey;
pub use keys::{OpenKeys, UnlockError};
pub use pins::{Bound, Pinned, Pins};
pub use purges::{KnownErase, KnownErases};
pub use seal::{Inside, SealError};
pub use writer::WriterKey;

#[cfg(test)]
mod damage;

#[cfg(test)]
pub(crate) mod testing {
    //! Fixed keys for tests; the secret ones are known to everybody.

    use super::keys::{OpenKeys, read_file};

    /// The test key of the age specification's own tools.
    pub const SECRET: &str = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
    /// Its public half.
    pub const PUBLIC: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

    /// The fixed key, unlocked.
    pub fn fixed() -> OpenKeys {
        read_file(SECRET.as_bytes(), || unreachable!("it is not protected")).unwrap()
    }

    /// Another key, new each time.
    pub fn stranger() -> OpenKeys {
        let text = age::x25519::Identity::generate().to_string();
        let text = age::secrecy::ExposeSecret::expose_secret(&text).to_owned();
        read_file(text.as_bytes(), || unreachable!("it is not protected")).unwrap()
    }
}
