import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { MiddleText } from '../../../renderer/ui/middle-text.tsx';

afterEach(cleanup);

it('M17 is read as one word, though it is drawn in two parts', () => {
  render(
    <button type="button">
      <MiddleText>reconcile_the_ledger</MiddleText>
    </button>,
  );
  const spoken = [...screen.getByRole('button').querySelectorAll('*')].filter(
    (part) => part.children.length === 0 && part.closest('[aria-hidden]') === null,
  );
  expect(spoken.map((part) => part.textContent)).toEqual(['reconcile_the_ledger']);
});
