import { ArrowDown, File, Pause, X, type IconNode } from 'lucide';
import { createEffect, Show, type JSX } from 'solid-js';

import type { Delivery, FileRow, FileState } from '../../bindings';
import { t } from '../../i18n/language';
import { fileSize } from '../../i18n/size';
import { Icon } from '../icon/icon';
import { endingOf } from './ending';
import { Ring } from './ring';
import { displayed } from './words';
import './file-box.css';

/** What a press on the file does now. */
interface Next {
  icon: IconNode | null;
  label: string;
  /** How far it is; null when nothing is under way. */
  percent: number | null;
  run: () => void;
}

/** A file in a bubble: one button that does what can be done now, its name, its size and how far it is. */
export function FileBox(props: {
  file: FileRow;
  /** Undefined until it is known. */
  state: FileState | undefined;
  delivery: Delivery | null;
  /** It is reached with Tab. */
  reachable: boolean;
  /** It loads without being asked for. */
  byItself?: boolean;
  onFetch?: () => void;
  onOpen: () => void;
  onLoad: () => void;
  onPause: () => void;
  onCancel: () => void;
}): JSX.Element {
  // Once while it is on the screen: what was paused or failed waits for a person.
  let fetched = false;
  createEffect(() => {
    if (fetched || !props.byItself || props.delivery !== null || props.state?.state !== 'away') return;
    fetched = true;
    props.onFetch?.();
  });

  const name = () => props.file.name || t().kindFile;

  const next = (): Next => {
    if (props.delivery?.kind === 'uploading') {
      return { icon: X, label: t().cancelUpload, percent: props.delivery.percent, run: props.onCancel };
    }
    switch (props.state?.state) {
      case 'loading':
        return { icon: Pause, label: t().pauseFile, percent: props.state.percent, run: props.onPause };
      case 'here':
        return { icon: null, label: t().openFile, percent: null, run: props.onOpen };
      case 'paused':
        return { icon: ArrowDown, label: t().loadFile, percent: props.state.percent, run: props.onLoad };
      default:
        return { icon: ArrowDown, label: t().loadFile, percent: null, run: props.onLoad };
    }
  };

  const facts = () => {
    const size = props.file.bytes > 0 ? fileSize(props.file.bytes) : '';
    const { percent } = next();
    const far = percent === null ? '' : `${percent}%`;
    const paused = props.state?.state === 'paused' ? t().paused : '';
    return [size, far, paused].filter((fact) => fact !== '').join(' · ');
  };

  return (
    <button
      type="button"
      class="file-box"
      tabindex={props.reachable ? 0 : -1}
      data-testid="file"
      data-media={props.file.media}
      data-state={props.state?.state}
      onClick={() => next().run()}
    >
      <span class="file-icon">
        <Show
          when={next().icon}
          fallback={
            <>
              <Icon of={File} size={20} />
              <bdi class="file-ending" aria-hidden="true">{endingOf(props.file.name)}</bdi>
            </>
          }
        >
          {(icon) => <Icon of={icon()} size={20} />}
        </Show>
        <Show when={next().percent}>
          {(percent) => <Ring percent={percent()} />}
        </Show>
      </span>
      <span class="card-text">
        <span class="visually-hidden">{`${next().label} ${displayed(name())}`}</span>
        <FileName name={displayed(name())} />
        <span class="card-fact numbers">{facts()}</span>
      </span>
    </button>
  );
}

/** A name cut in its middle: its ending says what it is. */
function FileName(props: { name: string }): JSX.Element {
  const end = () => Math.max(0, props.name.length - 8);
  return (
    <bdi class="file-name" title={props.name} aria-hidden="true">
      <span class="ellipsis">{props.name.slice(0, end())}</span>
      <span>{props.name.slice(end())}</span>
    </bdi>
  );
}
