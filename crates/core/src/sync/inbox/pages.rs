//! Pages of the inbox that are too large.

use linnet_proto::im_proto::{MessageBody, Request, ResponseBody};
use prost::Message as _;

use super::*;
use crate::auth::PastedToken;
use crate::config::{Config, Endpoints};
use crate::link::tests::{Server, answer_to, in_time};
use crate::store::tests::{ALICE, Desk, chat, from_bob};

/// Entries of the inbox; the cursor of each is its number.
const ENTRIES: i64 = 10;

fn entry(number: i64, bytes: usize) -> MessageBody {
    let from_bob = from_bob(number, "");
    MessageBody {
        conversation_id: Some(chat().id.0),
        conversation_short_id: Some(chat().short_id),
        conversation_type: Some(chat().kind),
        server_message_id: Some(from_bob.server_id),
        index_in_conversation: Some(number),
        message_type: Some(from_bob.kind),
        content: Some("x".repeat(bytes)),
        ..MessageBody::default()
    }
}

fn page(request: &Request, huge: i64) -> (u16, Vec<u8>) {
    let asked = request.body.clone().unwrap();
    let asked = asked.messages_per_user_body.unwrap();
    let (cursor, limit) = (asked.cursor(), i64::from(asked.limit()));
    let end = ENTRIES.min(cursor + limit);
    let mut response = answer_to(request, 0);
    response.body = Some(Box::new(ResponseBody {
        messages_per_user_body: Some(MessagesPerUserResponseBody {
            messages: (cursor + 1..=end)
                .map(|number| entry(number, if number == huge { 100_000 } else { 15_000 }))
                .collect(),
            next_cursor: Some(end),
            has_more: Some(end < ENTRIES),
            ..MessagesPerUserResponseBody::default()
        }),
        ..ResponseBody::default()
    }));
    (200, response.encode_to_vec())
}

/// What a pull brings when no answer may be larger than 64 KiB, and how it ends.
async fn pull(huge: i64) -> (Vec<i64>, Result<Pulled>) {
    let server = Server::start(move |request| page(&request, huge)).await;
    let desk = Desk::new();
    let endpoints = Endpoints::own(&server.api, &server.frontier).unwrap();
    let mut config =
        Config::new(endpoints, 1, ALICE, desk.folder.path(), desk.key.clone()).unwrap();
    config.limits.answer_bytes = 64 * 1024;
    let link = Link::new(&config, Arc::new(PastedToken::new("token").unwrap())).unwrap();
    let (pages, mut fetched) = mpsc::channel::<Page>(AHEAD);
    let mut said = Said::default();
    let brought = async {
        let mut indexes = Vec::new();
        while let Some(page) = fetched.recv().await {
            indexes.extend(page.entries.iter().map(|entry| entry.incoming.index));
        }
        indexes
    };
    let fetch = fetch(link, 0, &[], pages, &mut said);
    let (end, indexes) = in_time(async { tokio::join!(fetch, brought) }).await;
    (indexes, end)
}

#[tokio::test]
async fn an_inbox_whose_pages_are_too_large_is_read_in_smaller_ones() {
    let (indexes, end) = pull(0).await;
    assert_eq!(indexes, (1..=ENTRIES).collect::<Vec<_>>());
    assert!(matches!(end, Ok(Pulled::Done)));
}

#[tokio::test]
async fn an_entry_that_is_too_large_alone_does_not_end_the_inbox_for_ever() {
    let (indexes, end) = pull(5).await;
    assert_eq!(indexes, [1, 2, 3, 4]);
    assert!(
        matches!(end, Ok(Pulled::Stuck)),
        "everything is loaded again"
    );
}
