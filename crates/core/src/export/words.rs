//! The words of an export beside those of its messages.

use crate::model::kind::notice::GroupEventKind;
use crate::view::row::{Called, Happened};

/// Languages of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Simplified Chinese.
    Zh,
    /// English.
    En,
}

impl Language {
    /// As HTML names it.
    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// One of two.
    pub(super) fn of<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    fn called(self, who: Option<&Called>) -> String {
        match who {
            None => self.of("有人", "Somebody").to_owned(),
            Some(who) if who.me => self.of("你", "You").to_owned(),
            Some(who) => who.name.clone(),
        }
    }

    fn whom(self, happened: &Happened) -> String {
        let names: Vec<&str> = happened
            .targets
            .iter()
            .map(|who| match who.me {
                true => self.of("你", "you"),
                false => who.name.as_str(),
            })
            .collect();
        let named = u32::try_from(names.len()).unwrap_or(u32::MAX);
        match (self, happened.others) {
            (Self::Zh, 0) => names.join("、"),
            (Self::Zh, others) => {
                let all = others.saturating_add(named);
                format!("{}等 {all} 人", names.join("、"))
            }
            (Self::En, 0) => match names.as_slice() {
                [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
                all => all.concat(),
            },
            (Self::En, 1) => format!("{} and 1 other", names.join(", ")),
            (Self::En, others) => format!("{} and {others} others", names.join(", ")),
        }
    }

    /// What happened to a group, as one sentence; `until` is the moment it names, or empty.
    pub(super) fn happened(self, happened: &Happened, until: &str) -> String {
        use GroupEventKind as K;
        let (actor, whom) = (self.called(happened.actor.as_ref()), self.whom(happened));
        let name = &happened.name;
        match self {
            Self::Zh => match happened.kind {
                K::Created if whom.is_empty() => format!("{actor}创建了群聊"),
                K::Created => format!("{actor}创建了群聊，并邀请了{whom}"),
                K::Joined => format!("{actor}加入了群聊"),
                K::Invited => format!("{actor}邀请{whom}加入了群聊"),
                K::Left => format!("{actor}退出了群聊"),
                K::Removed => format!("{actor}将{whom}移出了群聊"),
                K::Manager => format!("{actor}将{whom}设为管理员"),
                K::Member => format!("{actor}取消了{whom}的管理员身份"),
                K::Owner => format!("{actor}将群主转让给了{whom}"),
                K::Renamed => format!("{actor}将群名改为“{name}”"),
                K::Notice => format!("{actor}修改了群公告"),
                K::Muted => format!("{actor}开启了全员禁言，只有群主和管理员可以发言"),
                K::Unmuted => format!("{actor}关闭了全员禁言"),
                K::MemberMuted if until.is_empty() => format!("{actor}将{whom}禁言"),
                K::MemberMuted => format!("{actor}将{whom}禁言至 {until}"),
                K::MemberUnmuted => format!("{actor}解除了{whom}的禁言"),
                K::Dissolved => format!("{actor}解散了群聊"),
                K::NewChat => "以下是新的对话".to_owned(),
                K::Barred if until.is_empty() => format!("{actor}禁止{whom}进入直播群"),
                K::Barred => format!("{actor}禁止{whom}进入直播群，至 {until}"),
                K::LetIn => format!("{actor}允许{whom}重新进入直播群"),
                K::Speaker => format!("{actor}将{whom}加入了禁言白名单"),
                K::NoSpeaker => format!("{actor}将{whom}移出了禁言白名单"),
                K::Marked => format!("{actor}给{whom}加上了标记“{name}”"),
                K::Unmarked => format!("{actor}去掉了{whom}的标记“{name}”"),
                K::MarkAdded => format!("{actor}添加了标记“{name}”"),
                K::MarkRemoved => format!("{actor}删除了标记“{name}”"),
            },
            Self::En => match happened.kind {
                K::Created if whom.is_empty() => format!("{actor} created the group"),
                K::Created => format!("{actor} created the group with {whom}"),
                K::Joined => format!("{actor} joined the group"),
                K::Invited => format!("{actor} added {whom}"),
                K::Left => format!("{actor} left the group"),
                K::Removed => format!("{actor} removed {whom}"),
                K::Manager => format!("{actor} made {whom} a manager"),
                K::Member => format!("{actor} removed {whom} as manager"),
                K::Owner => format!("{actor} handed the group over to {whom}"),
                K::Renamed => format!("{actor} renamed the group to “{name}”"),
                K::Notice => format!("{actor} changed the announcement"),
                K::Muted => {
                    format!("{actor} muted the group: only the owner and managers can write")
                }
                K::Unmuted => format!("{actor} unmuted the group"),
                K::MemberMuted if until.is_empty() => format!("{actor} muted {whom}"),
                K::MemberMuted => format!("{actor} muted {whom} until {until}"),
                K::MemberUnmuted => format!("{actor} unmuted {whom}"),
                K::Dissolved => format!("{actor} dissolved the group"),
                K::NewChat => "A new conversation begins".to_owned(),
                K::Barred if until.is_empty() => format!("{actor} banned {whom}"),
                K::Barred => format!("{actor} banned {whom} until {until}"),
                K::LetIn => format!("{actor} lifted the ban on {whom}"),
                K::Speaker => format!("{actor} put {whom} on the white list"),
                K::NoSpeaker => format!("{actor} took {whom} off the white list"),
                K::Marked => format!("{actor} marked {whom} as “{name}”"),
                K::Unmarked => format!("{actor} removed the mark “{name}” from {whom}"),
                K::MarkAdded => format!("{actor} added the mark “{name}”"),
                K::MarkRemoved => format!("{actor} removed the mark “{name}”"),
            },
        }
    }
}
