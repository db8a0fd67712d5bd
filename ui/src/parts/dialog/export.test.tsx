import { fireEvent, render, screen, waitFor } from '@solidjs/testing-library';
import { createSignal } from 'solid-js';
import { expect, test, vi } from 'vitest';

import type { ExportProgress, SavedFile } from '../../bindings';
import { ExportDialog } from './export';

function open(start: (from: number | null, before: number | null, load: boolean) => Promise<SavedFile | null>) {
  const [progress, setProgress] = createSignal<ExportProgress | null>(null);
  const [cancel, done, close] = [vi.fn(), vi.fn(), vi.fn()];
  render(() => (
    <ExportDialog title="Bob" progress={progress()} start={start} cancel={cancel} onDone={done} onClose={close} />
  ));
  return { setProgress, cancel, done, close };
}

test('everything is exported unless days are named, and what is missing is loaded', async () => {
  const start = vi.fn(() => Promise.resolve({ name: 'Bob 2026-11-27', folder: 'Documents' }));
  const { done } = open(start);
  fireEvent.click(screen.getByTestId('export-start'));
  await waitFor(() => expect(done).toHaveBeenCalledWith({ name: 'Bob 2026-11-27', folder: 'Documents' }));
  expect(start).toHaveBeenCalledWith(null, null, true);
});

test('the last day belongs to what is exported, and what is no day is said', async () => {
  const start = vi.fn(() => Promise.resolve(null));
  open(start);
  fireEvent.click(screen.getByRole('radio', { name: /days|日期/ }));
  const type = (field: string, value: string) => fireEvent.input(screen.getByTestId(field), { target: { value } });
  type('export-from', '2026-02-31');
  fireEvent.click(screen.getByTestId('export-start'));
  expect(screen.getAllByRole('alert')).toHaveLength(1);
  type('export-from', '2026-03-02');
  type('export-to', '2026-03-01');
  fireEvent.click(screen.getByTestId('export-start'));
  expect(screen.getAllByRole('alert')).toHaveLength(1);
  expect(start).not.toHaveBeenCalled();
  type('export-to', '2026-03-02');
  fireEvent.click(screen.getByTestId('export-load'));
  fireEvent.click(screen.getByTestId('export-start'));
  await waitFor(() => expect(start).toHaveBeenCalledTimes(1));
  expect(start).toHaveBeenCalledWith(new Date(2026, 2, 2).getTime(), new Date(2026, 2, 3).getTime(), false);
});

test('how far it is is told, closing it ends it, and why it failed is said', async () => {
  let fail: (reason: unknown) => void = () => undefined;
  const { setProgress, cancel, close } = open(() => new Promise((_, reject) => (fail = reject)));
  fireEvent.click(screen.getByTestId('export-start'));
  setProgress({ loading: true, done: 40, total: 0 });
  expect(screen.getByTestId('export-words').textContent).toContain('40');
  expect(screen.getByRole('progressbar').hasAttribute('value')).toBe(false);
  setProgress({ loading: false, done: 7, total: 900 });
  expect(screen.getByTestId('export-words').textContent).toContain('900');
  expect(screen.getByRole('progressbar').getAttribute('value')).toBe('7');
  fireEvent.click(screen.getByTestId('export-cancel'));
  expect(cancel).toHaveBeenCalledTimes(1);
  expect(close).not.toHaveBeenCalled();
  fail({ reason: { code: 'disk_full', text: { zh: '磁盘已满', en: 'The disk is full' } } });
  expect((await screen.findByRole('alert')).textContent).toMatch(/磁盘已满|The disk is full/);
  expect(screen.queryByRole('progressbar')).toBeNull();
});
