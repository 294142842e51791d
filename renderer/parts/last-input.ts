let wasKeyboard = false;

document.addEventListener(
  'keydown',
  () => {
    wasKeyboard = true;
  },
  true,
);
document.addEventListener(
  'pointerdown',
  () => {
    wasKeyboard = false;
  },
  true,
);

/** True if the person last used the keyboard rather than a pointer. */
export function lastInputWasKeyboard(): boolean {
  return wasKeyboard;
}
