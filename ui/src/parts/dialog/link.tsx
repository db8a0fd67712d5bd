import type { JSX } from 'solid-js';

import { t } from '../../i18n/language';
import { Dialog } from './dialog';

/** Shows where a link leads before it is opened: the words around it may say something else. */
export function LinkDialog(props: {
  url: string;
  host: string;
  onOpen: () => void;
  onClose: () => void;
}): JSX.Element {
  return (
    <Dialog
      title={t().linkTitle}
      testid="link-confirm"
      onClose={props.onClose}
      actions={
        <>
          <button type="button" class="button" onClick={() => props.onClose()}>
            {t().cancel}
          </button>
          <button
            type="button"
            class="button primary"
            data-first
            data-testid="link-open"
            onClick={() => {
              props.onOpen();
              props.onClose();
            }}
          >
            {t().linkOpen}
          </button>
        </>
      }
    >
      <p>
        <strong>{t().linkText(props.host)}</strong>
      </p>
      <p class="hint link-address" dir="ltr">
        {props.url}
      </p>
    </Dialog>
  );
}
