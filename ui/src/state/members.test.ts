import { expect, it, vi } from 'vitest';

import type { Member } from '../bindings';
import type { Runtime } from '../runtime/runtime';
import { BOB, CAROL } from '../runtime/fake/world';
import { createMembers } from './members';

const member = (person: Member['person'], change: Partial<Member> = {}): Member => ({
  person,
  role: 'member',
  alias: null,
  nickname: null,
  muted: null,
  ...change,
});

function members() {
  const runtime = { openMembers: vi.fn(async () => undefined), closeMembers: vi.fn(async () => undefined) };
  const closed = vi.fn();
  const model = createMembers(runtime as unknown as Runtime, 7, 'a', 'g', closed);
  return { runtime, model, closed };
}

it('keeps the rows of members through a change of one of them', () => {
  const { model } = members();
  expect(model.listed()).toBe(false);
  model.change([{ op: 'reset', rows: [member(BOB), member(CAROL)] }]);
  const [bob, carol] = model.rows;
  model.change([{ op: 'set', at: 0, row: member(BOB, { role: 'manager', alias: 'B' }) }]);
  expect(model.rows[0]).toBe(bob);
  expect(model.rows[1]).toBe(carol);
  expect(bob).toMatchObject({ id: BOB.id, role: 'manager', alias: 'B' });
});

it('is open when the first rows are here, whichever of rows and answer comes first', async () => {
  const { model } = members();
  let open = false;
  const opening = model.open().then(() => (open = true));
  await Promise.resolve();
  expect(open).toBe(false);
  model.change([{ op: 'reset', rows: [] }]);
  await opening;
  expect(model.listed()).toBe(true);
});

it('is closed in the shell also when the answer comes after the closing', async () => {
  const { model, runtime, closed } = members();
  const opening = model.open();
  model.close();
  model.close();
  await opening;
  expect(closed).toHaveBeenCalledTimes(1);
  expect(runtime.closeMembers).toHaveBeenCalledTimes(2);
});
