//! The sentences. Each says what happened and what to do, without blame and without jargon; the table is the only
//! place with words for people in the core.

use crate::view::row::LocalText;

/// The sentence for a code of [`super::Error::code`]. A status that has none of its own shows its number, and the log
/// id so that it can be quoted.
pub fn sentence(code: &str, log_id: Option<&str>) -> LocalText {
    if let Some((zh, en)) = known(code) {
        return LocalText {
            zh: zh.to_owned(),
            en: en.to_owned(),
        };
    }
    // The kind is one of the names that `media::kind` gives, never a text from the file.
    if let Some(kind) = code.strip_prefix("no_decoder_") {
        return LocalText {
            zh: format!("不支持 {kind} 格式。请转换为 JPEG、PNG、WebP 或 GIF。"),
            en: format!("{kind} is not supported. Convert it to JPEG, PNG, WebP or GIF."),
        };
    }
    let (zh_log, en_log) = match log_id {
        Some(id) => (format!("，日志编号 {id}"), format!(", log id {id}")),
        None => (String::new(), String::new()),
    };
    LocalText {
        zh: format!("服务器拒绝了此操作（代码 {code}{zh_log}）。请稍后再试，或把代码告诉管理员。"),
        en: format!(
            "The server refused this (code {code}{en_log}). Try again later, or give the code to your administrator."
        ),
    }
}

fn known(code: &str) -> Option<(&'static str, &'static str)> {
    if let Some(number) = code.strip_prefix("status_") {
        return status(number.parse().ok()?);
    }
    if let Some(number) = code.strip_prefix("send_") {
        return send(number.parse().ok()?);
    }
    if let Some(number) = code.strip_prefix("operation_") {
        return operation(number.parse().ok()?);
    }
    local(code)
}

/// Protocol: enums, StatusCode.
fn status(number: i32) -> Option<(&'static str, &'static str)> {
    Some(match number {
        1 | 100 => return local("token_expired"),
        2 => (
            "发送凭证已失效，换新后仍未成功。请重试。",
            "The permission to send had expired, and a new one was not accepted. Try again.",
        ),
        3 | 15 | 50 => (
            "找不到这个会话，它可能已被解散。请从列表中重新打开。",
            "This conversation was not found; it may have been dissolved. Open it again from the list.",
        ),
        4 => (
            "服务器不接受这个请求。请更新应用后再试。",
            "The server does not accept this request. Update the app and try again.",
        ),
        5 => (
            "这台服务器不支持此功能。",
            "This server does not offer this feature.",
        ),
        6 | 500 => (
            "服务器出了问题。请稍后再试。",
            "The server has a problem. Try again later.",
        ),
        7 => (
            "这台设备尚未登记。请退出后重新登录。",
            "This device is not registered. Sign out and sign in again.",
        ),
        8 => (
            "消息内容不符合规定。请修改后再发送。",
            "The message is not allowed. Change it and send again.",
        ),
        9 => (
            "这个用户不可用。请检查用户编号。",
            "This user cannot be used. Check the user ID.",
        ),
        10 | 56 => (
            "你们还不是好友。请先添加好友，再发送消息。",
            "You are not friends yet. Add each other first, then send.",
        ),
        11 => (
            "你没有权限这样做。请联系群主或管理员。",
            "You may not do this. Ask the owner or a manager.",
        ),
        12 => (
            "你已被禁言。请稍后再试，或联系管理员。",
            "You are muted. Try again later, or ask a manager.",
        ),
        13 => (
            "你已不在这个群里。请让群成员重新邀请你。",
            "You are no longer in this group. Ask a member to invite you again.",
        ),
        14 => (
            "你被禁止在这里发言。请联系管理员。",
            "You may not write here. Ask a manager.",
        ),
        16 => (
            "服务器正忙，暂时只提供部分功能。请稍后再试。",
            "The server is busy and offers only part of its features. Try again later.",
        ),
        17 => (
            "已超过可撤回的时间，消息仍会保留。",
            "The time for recalling has passed; the message stays.",
        ),
        18 => (
            "已达到数量上限。请先移除一些再试。",
            "A limit has been reached. Remove some and try again.",
        ),
        19 => (
            "应用的规则不允许此操作。请修改后再试。",
            "The rules of the application do not allow this. Change it and try again.",
        ),
        21 => (
            "消息太长。请分成几条发送。",
            "The message is too long. Send it in parts.",
        ),
        22 => (
            "消息已在别处被修改。请重新打开后再编辑。",
            "The message was changed elsewhere. Open it again and edit.",
        ),
        23 => (
            "操作太频繁。请稍等片刻再试。",
            "Too many requests. Wait a moment and try again.",
        ),
        24 => (
            "应用服务器拒绝了此操作。请稍后再试。",
            "The application refused this. Try again later.",
        ),
        51 => (
            "这个应用已被停用。请联系管理员。",
            "This application is disabled. Ask its administrator.",
        ),
        52 => (
            "管理员人数已达上限。请先撤销一位管理员。",
            "There are as many managers as allowed. Remove one first.",
        ),
        53 => (
            "该成员已被禁止进入这个群。请先解除封禁。",
            "This member is banned from the group. Lift the ban first.",
        ),
        54 => (
            "这个会话没有被禁言，无需解除。",
            "This conversation is not muted; there is nothing to lift.",
        ),
        55 => (
            "令牌不属于这个用户。请用正确的用户编号或令牌登录。",
            "The token belongs to another user. Sign in with the matching user ID and token.",
        ),
        57 => (
            "已经发送过申请。请等待对方处理。",
            "You have already asked. Wait for the answer.",
        ),
        58 => (
            "没有等待处理的申请。请刷新后再看。",
            "There is no open request. Refresh and look again.",
        ),
        59 => (
            "修改得太频繁。请稍后再试。",
            "Changed too often. Try again later.",
        ),
        60 => (
            "你们已经是好友了，可以直接发消息。",
            "You are already friends; just send a message.",
        ),
        61 => (
            "你的好友数量已达上限。请先删除一些好友。",
            "You have as many friends as allowed. Remove one first.",
        ),
        62 => (
            "不能添加自己为好友。请检查用户编号。",
            "You cannot befriend yourself. Check the user ID.",
        ),
        63 => (
            "对方的好友数量已达上限，暂时无法添加。",
            "The other person has as many friends as allowed; it cannot be done now.",
        ),
        64 => (
            "对方拒收你的消息，消息没有送达。",
            "This person does not accept messages from you; it was not delivered.",
        ),
        65 => (
            "已经移除，无需再次操作。",
            "Already removed; nothing more to do.",
        ),
        66 => (
            "黑名单已满。请先移出一些人。",
            "The block list is full. Remove somebody first.",
        ),
        67 => (
            "不能拉黑自己。请检查用户编号。",
            "You cannot block yourself. Check the user ID.",
        ),
        68 => (
            "备注太长。请缩短后再保存。",
            "The alias is too long. Make it shorter and save again.",
        ),
        69 => (
            "备注包含不允许的内容。请修改后再保存。",
            "The alias has words that are not allowed. Change it and save again.",
        ),
        71 => (
            "这个用户尚未注册。请检查用户编号。",
            "This user is not registered. Check the user ID.",
        ),
        72 => (
            "试用版今日的用户数已达上限。请明天再试，或联系管理员。",
            "The trial version has reached its number of users for today. Try tomorrow, or ask the administrator.",
        ),
        78 => (
            "消息发送得太快。请稍等片刻再发。",
            "Messages are sent too fast. Wait a moment and send again.",
        ),
        _ => return None,
    })
}

