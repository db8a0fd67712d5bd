//! Who can do what in a live group. What is done to it is told by a line in its history, as in groups.

use std::collections::{BTreeMap, BTreeSet};

use linnet_proto::choices;
use linnet_proto::im_proto::{GroupRole, MessageBody, MessageType, StatusCode};
use prost::Message as _;
use rusqlite::{OptionalExtension as _, Row, params};
use serde_json::{Value, json};

use super::lines::Line;
use super::lookup::{self, FOREVER};
use super::muted::{EVERYBODY, NOBODY, ORDINARY};
use super::scope::{Outcome, Snapshot, Tx};
use super::{SqliteStore, live};
use crate::UserId;
use crate::live::{LivePush, Priority};
use crate::refusal::Refusal;
use crate::store::live::LiveGroup;
use crate::store::live_members::{LiveAct, LiveChange, LiveList, LiveMember, LiveMembers};
use crate::store::{Delivery, MemberSilence, Pending, Silence};

const OWNER: i32 = GroupRole::Owner as i32;
const MANAGER: i32 = GroupRole::Manager as i32;
const ORDINARY_MEMBER: i32 = GroupRole::Ordinary as i32;

const FULL: Refusal = Refusal::new(
    StatusCode::TouchLimit,
    "this list of the live group is full",
);
const TOO_MANY_MANAGERS: Refusal = Refusal::new(
    StatusCode::MassManagerMoreThanLimit,
    "the live group has as many managers as it can have",
);
const TOO_MANY_GROUPS: Refusal =
    Refusal::new(StatusCode::TouchLimit, "they own too many live groups");
const BARRED: Refusal = Refusal::new(
    StatusCode::MemberBlock,
    "whoever cannot come in leads nothing",
);

fn read(row: &Row<'_>) -> rusqlite::Result<LiveMember> {
    Ok(LiveMember {
        user: row.get(0)?,
        role: row.get(1)?,
        silenced_until: row.get(2)?,
        silenced_why: row.get(3)?,
        speaks: row.get(4)?,
        barred_until: row.get(5)?,
        marks: Vec::new(),
    })
}

