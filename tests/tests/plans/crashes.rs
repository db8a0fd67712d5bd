//! SIGKILL at every named step of sending words and of sending a picture, on both sides. After a restart the message has
//! arrived once. And while everything is loaded again: after a restart that is done.

use linnet_tests::support::crash::{self, Side, What};
use linnet_tests::support::{crash_forward, crash_operation};

/// Times that a step is passed in one send at most; a kill at a later one is tried too while there is one.
const TIMES: u32 = 3;

async fn every(side: Side, what: What, points: &[&str]) {
    for point in points {
        let mut met = 0;
        for times in 1..=TIMES {
            match crash::run(side, what, point, times).await {
                Ok(true) => met += 1,
                Ok(false) => break,
                Err(why) => panic!("{what:?} killed at {point:?} (time {times}): {why}"),
            }
        }
        assert!(met > 0, "{what:?} never comes by {point:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn words_arrive_once_wherever_the_device_is_killed() {
    every(
        Side::Device,
        What::Text,
        &[
            "core send before accepting",
            "core store before commit",
            "core store after commit",
            "core send after accepting",
            "core send before request",
            "core socket before write",
            "core socket after write",
            "core send after answer",
            "core send after keeping the answer",
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_arrive_once_wherever_the_server_is_killed() {
    every(
        Side::Server,
        What::Text,
        &[
            "server store before commit",
            "server store after commit",
            "server store before answers",
            "server socket before answer",
            "server socket after answer",
            "server socket before push",
            "server socket after push",
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_arrives_once_wherever_the_device_is_killed() {
    every(
        Side::Device,
        What::Picture,
        &[
            "core file before rename",
            "core file after rename",
            "core picture before keeping it ready",
            "core send before claiming",
            "core upload before apply",
            "core upload after apply",
            "core upload after bytes",
            "core upload before commit",
            "core picture after upload",
            "core picture before freezing",
            "core picture after freezing",
            "core send before request",
            "core send after answer",
            "core picture before letting files go",
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_in_parts_arrives_once_wherever_the_device_is_killed() {
    every(
        Side::Device,
        What::LargePicture,
        &[
            "core upload before a part",
            "core upload after a part",
            "core upload before finish",
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_arrives_once_wherever_the_device_is_killed() {
    every(
        Side::Device,
        What::File,
        &[
            "core file before rename",
            "core file after rename",
            "core upload after apply",
            "core upload after bytes",
            "core upload before commit",
            "core picture before freezing",
            "core picture after freezing",
            "core send after answer",
            "core picture before letting files go",
        ],
    )
    .await;
    every(
        Side::Device,
        What::LargeFile,
        &["core upload after a part", "core upload before finish"],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_arrives_once_wherever_the_device_is_killed() {
    every(
        Side::Device,
        What::Video,
        &[
            "core file before rename",
            "core file after rename",
            "core upload after apply",
            "core upload after bytes",
            "core upload before commit",
            "core video after its cover",
            "core picture before freezing",
            "core picture after freezing",
            "core send after answer",
            "core picture before letting files go",
        ],
    )
    .await;
    every(
        Side::Device,
        What::LargeVideo,
        &["core upload after a part", "core upload before finish"],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_arrives_once_wherever_the_server_is_killed() {
    every(
        Side::Server,
        What::File,
        &["server upload after bytes", "server picture after record"],
    )
    .await;
    every(
        Side::Server,
        What::LargeFile,
        &["server upload after a part", "server upload after joining"],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_arrives_once_wherever_the_server_is_killed() {
    every(
        Side::Server,
        What::Picture,
        &[
            "server upload after bytes",
            "server file before rename",
            "server file after rename",
            "server picture before record",
            "server picture after record",
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_in_parts_arrives_once_wherever_the_server_is_killed() {
    every(
        Side::Server,
        What::LargePicture,
        &[
            "server upload after a part",
            "server upload before joining",
            "server upload after joining",
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_forwarded_arrives_once_or_was_not_taken_in_wherever_the_device_is_killed() {
    for (point, times, kept) in [
        ("core forward before accepting", 1, false),
        ("core forward after one of several", 1, false),
        ("core forward after one of several", 2, false),
        ("core forward after accepting", 1, true),
        ("core send before request", 1, true),
        ("core send after answer", 1, true),
        ("core send after answer", 2, true),
        ("core send after keeping the answer", 1, true),
    ] {
        for together in [false, true] {
            let all = if together { 2 } else { 3 };
            for again in [false, true] {
                let expected = if kept || again { all } else { 0 };
                let arrived = crash_forward::run(point, times, together, again).await;
                assert_eq!(
                    arrived,
                    Ok(expected),
                    "killed at {point:?} (time {times}), together: {together}, again: {again}"
                );
            }
        }
    }
}

/// What is asked for is carried out wherever the device is killed.
async fn carried_out(what: crash_operation::What) {
    for (point, kept) in [
        ("core operation before accepting", false),
        ("core operation after accepting", true),
        ("core operation before claiming", true),
        ("core operation after claiming", true),
        ("core operation answer came", true),
        ("core operation answer kept", true),
    ] {
        if let Err(why) = crash_operation::run(what, point, kept).await {
            panic!("{what:?}, killed at {point:?}: {why}");
        }
    }
}

/// One test each, so that all processors have work.
macro_rules! carried_out_wherever_the_device_is_killed {
    ($($name:ident $what:ident)*) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                carried_out(crash_operation::What::$what).await;
            }
        )*
    };
}

carried_out_wherever_the_device_is_killed!(
    a_recall_is_carried_out_wherever_the_device_is_killed Recall
    a_deletion_is_carried_out_wherever_the_device_is_killed Delete
    a_pin_is_carried_out_wherever_the_device_is_killed Pin
    a_mute_is_carried_out_wherever_the_device_is_killed Mute
    a_clearing_is_carried_out_wherever_the_device_is_killed Clear
    a_chat_is_deleted_wherever_the_device_is_killed Away
    a_reaction_is_carried_out_wherever_the_device_is_killed React
    an_edit_is_carried_out_wherever_the_device_is_killed Edit
    a_mark_is_carried_out_wherever_the_device_is_killed Mark
    somebody_is_blocked_wherever_the_device_is_killed Block
);

#[tokio::test(flavor = "multi_thread")]
async fn a_hole_in_the_inbox_is_filled_wherever_the_device_is_killed() {
    for point in ["core reload before storing", "core reload after storing"] {
        if let Err(why) = crash::reload(point).await {
            panic!("killed at {point:?}: {why}");
        }
    }
}
