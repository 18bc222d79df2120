import { BreakpointForm } from '../breakpoints/breakpoint-form.tsx';
import { Help } from '../palette/help.tsx';
import { Palette } from '../palette/palette.tsx';
import { StepSearch } from '../palette/step-search.tsx';
import { Browse } from '../pipelines/browse.tsx';
import { useStudio } from '../state/parts.tsx';

export function Overlays() {
  const overlay = useStudio((studio) => studio.overlay);
  switch (overlay) {
    case 'palette':
      return <Palette />;
    case 'search':
      return <StepSearch />;
    case 'help':
      return <Help />;
    case 'breakpoint':
      return <BreakpointForm />;
    case 'browse':
      return <Browse />;
    default:
      return null;
  }
}
