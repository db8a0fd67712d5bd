import { Ellipsis, X } from 'lucide';
import { createEffect, createMemo, createSignal, For, on, Show, type JSX } from 'solid-js';

import type { LiveList, LiveMemberRow, LiveMembers as Page, LiveState } from '../../bindings';
import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { Avatar } from '../avatar/avatar';
import { ConfirmDialog, type Confirm } from '../dialog/confirm';
import { MuteDialog } from '../group-panel/mute-dialog';
import { IconButton } from '../icon/icon-button';
import { Menu, placeBeside, type MenuPlace } from '../menu/menu';
import { createLongList } from '../side-panel/long-list';
import { liveMemberItems, type LiveDeeds } from './live-member-menu';
import './live.css';

/** As in the style of a row. */
const ROW_HEIGHT = 52;

/** Pages that are read again at most after something has changed. */
const AGAIN = 4;

/** The server's limit for a mark, characters. */
const MARK_LIMIT = 10;

type Run = Pick<LiveDeeds, 'setRole' | 'unmute' | 'speak' | 'mark' | 'remove' | 'letIn'> & {
  mute: (user: string, seconds: number | null, reason: string) => Promise<void>;
  bar: (user: string, seconds: number | null) => Promise<void>;
};

/** People of the live group the person is in, and what they may do with them. */
export function LiveMembers(props: {
  state: LiveState;
  /** Changes when something has happened in the group. */
  happened: string | undefined;
  list: (list: LiveList, after: string | null) => Promise<Page>;
  deeds: Run;
  muteAll: (on: boolean) => Promise<void>;
  setMarks: (add: string[], remove: string[]) => Promise<void>;
  onBack: () => void;
  mediaUrl: (media: string) => string;
}): JSX.Element {
  let scroller!: HTMLDivElement;
  let list!: HTMLUListElement;
  const [which, setWhich] = createSignal<LiveList>({ kind: 'present' });
  const [page, setPage] = createSignal<Page>({ rows: [], next: null });
  const [menu, setMenu] = createSignal<{ member: LiveMemberRow; place: MenuPlace } | null>(null);
  const [asking, setAsking] = createSignal<{ member: LiveMemberRow; bar: boolean } | null>(null);
  const [confirm, setConfirm] = createSignal<Confirm | null>(null);
  const [mark, setMark] = createSignal('');
  const [problem, setProblem] = createSignal<string | null>(null);
  let asked = 0;

  const leads = () => props.state.role !== 'member';
  const lists = createMemo((): LiveList[] => [
    { kind: 'present' },
    ...(leads() ? ([{ kind: 'muted' }, { kind: 'speakers' }, { kind: 'barred' }] as LiveList[]) : []),
    ...props.state.marks.map((name): LiveList => ({ kind: 'marked', mark: name })),
  ]);
  const named = (of: LiveList) => {
    if (of.kind === 'marked') return t().liveMarked(of.mark);
    const words = {
      present: t().liveListPresent,
      muted: t().liveListMuted,
      speakers: t().liveListSpeakers,
      barred: t().liveListBarred,
    };
    return words[of.kind];
  };
  const key = (of: LiveList) => (of.kind === 'marked' ? `marked:${of.mark}` : of.kind);
  const tell = (error: unknown) => setProblem(say(asFailure(error).reason.text));

  /** Reads the list from its beginning, as far as it was read before. */
  async function read(pages: number): Promise<void> {
    const mine = ++asked;
    const of = which();
    try {
      let found = await props.list(of, null);
      for (let more = 1; more < pages && found.next !== null && mine === asked; more += 1) {
        const next = await props.list(of, found.next);
        found = { rows: [...found.rows, ...next.rows], next: next.next };
      }
      if (mine === asked) {
        setRead(pages);
        setPage(found);
      }
    } catch (error) {
      if (mine === asked) tell(error);
    }
  }

  const [readPages, setRead] = createSignal(1);

  async function more(after: string): Promise<void> {
    const mine = ++asked;
    try {
      const next = await props.list(which(), after);
      if (mine !== asked) return;
      setRead((pages) => pages + 1);
      setPage((known) => ({ rows: [...known.rows, ...next.rows], next: next.next }));
    } catch (error) {
      tell(error);
    }
  }

  const again = () => read(Math.min(readPages(), AGAIN));

  // Nothing is changed here: what happened is told by the group, and read then.
  async function run(deed: () => Promise<void>): Promise<void> {
    setProblem(null);
    try {
      await deed();
      await again();
    } catch (error) {
      tell(error);
    }
  }

  createEffect(on(which, () => void read(1)));
  createEffect(on(() => props.happened, () => void again(), { defer: true }));
  createEffect(() => {
    // A mark that is no more, or a list one may see no more.
    if (!lists().some((of) => key(of) === key(which()))) setWhich({ kind: 'present' });
  });

  const rows = createLongList({
    count: () => page().rows.length,
    rowHeight: ROW_HEIGHT,
    scroller: () => scroller,
    list: () => list,
  });
  const near = createMemo(() => page().rows.slice(rows.from(), rows.to()));

  const deeds: LiveDeeds = {
    ...props.deeds,
    mute: (member) => setAsking({ member, bar: false }),
    bar: (member) => setAsking({ member, bar: true }),
    confirm: (it) => setConfirm({ ...it, run: () => it.run().then(again) }),
    run: (deed) => void run(deed),
  };
  const items = (member: LiveMemberRow) => liveMemberItems(member, props.state.role, props.state.marks, deeds);

  const facts = (member: LiveMemberRow): string[] => [
    ...(member.me ? [t().you] : []),
    ...(member.role === 'member' ? [] : [member.role === 'owner' ? t().owner : t().manager]),
    ...(member.muted === null ? [] : [t().mutedMember]),
    ...(member.speaks ? [t().liveSpeaker] : []),
    ...(member.barred === null ? [] : [t().liveBarred]),
    ...(member.here || member.barred !== null ? [] : [t().liveAway]),
    ...member.marks,
  ];

  return (
    <>
      <div class="find-row">
        <button type="button" class="button" data-first data-testid="live-back" onClick={() => props.onBack()}>
          {t().liveBack}
        </button>
        <select
          class="input grow"
          aria-label={t().liveWhich}
          data-testid="live-which"
          value={key(which())}
          onChange={(event) => {
            const wanted = lists().find((of) => key(of) === event.currentTarget.value);
            if (wanted) setWhich(wanted);
          }}
        >
          <For each={lists()}>{(of) => <option value={key(of)}>{named(of)}</option>}</For>
        </select>
        <Show when={leads()}>
          <button
            type="button"
            class="button"
            aria-pressed={props.state.muted}
            data-testid="live-mute-all"
            onClick={() => void run(() => props.muteAll(!props.state.muted))}
          >
            {t().liveMuteAll}
          </button>
        </Show>
      </div>
      <div ref={scroller} class="live-members" role="group" aria-label={named(which())}>
        <Show when={page().rows.length === 0}>
          <p class="hint">{t().liveNobody}</p>
        </Show>
        <ul
          ref={list}
          aria-label={named(which())}
          data-testid="live-members"
          style={{ height: `${rows.height()}px`, 'padding-top': `${rows.from() * ROW_HEIGHT}px` }}
        >
          <For each={near()}>
            {(member, index) => (
              <li
                class="person-row"
                aria-posinset={rows.from() + index() + 1}
                aria-setsize={page().rows.length}
                data-testid="live-member"
                data-id={member.person.id}
              >
                <Avatar of={member.person.avatar} url={props.mediaUrl} size={36} />
                <span class="who">
                  <bdi class="ellipsis name">{member.person.name}</bdi>
                  <bdi class="hint ellipsis">{facts(member).join(' · ')}</bdi>
                </span>
                <Show when={items(member).length > 0}>
                  <IconButton
                    icon={Ellipsis}
                    label={t().liveActions(member.person.name)}
                    data-testid="live-actions"
                    onClick={(event) => setMenu({ member, place: placeBeside(event.currentTarget) })}
                  />
                </Show>
              </li>
            )}
          </For>
        </ul>
        <Show when={page().next}>
          {(next) => (
            <button type="button" class="button" data-testid="live-members-more" onClick={() => void more(next())}>
              {t().liveMore}
            </button>
          )}
        </Show>
      </div>
      <Show when={leads()}>
        <ul class="live-marks" aria-label={t().liveMarks}>
          <For each={props.state.marks}>
            {(name) => (
              <li>
                <bdi>{name}</bdi>
                <IconButton icon={X} size={16} label={t().liveMarkRemove(name)} onClick={() => void run(() => props.setMarks([], [name]))} />
              </li>
            )}
          </For>
        </ul>
        <form
          class="find-row"
          onSubmit={(event) => {
            event.preventDefault();
            const name = mark().trim();
            void run(async () => {
              await props.setMarks([name], []);
              setMark('');
            });
          }}
        >
          <input
            class="input grow"
            dir="auto"
            maxLength={MARK_LIMIT}
            aria-label={t().liveMarkNew}
            placeholder={t().liveMarkNew}
            value={mark()}
            data-testid="live-mark-name"
            onInput={(event) => setMark(event.currentTarget.value)}
          />
          <button type="submit" class="button" data-testid="live-mark-add" disabled={mark().trim() === ''}>
            {t().liveMarkAdd}
          </button>
        </form>
      </Show>
      <Show when={problem()}>
        {(sentence) => (
          <p class="field-error" role="alert">
            {sentence()}
          </p>
        )}
      </Show>
      <Show when={menu()} keyed>
        {(open) => (
          <Menu
            label={t().liveActions(open.member.person.name)}
            place={open.place}
            items={items(open.member)}
            onClose={() => setMenu(null)}
          />
        )}
      </Show>
      <Show when={asking()} keyed>
        {({ member, bar }) => (
          <MuteDialog
            name={member.person.name}
            bar={bar}
            mute={async (seconds, reason) => {
              await (bar ? props.deeds.bar(member.person.id, seconds) : props.deeds.mute(member.person.id, seconds, reason));
              await again();
            }}
            onClose={() => setAsking(null)}
          />
        )}
      </Show>
      <Show when={confirm()} keyed>
        {(it) => <ConfirmDialog confirm={it} onClose={() => setConfirm(null)} />}
      </Show>
    </>
  );
}
