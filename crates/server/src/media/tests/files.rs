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

/// They are put together while they come; what does not come as expected is read again in the end.
#[tokio::test]
async fn parts_in_another_order_and_parts_that_change_make_the_file_that_was_named() {
    let storage = Storage::start().await;
    let alice = storage.file_client(ALICE);
    let content: Vec<u8> = (0..11 * 1024 * 1024)
        .map(|n: usize| (n * 31 % 251) as u8)
        .collect();
    let parts: Vec<&[u8]> = content.chunks(5 * 1024 * 1024).collect();
    let other = vec![7; 5 * 1024 * 1024];
    let orders: [&[(usize, &[u8])]; 4] = [
        &[(1, parts[0]), (2, parts[1]), (3, parts[2])],
        &[(2, parts[1]), (1, parts[0]), (3, parts[2])],
        // The same part again, and later other bytes in its place.
        &[
            (1, parts[0]),
            (1, parts[0]),
            (2, &other),
            (2, parts[1]),
            (3, parts[2]),
        ],
        // One that was meant to be the last.
        &[(1, parts[2]), (1, parts[0]), (2, parts[1]), (3, parts[2])],
    ];
    for order in orders {
        let target = alice.apply().await;
        let begun = alice.step(&target, "phase=init", b"", None).await.1;
        let id = begun["data"]["uploadid"].as_str().unwrap().to_owned();
        for (number, part) in order {
            let phase = format!("phase=transfer&uploadid={id}&part_number={number}");
            let sent = alice.step(&target, &phase, part, Some(&crc(part))).await;
            assert_eq!(sent.0, 200, "{}", sent.1);
        }
        let list: Vec<String> = (1..)
            .zip(&parts)
            .map(|(number, part)| format!("{number}:{}", crc(part)))
            .collect();
        let finish = format!("phase=finish&uploadid={id}");
        let done = alice
            .step(&target, &finish, list.join(",").as_bytes(), None)
            .await;
        assert_eq!(done.0, 200, "{}", done.1);
        let committed = alice.commit(&target).await;
        assert_eq!(committed["Results"][0]["Size"], content.len());
        let address = storage.file_address(&target.uri);
        let loaded = reqwest::get(&address).await.unwrap();
        assert!(loaded.bytes().await.unwrap() == content, "{}", order.len());
    }
}
