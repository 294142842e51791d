import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react';

/** Rows are `li[data-drive]` with a checkbox and a details button in them. */
const ROW = 'li[data-drive]';

/**
 * Arrow keys on a drive's checkbox: up and down to the next one, right and left open and close its details. Where the
 * row with the focus goes, the focus goes to the next row.
 */
export function useDriveKeys(list: RefObject<HTMLElement | null>) {
  useFocusAfterRemoval(list);
  return (event: KeyboardEvent) => {
    const { target } = event;
    if (!(target instanceof HTMLInputElement) || target.type !== 'checkbox') return;
    const row = target.closest(ROW);
    if (row === null || list.current === null) return;
    const boxes = [...list.current.querySelectorAll<HTMLInputElement>(`${ROW} input[type="checkbox"]`)];
    const at = boxes.indexOf(target);
    const details = row.querySelector<HTMLButtonElement>('button[aria-expanded]');
    const isOpen = details?.getAttribute('aria-expanded') === 'true';
    switch (event.key) {
      case 'ArrowDown':
        boxes[at + 1]?.focus();
        break;
      case 'ArrowUp':
        boxes[at - 1]?.focus();
        break;
      case 'ArrowRight':
        if (!isOpen) details?.click();
        break;
      case 'ArrowLeft':
        if (isOpen) details?.click();
        break;
      default:
        return;
    }
    event.preventDefault();
  };
}

function useFocusAfterRemoval(list: RefObject<HTMLElement | null>): void {
  const focused = useRef<{ readonly id: string; readonly index: number } | null>(null);
  useEffect(() => {
    const remember = ({ target }: FocusEvent) => {
      const row = target instanceof Element ? target.closest(ROW) : null;
      const id = row?.getAttribute('data-drive') ?? null;
      const rows = [...(list.current?.querySelectorAll(ROW) ?? [])];
      focused.current = row === null || id === null ? null : { id, index: rows.indexOf(row) };
    };
    document.addEventListener('focusin', remember);
    return () => document.removeEventListener('focusin', remember);
  }, [list]);
  useEffect(() => {
    const before = focused.current;
    if (before === null || list.current === null || document.activeElement !== document.body) return;
    const rows = [...list.current.querySelectorAll(ROW)];
    if (rows.some((row) => row.getAttribute('data-drive') === before.id)) return;
    const next = rows[Math.min(before.index, rows.length - 1)];
    next?.querySelector<HTMLInputElement>('input[type="checkbox"]')?.focus();
  });
}
