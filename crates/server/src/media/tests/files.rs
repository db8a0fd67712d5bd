//! Files that are no pictures: up over the other service, back whole or in parts.

use linnet_proto::im_proto::{AudioOption, FileOption, VideoOption};

use super::*;

impl Storage {
    fn file_client(&self, user: i64) -> Client {
        let asked = GetUploadTokenRequestBody {
            token_type: Some(3),
            ..Default::default()
        };
        let granted = self.service.upload_token(user, &asked);
        Client {
            service: "vod",
            ..Client::new(granted, self.clock.now_ms())
        }
    }

    async fn stored(&self, content: &[u8]) -> String {
        let alice = self.file_client(ALICE);
        let target = alice.apply().await;
        let (code, answer) = alice.put(&target, content, &crc(content)).await;
        assert_eq!(code, 200, "{answer}");
        let committed = alice.commit(&target).await;
        assert_eq!(committed["Results"][0]["Uri"], target.uri);
        assert_eq!(committed["Results"][0]["Size"], content.len());
        // The same again succeeds again.
        assert_eq!(alice.commit(&target).await["Results"], committed["Results"]);
        target.uri
    }

    fn file_address(&self, uri: &str) -> String {
        let asked = GetMediaUrlsRequestBody {
            uri: Some(uri.to_owned()),
            media_type: Some(4),
            file_options: vec![FileOption::default()],
            audio_options: vec![AudioOption::default()],
            video_options: vec![VideoOption::default()],
            ..Default::default()
        };
        let answer = self.service.urls(&asked).unwrap();
        let address = answer.file_options[0].urls[0].clone();
        assert_eq!(answer.audio_options[0].urls[0], address);
        assert_eq!(answer.video_options[0].urls[0], address);
        address
    }
}

async fn part(address: &str, range: &str) -> (u16, Option<String>, Vec<u8>) {
    let answer = reqwest::Client::new().get(address).header("range", range);
    let answer = answer.send().await.unwrap();
    let said = answer.headers().get("content-range").cloned();
    let said = said.map(|said| said.to_str().unwrap().to_owned());
    let status = answer.status().as_u16();
    (status, said, answer.bytes().await.unwrap().to_vec())
}

#[tokio::test]
async fn a_page_of_html_goes_up_as_a_file_and_is_given_out_as_bytes() {
    let storage = Storage::start().await;
    let page = b"<!doctype html><script>alert(1)</script>";
    // It is no picture.
    assert_eq!(storage.client(ALICE).upload(page).await, None);
    let uri = storage.stored(page).await;
    let answer = reqwest::get(storage.file_address(&uri)).await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/octet-stream");
    assert_eq!(answer.headers()["content-disposition"], "attachment");
    assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    assert_eq!(answer.headers()["accept-ranges"], "bytes");
    assert_eq!(answer.bytes().await.unwrap(), &page[..]);
    // There is nothing smaller of it, and no worker is asked.
    let [original, preview, thumbnail] = storage.addresses(&uri);
    assert_eq!(status(&original).await, 200);
    for small in [preview, thumbnail] {
        assert_eq!(status(&small).await, 404);
    }
}

#[tokio::test]
async fn a_download_goes_on_where_it_was_cut_off() {
    let storage = Storage::start().await;
    let content: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
    let address = storage.file_address(&storage.stored(&content).await);
    let (status, said, rest) = part(&address, "bytes=150000-").await;
    assert_eq!(
        (status, said.as_deref()),
        (206, Some("bytes 150000-199999/200000"))
    );
    assert_eq!(rest, content[150_000..]);
    let (status, _, middle) = part(&address, "bytes=10-19").await;
    assert_eq!((status, middle.as_slice()), (206, &content[10..20]));
    let (status, _, end) = part(&address, "bytes=-5").await;
    assert_eq!((status, end.as_slice()), (206, &content[199_995..]));
    for outside in ["bytes=200000-", "bytes=300000-300001"] {
        let (status, said, _) = part(&address, outside).await;
        assert_eq!(
            (status, said.as_deref()),
            (416, Some("bytes */200000")),
            "{outside}"
        );
    }
    // A server may answer these with the whole file.
    for odd in [
        "bytes=0-1,5-6",
        "lines=1-2",
        "bytes=9999999999999999999999-",
    ] {
        let (status, _, whole) = part(&address, odd).await;
        assert!(
            status == 416 || (status == 200 && whole == content),
            "{odd}: {status}"
        );
    }
}

#[tokio::test]
async fn a_credential_acts_for_its_own_service_only() {
    let storage = Storage::start().await;
    let alice = storage.file_client(ALICE);
    let pictures = Client {
        service: "imagex",
        ..alice.clone()
    };
    assert_eq!(pictures.apply_status().await, 403);
    assert_eq!(alice.apply_status_with("&FileSize=52428800").await, 200);
    for size in ["52428801", "-1", "many"] {
        let more = format!("&FileSize={size}");
        assert_eq!(alice.apply_status_with(&more).await, 400, "{size}");
    }
    // Nothing was uploaded.
    let target = alice.apply().await;
    assert_eq!(alice.commit_status(&target).await, 400);
}
