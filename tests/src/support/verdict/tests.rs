//! What a verdict lets pass, and nothing else.

use super::*;

const CHAT: &str = "0:1:10001:10009";
const NOTHING_GONE: fn(&str, &str) -> bool = |_, _| false;

#[test]
fn what_only_one_device_can_have_is_let_pass_and_nothing_else() {
    let other = Message {
        key: "other".to_owned(),
        ..message(State::Received)
    };
    let old = seen(vec![other, message(State::Sent)]);
    let new = seen(vec![message(State::Sent)]);
    assert!(same(0, &new, 1, &old, &NOTHING_GONE).is_err());
    assert!(same(0, &new, 1, &old, &|_, key| key == "other").is_ok());
    // What it can load must be there.
    assert!(same(0, &new, 1, &old, &|_, key| key == "key").is_err());
}

#[test]
fn what_stands_twice_is_found_unless_it_was_forwarded() {
    let written = |key: &str| Message {
        key: key.to_owned(),
        body: "device 0 line 1 w0n1w".to_owned(),
        ..message(State::Sent)
    };
    let nothing = BTreeMap::new();
    let mut ledger = Ledger::default();
    let judged = |ledger: &Ledger, keys: &[&str]| {
        let messages = keys.iter().map(|key| written(key)).collect();
        doubled(ledger, &[seen(messages)], &nothing)
    };
    assert!(judged(&ledger, &["one"]).is_ok());
    assert!(judged(&ledger, &["one", "two"]).is_err());
    let forward = Forwarded::new("a-submission", CHAT);
    let [copy] = &forward.keys(&["one".to_owned()], false)[..] else {
        panic!("one message is one message");
    };
    let copy = copy.as_str();
    assert!(judged(&ledger, &["one", copy]).is_err());
    ledger.forward(forward.clone());
    assert!(judged(&ledger, &["one", copy]).is_ok());
    assert!(judged(&ledger, &[copy, "one"]).is_ok());
    for keys in [
        ["one", copy, "two"],
        ["one", "two", copy],
        [copy, "one", "two"],
    ] {
        assert!(judged(&ledger, &keys).is_err(), "{keys:?}");
    }
}

#[test]
fn a_message_that_is_at_the_server_twice_is_found() {
    let kept = |index| Kept {
        chat: CHAT.to_owned(),
        index,
        created: 0,
    };
    let judged = |found: Vec<Kept>| {
        let server = AtServer {
            kept: &[("forwarded".to_owned(), found)].into(),
            now: &BTreeSet::new(),
            lost: &BTreeSet::new(),
            horizon_ms: i64::MIN,
        };
        once(&Ledger::default(), &[], &server)
    };
    assert!(judged(vec![kept(1)]).is_ok());
    assert!(judged(vec![kept(1), kept(2)]).is_err());
}

#[test]
fn a_device_that_was_not_told_the_place_of_what_is_gone_may_know_less_of_it() {
    let told = Message {
        time: 2,
        ..message(State::Read)
    };
    let (one, other) = (seen(vec![message(State::Sent)]), seen(vec![told]));
    assert!(same(0, &one, 1, &other, &NOTHING_GONE).is_err());
    assert!(same(0, &one, 1, &other, &|_, key| key == "key").is_ok());
    // It is on both, and says the same.
    let another = Message {
        body: "line 2".to_owned(),
        ..message(State::Sent)
    };
    assert!(same(0, &one, 1, &seen(vec![another]), &|_, _| true).is_err());
}

#[test]
fn a_device_that_was_away_while_what_is_gone_was_changed_knows_its_old_words() {
    let changed = |body: &str, changes: &str| Message {
        body: body.to_owned(),
        changes: changes.to_owned(),
        ..message(State::Read)
    };
    let one = seen(vec![message(State::Read)]);
    for (body, changes) in [
        ("line 1", " [x 1 own]"),
        ("(recalled)", ""),
        ("other words", " (edited)"),
    ] {
        let other = seen(vec![changed(body, changes)]);
        let outcome = same(0, &one, 1, &other, &NOTHING_GONE);
        assert!(outcome.is_err(), "{body}: the server still has it");
        let outcome = same(0, &one, 1, &other, &|_, key| key == "key");
        assert!(outcome.is_ok(), "{body}: {outcome:?}");
    }
    let other = seen(vec![changed("other words", " [x 1 own]")]);
    assert!(same(0, &one, 1, &other, &|_, _| true).is_err());
}

