import { createSignal, onMount, Show, type JSX } from 'solid-js';

import type { Credential, Region, SignInField } from '../../bindings';
import { t } from '../../i18n/language';
import { Field } from '../../parts/field/field';
import { Segments } from '../../parts/field/segments';
import { wrong, type Errors, type Values } from './values';
import type { Way } from './ways';

/** The values one way needs: those that everybody has to fill in, and the rarer ones behind "more options". */
export function SignInForm(props: {
  way: Way;
  values: Values;
  errors: Errors;
  busy: boolean;
  onChange: (field: SignInField, change: Partial<Values>) => void;
  onWrong: (errors: Errors) => void;
  onSubmit: () => void;
  onCancel: () => void;
}): JSX.Element {
  let form!: HTMLFormElement;
  const rare = () => props.values.tokenFrom === 'token_server' || props.values.frontierUrl.trim() !== '';
  const [more, setMore] = createSignal(rare());

  onMount(() => form.querySelector<HTMLElement>('input:not([type=radio])')?.focus());

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (props.busy) return;
    const found = wrong(props.way, props.values);
    props.onWrong(found);
    if (Object.keys(found).length === 0) {
      props.onSubmit();
      return;
    }
    if (found.frontier_url) setMore(true);
    queueMicrotask(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  }

  return (
    <form ref={form} novalidate onSubmit={submit} data-testid="sign-in-form">
      <Show
        when={props.way === 'own'}
        fallback={
          <div class="field">
            <span class="label">{t().region}</span>
            <Segments<Region>
              label={t().region}
              value={props.values.region}
              choices={[
                { value: 'mainland', label: t().regionMainland },
                { value: 'overseas', label: t().regionOverseas },
              ]}
              onChange={(region) => props.onChange('region', { region })}
            />
            <Show when={props.errors.region}>
              {(error) => (
                <span class="field-error" role="alert">
                  {error()}
                </span>
              )}
            </Show>
          </div>
        }
      >
        <Field
          label={t().apiUrl}
          testid="sign-in-api"
          placeholder="https://im.example.com"
          inputmode="url"
          value={props.values.apiUrl}
          error={props.errors.api_url}
          onInput={(apiUrl) => props.onChange('api_url', { apiUrl })}
        />
      </Show>
      <div class="two">
        <Field
          label={t().appId}
          testid="sign-in-app"
          inputmode="numeric"
          value={props.values.appId}
          error={props.errors.app_id}
          onInput={(appId) => props.onChange('app_id', { appId })}
        />
        <Field
          label={t().userId}
          testid="sign-in-user"
          inputmode="numeric"
          value={props.values.userId}
          error={props.errors.user_id}
          onInput={(userId) => props.onChange('user_id', { userId })}
        />
      </div>
      <Show
        when={props.values.tokenFrom === 'token'}
        fallback={
          <Field
            label={t().tokenServerUrl}
            testid="sign-in-token-server"
            placeholder="https://app.example.com/get_token"
            inputmode="url"
            hint={t().tokenServerHint}
            value={props.values.tokenServer}
            error={props.errors.token_server}
            onInput={(tokenServer) => props.onChange('token_server', { tokenServer })}
          />
        }
      >
        <Field
          label={t().token}
          testid="sign-in-token"
          type="password"
          hint={t().tokenHint}
          value={props.values.token}
          error={props.errors.token}
          onInput={(token) => props.onChange('token', { token })}
        />
      </Show>
      <Show
        when={more()}
        fallback={
          <button type="button" class="text-button more" data-testid="sign-in-more" onClick={() => setMore(true)}>
            {t().moreOptions}
          </button>
        }
      >
        <div class="field">
          <span class="label">{t().tokenFrom}</span>
          <Segments<Credential['kind']>
            label={t().tokenFrom}
            testid="sign-in-token-from"
            value={props.values.tokenFrom}
            choices={[
              { value: 'token', label: t().tokenPasted },
              { value: 'token_server', label: t().tokenServer },
            ]}
            onChange={(tokenFrom) => props.onChange('token_server', { tokenFrom })}
          />
        </div>
        <Show when={props.way === 'own'}>
          <Field
            label={t().frontierUrl}
            testid="sign-in-frontier"
            placeholder="wss://im.example.com/ws/v2"
            inputmode="url"
            hint={t().frontierHint}
            value={props.values.frontierUrl}
            error={props.errors.frontier_url}
            onInput={(frontierUrl) => props.onChange('frontier_url', { frontierUrl })}
          />
        </Show>
      </Show>
      <button type="submit" class="button primary wide" data-testid="sign-in-submit" disabled={props.busy}>
        <Show when={props.busy} fallback={t().signIn}>
          <span class="spinner" aria-hidden="true" />
          {t().signingIn}
        </Show>
      </button>
      <Show when={props.busy}>
        <button type="button" class="button wide" data-testid="sign-in-cancel" onClick={() => props.onCancel()}>
          {t().cancel}
        </button>
      </Show>
    </form>
  );
}
