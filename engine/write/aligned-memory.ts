const WASM_PAGE_BYTES = 64 * 1024;

/**
 * Buffers of the given length whose addresses are page-aligned, as direct I/O demands, without native code:
 * the memory of a WebAssembly.Memory begins at a page. They live as long as any of them is referenced.
 */
export function alignedBuffers(count: number, lengthBytes: number): readonly Buffer[] {
  const strideBytes = Math.ceil(lengthBytes / WASM_PAGE_BYTES) * WASM_PAGE_BYTES;
  const memory = new WebAssembly.Memory({ initial: (strideBytes / WASM_PAGE_BYTES) * count });
  return Array.from({ length: count }, (_, index) => Buffer.from(memory.buffer, index * strideBytes, lengthBytes));
}
