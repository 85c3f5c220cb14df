//! What a single word of the capture line could mean, wherever it stands.
