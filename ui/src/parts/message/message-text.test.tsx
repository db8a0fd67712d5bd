import { fireEvent, render, screen } from '@solidjs/testing-library';
import { expect, it } from 'vitest';

import { MessageText } from './message-text';

const show = (text: string) => render(() => <MessageText text={text} links={[]} onLink={() => undefined} />);

it('lays out only the beginning of a very long text until somebody wants the rest', () => {
  const text = '🐦'.repeat(30_000);
  show(text);
  expect(screen.getByTestId('message-text').textContent).toBe('🐦'.repeat(5_000));
  fireEvent.click(screen.getByTestId('show-more'));
  expect(screen.getByTestId('message-text').textContent).toBe(text);
  fireEvent.click(screen.getByTestId('show-more'));
  expect(screen.getByTestId('message-text').textContent).toBe('🐦'.repeat(5_000));
});

it('shows no half of a character at the cut', () => {
  show(`a${'🐦'.repeat(30_000)}`);
  expect(screen.getByTestId('message-text').textContent).toBe(`a${'🐦'.repeat(4_999)}`);
});
