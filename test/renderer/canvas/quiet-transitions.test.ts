import { describe, expect, it, onTestFinished } from 'vitest';
import { quietTransitions } from '../../../renderer/canvas/quiet-transitions.ts';

describe('fading on the canvas', () => {
  it('M21 is not told to React, which listens at its root; elsewhere it is', () => {
    const root = document.createElement('div');
    root.innerHTML = '<div class="canvas"><i class="step"></i></div><i class="else"></i>';
    document.body.append(root);
    onTestFinished(() => root.remove());
    const heard: string[] = [];
    const hear = ({ target }: Event) => heard.push(target instanceof Element ? target.className : '');
    root.addEventListener('transitionend', hear);
    root.addEventListener('animationiteration', hear, { capture: true });
    const canvas = root.querySelector<HTMLElement>('.canvas');
    if (canvas === null) throw new Error('there is no canvas');
    const fade = () => {
      for (const element of root.querySelectorAll('i')) {
        element.dispatchEvent(new Event('transitionend', { bubbles: true }));
        element.dispatchEvent(new Event('animationiteration', { bubbles: true }));
      }
    };
    const end = quietTransitions(canvas);
    fade();
    expect(heard).toEqual(['else', 'else']);
    end();
    fade();
    expect(heard).toEqual(['else', 'else', 'step', 'step', 'else', 'else']);
  });
});
