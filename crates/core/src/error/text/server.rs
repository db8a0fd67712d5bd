//! Sentences for the numbers that servers answer with.

use super::local::local;

/// Protocol: enums, StatusCode.
pub(super) fn status(number: i32) -> Option<(&'static str, &'static str)> {
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
            "这个用户不可用。请检查用户 ID。",
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
            "已被禁止进入这个直播群。群主或管理员可以解除。",
            "Banned from this live group. Its owner or a manager can lift the ban.",
        ),
        54 => (
            "这个会话没有被禁言，无需解除。",
            "This conversation is not muted; there is nothing to lift.",
        ),
        55 => (
            "Token 不属于这个用户。请用正确的用户 ID 或 Token 登录。",
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
            "不能添加自己为好友。请检查用户 ID。",
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
            "不能拉黑自己。请检查用户 ID。",
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
            "这个用户尚未注册。请检查用户 ID。",
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
pub(super) fn send(number: i32) -> Option<(&'static str, &'static str)> {
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
pub(super) fn operation(number: i32) -> Option<(&'static str, &'static str)> {
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

/// FriendErrorCode (protocol: enums).
pub(super) fn friend(number: i32) -> Option<(&'static str, &'static str)> {
    Some(match number {
        2 => (
            "你发出的好友申请太多。请等待其中一些得到处理。",
            "Too many of your friend requests wait for an answer. Wait until some of them have one.",
        ),
        3 => (
            "对方收到的好友申请太多。请过一段时间再试。",
            "Too many friend requests wait for this person. Try again in some time.",
        ),
        500 => (
            "服务器暂时无法处理好友申请。请稍后再试。",
            "The server could not take the friend request now. Try again later.",
        ),
        _ => return None,
    })
}

/// ApplyErrorCode (protocol: enums).
pub(super) fn join(number: i32) -> Option<(&'static str, &'static str)> {
    Some(match number {
        1 => (
            "这个申请已经处理过了。请刷新申请列表。",
            "This request was answered already. Load the requests again.",
        ),
        2 => (
            "服务器的检查没有通过，申请没有提交。请修改后再试。",
            "A check of the server refused the request. Change the words and try again.",
        ),
        3 => (
            "这个申请已经不存在。请刷新申请列表。",
            "This request does not exist any more. Load the requests again.",
        ),
        4 => (
            "服务器无法识别这个申请。请检查群编号。",
            "The server could not read this request. Check the number of the group.",
        ),
        5 => (
            "这个群不接受加入申请。请让群成员添加你。",
            "This group takes no requests to join. Ask a member to add you.",
        ),
        6 => (
            "只有群主和管理员可以这样做。请联系他们。",
            "Only the owner and the managers can do this. Ask one of them.",
        ),
        7 => (
            "已经在群里了，无需申请。",
            "They are in this group already; no request is needed.",
        ),
        8 => (
            "这个群不需要申请。请让群成员直接添加你。",
            "This group needs no request. Ask a member to add you.",
        ),
        9 => (
            "没有这个群，或者它不接受加入申请。请检查群编号，或让群成员添加你。",
            "There is no such group, or it takes no requests. Check the number, or ask a member to add you.",
        ),
        10 => (
            "群成员已满。请等有人退出后再试。",
            "The group is full. Try again when somebody has left.",
        ),
        500 => (
            "服务器暂时无法处理加入申请。请稍后再试。",
            "The server could not take the request to join now. Try again later.",
        ),
        _ => return None,
    })
}

/// ModifyMessagePropertyStatus (protocol: enums).
pub(super) fn reaction(number: i32) -> Option<(&'static str, &'static str)> {
    Some(match number {
        2 => (
            "这个表情太长，没有添加。",
            "This reaction is too long; it was not added.",
        ),
        3 => (
            "服务器不接受这个表情回应。",
            "The server does not accept this reaction.",
        ),
        4 => (
            "服务器的检查没有通过，表情回应没有添加。",
            "A check of the server refused this reaction.",
        ),
        500 => (
            "服务器暂时无法添加表情回应，请稍后再试。",
            "The server could not add this reaction now. Try again later.",
        ),
        _ => return None,
    })
}
