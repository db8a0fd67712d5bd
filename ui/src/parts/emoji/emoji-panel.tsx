import { createMemo, createResource, createSignal, createUniqueId, onMount, Show, untrack, type JSX } from 'solid-js';

import { language, t } from '../../i18n/language';
import type { EmojiUse } from '../../state/emoji-use';
import { type Emoji, toned } from './emoji';
import { EmojiGrid, type GridHandle } from './emoji-grid';
import { EmojiGroups, emojiGroups } from './emoji-groups';
import { findEmoji } from './find';
import { countOf, emojiAt, linesOf, moved, type Section } from './lines';
import { SkinTones } from './skin-tones';
import './emoji-panel.css';

/** All emoji, to be searched or looked through. The focus stays in its field; arrows go through the emoji. */
export function EmojiPanel(props: {
  use: EmojiUse;
  load: () => Promise<Emoji[]>;
  /** With `more` the panel stays for the next one. */
  onPick: (sign: string, more: boolean) => void;
  onClose: () => void;
}): JSX.Element {
  const id = createUniqueId();
  let search!: HTMLInputElement;
  let grid: GridHandle | undefined;
  const [all] = createResource(() => props.load());
  const [query, setQuery] = createSignal('');
  const [at, setAt] = createSignal(0);
  const [top, setTop] = createSignal<string | null>(null);
  // They stand still while somebody picks among them.
  const recentSigns = untrack(() => props.use.recent());

  const known = (): Emoji[] => (all.error ? [] : (all() ?? []));
  const recent = createMemo(() => {
    const bySign = new Map(known().map((emoji) => [emoji.sign, emoji]));
    return recentSigns.flatMap((sign) => bySign.get(sign) ?? []);
  });
  const sections = createMemo((): Section[] =>
    emojiGroups()
      .map(({ id: group, number, label }) => ({
        group,
        title: label,
        emoji: number === null ? recent() : known().filter((emoji) => emoji.group === number),
      }))
      .filter((section) => section.emoji.length > 0),
  );
  const lines = createMemo(() =>
    linesOf(query().trim() === '' ? sections() : [{ group: null, title: '', emoji: findEmoji(known(), query()) }]),
  );
  const active = createMemo(() => emojiAt(lines(), at()));

  function begin(words: string): void {
    setAt(0);
    setQuery(words);
  }

  function pick(place: number, more: boolean): void {
    const emoji = emojiAt(lines(), place);
    if (!emoji) return;
    props.use.used(emoji.sign);
    props.onPick(toned(emoji, props.use.tone()), more);
    if (more) search.focus();
  }

  function goToGroup(group: string): void {
    if (query() !== '') {
      search.value = '';
      begin('');
    }
    const line = lines().findIndex((one) => one.section.group === group);
    const row = lines()[line + 1];
    if (row?.kind !== 'row') return;
    setAt(row.from);
    grid?.show(line);
  }

  function onSearchKey(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Enter') pick(at(), event.shiftKey);
    else {
      // With Shift they select in the field.
      const to = event.shiftKey ? undefined : moved(lines(), at(), event.key);
      if (to === undefined) return;
      setAt(Math.max(0, to));
    }
    event.preventDefault();
  }

  function onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      props.onClose();
    } else if (event.target !== search && [...event.key].length === 1 && event.key !== ' ' && !event.ctrlKey && !event.altKey && !event.metaKey) {
      // Letters are looked for, also from a button. The key itself is the field's once it has the focus.
      event.stopPropagation();
      search.focus();
    }
  }

  onMount(() => search.focus());

  return (
    <div
      class="emoji-panel"
      role="dialog"
      aria-label={t().emoji}
      data-testid="emoji-panel"
      onKeyDown={onKey}
      // The field keeps the focus.
      onMouseDown={(event) => {
        if (!(event.target as Element).closest('input, label')) event.preventDefault();
      }}
    >
      <input
        ref={search}
        class="input"
        type="text"
        role="combobox"
        dir="auto"
        autocomplete="off"
        spellcheck={false}
        aria-label={t().emojiSearch}
        aria-expanded="true"
        aria-autocomplete="list"
        aria-controls={`${id}-grid`}
        aria-activedescendant={active() ? `${id}-grid-${at()}` : undefined}
        placeholder={t().emojiSearch}
        data-testid="emoji-search"
        onInput={(event) => begin(event.currentTarget.value)}
        onKeyDown={onSearchKey}
      />
      <EmojiGroups
        groups={emojiGroups().filter((group) => group.number !== null || recent().length > 0)}
        current={top()}
        onGroup={goToGroup}
      />
      <div class="emoji-middle">
        <EmojiGrid
          id={`${id}-grid`}
          label={t().emoji}
          lines={lines()}
          at={at()}
          tone={props.use.tone()}
          onPoint={setAt}
          onPick={pick}
          onTop={setTop}
          handle={(handle) => (grid = handle)}
        />
        <Show when={all.error || (!all.loading && countOf(lines()) === 0)}>
          <p class="hint emoji-none" role="status">
            {all.error ? t().emojiFailed : t().emojiNone}
          </p>
        </Show>
      </div>
      <div class="emoji-foot">
        <p class="hint ellipsis" title={t().emojiMore} data-testid="emoji-name">
          {active()?.label[language()] ?? ''}
        </p>
        <SkinTones tone={props.use.tone()} onTone={props.use.setTone} />
      </div>
    </div>
  );
}
