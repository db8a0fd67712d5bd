import { createSignal, Show, type JSX } from 'solid-js';

import { t } from '../i18n/language';
import { ConfirmDialog } from '../parts/dialog/confirm';
import { Dialog } from '../parts/dialog/dialog';
import { LiveList } from '../parts/live/live-list';
import { LiveRoom } from '../parts/live/live-room';
import type { Runtime } from '../runtime/runtime';
import type { AppState } from '../state/app';

/** Live groups: the list of them, or the one the person is in. Closing it does not leave. */
export function LiveScreen(props: { app: AppState; runtime: Runtime; account: string }): JSX.Element {
  const { app, runtime } = props;
  const live = () => app.live.of(props.account);
  const media = (item: string) => runtime.mediaUrl(props.account, item, 'thumb');
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
            <LiveRoom
              group={group()}
              rows={live().rows}
              state={live().state}
              send={(text, priority) => runtime.sendLive(props.account, text, priority)}
              retry={(message) => runtime.retryLive(props.account, message)}
              older={() => runtime.olderLive(props.account)}
              leave={() => runtime.leaveLiveGroup(props.account)}
              onDissolve={() => setDissolving(group().id)}
              mediaUrl={media}
            />
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
