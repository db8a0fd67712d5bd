import { fireEvent, render, screen } from '@solidjs/testing-library';
import { createSignal } from 'solid-js';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { Delivery, FileState } from '../../bindings';
import { setLanguage } from '../../i18n/language';
import { clean } from '../../test/axe';
import { endingOf } from './ending';
import { FileBox } from './file-box';

beforeEach(() => setLanguage('en'));

function box(state: FileState | undefined, delivery: Delivery | null = null, name = '年度 report.pdf') {
  const does = { onOpen: vi.fn(), onLoad: vi.fn(), onPause: vi.fn(), onCancel: vi.fn() };
  const { container } = render(() => (
    <FileBox file={{ media: 'm', name, bytes: 4_300_000, mayRun: false }} state={state} delivery={delivery} reachable {...does} />
  ));
  return { ...does, container, button: screen.getByTestId('file') };
}

describe('a file in a bubble', () => {
  it.each<[FileState | undefined, string, 'onOpen' | 'onLoad' | 'onPause']>([
    [undefined, 'Download 年度 report.pdf', 'onLoad'],
    [{ state: 'away' }, 'Download 年度 report.pdf', 'onLoad'],
    [{ state: 'paused', percent: 40 }, 'Download 年度 report.pdf', 'onLoad'],
    [{ state: 'loading', percent: 40 }, 'Pause the download 年度 report.pdf', 'onPause'],
    [{ state: 'here' }, 'Open 年度 report.pdf', 'onOpen'],
  ])('%o: %s', async (state, label, does) => {
    const shown = box(state);
    expect(screen.getByRole('button', { name: new RegExp(`^${label}`) })).toBe(shown.button);
    fireEvent.click(shown.button);
    for (const each of ['onOpen', 'onLoad', 'onPause', 'onCancel'] as const) {
      expect(shown[each]).toHaveBeenCalledTimes(each === does ? 1 : 0);
    }
    await clean(shown.container);
  });

  it.each<[FileState, string]>([
    [{ state: 'loading', percent: 40 }, '4.1 MB · 40%'],
    [{ state: 'paused', percent: 40 }, '4.1 MB · 40% · Paused'],
    [{ state: 'here' }, '4.1 MB'],
  ])('%o says %s', (state, facts) => {
    expect(box(state).button.querySelector('.card-fact')?.textContent).toBe(facts);
  });

  it('on its way to the server can be cancelled', () => {
    const { button, onCancel } = box({ state: 'here' }, { kind: 'uploading', percent: 7 });
    expect(button.textContent).toContain('7%');
    fireEvent.click(button);
    expect(onCancel).toHaveBeenCalledTimes(1);
  });

  it('keeps the end of a long name, which says what it is, and is text whatever it is called', () => {
    const { container } = box({ state: 'away' }, null, '<img src=x onerror=alert(1)>.pdf');
    expect(container.querySelector('img')).toBeNull();
    expect(container.querySelector('.file-name')?.lastElementChild?.textContent).toBe('rt(1)>.pdf'.slice(-8));
  });

  it('loads by itself once when it may, unless it is here, on its way or an own one', () => {
    const onFetch = vi.fn();
    const [state, setState] = createSignal<FileState>();
    const shownFile = (delivery: Delivery | null, byItself: boolean, of: () => FileState | undefined) =>
      render(() => (
        <FileBox
          file={{ media: 'm', name: 'a.pdf', bytes: 1, mayRun: false }}
          state={of()}
          delivery={delivery}
          reachable
          byItself={byItself}
          onFetch={onFetch}
          onOpen={vi.fn()}
          onLoad={vi.fn()}
          onPause={vi.fn()}
          onCancel={vi.fn()}
        />
      ));
    shownFile(null, false, () => ({ state: 'away' }));
    shownFile({ kind: 'sent' }, true, () => ({ state: 'away' }));
    shownFile(null, true, () => ({ state: 'here' }));
    shownFile(null, true, () => ({ state: 'paused', percent: 4 }));
    expect(onFetch).not.toHaveBeenCalled();
    shownFile(null, true, state);
    setState({ state: 'away' });
    expect(onFetch).toHaveBeenCalledTimes(1);
    setState({ state: 'loading', percent: 4 });
    setState({ state: 'away' });
    expect(onFetch).toHaveBeenCalledTimes(1);
  });

  it('has no name', () => expect(box({ state: 'away' }, null, '').button.textContent).toContain('File'));
});

describe('the ending', () => {
  it.each([
    ['report.pdf', 'PDF'],
    ['archive.tar.gz', 'GZ'],
    ['Makefile', ''],
    ['.bashrc', ''],
    ['v1.2.3-final draft', ''],
    ['photo.文件', '文件'],
  ])('of %s is %s', (name, ending) => expect(endingOf(name)).toBe(ending));
});
