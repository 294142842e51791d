/** The one part of WebAssembly we use; Node's types leave it to the DOM's, which the engine must not see. */
declare const WebAssembly: {
  readonly Memory: new (descriptor: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
};
