// The thread that forwards: a program of its own, so that lines leave while a filter waits for its input, and nothing that a
// collector does holds up masking.

import { parentPort, workerData } from "node:worker_threads";
import { createDelivery } from "./delivery.ts";
import type { ForwardData, ForwardMessage } from "./forward-messages.ts";
import { createHttpPost } from "./post-http.ts";
import { createSyslogPost } from "./post-syslog.ts";

const { to, held, counts } = workerData as ForwardData;
const numbers = new Int32Array(counts);

const delivery = createDelivery({
  ...("http" in to
    ? { send: createHttpPost(to.http), batch: 500, size: 512 * 1024, linger: 250 }
    : { send: createSyslogPost(to.syslog), batch: 50, size: 256 * 1024, linger: 0 }),
  held,
  random: Math.random,
  counted(delivered, lost) {
    Atomics.add(numbers, 0, delivered);
    Atomics.add(numbers, 1, lost);
  },
});

parentPort?.on("message", (message: ForwardMessage) => {
  if ("item" in message) delivery.push(message.item);
  else void delivery.flush(message.flush).then(() => parentPort?.postMessage("flushed"));
});