/// Seed 90000060: lost in a set-back, and then forgotten before the second device came back.
#[test]
fn a_device_that_came_when_all_was_forgotten_cannot_know_what_was_lost_before() {
    let lost = Message {
        lost: true,
        ..message(State::Received)
    };
    let (one, other) = (seen(vec![lost]), seen(vec![message(State::Received)]));
    for (one, other) in [(&one, &other), (&other, &one)] {
        assert!(same(0, one, 1, other, &NOTHING_GONE).is_err());
        assert!(same(0, one, 1, other, &|_, key| key == "key").is_ok());
    }
}

/// Two messages of one device, the second of which stands before the first at the server.
fn overtaken() -> (Ledger, BTreeMap<String, Vec<Kept>>) {
    let mut ledger = Ledger::default();
    let mut kept = BTreeMap::new();
    for index in [2, 1] {
        let said = Said::new(0, CHAT.to_owned(), What::Words(format!("line {index}")));
        let one = Kept {
            chat: CHAT.to_owned(),
            index,
            created: 0,
        };
        kept.insert(said.key.clone(), vec![one]);
        ledger.said(said);
    }
    (ledger, kept)
}

#[test]
fn what_overtakes_is_found_unless_both_were_handed_over_side_by_side() {
    let (mut ledger, kept) = overtaken();
    assert!(order(&ledger, &kept).is_err());
    ledger.takes_long(0);
    assert!(order(&ledger, &kept).is_ok());
}

#[test]
fn what_is_at_the_server_is_not_stopped_unless_the_server_has_forgotten_it() {
    let mut ledger = Ledger::default();
    let said = Said {
        taken: Some(true),
        ..Said::new(0, CHAT.to_owned(), What::Words("line 1".to_owned()))
    };
    let kept = Kept {
        chat: CHAT.to_owned(),
        index: 1,
        created: 0,
    };
    let key = said.key.clone();
    ledger.said(said);
    let stopped = Message {
        key: key.clone(),
        ..message(State::Stopped("not_a_member".to_owned()))
    };
    let all = [seen(vec![stopped])];
    let judged = |now: BTreeSet<String>| {
        let server = AtServer {
            kept: &[(key.clone(), vec![kept.clone()])].into(),
            now: &now,
            lost: &BTreeSet::new(),
            horizon_ms: i64::MIN,
        };
        once(&ledger, &all, &server)
    };
    assert!(judged([key.clone()].into()).is_err());
    assert!(judged(BTreeSet::new()).is_ok());
}

fn seen(messages: Vec<Message>) -> Seen {
    let chat = Chat {
        line: "Direct".to_owned(),
        left: None,
        time: 0,
        gone: 0,
        unread: 0,
        preview: None,
        members: Vec::new(),
        messages,
        wrong: Vec::new(),
    };
    Seen {
        ready: true,
        chats: [(CHAT.to_owned(), chat)].into(),
        order: vec![CHAT.to_owned()],
        unread: 0,
        blocked: Vec::new(),
    }
}

fn message(state: State) -> Message {
    Message {
        key: "key".to_owned(),
        server_id: None,
        sender: 10001,
        body: "line 1".to_owned(),
        changes: String::new(),
        state,
        time: 1,
        lost: false,
    }
}

#[test]
fn a_chat_that_one_device_lacks_is_found_unless_it_holds_only_what_has_stopped() {
    let nothing = Seen {
        ready: true,
        ..Seen::default()
    };
    let stopped = || message(State::Stopped("refused".to_owned()));
    for (messages, equal) in [
        (vec![], false),
        (vec![message(State::Sent)], false),
        (vec![message(State::Sent), stopped()], false),
        (vec![stopped()], true),
    ] {
        let said = format!("{messages:?}");
        let outcome = same(0, &nothing, 1, &seen(messages), &NOTHING_GONE);
        assert_eq!(outcome.is_ok(), equal, "{said}: {outcome:?}");
    }
}

#[test]
fn what_has_stopped_on_one_device_hides_nothing_else_that_differs() {
    let stopped = message(State::Stopped("refused".to_owned()));
    let here = seen(vec![message(State::Sent), stopped]);
    let equal = |other| same(0, &seen(vec![message(other)]), 1, &here, &NOTHING_GONE);
    assert!(equal(State::Sent).is_ok());
    assert!(equal(State::Read).is_err());
}
