/** The product's sign: a stick, its lower half filled to a level line, as written and checked. */
export function Sign({ size = 24 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false" className="sign">
      <rect className="sign-ground" width="24" height="24" rx="6" />
      <path className="sign-line" d="M9.25 8.500V4.750h5.500V8.5" />
      <rect className="sign-line" x="7.25" y="8.5" width="9.5" height="11" rx="2" />
      <path className="sign-mark" d="M9.9 14.100l1.6 1.6 2.9-3.4" />
    </svg>
  );
}
