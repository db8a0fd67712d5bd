import { fireEvent, render, screen } from '@solidjs/testing-library';
import { createSignal } from 'solid-js';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { Block, MessageRow, StreamState } from '../../bindings';
import { setLanguage } from '../../i18n/language';
import { clean } from '../../test/axe';
import type { MessageContext } from './context';
import { steady } from './format';
import { MessageText } from './message-text';
import { Streamed } from './streamed';

beforeEach(() => setLanguage('en'));

function shown(state: StreamState, newest = true) {
  const actions = { stopAnswer: vi.fn(), answerAgain: vi.fn() };
  const context = { isActive: () => true, isNewest: () => newest, actions } as unknown as MessageContext;
  const writing = state === 'writing';
  const message = { id: 'm1', streamed: { state, time: 0, canStop: writing, canRepeat: !writing } } as MessageRow;
  return { actions, ...render(() => <Streamed message={message} context={context} />) };
}

describe('an answer of a bot', () => {
  it('can be stopped while it is written', async () => {
    const { actions, container } = shown('writing');
    expect(screen.getByRole('status').textContent).toBe('Answering…');
    expect(screen.queryByTestId('answer-again')).toBeNull();
    await clean(container);
    fireEvent.click(screen.getByTestId('stop-answer'));
    expect(actions.stopAnswer).toHaveBeenCalledWith('m1');
  });

  it('says how it ended, and is written once more', () => {
    for (const [state, words] of [
      ['stopped', 'Stopped.'],
      ['interrupted', 'The answer was interrupted.'],
      ['failed', 'The bot could not finish its answer.'],
    ] as const) {
      const { actions, unmount } = shown(state);
      expect(screen.getByRole('status').textContent).toBe(words);
      expect(screen.queryByTestId('stop-answer')).toBeNull();
      fireEvent.click(screen.getByTestId('answer-again'));
      expect(actions.answerAgain).toHaveBeenCalledWith('m1');
      unmount();
    }
  });

  it('says it in Chinese as well', () => {
    setLanguage('zh');
    shown('interrupted');
    expect(screen.getByRole('status').textContent).toBe('回答中断了。');
    expect(screen.getByTestId('answer-again').textContent).toBe('重新回答');
  });

  it('is written once more only while nothing stands below it', () => {
    const last = shown('done');
    expect(screen.getByTestId('answer-again')).toBeTruthy();
    expect(screen.queryByRole('status')).toBeNull();
    last.unmount();
    expect(shown('done', false).container.textContent).toBe('');
    expect(shown('stopped', false).container.textContent).toBe('Stopped.');
  });
});

const lines = (text: string): Block => ({ kind: 'lines', parts: [{ kind: 'words', text, links: [] }] });
const code = (text: string): Block => ({ kind: 'code_block', language: 'rust', text });

describe('a formatted text that grows', () => {
  it('keeps the blocks that are as they were', () => {
    const before = [lines('first'), code('fn')];
    const after = steady(before, [lines('first'), code('fn main'), lines('last')]);
    expect(after[0]).toBe(before[0]);
    expect(after.slice(1)).toEqual([code('fn main'), lines('last')]);
    expect(steady(undefined, before)).toEqual(before);
  });

  it('keeps their elements, so that what is selected there stays selected', () => {
    const [format, setFormat] = createSignal<Block[]>([lines('first'), code('fn')]);
    render(() => (
      <MessageText
        text={JSON.stringify(format())}
        links={[]}
        format={format()}
        reshape={(_, change) => change()}
        onLink={() => undefined}
      />
    ));
    const first = screen.getByTestId('message-text').firstElementChild;
    setFormat([lines('first'), code('fn main() {}')]);
    expect(screen.getByTestId('message-text').firstElementChild).toBe(first);
    expect(screen.getByTestId('code-block').textContent).toContain('fn main() {}');
  });
});
