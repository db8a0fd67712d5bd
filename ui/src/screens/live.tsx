import { createSignal, Show, type JSX } from 'solid-js';

import { t } from '../i18n/language';
import { ConfirmDialog } from '../parts/dialog/confirm';
import { Dialog } from '../parts/dialog/dialog';
import { LiveList } from '../parts/live/live-list';
import { LiveMembers } from '../parts/live/live-members';
import { LiveRoom } from '../parts/live/live-room';
import type { Runtime } from '../runtime/runtime';
import type { AppState } from '../state/app';

/** Live groups: the list of them, or the one the person is in. Closing it does not leave. */
export function LiveScreen(props: { app: AppState; runtime: Runtime; account: string }): JSX.Element {
  const { app, runtime } = props;
  const live = () => app.live.of(props.account);
  const media = (item: string) => runtime.mediaUrl(props.account, item, 'thumb');
  const [people, setPeople] = createSignal(false);
  /** The newest line that says what happened. */
  const happened = () => live().rows.filter((row) => row.happened !== null).at(-1)?.id;
  const [dissolving, setDissolving] = createSignal<string | null>(null);
  return (
    <>
      <Dialog
        title={live().state.group ? live().state.group?.name || t().liveUnnamed : t().liveGroups}
        testid="live-dialog"
        wide
        onClose={app.navigation.close}
      >
        <Show
          when={live().state.group}
          fallback={
            <LiveList
              ended={live().state.ended}
              list={(own, words, after) => runtime.liveGroups(props.account, own, words, after)}
              create={(nonce, name) => runtime.createLiveGroup(props.account, nonce, name)}
              join={(group, alias, picture) => runtime.joinLiveGroup(props.account, group, alias, picture)}
              mediaUrl={media}
            />
          }
        >
          {(group) => (
            <Show
              when={people()}
              fallback={
                <LiveRoom
                  group={group()}
                  rows={live().rows}
                  state={live().state}
                  send={(text, priority) => runtime.sendLive(props.account, text, priority)}
                  retry={(message) => runtime.retryLive(props.account, message)}
                  older={() => runtime.olderLive(props.account)}
                  leave={() => runtime.leaveLiveGroup(props.account)}
                  onDissolve={() => setDissolving(group().id)}
                  onMembers={() => setPeople(true)}
                  mediaUrl={media}
                />
              }
            >
              <LiveMembers
                state={live().state}
                happened={happened()}
                list={(list, after) => runtime.liveMembers(props.account, group().id, list, after)}
                muteAll={(on) => runtime.muteLiveGroup(props.account, group().id, on)}
                setMarks={(add, remove) => runtime.setLiveMarks(props.account, group().id, add, remove)}
                deeds={{
                  setRole: (user, role) => runtime.setLiveRole(props.account, group().id, user, role),
                  mute: (user, seconds, reason) => runtime.muteLiveMember(props.account, group().id, user, seconds, reason),
                  unmute: (user) => runtime.unmuteLiveMember(props.account, group().id, user),
                  speak: (user, on) => runtime.setLiveSpeaker(props.account, group().id, user, on),
                  mark: (user, mark, on) =>
                    runtime.markLiveMember(props.account, group().id, user, on ? [mark] : [], on ? [] : [mark]),
                  remove: (user) => runtime.removeLiveMember(props.account, group().id, user),
                  bar: (user, seconds) => runtime.barLiveMember(props.account, group().id, user, seconds),
                  letIn: (user) => runtime.letLiveMemberIn(props.account, group().id, user),
                }}
                onBack={() => setPeople(false)}
                mediaUrl={media}
              />
            </Show>
          )}
        </Show>
      </Dialog>
      <Show when={dissolving()} keyed>
        {(group) => (
          <ConfirmDialog
            confirm={{
              title: t().liveDissolveAsk,
              text: t().liveDissolveText,
              label: t().liveDissolve,
              run: () => runtime.dissolveLiveGroup(props.account, group),
            }}
            onClose={() => setDissolving(null)}
          />
        )}
      </Show>
    </>
  );
}
