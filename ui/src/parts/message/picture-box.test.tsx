import { fireEvent, render, screen } from '@solidjs/testing-library';
import { expect, it, vi } from 'vitest';

import type { Picture } from '../../bindings';
import { boxSize, PictureBox } from './picture-box';

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

it('keeps real proportions, and shows the top of a page that would be a strip', () => {
  expect(boxSize(1200, 900)).toEqual({ width: 360, height: 270 });
  expect(boxSize(1080, 2400)).toEqual({ width: 162, height: 360 });
  expect(boxSize(1080, 20_000)).toEqual({ width: 144, height: 360 });
  expect(boxSize(20_000, 1080)).toEqual({ width: 360, height: 96 });
  expect(boxSize(20, 10)).toEqual({ width: 96, height: 96 });
  expect(boxSize(0, 0)).toEqual({ width: 240, height: 240 });
  const { container } = render(() => (
    <PictureBox picture={{ ...picture, height: 20_000 }} delivery={null} src="" onOpen={vi.fn()} onCancel={vi.fn()} />
  ));
  expect(container.querySelector('.picture-box')?.classList.contains('long')).toBe(true);
});

it('loads nothing that nobody asked for when pictures do not load by themselves', () => {
  const { container } = render(() => (
    <PictureBox picture={picture} delivery={null} src="away" here="here" byItself={false} onOpen={vi.fn()} onCancel={vi.fn()} />
  ));
  const image = () => container.querySelector('img') as HTMLImageElement;
  // What is on this computer is shown.
  expect(image().getAttribute('src')).toBe('here');
  fireEvent.error(image());
  expect(image()).toBeNull();
  expect(screen.getByTestId('load-picture').textContent).toContain('391 KB');
  fireEvent.click(screen.getByTestId('load-picture'));
  expect(image().getAttribute('src')).toBe('away');
  // What fails then says so.
  fireEvent.error(image());
  expect(screen.queryByTestId('load-picture')).toBeNull();
  expect(container.querySelector('.picture-problem')).not.toBeNull();
});
