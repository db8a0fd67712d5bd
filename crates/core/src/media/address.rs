//! Addresses of an object: command 2004 (protocol: media, section 5).

use linnet_proto::im_proto::{
    AudioOption, FileOption, GetMediaUrlsRequestBody, GetMediaUrlsResponseBody, Imcmd, ImgOption,
    ReadUrlFrom, RequestBody, VideoOption,
};

use super::inspection::{PREVIEW_SIDE, THUMB_SIDE};
use super::request::Requests;
use crate::error::{Error, MediaError, Result};
use crate::model::picture::{Addresses, ObjectKind};

/// Asks for fresh addresses of an object: of a picture in its three sizes, of anything else as it is.
///
/// # Errors
///
/// Those of the command; [`MediaError::Gone`] when the answer has no address of the original.
pub(super) async fn ask(
    requests: &dyn Requests,
    kind: ObjectKind,
    app_id: i32,
    uri: &str,
) -> Result<Addresses> {
    let cmd = Imcmd::GetMediaUrls as i32;
    if kind == ObjectKind::Elsewhere {
        return Err(MediaError::Gone.into());
    }
    let asked = GetMediaUrlsRequestBody {
        source_appid: Some(app_id),
        uri: Some(uri.to_owned()),
        media_type: Some(kind as i32),
        encrypted: Some(false),
        ..GetMediaUrlsRequestBody::default()
    };
    let asked = match kind {
        ObjectKind::Picture => GetMediaUrlsRequestBody {
            img_options: vec![
                option("tplv-obj", None),
                option("tplv-resize", Some(PREVIEW_SIDE)),
                option("tplv-resize", Some(THUMB_SIDE)),
            ],
            read_url_from: Some(ReadUrlFrom::UrlImagex as i32),
            ..asked
        },
        ObjectKind::Audio => GetMediaUrlsRequestBody {
            audio_options: vec![AudioOption::default()],
            read_url_from: Some(ReadUrlFrom::UrlVsdk as i32),
            ..asked
        },
        ObjectKind::Video => GetMediaUrlsRequestBody {
            // Hosted clients know a video by its id in the video service, which is all that some of their messages say.
            video_options: vec![VideoOption {
                vid: Some(uri.to_owned()),
                ..VideoOption::default()
            }],
            read_url_from: Some(ReadUrlFrom::UrlVsdk as i32),
            ..asked
        },
        ObjectKind::File | ObjectKind::Elsewhere => GetMediaUrlsRequestBody {
            file_options: vec![FileOption::default()],
            read_url_from: Some(ReadUrlFrom::UrlVsdk as i32),
            ..asked
        },
    };
    let body = RequestBody {
        get_media_urls_body: Some(asked),
        ..RequestBody::default()
    };
    let answer = requests
        .request(cmd, body)
        .await?
        .get_media_urls_body
        .ok_or(Error::Answer {
            command: cmd,
            log_id: None,
        })?;
    read(kind, answer)
}

fn option(tplv: &str, side: Option<u32>) -> ImgOption {
    ImgOption {
        tplv: Some(tplv.to_owned()),
        params: side.map_or_else(Vec::new, |side| vec![side.to_string(), side.to_string()]),
        format: None,
        urls: Vec::new(),
    }
}

/// In the order of the request; a variant that is missing is replaced by the next larger one.
fn read(kind: ObjectKind, answer: GetMediaUrlsResponseBody) -> Result<Addresses> {
    let options: Vec<Vec<String>> = match kind {
        ObjectKind::Picture => answer.img_options.into_iter().map(|it| it.urls).collect(),
        ObjectKind::Audio => answer.audio_options.into_iter().map(|it| it.urls).collect(),
        ObjectKind::Video => answer.video_options.into_iter().map(|it| it.urls).collect(),
        ObjectKind::File | ObjectKind::Elsewhere => {
            answer.file_options.into_iter().map(|it| it.urls).collect()
        }
    };
    let mut options = options.into_iter();
    let mut next = || {
        let urls = options.next().unwrap_or_default();
        urls.into_iter().find(|url| is_web(url))
    };
    let original = next().ok_or(MediaError::Gone)?;
    let preview = next().unwrap_or_else(|| original.clone());
    let thumb = next().unwrap_or_else(|| preview.clone());
    Ok(Addresses {
        original,
        preview,
        thumb,
    })
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
