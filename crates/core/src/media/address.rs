//! Addresses of an object: command 2004 (protocol: media, section 5).

use linnet_proto::im_proto::{GetMediaUrlsRequestBody, Imcmd, ImgOption, ReadUrlFrom, RequestBody};

use super::inspection::{PREVIEW_SIDE, THUMB_SIDE};
use super::request::Requests;
use crate::error::{Error, MediaError, Result};
use crate::model::picture::Addresses;

const IMAGE: i32 = 1;

/// Asks for fresh addresses of a picture in its three sizes.
///
/// # Errors
///
/// Those of the command; [`MediaError::Gone`] when the answer has no address of the original.
pub(super) async fn ask(requests: &dyn Requests, app_id: i32, uri: &str) -> Result<Addresses> {
    let option = |tplv: &str, side: Option<u32>| ImgOption {
        tplv: Some(tplv.to_owned()),
        params: side.map_or_else(Vec::new, |side| vec![side.to_string(), side.to_string()]),
        format: None,
        urls: Vec::new(),
    };
    let cmd = Imcmd::GetMediaUrls as i32;
    let body = RequestBody {
        get_media_urls_body: Some(GetMediaUrlsRequestBody {
            source_appid: Some(app_id),
            uri: Some(uri.to_owned()),
            media_type: Some(IMAGE),
            encrypted: Some(false),
            img_options: vec![
                option("tplv-obj", None),
                option("tplv-resize", Some(PREVIEW_SIDE)),
                option("tplv-resize", Some(THUMB_SIDE)),
            ],
            read_url_from: Some(ReadUrlFrom::UrlImagex as i32),
            ..GetMediaUrlsRequestBody::default()
        }),
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
    // In the order of the request; a variant that is missing is replaced by the next larger one.
    let mut options = answer.img_options.into_iter();
    let mut next = || {
        let urls = options.next().map(|option| option.urls).unwrap_or_default();
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
