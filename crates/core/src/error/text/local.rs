//! Sentences for what this program finds out by itself.

/// What this program found out by itself.
pub(super) fn local(word: &str) -> Option<(&'static str, &'static str)> {
    Some(match word {
        "no_connection" => (
            "连不上服务器。请检查网络；连上后会自动重试。",
            "Cannot reach the server. Check the network; it is tried again by itself.",
        ),
        "group_muted" => (
            "群已开启全员禁言，只有群主和管理员可以发言，消息没有发出。",
            "This group is muted: only the owner and managers can write, so it was not sent.",
        ),
        "member_muted" => (
            "你在这个群里被禁言，消息没有发出。请等禁言结束，或联系管理员。",
            "You are muted in this group, so it was not sent. Wait until that ends, or ask a manager.",
        ),
        "calls_everyone" => (
            "只有群主和管理员可以提醒所有人。请去掉“@所有人”再发送。",
            "Only the owner and managers can mention everyone. Take \"@everyone\" out and send again.",
        ),
        "name_not_found" => (
            "找不到服务器的域名。请检查网络、DNS 设置和服务器地址。",
            "The server's name was not found. Check the network, the DNS settings and the server address.",
        ),
        "connection_refused" => (
            "服务器没有在这个地址上运行。请检查地址和端口，或稍后再试。",
            "No server is running at this address. Check the address and the port, or try again later.",
        ),
        "certificate" => (
            "服务器的证书不受信任。请检查地址和系统时间；如果网络使用自己的证书，请把它装入系统。",
            "The server's certificate is not trusted. Check the address and the system clock; if your network has a certificate of its own, install it in the system.",
        ),
        "intercepted" => (
            "回答的不是服务器，而是途中的网络：可能需要在浏览器中登录该网络，也可能是防火墙。",
            "Something on the network answers instead of the server: you may have to sign in to the network in a browser, or a filter blocks the connection.",
        ),
        "proxy_unreachable" => (
            "连不上代理。请检查代理是否正在运行，以及代理设置。",
            "Cannot reach the proxy. Check that it is running, and the proxy settings.",
        ),
        "proxy_refused" => (
            "代理没有接通服务器。请检查代理的规则和设置。",
            "The proxy did not connect to the server. Check the proxy's rules and the proxy settings.",
        ),
        "proxy_password" => (
            "代理需要用户名和密码，或不接受现有的密码。请在代理设置中填写。",
            "The proxy asks for a user name and a password, or does not accept the ones it was given. Enter them in the proxy settings.",
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
        "answer_too_large" => (
            "服务器的回答太大，未能加载这部分内容；其余内容照常加载。",
            "The server's answer is too large, so this part could not be loaded; the rest is.",
        ),
        "http_not_found" => (
            "这个地址上没有所要的服务。请检查服务器地址。",
            "The server has nothing at this address. Check the server address.",
        ),
        "http_busy" => (
            "服务器太忙，或登录的设备太多。请稍后再试。",
            "The server is too busy, or too many devices are signed in. Try again later.",
        ),
        "http_unavailable" => (
            "服务器暂时出了故障。请稍后再试。",
            "The server has a fault at the moment. Try again later.",
        ),
        "http" | "undecodable" | "bad_answer" => (
            "服务器的回答无法识别。请检查服务器地址，或稍后再试。",
            "The server's answer makes no sense. Check the server address, or try again later.",
        ),
        "server_set_back" => (
            "服务器恢复到了较早的状态，之后的一些消息已不在服务器上。它们仍保留在此设备上，并标明“服务器上已不存在”。",
            "The server was set back to an older state and has lost some later messages. They are kept on this device, marked as no longer on the server.",
        ),
        "request_too_large" => (
            "内容太大，无法发送。请减少内容。",
            "This is too large to send. Make it smaller.",
        ),
        "token_expired" => (
            "登录已过期。请输入新的 Token；消息都还在。",
            "The sign-in has expired. Enter a new token; all messages are kept.",
        ),
        "token_server_unreachable" => (
            "连不上发放 Token 的应用服务器。请检查地址和网络。",
            "Cannot reach the application server that issues tokens. Check its address and the network.",
        ),
        "token_server_name" => (
            "找不到应用服务器的域名，无法取得 Token。请检查它的地址、网络和 DNS 设置。",
            "The name of the application server, which issues tokens, was not found. Check its address, the network and the DNS settings.",
        ),
        "token_server_closed" => (
            "发放 Token 的应用服务器没有运行。请检查它的地址，或稍后再试。",
            "The application server that issues tokens is not running. Check its address, or try again later.",
        ),
        "token_server_certificate" => (
            "发放 Token 的应用服务器的证书不受信任。请检查它的地址和系统时间。",
            "The certificate of the application server that issues tokens is not trusted. Check its address and the system clock.",
        ),
        "token_server_intercepted" => (
            "回答的是网页，而不是发放 Token 的应用服务器：可能需要在浏览器中登录该网络，也可能是地址不对。",
            "A web page came instead of the application server's token: you may have to sign in to the network in a browser, or its address is wrong.",
        ),
        "token_server_slow" => (
            "发放 Token 的应用服务器没有及时回答。请检查网络，或稍后再试。",
            "The application server that issues tokens did not answer in time. Check the network, or try again later.",
        ),
        "token_server_not_found" => (
            "应用服务器的这个地址上没有 Token 服务。请检查它的地址。",
            "The application server has nothing that issues tokens at this address. Check its address.",
        ),
        "token_server_unavailable" => (
            "发放 Token 的应用服务器暂时出了故障。请稍后再试。",
            "The application server that issues tokens has a fault at the moment. Try again later.",
        ),
        "token_server_busy" => (
            "发放 Token 的应用服务器现在太忙。请稍后再试。",
            "The application server that issues tokens is too busy at the moment. Try again later.",
        ),
        "token_refused" => (
            "应用服务器拒绝发放 Token。请检查用户 ID 和密钥。",
            "The application server refused to issue a token. Check the user ID and the secret.",
        ),
        "token_missing" => (
            "应用服务器没有给出 Token。请检查它的地址。",
            "The application server gave no token. Check its address.",
        ),
        "token_other_user" => (
            "这个 Token 属于另一个用户。请输入此账号的 Token；消息都还在。",
            "This token belongs to another user. Enter one of this account; all messages are kept.",
        ),
        "token_malformed" => (
            "这不是有效的 Token。请完整地复制粘贴。",
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
            "这个地址没有加密，途中任何人都能读到 Token。请使用 https:// 和 wss:// 地址。",
            "This address is not encrypted: anybody on the way could read the token. Use https:// and wss://.",
        ),
        "bad_configuration" => (
            "设置有误。请检查服务器地址和用户 ID。",
            "The settings do not fit. Check the server address and the user ID.",
        ),
        "database" => (
            "本机的消息库出了问题。请重新启动应用；消息不会被删除。",
            "The message store on this computer has a problem. Restart the app; nothing is deleted.",
        ),
        "database_busy" => (
            "磁盘响应太慢，现在无法保存。请稍后再试；消息不会被删除。",
            "The disk is too slow to save this now. Try again in a moment; nothing is deleted.",
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
            "消息里没有看得见的内容。请先写点什么。",
            "There is nothing to see in the message. Write something first.",
        ),
        "sent_unknown" => (
            "服务器没有说明是否收到了这条消息。重试不会重复发送；如果删除，对方仍可能看到它。",
            "The server did not say whether it has this message. Trying again never sends it twice; if you delete it, others may see it all the same.",
        ),
        "too_long" => (
            "内容太长。请缩短后再试。",
            "This is too long. Make it shorter and try again.",
        ),
        "empty_name" => (
            "名称里没有能看见的字符。请换一个名称。",
            "Nothing of this name can be seen. Choose another.",
        ),
        "card_full" => (
            "这些消息太多，放不进一张卡片。请逐条转发，或少选一些。",
            "These messages do not fit on one card. Forward them one by one, or choose fewer.",
        ),
        "too_many_folders" => (
            "文件夹已经够多了。请先删除一个。",
            "There are as many folders as there can be. Delete one first.",
        ),
        "no_folder_name" => ("请给文件夹起个名字。", "Give the folder a name."),
        "too_many_planned" => (
            "定时的内容太多了。请先取消一些。",
            "As much is planned as can be. Discard some of it first.",
        ),
        "time_passed" => (
            "这个时间已经过了。请选择以后的时间。",
            "This time has passed. Choose a later one.",
        ),
        "edited_elsewhere" => (
            "这条消息在你编辑时已在别处改动，你的修改没有保存。",
            "This message was changed elsewhere while you edited it. Your edit was not saved.",
        ),
        "not_custom" => (
            "这条自定义消息的格式不对，没有发送。",
            "This custom message is not of the right form and was not sent.",
        ),
        "coupon_taken" => (
            "这张优惠券已经被领取了。",
            "This coupon has already been claimed.",
        ),
        "not_now" => (
            "现在还不能这样做。请稍等片刻。",
            "This cannot be done right now. Wait a moment.",
        ),
        "may_be_sent" => (
            "这条消息可能已到服务器，不能取消。显示已发送后可以撤回。",
            "This message may be at the server already, so it cannot be cancelled. Once it shows as sent you can recall it.",
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
        "words_refused" => (
            "消息里有不允许发送的词语，没有发出。请修改后再发送。",
            "The message has words that are not allowed here, so it was not sent. Change it and send again.",
        ),
        "text_refused" => (
            "内容里有不允许使用的词语，没有保存。请修改后再试。",
            "This has words that are not allowed here, so it was not saved. Change it and try again.",
        ),
        "too_fast" => (
            "消息发送得太快，稍后会自动重试。",
            "Messages are sent too fast; it is tried again by itself.",
        ),
        "receiver_gone" => (
            "对方已注销账号，消息没有送达。",
            "The other person has closed their account; it was not delivered.",
        ),
        "file_too_large" => (
            "文件超过 50 MiB。请选一个更小的文件。",
            "The file is larger than 50 MiB. Choose a smaller one.",
        ),
        "overseas_video" => (
            "海外服务不支持发送视频。可以把它打包成压缩文件再发送。",
            "The overseas service takes no videos. Put it into an archive and send that as a file.",
        ),
        "too_many_pixels" => (
            "图片超过 1 亿像素或单边超过 65535 像素。请先缩小。",
            "The picture has more than 100 megapixels, or a side longer than 65,535 pixels. Make it smaller first.",
        ),
        "not_a_picture" => (
            "这个文件不是图片。请选择图片文件。",
            "This file is not a picture. Choose a picture.",
        ),
        "not_a_file" => (
            "这不是普通文件（可能是文件夹、管道或设备），无法发送。请选择文件。",
            "This is no ordinary file but a folder, a pipe or a device, and cannot be sent. Choose a file.",
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
        "file_not_answering" => (
            "文件所在的磁盘或网络位置没有响应。请检查连接后重新选择，或先把文件复制到本机。",
            "The drive or network place of this file does not answer. Check its connection and choose the file again, or copy it to this computer first.",
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
        "media_to_send_gone" => (
            "文件已不在服务器上，消息没有发出。请重新发送文件本身。",
            "The file is no longer on the server, so it was not sent. Send the file itself again.",
        ),
        "media_gone" => (
            "文件已不在服务器上。请让对方再发一次。",
            "The file is no longer on the server. Ask for it to be sent again.",
        ),
        "media_mismatch" => (
            "下载的内容不完整或不一致。请重试。",
            "What was downloaded is incomplete or does not fit. Try again.",
        ),
        "picture_too_large_to_load" => (
            "图片超过 50 MiB，无法下载。请让对方发送小一些的图片。",
            "This picture is larger than 50 MiB and cannot be loaded. Ask for a smaller one.",
        ),
        "picture_cannot_be_shown" => (
            "这张图片无法在这里显示或复制，但可以保存到本机。",
            "This picture cannot be shown or copied here. You can save it.",
        ),
        "voice_cannot_be_played" => (
            "这段语音的格式无法在这里播放，但可以保存到本机。",
            "This recording has a format that cannot be played here. You can save it.",
        ),
        "no_microphone" => (
            "没有找到麦克风。请连接麦克风，并在系统的声音设置中选择它。",
            "No microphone was found. Connect one and choose it in the system's sound settings.",
        ),
        "microphone_refused" => (
            "系统不允许使用麦克风。请在系统的隐私设置中允许。",
            "The system does not allow the use of the microphone. Allow it in the system's privacy settings.",
        ),
        "microphone_busy" => (
            "麦克风正被其他程序占用。请关闭该程序后再试。",
            "Another program is using the microphone. Close it and try again.",
        ),
        "microphone_lost" => (
            "麦克风断开了。已录下的内容保留着，可以试听或发送。",
            "The microphone was disconnected. What was recorded is kept: listen to it or send it.",
        ),
        "no_speaker" => (
            "没有找到可以播放声音的设备。请在系统的声音设置中选择一个。",
            "No device to play sound was found. Choose one in the system's sound settings.",
        ),
        "voice_too_short" => (
            "说话时间太短。请至少录 1 秒。",
            "This recording is too short. Record for at least one second.",
        ),
        "not_overseas" => (
            "海外服务器不支持语音和视频消息。",
            "Servers overseas do not support voice and video messages.",
        ),
        _ => return None,
    })
}
