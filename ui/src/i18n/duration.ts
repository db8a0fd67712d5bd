// How long something plays, as players write it.

const two = (n: number) => String(n).padStart(2, '0');

/** `0:42`, `1:02:03`; empty when it is not known. */
export function playTime(seconds: number): string {
  if (seconds <= 0) return '';
  const minutes = Math.floor(seconds / 60);
  const rest = two(seconds % 60);
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`;
}

/** How far something is or how long it plays, from milliseconds: `0:00` as well. */
export function clockTime(millis: number): string {
  return playTime(Math.round(millis / 1000)) || '0:00';
}
