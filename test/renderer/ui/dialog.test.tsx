import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { Dialog } from '../../../renderer/ui/dialog.tsx';
import { TipProvider } from '../../../renderer/ui/tip.tsx';

afterEach(cleanup);

function Window({ dialog }: { dialog: string | null }) {
  return (
    <TipProvider>
      <button type="button">step</button>
      {dialog !== null && (
        <Dialog key={dialog} title={dialog} onClose={() => undefined}>
          <input aria-label="field" />
        </Dialog>
      )}
    </TipProvider>
  );
}

function opened() {
  const { rerender } = render(<Window dialog={null} />);
  const step = screen.getByRole('button', { name: 'step' });
  step.focus();
  const show = (dialog: string | null) => rerender(<Window dialog={dialog} />);
  show('palette');
  expect(screen.getByRole('dialog').contains(document.activeElement)).toBe(true);
  return { step, show };
}

it('M17 gives the focus back to where it was before the dialog', async () => {
  const { step, show } = opened();
  show(null);
  await vi.waitFor(() => expect(document.activeElement).toBe(step));
});

it('M17 gives it back also after one dialog has led to another', async () => {
  const { step, show } = opened();
  show('breakpoint');
  show(null);
  await vi.waitFor(() => expect(document.activeElement).toBe(step));
});
