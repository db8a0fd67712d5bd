import { fireEvent, render, screen, waitFor } from '@solidjs/testing-library';
import { createSignal } from 'solid-js';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { setLanguage } from '../../i18n/language';
import { createEmojiUse } from '../../state/emoji-use';
import { clean } from '../../test/axe';
import { quietVoice } from '../../test/voice';
import { allEmoji } from '../emoji/emoji';
import { Composer, type ComposerChat } from './composer';

beforeEach(() => setLanguage('en'));

function composer() {
  const [text, setText] = createSignal('');
  const send = vi.fn(async () => true);
  const draft = {
    text,
    loaded: () => true,
    typed: setText,
    save: () => undefined,
    sending: () => false,
    answers: () => null,
    mentioned: () => [],
    show: () => () => undefined,
  };
  const editing = { edited: () => null, saving: () => false, forgetUndo: () => undefined };
  const chat = {
    draft: () => draft,
    attachments: () => [],
    composer: { editing, mode: () => 'compress', setMode: () => 'compress', problem: () => null, setProblem: () => undefined, slow: () => false, send },
    typing: () => undefined,
    undoEdit: () => false,
    caret: { place: () => null, keep: () => undefined },
  } as unknown as ComposerChat;
  const emoji = createEmojiUse({ getItem: () => null, setItem: () => undefined });
  const outer = vi.fn();
  render(() => (
    <main onKeyDown={outer}>
      <Composer
        chat={chat}
        title="bob"
        voice={quietVoice()}
        emoji={emoji}
        enterSends={true}
        pick={async () => undefined}
        paste={async () => false}
        discard={() => undefined}
        pack={() => undefined}
        move={() => undefined}
        intakeUrl={(handle) => handle}
        thumb={(media) => media}
        copy={() => undefined}
        onSent={() => undefined}
        handle={() => undefined}
      />
    </main>
  ));
  const input = screen.getByTestId<HTMLTextAreaElement>('composer-input');
  input.focus();
  const type = (words: string, inputType = 'insertText') => {
    input.value = words;
    input.setSelectionRange(words.length, words.length);
    fireEvent(input, new InputEvent('input', { bubbles: true, inputType }));
  };
  const key = (name: string, more: object = {}) => fireEvent.keyDown(input, { key: name, ...more });
  return { input, type, key, send, emoji, outer };
}

const list = () => screen.queryByTestId('emoji-completion');
const chosen = () => list()?.querySelector('[aria-selected="true"]')?.textContent ?? '';
/** Everything that was asked for has come. */
const settled = async () => {
  await allEmoji();
  await Promise.resolve();
};

describe('completing an emoji', () => {
  it.each(['Enter', 'Tab'])('offers what fits; %s takes it in place of the name and sends nothing', async (taking) => {
    const { input, type, key, send, emoji } = composer();
    type('good :smil');
    // The list of emoji is loaded for the first time.
    await settled();
    await waitFor(() => expect(chosen()).toContain(':smile:'));
    expect(document.getElementById(input.getAttribute('aria-activedescendant') as string)?.textContent).toBe(chosen());
    key(taking);
    expect(input.value).toBe('good 😄');
    expect(list()).toBeNull();
    expect(send).not.toHaveBeenCalled();
    expect(emoji.recent()).toEqual(['😄']);
    key('Enter');
    expect(send).toHaveBeenCalledTimes(1);
  });

  it('goes through them with arrows, round at both ends', async () => {
    const { input, type, key } = composer();
    type(':heart');
    await waitFor(() => expect(list()).not.toBeNull());
    const first = chosen();
    key('ArrowUp');
    const last = chosen();
    key('ArrowDown');
    expect(chosen()).toBe(first);
    key('ArrowDown');
    expect([first, last]).not.toContain(chosen());
    key('ArrowUp');
    key('Tab');
    expect(input.value).toBe('❤️');
  });

  it('takes names in Chinese, and shows what they are called', async () => {
    setLanguage('zh');
    const { input, type, key } = composer();
    type('好！:大笑');
    await waitFor(() => expect(chosen()).toContain('大笑'));
    key('Enter');
    expect(input.value).toBe('好！😄');
  });

  it('ends a name with a second colon, and leaves one that is no name', async () => {
    const { input, type } = composer();
    type(':tada');
    await waitFor(() => expect(list()).not.toBeNull());
    type(':tada:');
    expect(input.value).toBe('🎉');
    type('🎉 :tad');
    type('🎉 :tad:');
    expect(input.value).toBe('🎉 :tad:');
    expect(list()).toBeNull();
  });

  it('closes with Esc, which does nothing else, and stays closed for this colon', async () => {
    const { type, key, outer } = composer();
    type(':smi');
    await waitFor(() => expect(list()).not.toBeNull());
    outer.mockClear();
    key('Escape');
    expect(list()).toBeNull();
    expect(outer).not.toHaveBeenCalled();
    type(':smil');
    expect(list()).toBeNull();
    type(':smil ');
    type(':smil :smi');
    expect(list()).not.toBeNull();
  });

  it('offers nothing while an input method composes, and leaves its keys alone', async () => {
    const { input, type, key } = composer();
    type(':smi');
    await waitFor(() => expect(list()).not.toBeNull());
    fireEvent.compositionStart(input);
    expect(list()).toBeNull();
    type(':smile', 'insertCompositionText');
    await settled();
    expect(list()).toBeNull();
    fireEvent.compositionEnd(input);
    expect(list()).not.toBeNull();
    key('Enter', { keyCode: 229 });
    expect(input.value).toBe(':smile');
  });

  it('offers nothing after undo or paste, where nobody types a name', async () => {
    const { type } = composer();
    type(':smi');
    await waitFor(() => expect(list()).not.toBeNull());
    type(':smile', 'historyUndo');
    expect(list()).toBeNull();
    type(':smile', 'insertFromPaste');
    expect(list()).toBeNull();
    type(':smiley');
    expect(list()).not.toBeNull();
  });

  it('closes when the caret goes elsewhere, and lets Enter send what fits nothing', async () => {
    const { input, type, key, send } = composer();
    type(':smi');
    await waitFor(() => expect(list()).not.toBeNull());
    key('ArrowLeft');
    expect(list()).toBeNull();
    type(':smil');
    fireEvent.blur(input);
    expect(list()).toBeNull();
    type(':xyzzy');
    key('Enter');
    expect(send).toHaveBeenCalledTimes(1);
  });

  it('passes axe while it is open', async () => {
    const { type } = composer();
    type(':smi');
    await waitFor(() => expect(list()).not.toBeNull());
    await clean();
  });
});
