// Lines to syslog: over UDP, TCP, TLS, or the socket of the local daemon. Node speaks to no datagram socket of Unix, which is what
// /dev/log mostly is: `logger` of util-linux does, and is started for it.

import { type ChildProcess, spawn } from "node:child_process";
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls, getCACertificates } from "node:tls";
import type { Item, Verdict } from "./delivery.ts";
import { framed, priorityOf, type SyslogSender, syslogMessage } from "./syslog-message.ts";

export interface SyslogOptions extends SyslogSender {
  /** `udp://host:514`, `tcp://host:601`, `tls://host:6514`, or `unix:/dev/log`. */
  readonly url: string;
  /** Certificates in PEM that are trusted beside those of Node. */
  readonly ca?: string | undefined;
  /** Milliseconds for a connection. */
  readonly timeout: number;
}

type Post = (batch: readonly Item[]) => Promise<Verdict>;

const PORTS: Readonly<Record<string, number>> = { "udp:": 514, "tcp:": 601, "tls:": 6514 };
const AGAIN: Verdict = { again: 0 };

/** Resolves to a function that never throws. What a socket has taken counts as delivered: syslog answers nothing. */
export function createSyslogPost(options: SyslogOptions): Post {
  const url = new URL(options.url);
  if (url.protocol === "unix:") return createLocalPost(decodeURIComponent(url.pathname), options);
  const port = url.port === "" ? (PORTS[url.protocol] ?? 514) : Number(url.port);
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (url.protocol === "udp:") return createUdpPost(host, port, options);
  const { ca } = options;
  const secure = {
    host,
    port,
    // An address is no name that could be asked for.
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(ca === undefined ? {} : { ca: [...getCACertificates("default"), ca] }),
  };
  const open = (): Socket => (url.protocol === "tls:" ? connectTls(secure) : connect({ host, port }));
  return createStreamPost(open, url.protocol === "tls:" ? "secureConnect" : "connect", framed, options);
}

function createUdpPost(host: string, port: number, sender: SyslogOptions): Post {
  const socket: UdpSocket = createSocket(host.includes(":") ? "udp6" : "udp4");
  socket.on("error", () => {});
  socket.unref();
  return async (batch) => {
    for (const item of batch) {
      const sent = await new Promise<boolean>((resolve) => {
        socket.send(syslogMessage(item, sender), port, host, (error) => resolve(error === null));
      });
      if (!sent) return AGAIN;
    }
    return "taken";
  };
}

/** One connection at a time, made when it is needed. */
function createStreamPost(
  open: () => Socket,
  opened: "connect" | "secureConnect",
  frame: (message: string) => string,
  options: SyslogOptions,
  onError: (code: string) => void = () => {},
): Post {
  let socket: Socket | null = null;

  function connected(): Promise<Socket | null> {
    if (socket?.writable && !socket.destroyed) return Promise.resolve(socket);
    return new Promise((resolve) => {
      const made = open();
      const timer = setTimeout(() => made.destroy(new Error("timeout")), options.timeout);
      made.unref();
      made.on("error", (error) => {
        onError("code" in error && typeof error.code === "string" ? error.code : "");
        resolve(null);
      });
      made.on("close", () => {
        clearTimeout(timer);
        socket = null;
        resolve(null);
      });
      made.once(opened, () => {
        clearTimeout(timer);
        socket = made;
        // Nobody answers; without a reader the end of the other side would not be seen.
        made.resume();
        resolve(made);
      });
    });
  }

  return async (batch) => {
    const to = await connected();
    if (to === null) return AGAIN;
    const text = batch.map((item) => frame(syslogMessage(item, options))).join("");
    return new Promise((resolve) => {
      const failed = (): void => resolve(AGAIN);
      to.once("close", failed);
      to.write(text, (error) => {
        to.off("close", failed);
        resolve(error == null ? "taken" : AGAIN);
      });
    });
  };
}

function createLocalPost(path: string, options: SyslogOptions): Post {
  let datagrams = false;
  const stream = createStreamPost(
    () => connect({ path }),
    "connect",
    (message) => `${message}\n`,
    options,
    (code) => {
      datagrams ||= code === "EPROTOTYPE";
    },
  );
  const logger = createLoggerPost(path, options);
  return async (batch) => {
    if (datagrams) return logger(batch);
    const verdict = await stream(batch);
    // It is a socket of the other sort.
    return datagrams ? logger(batch) : verdict;
  };
}

/** `logger` makes the header itself, from a priority before each line. */
function createLoggerPost(path: string, { facility, timeout }: SyslogOptions): Post {
  let child: ChildProcess | null = null;

  function started(): Promise<ChildProcess | null> {
    if (child !== null) return Promise.resolve(child);
    return new Promise((resolve) => {
      const args = ["--socket", path, "--rfc5424=notq", "--tag", "closemask", "--prio-prefix", "--size", "64KiB"];
      const made = spawn("logger", args, { stdio: ["pipe", "ignore", "ignore"] });
      const gone = (): void => {
        child = null;
        resolve(null);
      };
      made.on("error", gone);
      made.on("exit", gone);
      made.stdin.on("error", gone);
      made.once("spawn", () => {
        child = made;
        made.unref();
        resolve(made);
      });
      setTimeout(gone, timeout).unref();
    });
  }

  return async (batch) => {
    const input = (await started())?.stdin ?? null;
    if (input === null) return AGAIN;
    const text = batch.map(({ line, grave }) => `<${priorityOf(facility, grave)}>${line}\n`).join("");
    return new Promise((resolve) => {
      input.write(text, (error) => resolve(error == null ? "taken" : AGAIN));
    });
  };
}
