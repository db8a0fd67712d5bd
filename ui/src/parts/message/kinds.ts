// All kinds there are: each file of `kinds/` under its name. Nothing else lists them.

import type { Body, Noun } from '../../bindings';
import type { Kind } from './kind';

const files = import.meta.glob<{ default: Kind }>('./kinds/*.tsx', { eager: true });

const kinds = new Map(
  Object.entries(files).map(([path, file]) => [path.replace(/^.*\/|\.tsx$/g, ''), file.default] as const),
);

/** The kind of this name. One that this page does not know is shown as the core shows those. */
export function kindNamed(noun: Noun): Kind {
  return (kinds.get(noun) ?? kinds.get('unsupported')) as Kind;
}

/** The kind of a body. */
export const kindOf = (body: Body): Kind => kindNamed(body.kind);

/** Lines across the timeline stand in no group. */
export const isLine = (body: Body): boolean => kindOf(body).form === 'line';
