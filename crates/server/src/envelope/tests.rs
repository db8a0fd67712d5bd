use linnet_proto::im_proto::{
    MessageBody, NewMessageNotify, Request, RequestBody, Response, ResponseBody,
    SendMessageRequestBody,
};
use proptest::prelude::*;

use super::*;

#[test]
fn a_request_is_read_as_its_full_message_would_be() {
    let body = SendMessageRequestBody {
        content: Some("{\"text\":\"早安\"}".into()),
        client_message_id: Some("c0ffee".into()),
        ..Default::default()
    };
    let request = Request {
        cmd: Some(100),
        sequence_id: Some(10_001),
        token: Some("secret".into()),
        device_id: Some("42".into()),
        body: Some(Box::new(RequestBody {
            send_message_body: Some(body.clone()),
            ..Default::default()
        })),
        ..Default::default()
    };
    let envelope = Envelope::decode(Bytes::from(request.encode_to_vec())).unwrap();
    assert_eq!(envelope.cmd, Some(100));
    assert_eq!(envelope.token.as_deref(), Some("secret"));
    assert_eq!(envelope.read::<SendMessageRequestBody>(100).unwrap(), body);
    assert!(envelope.read::<SendMessageRequestBody>(200).is_err());
}

#[test]
fn a_push_has_the_bytes_of_a_response() {
    let message = MessageBody {
        content: Some("hello".into()),
        index_in_conversation: Some(7),
        ..Default::default()
    };
    let notify = Notify {
        conversation_id: Some("0:1:10001:10009".into()),
        conversation_type: Some(1),
        notify_type: Some(1),
        message: Some(message.encode_to_vec().into()),
        previous_cursor: Some(5),
        next_cursor: Some(6),
        index_in_conversation: Some(7),
        index_in_conversation_v2: Some(7),
        badge_count: Some(7),
        previous_msg_index_in_conv: Some(6),
    };
    let wire = Answer::push(500, Body::member(500, &notify)).encode_to_vec();
    let expected = Response {
        cmd: Some(500),
        sequence_id: Some(0),
        status_code: Some(0),
        inbox_type: Some(0),
        body: Some(Box::new(ResponseBody {
            has_new_message_notify: Some(NewMessageNotify {
                conversation_id: Some("0:1:10001:10009".into()),
                conversation_type: Some(1),
                notify_type: Some(1),
                message: Some(message),
                previous_cursor: Some(5),
                next_cursor: Some(6),
                index_in_conversation: Some(7),
                index_in_conversation_v2: Some(7),
                badge_count: Some(7),
                previous_msg_index_in_conv: Some(6),
                ..Default::default()
            }),
            ..Default::default()
        })),
        ..Default::default()
    };
    assert_eq!(wire, expected.encode_to_vec());
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..2048)) {
        let bytes = Bytes::from(bytes);
        if let Ok(envelope) = Envelope::decode(bytes.clone()) {
            drop(envelope.read::<SendMessageRequestBody>(100));
        }
        let envelope = Envelope { body: Some(bytes), ..Default::default() };
        drop(envelope.read::<SendMessageRequestBody>(100));
    }
}
