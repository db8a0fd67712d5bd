import { CalendarDays, ChevronDown, ChevronUp, List, X } from 'lucide';
import { createEffect, createSignal, createUniqueId, For, on, onMount, Show, type JSX } from 'solid-js';

import type { FoundRow, MessageFilter, Person } from '../../bindings';
import { t } from '../../i18n/language';
import { createFinding, type Ask } from '../../state/finding';
import { createOlder, type OlderDoor } from '../../state/older';
import { IconButton } from '../icon/icon-button';
import { FoundLines } from './found-row';
import { FindingNotes } from './notes';
import { OlderMessages, type OlderFacts } from './older';
import './search.css';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Kinds that can be looked for, as filters. */
const KINDS = {
  '': { kinds: null, links: null },
  media: { kinds: ['picture', 'video'], links: null },
  files: { kinds: ['file'], links: null },
  voice: { kinds: ['voice'], links: null },
  links: { kinds: null, links: true },
} satisfies Record<string, MessageFilter>;

/** Ctrl+F: the messages of one conversation, one after another or as a list. */
export function ChatSearch(props: {
  conversation: string;
  ask: Ask;
  /** Messages of the conversation that are not on this computer. */
  older: OlderDoor & OlderFacts;
  /** Who can have written something here; empty where that is plain. */
  people: () => Promise<Person[]>;
  me: Person;
  now: number;
  /** Grows whenever the search is asked for again: the field gets the focus. */
  asked: number;
  onGo: (row: FoundRow) => void;
  onDate: () => void;
  onClose: () => void;
}): JSX.Element {
  const id = createUniqueId();
  const finding = createFinding(props.ask, { conversation: props.conversation });
  const older = createOlder(props.older, () => void finding.refresh());
  const [people, setPeople] = createSignal<Person[]>([]);
  /** The match that is shown; -1 before one is. */
  const [at, setAt] = createSignal(-1);
  const [listed, setListed] = createSignal(false);
  let field!: HTMLInputElement;
  let list: HTMLDivElement | undefined;

  onMount(() => {
    // Without the names there is no choice of a sender, and everything else works.
    props.people().then(setPeople, () => undefined);
  });
  createEffect(
    on(
      () => props.asked,
      () => {
        field.focus();
        field.select();
      },
    ),
  );
  createEffect(on(at, () => list?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }), { defer: true }));

  const isOpen = () => listed() && finding.answered() !== null;

  function change(what: () => void): void {
    setAt(-1);
    setListed(true);
    what();
  }

  function go(to: number): void {
    const row = finding.rows()[to];
    if (!row) return;
    setAt(to);
    setListed(false);
    props.onGo(row);
  }

  /** Goes to the next older match, or the next newer one. */
  async function step(by: 1 | -1): Promise<void> {
    if (by === 1 && at() === finding.rows().length - 1) await finding.further();
    go(Math.max(at() + by, 0));
  }

  function onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229) return;
    const last = finding.rows().length - 1;
    if (event.key === 'Escape') {
      if (isOpen() && at() >= 0) setListed(false);
      else props.onClose();
      event.stopPropagation();
    } else if (event.key === 'Enter' && isOpen()) go(Math.max(at(), 0));
    else if (event.key === 'Enter' || event.key === 'F3') void step(event.shiftKey ? -1 : 1);
    else if (event.key === 'ArrowDown' && isOpen()) {
      if (at() === last) void finding.further();
      setAt(Math.min(at() + 1, last));
    } else if (event.key === 'ArrowUp' && isOpen()) setAt(Math.max(at() - 1, 0));
    else if (event.key === 'ArrowDown') setListed(true);
    else return;
    event.preventDefault();
  }

  const many = () => `${finding.rows().length}${finding.more() ? '+' : ''}`;
  const since = (days: string): MessageFilter => ({ from: days === '' ? undefined : Date.now() - Number(days) * DAY_MS });

  return (
    <section class="chat-search" role="search" aria-label={t().searchHere} data-testid="chat-search">
      <div class="chat-search-line">
        <input
          ref={field}
          class="input"
          type="text"
          data-testid="chat-search-input"
          role="combobox"
          aria-expanded={isOpen()}
          aria-controls={`${id}-list`}
          aria-activedescendant={isOpen() && at() >= 0 ? `${id}-${at()}` : undefined}
          aria-label={t().searchHere}
          placeholder={t().searchHere}
          dir="auto"
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => {
            const words = event.currentTarget.value;
            change(() => finding.type(words));
          }}
          onKeyDown={onKey}
        />
        <Show when={finding.answered() !== null && finding.rows().length > 0}>
          <span class="hint numbers" role="status" data-testid="chat-search-count">
            {at() < 0 ? many() : t().searchCount(at() + 1, many())}
          </span>
        </Show>
        <IconButton
          icon={ChevronUp}
          size={18}
          label={t().searchNext}
          data-testid="chat-search-next"
          disabled={finding.rows().length === 0 || (at() === finding.rows().length - 1 && !finding.more())}
          onClick={() => void step(1)}
        />
        <IconButton
          icon={ChevronDown}
          size={18}
          label={t().searchPrevious}
          data-testid="chat-search-previous"
          disabled={at() <= 0}
          onClick={() => void step(-1)}
        />
        <IconButton
          icon={List}
          size={18}
          label={t().searchList}
          aria-pressed={isOpen()}
          data-testid="chat-search-show"
          disabled={finding.rows().length === 0}
          onClick={() => setListed(!listed())}
        />
        <IconButton icon={CalendarDays} size={18} label={t().goToDate} data-testid="chat-search-date" onClick={() => props.onDate()} />
        <IconButton icon={X} size={18} label={t().searchClose} data-testid="chat-search-close" onClick={() => props.onClose()} />
      </div>
      <div class="chat-search-filters" onKeyDown={(event) => event.key === 'Escape' && (props.onClose(), event.stopPropagation())}>
        <Show when={people().length > 0}>
          <select
            aria-label={t().searchFrom}
            data-testid="search-sender"
            onChange={(event) => {
              const sender = event.currentTarget.value || null;
              change(() => finding.narrow({ sender }));
            }}
          >
            <option value="">{t().searchAnybody}</option>
            <option value={props.me.id}>{t().searchMe}</option>
            <For each={people()}>{(person) => <option value={person.id}>{person.name}</option>}</For>
          </select>
        </Show>
        <select
          aria-label={t().searchKind}
          data-testid="search-kind"
          onChange={(event) => {
            const kind = event.currentTarget.value as keyof typeof KINDS;
            change(() => finding.narrow(KINDS[kind]));
          }}
        >
          <option value="">{t().searchAnyKind}</option>
          <option value="media">{t().searchMedia}</option>
          <option value="files">{t().searchFiles}</option>
          <option value="voice">{t().searchVoice}</option>
          <option value="links">{t().searchLinks}</option>
        </select>
        <select
          aria-label={t().searchSince}
          data-testid="search-since"
          onChange={(event) => {
            const days = event.currentTarget.value;
            change(() => finding.narrow(since(days)));
          }}
        >
          <option value="">{t().searchAnyTime}</option>
          <option value="7">{t().searchWeek}</option>
          <option value="30">{t().searchMonth}</option>
          <option value="365">{t().searchYear}</option>
        </select>
      </div>
      <Show when={isOpen() || finding.failure()}>
        <div ref={list} class="chat-search-list" data-testid="chat-search-list">
          <FindingNotes
            finding={finding}
            none={finding.rows().length === 0}
            noneText={(words) => (words === '' ? t().searchNothingFiltered : t().searchNothingHere(words))}
          />
          <div id={`${id}-list`} role="listbox" aria-label={t().searchMessages} tabindex="-1">
            <For each={finding.rows()}>
              {(row, i) => (
                <div
                  id={`${id}-${i()}`}
                  role="option"
                  aria-selected={i() === at()}
                  data-testid="found-message"
                  data-id={row.message}
                  onClick={() => go(i())}
                >
                  <span class="found-lines">
                    <FoundLines row={row} title={false} now={props.now} />
                  </span>
                </div>
              )}
            </For>
          </div>
          <Show when={finding.more()}>
            <button type="button" class="text-button" data-testid="search-more" onClick={() => void finding.further()}>
              {t().searchMore}
            </button>
          </Show>
          <OlderMessages older={older} facts={props.older} missing={t().searchOlderHere} onFocusLost={() => field.focus()} />
        </div>
      </Show>
    </section>
  );
}
