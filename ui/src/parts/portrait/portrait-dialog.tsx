import { ImageUp, Trash2 } from 'lucide';
import { createEffect, createSignal, on, onCleanup, Show, type JSX } from 'solid-js';

import type { Avatar as AvatarValue, PortraitChoice, Square } from '../../bindings';
import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import type { Dropped } from '../../state/portraits';
import { Avatar } from '../avatar/avatar';
import { Dialog } from '../dialog/dialog';
import { Icon } from '../icon/icon';
import { Crop } from './crop';
import { middle } from './square';
import './portrait-dialog.css';

/** What is done with the picture of a person or a group. */
export interface PortraitCommands {
  /** While it is, what is dropped on the window is a picture to be chosen. */
  await(on: boolean): Promise<void>;
  pick(): Promise<PortraitChoice | null>;
  set(handle: string, square: Square): Promise<void>;
  remove(): Promise<void>;
  /** What was dropped last. */
  dropped(): Dropped | undefined;
  previewUrl(media: string): string;
}

/** Chooses the picture of a person or a group, or takes it away. */
export function PortraitDialog(props: {
  title: string;
  avatar: AvatarValue;
  mediaUrl: (media: string) => string;
  commands: PortraitCommands;
  onChanged: () => void;
  onClose: () => void;
}): JSX.Element {
  const [picture, setPicture] = createSignal<PortraitChoice | null>(null);
  const [square, setSquare] = createSignal<Square>({ left: 0, top: 0, side: 1 });
  const [problem, setProblem] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  const failed = (error: unknown) => setProblem(say(asFailure(error).reason.text));

  void props.commands.await(true).catch(failed);
  onCleanup(() => void props.commands.await(false).catch(() => undefined));
  createEffect(
    on(
      () => props.commands.dropped(),
      (dropped) => {
        if (dropped?.choice) chosen(dropped.choice);
        else if (dropped?.problem) setProblem(say(dropped.problem.text));
      },
      { defer: true },
    ),
  );

  function chosen(choice: PortraitChoice): void {
    setProblem(null);
    setSquare(middle(choice));
    setPicture(choice);
  }

  async function run(work: () => Promise<void>): Promise<void> {
    if (busy()) return;
    setProblem(null);
    setBusy(true);
    try {
      await work();
    } catch (error) {
      failed(error);
    } finally {
      setBusy(false);
    }
  }

  const pick = () =>
    run(async () => {
      const choice = await props.commands.pick();
      if (choice) chosen(choice);
    });
  const finish = (work: () => Promise<void>) =>
    run(async () => {
      await work();
      props.onChanged();
      props.onClose();
    });

  return (
    <Dialog title={props.title} testid="portrait-dialog" onClose={props.onClose}>
      <Show
        when={picture()}
        fallback={
          <div class="portrait-now">
            <Avatar of={props.avatar} size={120} url={props.mediaUrl} />
            <p class="hint">{t().dropPicture}</p>
          </div>
        }
      >
        {(choice) => (
          <Crop picture={choice()} square={square()} url={props.commands.previewUrl(choice().media)} onChange={setSquare} />
        )}
      </Show>
      <Show when={problem()}>
        {(words) => (
          <p class="field-error" role="alert">
            {words()}
          </p>
        )}
      </Show>
      <div class="row-end">
        <Show when={!picture() && props.avatar.media}>
          <button
            type="button"
            class="button danger"
            data-testid="portrait-remove"
            disabled={busy()}
            onClick={() => void finish(() => props.commands.remove())}
          >
            <Icon of={Trash2} size={16} /> {t().removePicture}
          </button>
        </Show>
        <button
          type="button"
          class="button"
          classList={{ primary: !picture() }}
          data-testid="portrait-pick"
          data-first={!picture() || undefined}
          disabled={busy()}
          onClick={() => void pick()}
        >
          <Icon of={ImageUp} size={16} /> {picture() ? t().chooseAnotherPicture : t().choosePicture}
        </button>
        <Show when={picture()}>
          {(choice) => (
            <button
              type="button"
              class="button primary"
              data-testid="portrait-use"
              disabled={busy()}
              onClick={() => void finish(() => props.commands.set(choice().handle, square()))}
            >
              {busy() ? t().settingPicture : t().usePicture}
            </button>
          )}
        </Show>
      </div>
    </Dialog>
  );
}
