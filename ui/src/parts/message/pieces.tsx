import { For, type JSX } from 'solid-js';

import type { TextLink } from '../../bindings';
import { en } from '../../i18n/en';
import { zh } from '../../i18n/zh';
import { displayed, pieces, withMention } from './words';

export interface PiecesProps {
  text: string;
  /** Where the core found links in it. */
  links: readonly TextLink[];
  /** The name under which the reader is mentioned in it; null when they are not. */
  mention?: string | null;
  /** Links are reached with Tab. */
  reachable?: boolean;
  onLink: (url: string, host: string, element: HTMLElement) => void;
}

/** Words: always text nodes, links only as buttons that say where they lead. */
export function Pieces(props: PiecesProps): JSX.Element {
  const parts = () =>
    withMention(pieces(props.text, props.links), props.mention ? [props.mention, en.everyone, zh.everyone] : []);
  return (
    <For each={parts()}>
      {(part) =>
        part.kind === 'text' ? (
          displayed(part.text)
        ) : part.kind === 'mention' ? (
          <span class="mention">{part.text}</span>
        ) : (
          <a
            class="link"
            role="link"
            tabindex={props.reachable ? 0 : -1}
            title={part.host}
            data-url={part.url}
            onClick={(event) => {
              event.preventDefault();
              props.onLink(part.url, part.host, event.currentTarget);
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              event.stopPropagation();
              props.onLink(part.url, part.host, event.currentTarget);
            }}
          >
            {displayed(part.text)}
          </a>
        )
      }
    </For>
  );
}
