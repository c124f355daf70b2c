// A relay between a client and a server of the tests: it keeps all bytes that pass, may hold them up, and may be cut.

import { connect, createServer, type Socket } from "node:net";

export interface Relay {
  readonly port: number;
  /** All that has passed so far, both ways. */
  seen(): Buffer;
  /** Milliseconds by which everything from the server is late from now on. */
  delay: number;
  /** Breaks all connections; new ones are refused until `mend`. */
  cut(): void;
  mend(): void;
  end(): Promise<void>;
}

export function startRelay(target: number): Promise<Relay> {
  const seen: Buffer[] = [];
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((client) => {
    if (isCut) {
      client.destroy();
      return;
    }
    const upstream = connect({ host: "127.0.0.1", port: target });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        (socket === client ? upstream : client).destroy();
      });
    }
    client.on("data", (bytes) => {
      seen.push(bytes);
      upstream.write(bytes);
    });
    upstream.on("data", (bytes) => {
      seen.push(bytes);
      if (relay.delay === 0) client.write(bytes);
      else setTimeout(() => client.destroyed || client.write(bytes), relay.delay);
    });
  });
  const relay = {
    port: 0,
    delay: 0,
    seen: () => Buffer.concat(seen),
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend() {
      isCut = false;
    },
    end: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      relay.port = typeof address === "object" && address !== null ? address.port : 0;
      resolve(relay);
    });
  });
}
