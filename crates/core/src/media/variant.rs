//! The three sizes of a picture.

/// Which size (protocol: media, section 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Variant {
    /// At most 100 pixels a side.
    Thumb,
    /// At most 500 pixels a side.
    Preview,
    /// As it was sent.
    Original,
}

impl Variant {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Thumb, Self::Preview, Self::Original];

    /// Its word in addresses of the media scheme.
    pub fn word(self) -> &'static str {
        match self {
            Self::Thumb => "thumb",
            Self::Preview => "preview",
            Self::Original => "original",
        }
    }

    /// From its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|variant| variant.word() == word)
    }
}
