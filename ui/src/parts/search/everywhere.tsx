import { createEffect, createMemo, createSignal, createUniqueId, For, on, onCleanup, Show, type JSX } from 'solid-js';

import type { FoundGroup, FoundNames, FoundRow, Person } from '../../bindings';
import { t } from '../../i18n/language';
import { createFinding, type Ask } from '../../state/finding';
import { createOlder, type OlderDoor } from '../../state/older';
import { Avatar } from '../avatar/avatar';
import { Dialog } from '../dialog/dialog';
import { FoundLines } from './found-row';
import { FindingNotes } from './notes';
import { OlderMessages, type OlderFacts } from './older';
import './search.css';

/** People and groups of each section at first. */
const FEW = 4;

const NO_NAMES: FoundNames = { people: [], groups: [] };

type Choice =
  | { kind: 'person'; key: string; person: Person }
  | { kind: 'group'; key: string; group: FoundGroup }
  | { kind: 'message'; key: string; row: FoundRow };

/** Ctrl+Shift+F: people, groups and messages of all conversations, as somebody types. */
export function SearchEverywhere(props: {
  ask: Ask;
  /** Messages of all conversations that are not on this computer. */
  older: OlderDoor & OlderFacts;
  names: (words: string) => Promise<FoundNames>;
  now: number;
  mediaUrl: (media: string) => string;
  onPerson: (person: Person) => void;
  onGroup: (id: string) => void;
  onMessage: (row: FoundRow) => void;
  onClose: () => void;
}): JSX.Element {
  const id = createUniqueId();
  const finding = createFinding(props.ask);
  const older = createOlder(props.older, () => void finding.refresh());
  const [names, setNames] = createSignal(NO_NAMES);
  const [named, setNamed] = createSignal('');
  const [at, setAt] = createSignal(0);
  let list!: HTMLDivElement;
  let field!: HTMLInputElement;
  let turn = 0;
  onCleanup(() => (turn += 1));

  async function findNames(words: string): Promise<void> {
    const mine = ++turn;
    // Messages are found all the same.
    const found = words === '' ? NO_NAMES : await props.names(words).catch(() => NO_NAMES);
    if (mine !== turn) return;
    setNames(found);
    setNamed(words);
  }

  function type(words: string): void {
    setAt(0);
    finding.type(words);
    void findNames(words.trim());
  }

  const choices = createMemo((): Choice[] => {
    // With the answer for messages, which comes last: sections do not jump while somebody types.
    return [
      ...names().people.slice(0, FEW).map((person): Choice => ({ kind: 'person', key: `p${person.id}`, person })),
      ...names().groups.slice(0, FEW).map((group): Choice => ({ kind: 'group', key: `g${group.id}`, group })),
      ...finding.rows().map((row): Choice => ({ kind: 'message', key: `m${row.message}`, row })),
    ];
  });
  const chosen = () => Math.min(at(), choices().length - 1);
  /** Where the first of a kind stands; -1 when there is none. */
  const first = (kind: Choice['kind']) => choices().findIndex((choice) => choice.kind === kind);

  createEffect(
    on(chosen, () => list.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }), { defer: true }),
  );

  function pick(choice: Choice | undefined): void {
    if (!choice) return;
    props.onClose();
    if (choice.kind === 'person') props.onPerson(choice.person);
    else if (choice.kind === 'group') props.onGroup(choice.group.id);
    else props.onMessage(choice.row);
  }

  function onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229) return;
    const last = choices().length - 1;
    if (event.key === 'ArrowDown') {
      if (chosen() === last) void finding.further();
      setAt(Math.min(chosen() + 1, last));
    } else if (event.key === 'ArrowUp') setAt(Math.max(chosen() - 1, 0));
    else if (event.key === 'PageDown') setAt(Math.min(chosen() + 8, last));
    else if (event.key === 'PageUp') setAt(Math.max(chosen() - 8, 0));
    else if (event.key === 'Enter') pick(choices()[chosen()]);
    else return;
    event.preventDefault();
  }

  const word = (kind: Choice['kind']) =>
    kind === 'person' ? t().searchPeople : kind === 'group' ? t().searchGroups : t().searchMessages;

  return (
    <Dialog title={t().searchEverywhere} testid="search-everywhere" onClose={props.onClose} wide>
      <input
        ref={field}
        class="input"
        data-first
        data-testid="search-input"
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={choices().length > 0 ? `${id}-${chosen()}` : undefined}
        aria-label={t().searchPlaceholder}
        placeholder={t().searchPlaceholder}
        dir="auto"
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => type(event.currentTarget.value)}
        onKeyDown={onKey}
      />
      <Show when={finding.answered() === null && finding.words().trim() === ''}>
        <p class="hint">{t().searchHint}</p>
      </Show>
      <FindingNotes
        finding={finding}
        none={choices().length === 0 && named() === finding.words().trim()}
        noneText={t().searchNothingText}
      />
      <div ref={list} id={`${id}-list`} class="switcher-list found-list" role="listbox" aria-label={t().search} tabindex="-1">
        <For each={choices()}>
          {(choice, i) => (
            <>
              <Show when={first(choice.kind) === i()}>
                <h3 class="found-section" role="presentation">
                  {word(choice.kind)}
                </h3>
              </Show>
              <div
                id={`${id}-${i()}`}
                role="option"
                aria-selected={i() === chosen()}
                data-testid={`found-${choice.kind}`}
                data-id={choice.key.slice(1)}
                onPointerMove={() => setAt(i())}
                onClick={() => pick(choice)}
              >
                <Avatar
                  of={choice.kind === 'person' ? choice.person.avatar : choice.kind === 'group' ? choice.group.avatar : choice.row.avatar}
                  size={36}
                  url={props.mediaUrl}
                />
                <span class="found-lines">
                  {choice.kind === 'message' ? (
                    <FoundLines row={choice.row} title now={props.now} />
                  ) : (
                    <>
                      <bdi class="ellipsis">{choice.kind === 'person' ? choice.person.name : choice.group.title}</bdi>
                      <Show when={choice.kind === 'group' && choice.group.members}>
                        {(members) => <span class="hint">{t().membersCount(members())}</span>}
                      </Show>
                    </>
                  )}
                </span>
              </div>
            </>
          )}
        </For>
        <Show when={finding.more()}>
          <button type="button" class="text-button" data-testid="search-more" onClick={() => void finding.further()}>
            {t().searchMore}
          </button>
        </Show>
      </div>
      <Show when={finding.answered() !== null}>
        <OlderMessages older={older} facts={props.older} missing={t().searchOlderEverywhere} onFocusLost={() => field.focus()} />
      </Show>
    </Dialog>
  );
}
