//! Sending pictures in a build without the feature `multimedia`: every way ends in the same sentence.

use super::Media;
use super::inspection::{Inspection, Mode};
use super::source::Source;
use crate::error::{Error, Result};
use crate::model::MediaId;
use crate::model::picture::Square;

/// A picture whose file is safe in the media folder: there is none in this build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accepted {}

/// A picture as it will be uploaded: there is none in this build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ready {}

const MISSING: Error = Error::FeatureMissing("multimedia");

impl Media {
    /// Looks at a chosen file.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMissing`], always.
    #[expect(clippy::unused_async, reason = "the same call as with the feature")]
    pub async fn inspect(&self, _: &Source) -> Result<(MediaId, Inspection)> {
        Err(MISSING)
    }

    /// Cuts and uploads the picture of a person or a group.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMissing`], always.
    #[expect(clippy::unused_async, reason = "the same call as with the feature")]
    pub async fn upload_portrait(
        &self,
        _: &Source,
        _: Option<Square>,
        _: Option<&MediaId>,
    ) -> Result<String> {
        Err(MISSING)
    }

    /// Takes a picture in.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMissing`], always.
    #[expect(clippy::unused_async, reason = "the same call as with the feature")]
    pub async fn accept(&self, _: &Source, _: Mode, _: Option<&MediaId>) -> Result<Accepted> {
        Err(MISSING)
    }
}
