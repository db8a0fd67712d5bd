//! 2003 upload credential, 2004 addresses. The storage itself is in [`crate::media`].

use linnet_proto::im_proto::{GetMediaUrlsRequestBody, GetUploadTokenRequestBody, Imcmd};

use super::{Call, Outcome};
use crate::envelope::Body;
use crate::media::MediaError;
use crate::refusal::Refusal;

/// Variants one request can ask for.
const MAX_VARIANTS: usize = 16;

impl Call<'_> {
    pub(super) fn upload_token(&self) -> Outcome {
        let member = Imcmd::GetMediaUploadToken as u32;
        let body: GetUploadTokenRequestBody = self.envelope.read(member)?;
        let credential = self.app.media.upload_token(self.caller.user, &body);
        Ok(Body::member(member, &credential))
    }

    /// An object key is 128 bits nobody can guess: whoever knows it was shown it in a message.
    pub(super) fn media_urls(&self) -> Outcome {
        let member = Imcmd::GetMediaUrls as u32;
        let body: GetMediaUrlsRequestBody = self.envelope.read(member)?;
        let asked = body.img_options.len()
            + body.video_options.len()
            + body.audio_options.len()
            + body.file_options.len();
        if asked > MAX_VARIANTS {
            return Err(Refusal::invalid("too many variants are asked for"));
        }
        let urls = self.app.media.urls(&body).map_err(|error| match error {
            MediaError::Io(error) => {
                tracing::error!(%error, "media");
                Refusal::server()
            }
            _ => Refusal::invalid("there is no such object"),
        })?;
        Ok(Body::member(member, &urls))
    }
}
