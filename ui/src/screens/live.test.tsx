import { fireEvent, screen, waitFor } from '@solidjs/testing-library';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { setLanguage } from '../i18n/language';
import { failure } from '../runtime/fake/base';
import { ACCOUNT, BOB } from '../runtime/fake/world';
import { clean } from '../test/axe';
import { page } from '../test/page';

beforeEach(() => setLanguage('en'));

const fill = (id: string, value: string) => fireEvent.input(screen.getByTestId(id), { target: { value } });
const press = (id: string) => fireEvent.click(screen.getByTestId(id));

async function list() {
  const { runtime, app } = await page();
  await waitFor(() => expect(app.account()?.listed).toBe(true));
  await runtime.createLiveGroup(ACCOUNT.id, '1', 'Morning');
  app.navigation.open({ kind: 'live' });
  await screen.findByTestId('live-group');
  return { runtime, app };
}

async function room() {
  const all = await list();
  fireEvent.click(screen.getByRole('button', { name: 'Join: Morning' }));
  press('live-join');
  await screen.findByTestId('live-input');
  return all;
}

describe('live groups', () => {
  it('are found by name, made, and joined under a name', async () => {
    const { runtime } = await list();
    const join = vi.spyOn(runtime, 'joinLiveGroup');
    fill('live-search', 'nothing');
    await waitFor(() => expect(screen.queryByTestId('live-group')).toBeNull());
    fill('live-name', 'Evening');
    press('live-create');
    fill(await screen.findByTestId('live-alias').then(() => 'live-alias'), 'Al');
    press('live-picture');
    press('live-join');
    await screen.findByTestId('live-stream');
    expect(join).toHaveBeenCalledWith(ACCOUNT.id, '9001', 'Al', false);
    expect(screen.getByTestId('live-online').textContent).toBe('1 person in it');
  });

  it('show what is said and how much was left out', async () => {
    const { runtime } = await room();
    runtime.liveDropped = 7;
    runtime.receiveLive(BOB, 'hello there');
    await screen.findByText('hello there');
    expect(screen.getByTestId('live-dropped').textContent).toBe('7 messages not shown');
    const send = vi.spyOn(runtime, 'sendLive');
    fireEvent.change(screen.getByTestId('live-priority'), { target: { value: 'high' } });
    fill('live-input', 'good morning');
    press('live-send');
    await screen.findByText('good morning');
    expect(send).toHaveBeenCalledWith(ACCOUNT.id, 'good morning', 'high');
    await clean(screen.getByTestId('live-dialog'));
  });

  it('keep the words that were not taken', async () => {
    const { runtime } = await room();
    runtime.sendLive = () => Promise.reject(failure('offline', '没有连接。', 'There is no connection.'));
    fill('live-input', 'good morning');
    press('live-send');
    await screen.findByText('There is no connection.');
    expect(screen.getByTestId<HTMLInputElement>('live-input').value).toBe('good morning');
  });

  it('are left, dissolved after a question, and end for who is in them', async () => {
    const { runtime, app } = await room();
    press('live-leave');
    await screen.findByTestId('live-search');
    const again = async () => {
      fireEvent.click(await screen.findByRole('button', { name: 'Join: Morning' }));
      press('live-join');
      await screen.findByTestId('live-input');
    };
    await again();
    runtime.endLive();
    await screen.findByTestId('live-ended');
    await again();
    press('live-dissolve');
    await screen.findByText('Dissolve this live group?');
    expect(app.live.of(ACCOUNT.id).state.group).not.toBeNull();
    press('confirm-ok');
    await waitFor(() => expect(runtime.liveWorld).toEqual([]));
    expect(screen.queryByTestId('live-ended')).toBeNull();
  });
});
