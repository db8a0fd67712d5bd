import { ArrowLeft } from 'lucide';
import { createSignal, onCleanup, onMount, Show, type JSX } from 'solid-js';

import type { AccountInfo, SignIn } from '../bindings';
import { say, t } from '../i18n/language';
import { Bird } from '../parts/bird/bird';
import { IconButton } from '../parts/icon/icon-button';
import { asFailure } from '../runtime/runtime';
import { SignInForm } from './sign-in/form';
import { asked, EMPTY, type Errors, type Values } from './sign-in/values';
import { Ways, type Way } from './sign-in/ways';
import './sign-in.css';

/**
 * Signs in: first one of three ways, then one short form. A wrong value gets its reason beside the field that caused it;
 * whatever runs can be cancelled, and every step leads back.
 */
export function SignInScreen(props: {
  signIn: (how: SignIn) => Promise<AccountInfo>;
  /** Gives up the sign-in that runs. */
  cancel: () => void;
  done: (account: AccountInfo) => void;
  /** Present when there is an account to go back to. */
  onBack?: () => void;
}): JSX.Element {
  let card!: HTMLDivElement;
  const [way, setWay] = createSignal<Way | null>(null);
  const [values, setValues] = createSignal<Values>(EMPTY);
  const [errors, setErrors] = createSignal<Errors>({});
  const [logId, setLogId] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal<SignIn['kind'] | null>(null);
  /** Answers of a sign-in that was given up are no longer shown. */
  let attempt = 0;

  function forget(): void {
    setErrors({});
    setLogId(null);
  }

  async function run(how: SignIn): Promise<void> {
    if (busy()) return;
    const mine = ++attempt;
    forget();
    setBusy(how.kind);
    try {
      // Also when it was given up too late: the account is signed in.
      props.done(await props.signIn(how));
    } catch (error) {
      if (mine !== attempt) return;
      const failure = asFailure(error);
      setErrors({ [failure.field ?? 'whole']: say(failure.reason.text) });
      setLogId(failure.reason.logId);
    }
    if (mine === attempt) setBusy(null);
  }

  const focus = (testid: string) => card.querySelector<HTMLElement>(`[data-testid="${testid}"]`)?.focus();

  function cancel(): void {
    const what = busy();
    if (!what) return;
    attempt++;
    setBusy(null);
    props.cancel();
    focus(what === 'trial' ? 'sign-in-trial' : 'sign-in-submit');
  }

  /** One step back: what was typed stays. */
  function back(): void {
    const from = way();
    if (busy()) cancel();
    else if (from) {
      forget();
      setWay(null);
      focus(`sign-in-${from}`);
    } else props.onBack?.();
  }

  onMount(() => {
    const key = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
      if (document.querySelector('dialog[open]')) return;
      event.preventDefault();
      back();
    };
    window.addEventListener('keydown', key);
    onCleanup(() => window.removeEventListener('keydown', key));
  });

  return (
    <main class="sign-in" data-testid="sign-in">
      <div ref={card} class="sign-in-card">
        <Show
          when={way()}
          keyed
          fallback={
            <>
              <header>
                <Bird size={72} />
                <h1>{t().signInTitle}</h1>
                <p class="hint">{t().signInLead}</p>
              </header>
              <Ways
                starting={busy() === 'trial'}
                onTrial={() => void run({ kind: 'trial' })}
                onWay={(next) => {
                  forget();
                  setWay(next);
                }}
              />
              <Show when={busy() === 'trial'}>
                <button type="button" class="button wide" data-testid="sign-in-cancel" onClick={cancel}>
                  {t().cancel}
                </button>
              </Show>
            </>
          }
        >
          {(chosen) => (
            <>
              <header class="beside">
                <IconButton icon={ArrowLeft} label={t().back} data-testid="sign-in-back" onClick={back} />
                <h1>{chosen === 'cloud' ? t().wayCloud : t().wayOwn}</h1>
              </header>
              <SignInForm
                way={chosen}
                values={values()}
                errors={errors()}
                busy={busy() !== null}
                onChange={(field, change) => {
                  setErrors((all) => ({ ...all, [field]: undefined, whole: undefined }));
                  setValues((all) => ({ ...all, ...change }));
                }}
                onWrong={(found) => {
                  setLogId(null);
                  setErrors(found);
                }}
                onSubmit={() => void run(asked(chosen, values()))}
                onCancel={cancel}
              />
            </>
          )}
        </Show>
        <Show when={errors().whole}>
          {(error) => (
            <p class="field-error whole" role="alert" data-testid="sign-in-error">
              {error()}
              <Show when={logId()}>{(id) => <span class="hint"> {t().logId(id())}</span>}</Show>
            </p>
          )}
        </Show>
        <Show when={way() === null && !busy() && props.onBack}>
          <button type="button" class="text-button leave" data-testid="sign-in-leave" onClick={back}>
            {t().back}
          </button>
        </Show>
      </div>
    </main>
  );
}
