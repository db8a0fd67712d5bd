import { fireEvent, render, screen } from '@solidjs/testing-library';
import { expect, it, vi } from 'vitest';

import type { Picture } from '../../bindings';
import { PictureBox } from './picture-box';

const picture: Picture = {
  media: 'a'.repeat(64),
  width: 1200,
  height: 900,
  bytes: 400_000,
  mime: 'image/jpeg',
  name: 'cat.jpg',
  animated: false,
  thumbhash: null,
  caption: '',
  problem: null,
};

it('shows how far an upload is as a number, beside the ring and a way out', () => {
  const onCancel = vi.fn();
  render(() => (
    <PictureBox picture={picture} delivery={{ kind: 'uploading', percent: 45 }} src="" onOpen={vi.fn()} onCancel={onCancel} />
  ));
  expect(screen.getByTestId('upload').textContent).toContain('45%');
  expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('45');
  fireEvent.click(screen.getByTestId('upload-cancel'));
  expect(onCancel).toHaveBeenCalledOnce();
});
