import { For, Match, Show, Switch, type JSX } from 'solid-js';

import type { Block, Inline } from '../../bindings';
import { Pieces, type PiecesProps } from './pieces';
import { displayed } from './words';
import './formatted.css';

type Around = Omit<PiecesProps, 'text' | 'links'>;

/** The words of a message as their sender formatted them. Each part is an element of its own; nothing of it is markup. */
export function Formatted(props: { blocks: readonly Block[]; around: Around }): JSX.Element {
  return <For each={props.blocks}>{(block) => <OneBlock block={block} around={props.around} />}</For>;
}

function OneBlock(props: { block: Block; around: Around }): JSX.Element {
  const as = <K extends Block['kind']>(kind: K) =>
    props.block.kind === kind ? (props.block as Extract<Block, { kind: K }>) : undefined;
  return (
    <Switch>
      <Match when={as('lines')}>
        {(lines) => (
          <span class="format-lines" dir="auto">
            <Line parts={lines().parts} around={props.around} />
          </span>
        )}
      </Match>
      <Match when={as('code_block')}>
        {(code) => (
          <span class="format-code" dir="ltr" data-testid="code-block">
            <Show when={code().language}>
              <span class="format-language">{code().language}</span>
            </Show>
            <code>{displayed(code().text)}</code>
          </span>
        )}
      </Match>
      <Match when={as('quoted')}>
        {(quoted) => (
          <blockquote class="format-quote">
            <Formatted blocks={quoted().blocks} around={props.around} />
          </blockquote>
        )}
      </Match>
      <Match when={as('list')}>
        {(list) => {
          const items = () => (
            <For each={list().items}>
              {(item) => (
                <li>
                  <Formatted blocks={item} around={props.around} />
                </li>
              )}
            </For>
          );
          return (
            <Show when={list().start !== null} fallback={<ul class="format-list">{items()}</ul>}>
              <ol class="format-list" start={list().start ?? 1}>
                {items()}
              </ol>
            </Show>
          );
        }}
      </Match>
    </Switch>
  );
}

function Line(props: { parts: readonly Inline[]; around: Around }): JSX.Element {
  return (
    <For each={props.parts}>
      {(part) => {
        const around = props.around;
        switch (part.kind) {
          case 'words':
            return (
              <Pieces
                text={part.text}
                links={part.links}
                mention={around.mention ?? null}
                reachable={around.reachable ?? false}
                onLink={around.onLink}
              />
            );
          case 'code':
            return (
              <code class="format-inline" dir="ltr">
                {displayed(part.text)}
              </code>
            );
          case 'bold':
            return (
              <strong>
                <Line parts={part.parts} around={around} />
              </strong>
            );
          case 'italic':
            return (
              <em>
                <Line parts={part.parts} around={around} />
              </em>
            );
          case 'struck':
            return (
              <s>
                <Line parts={part.parts} around={around} />
              </s>
            );
        }
      }}
    </For>
  );
}
