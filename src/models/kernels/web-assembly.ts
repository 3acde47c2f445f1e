/** The part of the WebAssembly API that kernels use; Node's own types do not have it. */
export interface WasmMemory {
  readonly buffer: SharedArrayBuffer;
}

interface WebAssemblyApi {
  readonly Memory: new (size: { initial: number; maximum: number; shared: true }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: Record<string, Record<string, unknown>>) => { exports: unknown };
  validate(bytes: Uint8Array): boolean;
}

const { WebAssembly: api } = globalThis as unknown as { WebAssembly: WebAssemblyApi };

const PAGE_BYTES = 65_536;
/** 4 GiB: what 32-bit addresses reach. */
export const MOST_MEMORY_BYTES = 65_536 * PAGE_BYTES;

/** Zeros, shared between threads; only pages that are written to take up memory. */
export function sharedMemory(bytes: number): WasmMemory {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  return new api.Memory({ initial: pages, maximum: pages, shared: true });
}

/** undefined where this machine's WebAssembly lacks what the module needs (SIMD). */
export function compile(bytes: Uint8Array): object | undefined {
  return api.validate(bytes) ? new api.Module(bytes) : undefined;
}

export function instantiate(module: object, memory: WasmMemory): unknown {
  return new api.Instance(module, { env: { memory } }).exports;
}