impl Snapshot<'_> {
    /// What a live group keeps of somebody.
    pub(super) fn live_member(&self, group: &LiveGroup, user: UserId) -> Outcome<LiveMember> {
        let kept = self
            .db
            .prepare_cached(
                "SELECT user, role, silenced_until, silenced_why, speaks, barred_until
                 FROM live_member WHERE live_group = ?1 AND user = ?2",
            )?
            .query_row([group.short_id, user], read)
            .optional()?;
        let mut member = kept.unwrap_or_default();
        member.user = user;
        if group.owner == user {
            member.role = OWNER;
        }
        member.marks = self
            .db
            .prepare_cached("SELECT mark FROM live_marked WHERE user = ?1 AND live_group = ?2")?
            .query_map([user, group.short_id], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(member)
    }

    /// Marks that a live group knows.
    pub(super) fn live_marks(&self, group: i64) -> Outcome<Vec<String>> {
        Ok(self
            .db
            .prepare_cached("SELECT mark FROM live_mark WHERE live_group = ?1 ORDER BY mark")?
            .query_map([group], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?)
    }

    fn live_listed(
        &self,
        group: i64,
        list: &LiveList,
        after: UserId,
        limit: i64,
    ) -> Outcome<Vec<LiveMember>> {
        let found = live::find(self, group)?;
        let which = match list {
            LiveList::Marked(mark) => {
                let users: Vec<UserId> = self
                    .db
                    .prepare_cached(
                        "SELECT user FROM live_marked WHERE live_group = ?1 AND mark = ?2 AND user > ?3
                         ORDER BY user LIMIT ?4",
                    )?
                    .query_map(params![group, mark, after, limit], |row| row.get(0))?
                    .collect::<rusqlite::Result<_>>()?;
                return users
                    .into_iter()
                    .map(|user| self.live_member(&found, user))
                    .collect();
            }
            LiveList::Leaders => 0,
            LiveList::Muted => 1,
            LiveList::Speakers => 2,
            LiveList::Barred => 3,
        };
        // A group keeps few thousand people at most.
        let users: Vec<UserId> = self
            .db
            .prepare_cached(
                "SELECT user FROM live_member WHERE live_group = ?1 AND user > ?2
                 AND CASE ?4 WHEN 0 THEN role <> 0 WHEN 1 THEN silenced_until > ?5
                             WHEN 2 THEN speaks = 1 ELSE barred_until > ?5 END
                 ORDER BY user LIMIT ?3",
            )?
            .query_map([group, after, limit, which, self.now_ms], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let owner = (*list == LiveList::Leaders && after == 0).then_some(found.owner);
        owner
            .into_iter()
            .chain(users)
            .map(|user| self.live_member(&found, user))
            .collect()
    }

    fn live_called(&self, names: &BTreeMap<UserId, String>, user: UserId) -> Outcome<String> {
        if let Some(name) = names.get(&user).filter(|name| !name.is_empty()) {
            return Ok(name.clone());
        }
        let name: Option<String> = self
            .db
            .prepare_cached("SELECT nick_name FROM user WHERE user = ?1")?
            .query_row([user], |row| row.get::<_, Option<String>>(0))
            .optional()?
            .flatten()
            .filter(|name| !name.is_empty());
        Ok(name.unwrap_or_else(|| user.to_string()))
    }
}

/// A change that is carried out.
struct Doing<'a, 'b> {
    tx: &'a mut Tx<'b>,
    by: UserId,
    caller: LiveMember,
    group: LiveGroup,
    names: BTreeMap<UserId, String>,
}

impl Doing<'_, '_> {
    fn member(&self, user: UserId) -> Outcome<LiveMember> {
        self.tx.live_member(&self.group, user)
    }

    /// Whether the caller decides about somebody: the owner about everybody else, a manager about those who lead nothing.
    fn decides_about(&self, member: &LiveMember) -> bool {
        member.user != self.by && (self.caller.role == OWNER || !member.leads())
    }

    /// Of these people, those whom the caller decides about, and the others.
    fn sort(&self, users: &[UserId]) -> Outcome<(Vec<LiveMember>, Vec<UserId>)> {
        let (mut some, mut others) = (Vec::new(), Vec::new());
        for user in users.iter().copied().collect::<BTreeSet<_>>() {
            let member = self.member(user)?;
            match self.decides_about(&member) {
                true => some.push(member),
                false => others.push(user),
            }
        }
        Ok((some, others))
    }

    fn set(&self, user: UserId, column: &str, value: i64) -> Outcome<()> {
        self.tx
            .db
            .prepare_cached(&format!(
                "INSERT INTO live_member (live_group, user, {column}) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET {column} = excluded.{column}"
            ))?
            .execute([self.group.short_id, user, value])?;
        Ok(())
    }

    /// Refuses when a list of the group has more than so many.
    fn bounded(&self, which: &str, most: i64, refusal: Refusal) -> Outcome<()> {
        let count: i64 = self
            .tx
            .db
            .prepare_cached(&format!(
                "SELECT count(*) FROM live_member WHERE live_group = ?1 AND {which}"
            ))?
            .query_row([self.group.short_id], |row| row.get(0))?;
        match count > most {
            true => Err(refusal),
            false => Ok(()),
        }
    }

    /// Takes away what has passed, and rows that say nothing.
    fn tidy(&self) -> Outcome<()> {
        let (group, now) = (self.group.short_id, self.tx.now_ms);
        for sql in [
            "UPDATE live_member SET silenced_until = 0, silenced_why = ''
             WHERE live_group = ?1 AND silenced_until BETWEEN 1 AND ?2",
            "UPDATE live_member SET barred_until = 0
             WHERE live_group = ?1 AND barred_until BETWEEN 1 AND ?2",
        ] {
            self.tx.db.prepare_cached(sql)?.execute([group, now])?;
        }
        self.tx
            .db
            .prepare_cached(
                "DELETE FROM live_member WHERE live_group = ?1 AND role = 0 AND silenced_until = 0
                 AND speaks = 0 AND barred_until = 0",
            )?
            .execute([group])?;
        Ok(())
    }

    fn tell(&mut self, line: &Line<'_>) -> Outcome<()> {
        let actor = self.tx.live_called(&self.names, self.by)?;
        let mut called = Vec::new();
        let mut names = serde_json::Map::new();
        names.insert(self.by.to_string(), json!(actor));
        for user in line.named() {
            let name = self.tx.live_called(&self.names, user)?;
            names.insert(user.to_string(), json!(name));
            called.push(name);
        }
        let mut notice = line.notice(self.by);
        notice.insert("names".to_owned(), Value::Object(names));
        let body = MessageBody {
            message_type: Some(MessageType::System as i32),
            sender: Some(lookup::NOBODY),
            content: Some(line.content(&actor, &called)),
            ext: BTreeMap::from([(
                choices::EXT_NOTICE.to_owned(),
                Value::Object(notice).to_string(),
            )]),
            ..MessageBody::default()
        };
        let id = self.tx.next_id();
        let (index, body) = live::write(self.tx, self.group.short_id, id, &id.to_string(), body)?;
        let push = LivePush {
            body: body.encode_to_vec().into(),
            conversation_id: self.group.short_id.to_string(),
            index,
            priority: Priority::High,
        };
        let told = Delivery::Live(self.group.short_id, None, push.into());
        self.tx.deliveries.push(told);
        Ok(())
    }

    fn silence(&mut self, whom: Silence) -> Outcome<()> {
        let silenced = match whom {
            Silence::Nobody => NOBODY,
            Silence::Ordinary => ORDINARY,
            Silence::Everybody => EVERYBODY,
        };
        if silenced == self.group.silenced {
            // So it is already: whoever asks again has what they wanted.
            return Ok(());
        }
        self.tx
            .db
            .prepare_cached(
                "UPDATE live_group SET silenced = ?2, info_version = info_version + 1
                 WHERE short_id = ?1",
            )?
            .execute(params![self.group.short_id, silenced])?;
        let on = silenced != NOBODY;
        if on && self.group.silenced != NOBODY {
            return Ok(());
        }
        self.tell(&Line::Muted { on })
    }

    fn mute(&mut self, change: &MemberSilence) -> Outcome<Vec<UserId>> {
        let users: Vec<UserId> = change.times.keys().copied().collect();
        let (some, others) = self.sort(&users)?;
        let mut changed = Vec::new();
        for member in some {
            let user = member.user;
            if !change.on && member.silenced_until <= self.tx.now_ms {
                continue;
            }
            let seconds = change.times.get(&user).copied().unwrap_or(0);
            let until = match change.on {
                true => self.until(seconds),
                false => 0,
            };
            let why = if change.on {
                change.reason.as_str()
            } else {
                ""
            };
            self.set(user, "silenced_until", until)?;
            self.tx
                .db
                .prepare_cached(
                    "UPDATE live_member SET silenced_why = ?3 WHERE live_group = ?1 AND user = ?2",
                )?
                .execute(params![self.group.short_id, user, why])?;
            changed.push((user, change.on.then_some(told(until))));
        }
        self.bounded("silenced_until > 0", choices::MAX_LIVE_MUTED, FULL)?;
        for (user, until) in changed {
            self.tell(&Line::MemberMuted { user, until })?;
        }
        Ok(others)
    }

    fn until(&self, seconds: i64) -> i64 {
        match seconds {
            1..=choices::MAX_MUTE_SECONDS => self.tx.now_ms.saturating_add(seconds * 1000),
            _ => FOREVER,
        }
    }

    fn remove(&mut self, users: &[UserId]) -> Outcome<Vec<UserId>> {
        let (some, others) = self.sort(users)?;
        let users: Vec<UserId> = some.iter().map(|member| member.user).collect();
        if !users.is_empty() {
            self.put_out(users, None)?;
        }
        Ok(others)
    }

    /// The line first, while they are there: it is the last that they read.
    fn put_out(&mut self, users: Vec<UserId>, until: Option<i64>) -> Outcome<()> {
        let line = match until {
            Some(_) => Line::Barred {
                users: &users,
                until,
            },
            None => Line::Removed { users: &users },
        };
        self.tell(&line)?;
        let out = Delivery::LiveOut(self.group.short_id, users);
        self.tx.deliveries.push(out);
        Ok(())
    }

    fn bar(&mut self, users: &[UserId], seconds: Option<i64>) -> Outcome<Vec<UserId>> {
        let (some, others) = self.sort(users)?;
        let mut changed = Vec::new();
        let until = seconds.map(|seconds| self.until(seconds));
        for member in some {
            if until.is_none() && member.barred_until <= self.tx.now_ms {
                continue;
            }
            self.set(member.user, "barred_until", until.unwrap_or(0))?;
            if until.is_some() {
                // Whoever cannot come in leads nothing, and is let through nowhere.
                self.set(member.user, "role", 0)?;
                self.set(member.user, "speaks", 0)?;
            }
            changed.push(member.user);
        }
        self.bounded("barred_until > 0", choices::MAX_LIVE_BARRED, FULL)?;
        if changed.is_empty() {
            return Ok(others);
        }
        match until {
            Some(until) => self.put_out(changed, Some(told(until)))?,
            None => self.tell(&Line::Barred {
                users: &changed,
                until: None,
            })?,
        }
        Ok(others)
    }

    fn role(&mut self, user: UserId, role: i32) -> Outcome<()> {
        let member = self.member(user)?;
        if self.caller.role != OWNER || user == self.by {
            return Err(Refusal::forbidden());
        }
        if member.role == role {
            return Ok(());
        }
        if role != ORDINARY_MEMBER && member.barred_until > self.tx.now_ms {
            return Err(BARRED);
        }
        if role != ORDINARY_MEMBER {
            // Whoever leads is not silenced.
            self.set(user, "silenced_until", 0)?;
        }
        if role == OWNER {
            return self.hand_over(user);
        }
        self.set(user, "role", i64::from(role))?;
        self.bounded("role <> 0", choices::MAX_LIVE_MANAGERS, TOO_MANY_MANAGERS)?;
        self.tell(&Line::Role {
            user,
            manager: role == MANAGER,
        })
    }

    fn hand_over(&mut self, user: UserId) -> Outcome<()> {
        let owned: i64 = self
            .tx
            .db
            .prepare_cached("SELECT count(*) FROM live_group WHERE owner = ?1")?
            .query_row([user], |row| row.get(0))?;
        if owned >= choices::MAX_OWN_LIVE_GROUPS {
            return Err(TOO_MANY_GROUPS);
        }
        self.set(user, "role", 0)?;
        self.tx
            .db
            .prepare_cached(
                "UPDATE live_group SET owner = ?2, info_version = info_version + 1
                 WHERE short_id = ?1",
            )?
            .execute([self.group.short_id, user])?;
        self.tell(&Line::Owner { user })
    }

    fn speak(&mut self, user: UserId, on: bool) -> Outcome<()> {
        let member = self.member(user)?;
        if on == member.speaks {
            return Ok(());
        }
        if on && member.barred_until > self.tx.now_ms {
            return Err(BARRED);
        }
        self.set(user, "speaks", i64::from(on))?;
        self.bounded("speaks = 1", choices::MAX_LIVE_SPEAKERS, FULL)?;
        self.tell(&Line::Speaker { user, on })
    }

    fn mark(&mut self, user: UserId, add: &[String], remove: &[String]) -> Outcome<()> {
        let (group, known) = (
            self.group.short_id,
            self.tx.live_marks(self.group.short_id)?,
        );
        if add.iter().any(|mark| !known.contains(mark)) {
            return Err(Refusal::invalid("the live group does not know this mark"));
        }
        let mut changed = Vec::new();
        for (marks, on, sql) in [
            (
                add,
                true,
                "INSERT OR IGNORE INTO live_marked (live_group, mark, user) VALUES (?1, ?2, ?3)",
            ),
            (
                remove,
                false,
                "DELETE FROM live_marked WHERE live_group = ?1 AND mark = ?2 AND user = ?3",
            ),
        ] {
            for mark in marks {
                let rows = self
                    .tx
                    .db
                    .prepare_cached(sql)?
                    .execute(params![group, mark, user])?;
                if rows > 0 {
                    changed.push((mark.clone(), on));
                }
            }
        }
        let marked: i64 = self
            .tx
            .db
            .prepare_cached("SELECT count(DISTINCT user) FROM live_marked WHERE live_group = ?1")?
            .query_row([group], |row| row.get(0))?;
        if marked > choices::MAX_LIVE_MARKED {
            return Err(FULL);
        }
        for (name, on) in changed {
            self.tell(&Line::Marked {
                user,
                name: &name,
                on,
            })?;
        }
        Ok(())
    }

    fn marks(&mut self, add: &[String], remove: &[String]) -> Outcome<()> {
        let group = self.group.short_id;
        let mut changed = Vec::new();
        for mark in remove {
            let rows = self
                .tx
                .db
                .prepare_cached("DELETE FROM live_mark WHERE live_group = ?1 AND mark = ?2")?
                .execute(params![group, mark])?;
            self.tx
                .db
                .prepare_cached("DELETE FROM live_marked WHERE live_group = ?1 AND mark = ?2")?
                .execute(params![group, mark])?;
            if rows > 0 {
                changed.push((mark, false));
            }
        }
        for mark in add {
            let rows = self
                .tx
                .db
                .prepare_cached(
                    "INSERT OR IGNORE INTO live_mark (live_group, mark) VALUES (?1, ?2)",
                )?
                .execute(params![group, mark])?;
            if rows > 0 {
                changed.push((mark, true));
            }
        }
        if self.tx.live_marks(group)?.len() > choices::MAX_LIVE_MARKS {
            return Err(FULL);
        }
        for (name, on) in changed {
            self.tell(&Line::Mark { name, on })?;
        }
        Ok(())
    }
}

/// A time as it is told: 0 for no end.
fn told(until: i64) -> i64 {
    if until == FOREVER { 0 } else { until }
}

fn change(tx: &mut Tx<'_>, by: UserId, change: LiveChange) -> Outcome<Vec<UserId>> {
    let group = live::find(tx, change.group)?;
    let caller = tx.live_member(&group, by)?;
    if !caller.leads() {
        return Err(Refusal::forbidden());
    }
    let mut doing = Doing {
        tx,
        by,
        caller,
        group,
        names: change.names,
    };
    doing.tidy()?;
    let failed = match change.act {
        LiveAct::Silence(whom) => doing.silence(whom).map(|()| Vec::new()),
        LiveAct::Mute(silence) => doing.mute(&silence),
        LiveAct::Remove(users) => doing.remove(&users),
        LiveAct::Bar(users, seconds) => doing.bar(&users, seconds),
        LiveAct::Role(user, role) => doing.role(user, role).map(|()| Vec::new()),
        LiveAct::Speak(user, on) => doing.speak(user, on).map(|()| Vec::new()),
        LiveAct::Mark(user, add, remove) => doing.mark(user, &add, &remove).map(|()| Vec::new()),
        LiveAct::Marks(add, remove) => doing.marks(&add, &remove).map(|()| Vec::new()),
    }?;
    doing.tidy()?;
    Ok(failed)
}

impl LiveMembers for SqliteStore {
    fn live_seen(&self, by: UserId, group: i64) -> Pending<'_, (LiveGroup, LiveMember)> {
        self.read(move |db| {
            let mut found = live::find(db, group)?;
            found.marks = db.live_marks(group)?;
            let member = db.live_member(&found, by)?;
            Ok((found, member))
        })
    }

    fn live_members(&self, group: i64, users: Vec<UserId>) -> Pending<'_, Vec<LiveMember>> {
        self.read(move |db| {
            let found = live::find(db, group)?;
            users
                .iter()
                .map(|user| db.live_member(&found, *user))
                .collect()
        })
    }

    fn live_list(
        &self,
        group: i64,
        list: LiveList,
        after: UserId,
        limit: i64,
    ) -> Pending<'_, Vec<LiveMember>> {
        self.read(move |db| db.live_listed(group, &list, after, limit))
    }

    fn change_live(&self, by: UserId, new: LiveChange) -> Pending<'_, Vec<UserId>> {
        self.write(move |tx| change(tx, by, new))
    }
}
