//! Contacts of the store on SQLite: each method is one command of the files beside.

use linnet_proto::im_proto::{BlockUserInfo, FriendUserInfo};

use super::{SqliteStore, blocks, friends, presence, profile, requests};
use crate::UserId;
use crate::config::ContactLimits;
use crate::store::Pending;
use crate::store::contacts::{
    Applied, ContactPage, Contacts, FriendChange, ListPage, ProfileChange, RequestPage,
};

impl Contacts for SqliteStore {
    fn apply(
        &self,
        by: UserId,
        to: UserId,
        greeting: String,
        limits: ContactLimits,
    ) -> Pending<'_, Applied> {
        self.write(move |tx| requests::apply(tx, by, to, greeting, limits))
    }

    fn requests(&self, by: UserId, received: bool, page: ListPage) -> Pending<'_, RequestPage> {
        self.read(move |db| requests::list(db, by, received, page))
    }

    fn answer_requests(
        &self,
        by: UserId,
        from: Vec<UserId>,
        agree: bool,
        limits: ContactLimits,
    ) -> Pending<'_, ()> {
        self.write(move |tx| requests::answer(tx, by, &from, agree, limits))
    }

    fn read_requests(&self, by: UserId, index: i64) -> Pending<'_, ()> {
        self.write(move |tx| requests::read(tx, by, index))
    }

    fn friends(&self, by: UserId, page: ListPage) -> Pending<'_, ContactPage<FriendUserInfo>> {
        self.read(move |db| friends::list(db, by, page))
    }

    fn delete_friends(&self, by: UserId, users: Vec<UserId>) -> Pending<'_, ()> {
        self.write(move |tx| friends::delete(tx, by, &users))
    }

    fn update_friend(&self, by: UserId, user: UserId, change: FriendChange) -> Pending<'_, ()> {
        self.write(move |tx| friends::update(tx, by, user, change))
    }

    fn blocked(&self, by: UserId, page: ListPage) -> Pending<'_, ContactPage<BlockUserInfo>> {
        self.read(move |db| blocks::list(db, by, page))
    }

    fn set_blocked(
        &self,
        by: UserId,
        users: Vec<UserId>,
        on: bool,
        limits: ContactLimits,
    ) -> Pending<'_, ()> {
        self.write(move |tx| blocks::set(tx, by, &users, on, limits))
    }

    fn is_blocked(&self, by: UserId, user: UserId) -> Pending<'_, bool> {
        self.read(move |db| blocks::is(db, by, user))
    }

    fn presence_visible(&self, by: UserId, users: Vec<UserId>) -> Pending<'_, Vec<UserId>> {
        self.read(move |db| presence::visible(db, by, &users))
    }

    fn set_profile(&self, by: UserId, change: ProfileChange) -> Pending<'_, ()> {
        self.write(move |tx| profile::set(tx, by, change))
    }
}
