import { createEffect, createSignal, on, splitProps, type Accessor, type JSX } from 'solid-js';

const [times, setTimes] = createSignal(0);

/** Pictures that could not be loaded for want of a connection may be there now. */
export function picturesAgain(): void {
  setTimes(times() + 1);
}

/** Calls `retry` whenever there may be more, while `failed`. */
export function whenAgain(failed: Accessor<boolean>, retry: () => void): void {
  createEffect(on(times, () => failed() && retry(), { defer: true }));
}

/** An address that the browser does not know as failed. */
export function attempted(src: string, attempt: number): string {
  return attempt === 0 ? src : `${src}?attempt=${attempt}`;
}

/** A picture that is asked for again when it failed and there may be a connection again. */
export function AgainImage(
  props: JSX.ImgHTMLAttributes<HTMLImageElement> & { src: string; onFailed?: () => void },
): JSX.Element {
  const [own, rest] = splitProps(props, ['src', 'onFailed']);
  const [failed, setFailed] = createSignal(false);
  const [attempt, setAttempt] = createSignal(0);
  createEffect(on(() => own.src, () => setFailed(false), { defer: true }));
  whenAgain(failed, () => {
    setFailed(false);
    setAttempt(attempt() + 1);
  });
  return (
    <img
      {...rest}
      src={attempted(own.src, attempt())}
      onError={() => {
        setFailed(true);
        own.onFailed?.();
      }}
    />
  );
}
