import { useEffect } from 'react';
import { useParts } from '../state/parts.tsx';

/** Below this width, in CSS pixels (half of the window's at 200 % zoom), three columns leave too little for the graph. */
const NARROW = 1180;

/** Makes room in a narrow window: the list of pipelines and runs is put away, and comes back when there is room again. */
export function useNarrow(): void {
  const { studio } = useParts();
  useEffect(() => {
    let wasNarrow = false;
    let isOurs = false;
    const fit = () => {
      const isNarrow = window.innerWidth < NARROW;
      if (isNarrow === wasNarrow) return;
      wasNarrow = isNarrow;
      const { collapsed, toggle } = studio.getState();
      if (isNarrow) {
        isOurs = !collapsed.sidebar;
        toggle('sidebar', true);
      } else if (isOurs) toggle('sidebar', false);
    };
    fit();
    window.addEventListener('resize', fit);
    return () => window.removeEventListener('resize', fit);
  }, [studio]);
}
