// What a process and the thread that forwards its lines say to each other. No code.

import type { Item } from "./delivery.ts";
import type { HttpOptions } from "./post-http.ts";
import type { SyslogOptions } from "./post-syslog.ts";

export interface ForwardData {
  readonly to: { readonly http: HttpOptions } | { readonly syslog: SyslogOptions };
  /** Lines that are held. */
  readonly held: number;
  /** Lines delivered and lost, as 32-bit numbers. */
  readonly counts: SharedArrayBuffer;
}

export type ForwardMessage = { readonly item: Item } | { readonly flush: number };