/// Protocol: enums, SendMessageStatus.
fn send(number: i32) -> Option<(&'static str, &'static str)> {
    Some(match number {
        1 => (
            "你已不在这个会话里，消息没有发出。请让成员重新邀请你。",
            "You are no longer in this conversation, so it was not sent. Ask a member to invite you again.",
        ),
        2 => (
            "这个会话目前不能发送消息。请重新打开会话，或联系管理员。",
            "Nothing can be sent to this conversation now. Open it again, or ask a manager.",
        ),
        3 => (
            "消息没有通过检查。请修改后再发送。",
            "The message did not pass the check. Change it and send again.",
        ),
        4 => (
            "消息没有通过检查，只有你自己能看到。请修改后再发一条。",
            "The message did not pass the check; only you can see it. Change it and send another.",
        ),
        5 => (
            "你已被禁言或被拉黑，消息没有发出。请联系管理员或对方。",
            "You are muted or blocked, so it was not sent. Ask a manager or the other person.",
        ),
        _ => return None,
    })
}

/// Protocol: enums, ConversationOperationStatus.
fn operation(number: i32) -> Option<(&'static str, &'static str)> {
    Some(match number {
        1 => (
            "服务器的规则不允许此操作。请联系群主或管理员。",
            "The rules of the server do not allow this. Ask the owner or a manager.",
        ),
        2 => (
            "只完成了一部分，有些成员未被接受。请查看成员列表。",
            "Only part of it was done; some members were not accepted. Look at the member list.",
        ),
        3 => (
            "加入申请未被接受。请联系群主或管理员。",
            "The request to join was not accepted. Ask the owner or a manager.",
        ),
        4 => (
            "已改为提交加入申请。请等待群主或管理员处理。",
            "A request to join was made instead. Wait for the owner or a manager.",
        ),
        5 => (
            "成员人数已达上限。请先移除一些成员。",
            "The group has as many members as allowed. Remove some first.",
        ),
        _ => return None,
    })
}

