/// <reference lib="dom" />
import type { Page } from 'playwright-core';

export interface Focus {
  /** What is focused: tag, role and name, for messages. */
  readonly what: string;
  readonly isBody: boolean;
  /** Width of the ring around it, or around what stands for it, in CSS px; 0: none. */
  readonly ringPx: number;
  /** Contrast of the ring against what it lies on, 1 to 21. */
  readonly contrast: number;
}

/** Looks at the focus of the page as a person sees it. */
export function focusOf(page: Page): Promise<Focus> {
  return page.evaluate(() => {
    const element = document.activeElement ?? document.body;
    const what = `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent?.slice(0, 60) ?? ''}`;
    // a checkbox is drawn by its neighbour
    const drawn = [element, element.nextElementSibling].flatMap((one) => (one === null ? [] : [getComputedStyle(one)]));
    const ring = drawn.find(({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && outlineWidth !== '0px');
    if (ring === undefined) return { what, isBody: element === document.body, ringPx: 0, contrast: 0 };
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const luminance = (colour: string): number => {
      if (canvas === null) return 0;
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
    };
    let below = 'rgb(255, 255, 255)';
    for (let one = element.parentElement; one !== null; one = one.parentElement) {
      const { backgroundColor } = getComputedStyle(one);
      if (backgroundColor === 'rgba(0, 0, 0, 0)' || backgroundColor === 'transparent') continue;
      below = backgroundColor;
      break;
    }
    const [light = 0, dark = 0] = [luminance(ring.outlineColor), luminance(below)].sort((a, b) => b - a);
    return {
      what,
      isBody: element === document.body,
      ringPx: Number.parseFloat(ring.outlineWidth),
      contrast: (light + 0.05) / (dark + 0.05),
    };
  });
}
