// The whole page on the fake runtime, as a person has it before them.

import { fireEvent, render, screen, waitFor } from '@solidjs/testing-library';
import { expect } from 'vitest';

import { App } from '../app';
import { say, t } from '../i18n/language';
import { FakeRuntime } from '../runtime/fake/fake';
import { ACCOUNT, BOB, demoWorld } from '../runtime/fake/world';
import { createApp } from '../state/app';
import { MOST_SELECTED } from '../state/selection';

export const BOBS = `0:1:10001:${BOB.id}`;
export const GROUP = '7300000000000000123';

export async function page(size = 'rich', signedIn = true) {
  const world = demoWorld({ size, signedIn, now: Date.now(), delayMs: 0 });
  world.settings.language = 'en';
  const runtime = new FakeRuntime(world);
  const app = createApp(runtime, {
    closedToTray: () => t().closedToTray,
    selectionFull: () => t().selectionFull(MOST_SELECTED),
    caretRests: () => undefined,
    picturesAgain: () => undefined,
    say,
    memory: localStorage,
  });
  void app.start();
  render(() => <App app={app} runtime={runtime} />);
  await screen.findByTestId(signedIn ? 'rail' : 'sign-in');
  return { runtime, app };
}

/** The page with a chat open. */
export async function chat(conversation = BOBS, size = 'rich') {
  const all = await page(size);
  await waitFor(() => expect(all.app.account()?.listed).toBe(true));
  all.runtime.push({ kind: 'open_conversation', account: ACCOUNT.id, conversation, message: null });
  await screen.findByTestId('composer-input');
  await waitFor(() => expect(screen.getByTestId('timeline').dataset['opened']).toBe('true'));
  return all;
}

export const type = (text: string) => fireEvent.input(screen.getByTestId('composer-input'), { target: { value: text } });
export const enter = () => fireEvent.keyDown(screen.getByTestId('composer-input'), { key: 'Enter', keyCode: 13 });
export const rows = () => screen.getAllByTestId('message-row');
