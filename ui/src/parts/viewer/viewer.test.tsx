import { fireEvent, render, screen, waitFor } from '@solidjs/testing-library';
import { beforeEach, expect, it, vi } from 'vitest';

import type { PicturePart, ViewerPage } from '../../bindings';
import { setLanguage } from '../../i18n/language';
import { Viewer } from './viewer';

beforeEach(() => setLanguage('en'));

/** A conversation of numbered pictures, of which a page has `side` on each side. */
function conversation(count: number, side: number) {
  const all = Array.from({ length: count }, (_, n) => ({
    message: `m${n}`,
    picture: {
      media: `p${n}`,
      width: 1,
      height: 1,
      bytes: 1,
      mime: 'image/png',
      name: 'p.png',
      animated: false,
      thumbhash: null,
      caption: '',
      problem: null,
    },
    senderName: 'Bob',
    time: n,
  }));
  return vi.fn(async (message: string, part: PicturePart): Promise<ViewerPage> => {
    const at = all.findIndex((p) => p.message === message);
    const from = part === 'after' ? at + 1 : Math.max(0, at - side);
    const to = part === 'before' ? at : Math.min(count, at + 1 + side);
    return { pictures: all.slice(from, to), moreBefore: from > 0, moreAfter: to < count };
  });
}

function open(start: string, load: (message: string, part: PicturePart) => Promise<ViewerPage>) {
  render(() => (
    <Viewer
      start={start}
      load={load}
      url={(media) => `/${media}`}
      onSave={async () => null}
      onCopy={async () => undefined}
      onShow={async () => undefined}
      onGoTo={() => undefined}
      onClose={() => undefined}
    />
  ));
}

const shown = () => screen.getByTestId<HTMLImageElement>('viewer-original').getAttribute('src');
const key = (name: string) => fireEvent.keyDown(screen.getByTestId('viewer'), { key: name, code: name });

it('goes on past the first page in both directions and says how many there are only when it knows', async () => {
  open('m60', conversation(200, 50));
  await waitFor(() => expect(shown()).toBe('/p60'));
  expect(screen.queryByTestId('viewer-position')).toBeNull();
  for (let n = 59; n >= 0; n--) {
    key('ArrowLeft');
    await waitFor(() => expect(shown()).toBe(`/p${n}`));
  }
  expect(screen.queryByTestId('viewer-previous')).toBeNull();
  expect(screen.queryByTestId('viewer-position')).toBeNull();
  for (let n = 1; n < 200; n++) {
    key('ArrowRight');
    await waitFor(() => expect(shown()).toBe(`/p${n}`));
  }
  expect(screen.queryByTestId('viewer-next')).toBeNull();
  expect(screen.getByTestId('viewer-position').textContent).toBe('200 of 200');
});

it('claims no end when the next page cannot be had, and asks again only when the person does', async () => {
  const load = conversation(2, 1);
  const offline = vi.fn(async (message: string, part: PicturePart) => {
    if (part !== 'around') {
      throw { reason: { code: 'x', text: { zh: '没有网络', en: 'No connection.' }, logId: null }, field: null };
    }
    return { ...(await load(message, part)), moreBefore: true };
  });
  open('m0', offline);
  await waitFor(() => expect(shown()).toBe('/p0'));
  await waitFor(() => expect(offline).toHaveBeenCalledTimes(2));
  key('ArrowLeft');
  expect(await screen.findByText('No connection.')).toBeTruthy();
  expect(screen.getByTestId('viewer-previous')).toBeTruthy();
  expect(offline).toHaveBeenCalledTimes(3);
});
