// The size of everything in the window, in steps as browsers have them.

const STEPS = [50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200];

export const USUAL = 100;

/** The next step up or down, or the usual size. */
export function resized(percent: number, how: 'larger' | 'smaller' | 'usual'): number {
  switch (how) {
    case 'larger':
      return STEPS.find((step) => step > percent) ?? percent;
    case 'smaller':
      return STEPS.filter((step) => step < percent).at(-1) ?? percent;
    case 'usual':
      return USUAL;
  }
}
