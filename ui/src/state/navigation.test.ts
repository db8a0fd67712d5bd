import { expect, it } from 'vitest';

import { createNavigation } from './navigation';

const alice = 'alice';
const bobs = '0:1:10001:10009';
const carols = '0:1:10001:10017';

function opened() {
  const navigation = createNavigation();
  navigation.replace(alice);
  navigation.openChat(alice, bobs);
  return navigation;
}

it('shows one conversation, and none while another screen is there', () => {
  const navigation = opened();
  expect(navigation.shown()).toEqual([alice, bobs]);
  navigation.show('settings');
  expect(navigation.shown()).toBeNull();
  navigation.show('chats');
  expect(navigation.shown()).toEqual([alice, bobs]);
});

it('has nothing lie over a place that one has just come to', () => {
  const navigation = opened();
  navigation.open({ kind: 'viewer', message: 'm1' });
  navigation.setPanel(true);
  // As a click on a notification does.
  navigation.openChat(alice, carols);
  expect(navigation.over()).toBeNull();
  expect(navigation.panel()).toBe(false);
  navigation.setPanel(true);
  navigation.openChat(alice, carols);
  expect(navigation.panel()).toBe(true);
});

it('goes back the way one came, and says when there is none left', () => {
  const navigation = opened();
  navigation.openChat(alice, carols);
  navigation.show('settings');
  navigation.show('sign-in');
  const way = [];
  while (navigation.back()) way.push([navigation.screen(), navigation.chatOf(alice)]);
  expect(way).toEqual([
    ['settings', carols],
    ['chats', carols],
    ['chats', bobs],
    ['chats', undefined],
  ]);
});

it('leads nowhere that belongs to an account which was signed out', () => {
  const navigation = opened();
  navigation.select('carol');
  navigation.open({ kind: 'new-token', account: alice });
  navigation.forget(alice);
  expect(navigation.account()).toBe('carol');
  expect(navigation.over()).toBeNull();
  expect(navigation.chatOf(alice)).toBeUndefined();
  expect(navigation.back()).toBe(false);
});
