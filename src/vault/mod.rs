//! Keys, sealing and writers' signatures: the only layer that names `age` and `ed25519_dalek`.
//!
//! Everything here fails closed. What is to be sealed is sealed to checked recipients or not at all;
//! there is no function that turns an error into plain text on disk, and what was sealed comes back
//! only as a [`crate::secret::Secret`] or [`crate::secret::SecretBytes`] in memory.
//!
//! * [`identity`]: my key, protected by a passphrase; [`keys`]: key files and unlocked keys;
//!   [`passphrase`]: phrases, and words to compare
//! * [`recipient`]: other people's public keys, kept as text; [`pins`]: those first seen, and whose they are
//! * [`seal`]: sealed notes and other small sealed records; [`draft`]: the half-typed line
//! * [`pack`]: whole files for other people; [`scan`]: the look at a file before `age` sees it
//! * [`writer`]: the key that signs the changes made here

pub mod draft;
mod envelope;
pub mod identity;
pub mod keys;
pub mod pack;
pub mod passphrase;
pub mod pins;
pub mod recipient;
mod record;
pub mod scan;
pub mod seal;
pub mod writer;

pub use draft::{Draft, DraftStore, Waiting};
pub use identity::MyKey;
pub use keys::{OpenKeys, UnlockError};
pub use pins::{Bound, Pinned, Pins};
pub use seal::{Inside, SealError};
pub use writer::WriterKey;
