// Compiled loops: made in one place, so that a run can do without them.

/** What is used of the global object, which the types of Node leave out. */
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number }) => WasmMemory;
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (module: object, imports?: object) => { readonly exports: object };
};

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

let allowed = true;

/**
 * From here on no loop is made in this thread: all is done in TypeScript, with the same results. For who wants to know whether
 * the other way makes a difference.
 */
export function forbidWasm(): void {
  allowed = false;
}

/** Whether loops may be made. */
export function isWasmAllowed(): boolean {
  return allowed;
}

/** Memory of whole pages for a loop that imports it. @throws where WebAssembly cannot be had, or is forbidden */
export function makeMemory(pages: number): WasmMemory {
  check();
  return new WebAssembly.Memory({ initial: pages });
}

/**
 * The functions of a module, which is text in base64; with the memory that it imports, where it has none of its own.
 * @throws where WebAssembly, or vectors, cannot be had, or are forbidden
 */
export function makeLoops(code: string, memory?: WasmMemory): object {
  check();
  const module = new WebAssembly.Module(Buffer.from(code, "base64"));
  const made =
    memory === undefined ? new WebAssembly.Instance(module) : new WebAssembly.Instance(module, { env: { memory } });
  return made.exports;
}

function check(): void {
  if (!allowed) throw new Error("WebAssembly is turned off");
}
