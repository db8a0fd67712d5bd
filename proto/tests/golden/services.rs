//! Values of the golden vectors: services.

use linnet_proto::im_proto as im;

use super::{Case, Value};

pub fn cases() -> Vec<Case> {
    vec![
        (
            "2003-get-media-upload-token",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(2003),
                sequence_id: Some(10036),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    get_upload_token_body: Some(im::GetUploadTokenRequestBody {
                        vsdk_version: Some("1".to_owned()),
                        token_type: Some(4),
                    }),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "2003-get-media-upload-token",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(2003),
                sequence_id: Some(10036),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    get_upload_token_body: Some(im::GetUploadTokenResponseBody {
                        access_key: Some("AKLOCAL".to_owned()),
                        hosts: vec!["http://127.0.0.1:18080".to_owned()],
                        token: Some("session-1".to_owned()),
                        token_type: Some(4),
                        secret_access_key: Some("secret-1".to_owned()),
                        space_name: Some("local".to_owned()),
                        service_id: Some("local".to_owned()),
                        expire_time: Some("2025-11-22T09:26:40Z".to_owned()),
                        current_time: Some("2025-11-22T08:26:40Z".to_owned()),
                    }),
                    ..Default::default()
                })),
                log_id: Some("log-1".to_owned()),
                request_arrived_time: Some(1_763_800_000_123),
                server_execution_end_time: Some(1_763_800_000_125),
                ..Default::default()
            })),
        ),
        (
            "2004-get-media-urls",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(2004),
                sequence_id: Some(10037),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    get_media_urls_body: Some(im::GetMediaUrlsRequestBody {
                        source_appid: Some(1),
                        uri: Some("local/ab12".to_owned()),
                        media_type: Some(1),
                        encrypted: Some(false),
                        img_options: vec![
                            im::ImgOption {
                                tplv: Some("tplv-obj".to_owned()),
                                ..Default::default()
                            },
                            im::ImgOption {
                                tplv: Some("tplv-resize".to_owned()),
                                params: vec!["500".to_owned(), "500".to_owned()],
                                format: Some("image".to_owned()),
                                ..Default::default()
                            },
                        ],
                        read_url_from: Some(2),
                        ..Default::default()
                    }),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "2004-get-media-urls",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(2004),
                sequence_id: Some(10037),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    get_media_urls_body: Some(im::GetMediaUrlsResponseBody {
                        uri: Some("local/ab12".to_owned()),
                        media_type: Some(1),
                        img_options: vec![
                            im::ImgOption {
                                tplv: Some("tplv-obj".to_owned()),
                                urls: vec!["http://127.0.0.1:18080/o".to_owned()],
                                ..Default::default()
                            },
                            im::ImgOption {
                                tplv: Some("tplv-resize".to_owned()),
                                params: vec!["500".to_owned(), "500".to_owned()],
                                urls: vec!["http://127.0.0.1:18080/p".to_owned()],
                                ..Default::default()
                            },
                        ],
                        ..Default::default()
                    }),
                    ..Default::default()
                })),
                log_id: Some("log-1".to_owned()),
                request_arrived_time: Some(1_763_800_000_123),
                server_execution_end_time: Some(1_763_800_000_125),
                ..Default::default()
            })),
        ),
        (
            "2017-get-configs",
            "request",
            Value::Request(Box::new(im::Request {
                cmd: Some(2017),
                sequence_id: Some(10038),
                token: Some("token-of-alice".to_owned()),
                inbox_type: Some(0),
                body: Some(Box::new(im::RequestBody {
                    get_configs_body: Some(im::GetConfigsRequestBody {}),
                    ..Default::default()
                })),
                auth_type: Some(2),
                ..Default::default()
            })),
        ),
        (
            "2017-get-configs",
            "answer",
            Value::Response(Box::new(im::Response {
                cmd: Some(2017),
                sequence_id: Some(10038),
                status_code: Some(0),
                inbox_type: Some(0),
                body: Some(Box::new(im::ResponseBody {
                    get_configs_body: Some(im::GetConfigsResponseBody {
                        version: Some(3),
                        configs: vec![im::Config {
                            conf_name: Some("pull_interval".to_owned()),
                            conf_value: Some("30".to_owned()),
                        }],
                    }),
                    ..Default::default()
                })),
                log_id: Some("log-1".to_owned()),
                request_arrived_time: Some(1_763_800_000_123),
                server_execution_end_time: Some(1_763_800_000_125),
                ..Default::default()
            })),
        ),
    ]
}
