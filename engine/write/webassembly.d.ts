/** The one part of WebAssembly we use; Node's types leave it to the DOM's, which the engine must not see. */
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { readonly initial: number });
    readonly buffer: ArrayBuffer;
  }
}
