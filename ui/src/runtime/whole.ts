/**
 * What the page says to the shell, with U+FFFD for half an emoji, as a cut through a text leaves it: the shell takes
 * texts only, and would refuse the whole call.
 */
export function whole<T>(value: T): T {
  if (typeof value === 'string') return value.toWellFormed() as T;
  if (Array.isArray(value)) return value.map(whole) as T;
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, whole(held)])) as T;
  }
  return value;
}
