//! Signing out other devices, and taking an account away.

use linnet_proto::im_proto::*;

use crate::client::*;
use crate::recall::role;

const SIGN_OUT_OTHERS: i32 = 9304;
const CLOSE_ACCOUNT: i32 = 9305;

/// What the header of an answer counts.
async fn counted(person: &Person, command: i32) -> u32 {
    let answer = person.call(command, RequestBody::default()).await;
    assert_eq!(
        answer.status_code.unwrap_or(0),
        0,
        "{:?}",
        answer.error_desc
    );
    answer.headers["a:count"].parse().unwrap()
}

/// Status of a question that anybody may ask.
async fn status(person: &Person) -> i32 {
    let answer = person.call(200, pull(0, 10)).await;
    answer.status_code.unwrap_or(0)
}

#[tokio::test]
async fn other_tokens_end_and_the_own_one_goes_on() {
    let stage = Stage::new().await;
    let here = stage.person(ALICE).await;
    let there = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let mut open = there.socket("there").await;
    let mut own = here.socket("here").await;
    // Asked for on the socket, whose requests name no token of their own.
    let answer = own.call(SIGN_OUT_OTHERS, RequestBody::default()).await;
    assert_eq!(answer.headers["a:count"], "1");
    assert_eq!(open.closed().await, Some(1008));
    assert_eq!(status(&there).await, StatusCode::InvalidToken as i32);
    assert_eq!(status(&here).await, 0);
    assert_eq!(status(&bob).await, 0);
    assert_eq!(counted(&here, SIGN_OUT_OTHERS).await, 0);
    stage.stop().await;
}

#[tokio::test]
async fn an_account_leaves_its_groups_to_others_and_nothing_of_it_is_known_afterwards() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let carol = stage.person(CAROL).await;
    let owned = alice.group_with(&[BOB, CAROL]).await;
    alice
        .ask(655, role(&owned, CAROL, GroupRole::Manager))
        .await;
    let joined = bob.group_with(&[ALICE]).await;
    let alone = alice.group_with(&[]).await;
    let own = alice.see(&owned).await;
    alice.say(&own, "a1", "stays").await;
    let mut parts = vec![counted(&alice, CLOSE_ACCOUNT).await];
    while parts.last() != Some(&0) {
        parts.push(counted(&alice, CLOSE_ACCOUNT).await);
    }
    assert!(
        parts.is_sorted_by(|a, b| a > b),
        "each time less is left: {parts:?}"
    );

    let left = carol.see(&owned).await;
    assert_eq!(left.participants_count, Some(2));
    assert_eq!(left.user_info.unwrap().role, Some(GroupRole::Owner as i32));
    assert_eq!(bob.see(&joined).await.participants_count, Some(1));
    let said: Vec<String> = carol.history(&owned).await.iter().map(words).collect();
    assert!(said.contains(&"stays".to_owned()), "{said:?}");
    let profile = RequestBody {
        profile_batch_get_info_body: Some(ProfileBatchGetInfoRequestBody {
            userids: vec![ALICE],
        }),
        ..Default::default()
    };
    let found = bob.ask(2052, profile).await.profile_batch_get_info_body;
    assert!(found.unwrap().profiles.is_empty());
    let again = stage.person(ALICE).await;
    assert_eq!(again.see(&alone).await.is_participant, Some(false));
    stage.stop().await;
}
