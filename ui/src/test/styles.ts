import { readdirSync, readFileSync } from 'node:fs';

/** Puts all styles of the page in force: jsdom follows them, and lays nothing out. Answers how to take them away. */
export function withStyles(): () => void {
  const style = document.createElement('style');
  for (const path of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
    if (path.endsWith('.css')) style.textContent += readFileSync(`src/${path}`, 'utf8');
  }
  document.head.append(style);
  return () => style.remove();
}

/** Whether an element takes no more room across than it is given, whatever stands in it. */
function shrinks(element: Element): boolean {
  const around = element.parentElement;
  if (!around) return true;
  const [own, given] = [getComputedStyle(element), getComputedStyle(around)];
  // Elsewhere an element is as wide as what is around it.
  if (!['flex', 'inline-flex', 'grid', 'inline-grid'].includes(given.display)) return true;
  if (['0', '0px'].includes(own.minWidth) || !['', 'visible'].includes(own.overflow)) return true;
  return given.display.endsWith('grid') && given.gridTemplateColumns.includes('minmax(0');
}

/** What between an element and one around it grows with a long word in it, as the beginnings of its tags. */
export function grows(inner: Element, outer: Element): string[] {
  const found: string[] = [];
  for (let at: Element = inner; at !== outer; at = at.parentElement as Element) {
    if (!shrinks(at)) found.push(`${at.tagName.toLowerCase()}.${at.className}`);
  }
  return found;
}
