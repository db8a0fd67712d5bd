//! The rules of the encoding that a schema compiler could get wrong without a wrong number.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use linnet_proto::im_proto::{
    ConversationAddParticipantsRequestBody, Frame, ReferencedMessageInfo, Request, Response,
    SendMessageRequestBody,
};
use prost::Message;

fn bytes(hex: &str) -> Vec<u8> {
    hex::decode(hex.replace(' ', "")).unwrap()
}

#[test]
fn unknown_fields_of_every_wire_type_are_skipped() {
    // 200: varint, 201: 8 bytes, 202: text, 203: group with a varint, 205: 4 bytes, then cmd.
    let body = bytes(
        "c0 0c 05  c9 0c 01 02 03 04 05 06 07 08  d2 0c 02 68 69  db 0c 08 01 dc 0c  \
         ed 0c 01 02 03 04  08 64",
    );
    let request = Request::decode(&body[..]).unwrap();
    assert_eq!(
        request,
        Request {
            cmd: Some(100),
            ..Default::default()
        }
    );
}

#[test]
fn repeated_integers_are_written_unpacked() {
    let body = ConversationAddParticipantsRequestBody {
        participants: vec![10009, 10017],
        ..Default::default()
    };
    assert_eq!(body.encode_to_vec(), bytes("20 99 4e 20 a1 4e"));
}

#[test]
fn repeated_integers_are_read_packed_and_unpacked_and_mixed() {
    for wire in [
        "20 99 4e 20 a1 4e",
        "22 04 99 4e a1 4e",
        "22 02 99 4e 20 a1 4e",
    ] {
        let body = ConversationAddParticipantsRequestBody::decode(&bytes(wire)[..]).unwrap();
        assert_eq!(body.participants, [10009, 10017], "{wire}");
    }
}

#[test]
fn zero_and_absent_differ() {
    let zero = Response {
        status_code: Some(0),
        ..Default::default()
    };
    assert_eq!(zero.encode_to_vec(), bytes("18 00"));
    assert_eq!(
        Response::decode(&bytes("18 00")[..]).unwrap().status_code,
        Some(0)
    );
    assert_eq!(Response::default().encode_to_vec(), b"");
    assert_eq!(Response::decode(&b""[..]).unwrap().status_code, None);
}

#[test]
fn required_fields_are_written_also_when_zero() {
    assert_eq!(
        Frame::default().encode_to_vec(),
        bytes("08 00 10 00 18 00 20 00")
    );
    assert_eq!(
        ReferencedMessageInfo::default().encode_to_vec(),
        bytes("08 00 12 00")
    );
}

#[test]
fn maps_leave_in_key_order() {
    let ext = [("s:b", "2"), ("a:z", "1"), ("s:a", "3")];
    let written = |order: &[usize]| {
        SendMessageRequestBody {
            ext: order
                .iter()
                .filter_map(|at| ext.get(*at))
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                .collect(),
            ..Default::default()
        }
        .encode_to_vec()
    };
    let sorted = bytes(
        "2a 08 0a 03 61 3a 7a 12 01 31  2a 08 0a 03 73 3a 61 12 01 33  2a 08 0a 03 73 3a 62 12 01 32",
    );
    assert_eq!(written(&[0, 1, 2]), sorted);
    assert_eq!(written(&[2, 0, 1]), sorted);
}

#[test]
fn the_last_of_two_values_wins_and_messages_merge() {
    let request =
        Request::decode(&bytes("08 64 08 65  42 03 a2 06 00  42 05 a2 06 02 10 01")[..]).unwrap();
    assert_eq!(request.cmd, Some(101));
    let sent = request.body.unwrap().send_message_body.unwrap();
    assert_eq!(sent.conversation_type, Some(1));
}

#[test]
fn numbers_beyond_a_double_stay_exact() {
    let id = (1_i64 << 53) + 1;
    let request = Request {
        sequence_id: Some(id),
        ..Default::default()
    };
    let read = Request::decode(&request.encode_to_vec()[..]).unwrap();
    assert_eq!(read.sequence_id, Some(id));
    let below_zero = Request {
        sequence_id: Some(-1),
        ..Default::default()
    };
    assert_eq!(below_zero.encode_to_vec().len(), 11);
}
