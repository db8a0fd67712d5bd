import { createSignal, Show, type JSX } from 'solid-js';

import { t } from '../../../i18n/language';
import { kind } from '../kind';
import { displayed } from '../words';

/** What came, for those who can read it. */
function Raw(props: { text: string; reachable: boolean }): JSX.Element {
  const [open, setOpen] = createSignal(false);
  return (
    <>
      <button
        type="button"
        class="text-button"
        data-testid="raw-toggle"
        aria-expanded={open()}
        tabindex={props.reachable ? 0 : -1}
        onClick={() => setOpen(!open())}
      >
        {open() ? t().hideRaw : t().showRaw}
      </button>
      <Show when={open()}>
        <code class="raw" dir="ltr" data-testid="raw">
          {displayed(props.text)}
        </code>
      </Show>
    </>
  );
}

export default kind('unsupported', {
  form: 'words',
  words: () => '',
  list: { name: () => t().kindUnsupported },
  spoken: () => t().unsupported,
  View: (props) => (
    <>
      <span class="words soft">{t().unsupported}</span>
      <Show when={props.body.raw}>
        {(raw) => <Raw text={raw()} reachable={props.context.isActive(props.message.id)} />}
      </Show>
      {props.meta()}
    </>
  ),
});
