/** Where the hues that have no place begin and how many degrees there are besides: between brick and olive a colour as dark as an avatar's is brown. */
const FIRST = 135;
const HUES = 245;

/** The hue of a person or group on the screen: the core's, from the id, spread over the hues that are never brown. */
export function hueOf(hue: number): number {
  return Math.round(FIRST + (hue / 360) * HUES) % 360;
}