/// What this program found out by itself.
fn local(word: &str) -> Option<(&'static str, &'static str)> {
    Some(match word {
        "no_connection" => (
            "连不上服务器。请检查网络；连上后会自动重试。",
            "Cannot reach the server. Check the network; it is tried again by itself.",
        ),
        "tls" => (
            "无法与服务器建立安全连接。请检查地址、系统时间和代理。",
            "No secure connection to the server. Check the address, the system clock and the proxy.",
        ),
        "connection_lost" => (
            "与服务器的连接断开了，正在自动重连。",
            "The connection to the server was lost; it is opened again by itself.",
        ),
        "timed_out" => (
            "服务器没有及时回答。请检查网络，或稍后再试。",
            "The server did not answer in time. Check the network, or try again later.",
        ),
        "http" | "undecodable" | "answer_too_large" | "bad_answer" => (
            "服务器的回答无法识别。请检查服务器地址，或稍后再试。",
            "The server's answer makes no sense. Check the server address, or try again later.",
        ),
        "request_too_large" => (
            "内容太大，无法发送。请减少内容。",
            "This is too large to send. Make it smaller.",
        ),
        "token_expired" => (
            "登录已过期。请输入新的令牌；消息都还在。",
            "The sign-in has expired. Enter a new token; all messages are kept.",
        ),
        "token_server_unreachable" => (
            "连不上发放令牌的应用服务器。请检查地址和网络。",
            "Cannot reach the application server that issues tokens. Check its address and the network.",
        ),
        "token_refused" => (
            "应用服务器拒绝发放令牌。请检查用户编号和密钥。",
            "The application server refused to issue a token. Check the user ID and the secret.",
        ),
        "token_missing" => (
            "应用服务器没有给出令牌。请检查它的地址。",
            "The application server gave no token. Check its address.",
        ),
        "token_other_user" => (
            "这个令牌属于另一个用户。请输入此账号的令牌；消息都还在。",
            "This token belongs to another user. Enter one of this account; all messages are kept.",
        ),
        "token_malformed" => (
            "这不是有效的令牌。请完整地复制粘贴。",
            "This is not a token. Copy and paste all of it.",
        ),
        "address_malformed" => (
            "这不是服务器地址。地址应以 https:// 开头（连接地址以 wss:// 开头）。",
            "This is not the address of a server. It begins with https://, the socket's with wss://.",
        ),
        "address_extra" => (
            "地址里只能有服务器和路径，不能有用户名、密码或“?”后面的内容。",
            "An address has a server and a path only: no user name, no password, nothing behind a \"?\".",
        ),
        "address_plain" => (
            "这个地址没有加密，途中任何人都能读到令牌。请使用 https:// 和 wss:// 地址。",
            "This address is not encrypted: anybody on the way could read the token. Use https:// and wss://.",
        ),
        "bad_configuration" => (
            "设置有误。请检查服务器地址和用户编号。",
            "The settings do not fit. Check the server address and the user ID.",
        ),
        "database" => (
            "本机的消息库出了问题。请重新启动应用；消息不会被删除。",
            "The message store on this computer has a problem. Restart the app; nothing is deleted.",
        ),
        "disk_full" => (
            "磁盘已满。请腾出空间后再试。",
            "The disk is full. Free some space and try again.",
        ),
        "folder_in_use" => (
            "这个账号已在另一个窗口中打开。请使用那个窗口。",
            "This account is open in another window. Use that one.",
        ),
        "database_newer" => (
            "消息库来自更新的版本，未作改动。请更新应用。",
            "The message store was written by a newer version and is left untouched. Update the app.",
        ),
        "database_key" => (
            "密钥打不开消息库，或消息库的开头已损坏；它未作改动。请恢复密钥文件，或把它另存起来后重新加载消息。",
            "The key does not open the message store, or its beginning is damaged; it is left untouched. Restore the key file, or set the store aside and load the messages again.",
        ),
        "database_damaged" => (
            "本机的消息库已损坏。可以把它另存起来，再从服务器重新加载；能读出的未发送消息和草稿会保留。",
            "The message store on this computer is damaged. It can be set aside and loaded again from the server; unsent messages and drafts that can be read are kept.",
        ),
        "not_writable" => (
            "无法写入数据文件夹。请检查它的权限，以及磁盘是否为只读。",
            "The data folder cannot be written. Check its permissions, and whether the disk is read-only.",
        ),
        "database_migration" => (
            "消息库未能更新，已保持原样，旧版本仍可打开。",
            "The message store could not be brought up to date. It was left as it was; the older version can still open it.",
        ),
        "file" => (
            "文件无法读取或写入。请检查权限和磁盘。",
            "A file cannot be read or written. Check its permissions and the disk.",
        ),
        "not_found" => (
            "找不到要操作的内容，它可能已被删除。",
            "What you asked for is not here; it may have been deleted.",
        ),
        "not_member" => (
            "你已不在这个会话里，可以阅读但不能发送。",
            "You are no longer in this conversation: you can read it, not write.",
        ),
        "empty" => (
            "消息是空的。请先写点什么。",
            "The message is empty. Write something first.",
        ),
        "too_long" => (
            "内容太长。请缩短后再试。",
            "This is too long. Make it shorter and try again.",
        ),
        "not_now" => (
            "现在还不能这样做。请稍等片刻。",
            "This cannot be done right now. Wait a moment.",
        ),
        "cancelled" => (
            "已取消。可以重新发送。",
            "Cancelled. You can send it again.",
        ),
        "stopped" => (
            "应用正在关闭。请重新启动后再试。",
            "The app is closing. Start it again and try once more.",
        ),
        "feature_missing" => (
            "这个版本不含此功能。请安装完整版本。",
            "This build does not have this feature. Install the full version.",
        ),
        "receiver_gone" => (
            "对方已注销账号，消息没有送达。",
            "The other person has closed their account; it was not delivered.",
        ),
        "file_too_large" => (
            "文件超过 50 MiB。请选一个更小的文件。",
            "The file is larger than 50 MiB. Choose a smaller one.",
        ),
        "too_many_pixels" => (
            "图片超过 1 亿像素或单边超过 16384 像素。请先缩小。",
            "The picture has more than 100 megapixels, or a side longer than 16,384 pixels. Make it smaller first.",
        ),
        "not_a_picture" => (
            "这个文件不是图片。请选择图片文件。",
            "This file is not a picture. Choose a picture.",
        ),
        "damaged_picture" => (
            "图片已损坏或不完整。请换一张。",
            "The picture is damaged or cut off. Choose another one.",
        ),
        "empty_file" => (
            "文件是空的。请换一个。",
            "The file is empty. Choose another one.",
        ),
        "unreadable_file" => (
            "文件已不存在或无法读取。请重新选择。",
            "The file is gone or cannot be read. Choose it again.",
        ),
        "changed_file" => (
            "文件在选择之后被改动过。请重新选择。",
            "The file was changed after you chose it. Choose it again.",
        ),
        "picture_worker" => (
            "图片处理失败，可能太大或已损坏。请重试或换一张。",
            "The picture could not be processed; it may be too large or damaged. Try again or choose another one.",
        ),
        "storage_refused" => (
            "存储服务拒绝了上传或下载。请稍后重试。",
            "The storage service refused the transfer. Try again later.",
        ),
        "upload_expired" => (
            "上传已过期。请重试，会从头开始上传。",
            "The upload has expired. Try again; it starts from the beginning.",
        ),
        "media_gone" => (
            "图片已不在服务器上。请让对方再发一次。",
            "The picture is no longer on the server. Ask for it to be sent again.",
        ),
        "media_mismatch" => (
            "下载的内容不完整或不一致。请重试。",
            "What was downloaded is incomplete or does not fit. Try again.",
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use linnet_proto::im_proto::{ConversationOperationStatus, SendMessageStatus, StatusCode};

    use super::*;

    /// Every number that decodes to a name of the enum, in the range the protocol uses.
    fn numbers<E: TryFrom<i32>>() -> Vec<i32> {
        (0..=1_000).filter(|n| E::try_from(*n).is_ok()).collect()
    }

    fn assert_both_languages((zh, en): (&str, &str), what: &str) {
        assert!(
            zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
            "{what}: {zh}"
        );
        assert!(zh.ends_with('。'), "{what}: {zh}");
        assert!(en.is_ascii() && en.ends_with('.'), "{what}: {en}");
    }

    #[test]
    fn every_known_status_has_a_sentence_in_both_languages() {
        let all = numbers::<StatusCode>();
        assert!(all.len() > 40 && all.contains(&500));
        for number in all.into_iter().filter(|n| *n != 0) {
            let text = status(number).unwrap_or_else(|| panic!("StatusCode {number} has no text"));
            assert_both_languages(text, &format!("status {number}"));
        }
    }

    #[test]
    fn every_known_send_and_operation_status_has_a_sentence() {
        for number in numbers::<SendMessageStatus>()
            .into_iter()
            .filter(|n| *n != 0)
        {
            assert_both_languages(send(number).unwrap(), &format!("send {number}"));
        }
        for number in numbers::<ConversationOperationStatus>()
            .into_iter()
            .filter(|n| *n != 0)
        {
            assert_both_languages(operation(number).unwrap(), &format!("operation {number}"));
        }
    }

    #[test]
    fn a_number_without_a_name_has_no_sentence_of_its_own() {
        for number in [20, 25, 49, 70, 77, 99, 101] {
            assert!(status(number).is_none(), "{number}");
        }
        assert!(sentence("send_77", None).en.contains("send_77"));
    }
}
