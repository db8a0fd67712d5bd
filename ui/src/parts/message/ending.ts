/** The ending of a file's name, in capitals, short enough for an icon; empty when it has none. */
export function endingOf(name: string): string {
  const ending = /\.([\p{L}\p{N}]{1,5})$/u.exec(name)?.[1] ?? '';
  return ending.toUpperCase();
}
