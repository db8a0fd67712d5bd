use super::*;

const SMALL: Limits = Limits {
    max_frame: 1024,
    max_payload: 4096,
};

fn head() -> FrameHead {
    FrameHead {
        seqid: 10001,
        logid: 1_700_000_000_123,
        service: 2,
        method: METHOD,
    }
}

fn compressed(plain: &[u8]) -> Frame {
    Frame {
        payload_encoding: Some(LZ4.to_owned()),
        payload: Some(lz4_flex::block::compress(plain)),
        ..Frame::default()
    }
}

#[test]
fn a_request_comes_back_from_its_frame() {
    let sent = Request {
        cmd: Some(100),
        sequence_id: Some(10001),
        ..Request::default()
    };
    let frame = decode(&encode_request(&head(), &sent), &Limits::default()).unwrap();
    assert_eq!(FrameHead::of(&frame), head());
    assert_eq!(frame.payload_type.as_deref(), Some("pb"));
    assert_eq!(frame.payload_encoding, None);
    let plain = payload(&frame, &Limits::default()).unwrap();
    assert_eq!(request(&plain, &Limits::default()).unwrap(), sent);
}

#[test]
fn a_compressed_payload_is_read() {
    let plain: Vec<u8> = (0..4000_u32).map(|n| (n / 7) as u8).collect();
    let frame = compressed(&plain);
    assert_eq!(&*payload(&frame, &SMALL).unwrap(), plain);
    assert_eq!(&*payload(&compressed(b""), &SMALL).unwrap(), b"");
}

#[test]
fn a_compressed_bomb_is_an_error() {
    let bomb = compressed(&vec![0; 50 * 1024 * 1024]);
    assert!(bomb.payload.as_ref().unwrap().len() < 300_000);
    assert!(matches!(
        payload(&bomb, &Limits::default()),
        Err(FrameError::PayloadTooLarge)
    ));
    assert!(matches!(
        payload(&compressed(&[7; 4097]), &SMALL),
        Err(FrameError::PayloadTooLarge)
    ));
    assert_eq!(
        payload(&compressed(&[7; 4096]), &SMALL).unwrap().len(),
        4096
    );
}

#[test]
fn limits_and_encodings_are_checked() {
    assert!(matches!(
        decode(&[0; 1025], &SMALL),
        Err(FrameError::FrameTooLarge(1025))
    ));
    let odd = Frame {
        payload_encoding: Some("gzip".to_owned()),
        ..Frame::default()
    };
    assert!(matches!(
        payload(&odd, &SMALL),
        Err(FrameError::UnknownEncoding)
    ));
    let broken = Frame {
        payload_encoding: Some(LZ4.to_owned()),
        payload: Some(vec![0xff; 40]),
        ..Frame::default()
    };
    assert!(payload(&broken, &SMALL).is_err());
    let plain = Frame {
        payload: Some(vec![0; 4097]),
        ..Frame::default()
    };
    assert!(matches!(
        payload(&plain, &SMALL),
        Err(FrameError::PayloadTooLarge)
    ));
}
