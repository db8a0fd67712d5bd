import { createSignal, For, Show, type JSX } from 'solid-js';

import type { LetThrough, Noun, Person } from '../../bindings';
import { say, t } from '../../i18n/language';
import { asFailure } from '../../runtime/runtime';
import { Avatar } from '../avatar/avatar';
import { Dialog } from './dialog';

/** Kinds that can be chosen, each with its word. */
const KINDS: [Noun, () => string][] = [
  ['text', () => t().kindText],
  ['picture', () => t().kindPicture],
  ['video', () => t().kindVideo],
  ['file', () => t().kindFile],
  ['voice', () => t().kindVoice],
];

/** Who and what notifies although the conversation is muted. */
export function LetThroughDialog(props: {
  title: string;
  people: Person[];
  chosen: LetThrough;
  mediaUrl: (media: string) => string;
  save: (chosen: LetThrough) => Promise<void>;
  onClose: () => void;
}): JSX.Element {
  const [chosen, setChosen] = createSignal(props.chosen);
  const [problem, setProblem] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);

  const turned = <T,>(list: T[], one: T, on: boolean) =>
    on ? [...list.filter((other) => other !== one), one] : list.filter((other) => other !== one);

  async function save(): Promise<void> {
    setBusy(true);
    try {
      await props.save(chosen());
      props.onClose();
    } catch (error) {
      setProblem(say(asFailure(error).reason.text));
      setBusy(false);
    }
  }

  return (
    <Dialog
      title={props.title}
      testid="let-through-dialog"
      onClose={props.onClose}
      actions={
        <>
          <button type="button" class="button" onClick={() => props.onClose()}>
            {t().cancel}
          </button>
          <button
            type="button"
            class="button primary"
            data-testid="let-through-save"
            disabled={busy()}
            onClick={() => void save()}
          >
            {t().save}
          </button>
        </>
      }
    >
      <p class="hint">{t().letThroughText}</p>
      <fieldset class="stack choices">
        <legend>{t().letThroughKinds}</legend>
        <For each={KINDS}>
          {([kind, word]) => (
            <label class="choice">
              <input
                type="checkbox"
                data-testid={`let-through-${kind}`}
                checked={chosen().kinds.includes(kind)}
                onChange={(event) =>
                  setChosen({ ...chosen(), kinds: turned(chosen().kinds, kind, event.currentTarget.checked) })
                }
              />
              {word()}
            </label>
          )}
        </For>
      </fieldset>
      <Show when={props.people.length > 1}>
        <fieldset class="stack choices">
          <legend>{t().letThroughPeople}</legend>
          <For each={props.people}>
            {(person) => (
              <label class="choice">
                <input
                  type="checkbox"
                  data-testid="let-through-person"
                  checked={chosen().people.includes(person.id)}
                  onChange={(event) =>
                    setChosen({ ...chosen(), people: turned(chosen().people, person.id, event.currentTarget.checked) })
                  }
                />
                <Avatar of={person.avatar} size={24} url={props.mediaUrl} />
                <bdi class="ellipsis">{person.name}</bdi>
              </label>
            )}
          </For>
        </fieldset>
      </Show>
      <Show when={problem()}>
        {(words) => (
          <p class="field-error" role="alert">
            {words()}
          </p>
        )}
      </Show>
    </Dialog>
  );
}
