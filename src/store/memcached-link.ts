// The connection to one memcached server, in its text protocol (https://github.com/memcached/memcached/blob/master/doc/protocol.txt):
// commands are sent without waiting, answers come in their order. An own client, since those of the registry cannot do what a
// first write that wins needs: memjs has neither `cas` nor a look-up of several keys, memcache drops the number that `cas` asks for
// and reads all values as text.

import { connect as connectSocket, type Socket } from "node:net";
import { ClosemaskError } from "../errors.ts";
import { MemcachedReply } from "./memcached-error.ts";
import type { Breakable } from "./retrying.ts";

export interface MemcachedServer {
  readonly host: string;
  readonly port: number;
}

export interface Login {
  readonly username: string;
  readonly password: string;
}

/** What `gets` says of a key. */
export interface FoundValue {
  readonly bytes: Buffer;
  /** Number of the item's present state, for `cas`. */
  readonly unique: string;
}

export interface MemcachedConnection extends Breakable {
  /** The values of keys, as far as there are any. */
  gets(keys: readonly string[]): Promise<Map<string, FoundValue>>;
  /** Sends commands that are answered by a line each. An answer that is an error is a MemcachedReply. */
  lines(commands: readonly Buffer[]): Promise<(string | MemcachedReply)[]>;
  /** The table of a `stats` command. */
  stats(what: string): Promise<Map<string, string>>;
  close(): Promise<void>;
}

interface Waiting {
  readonly isMany: boolean;
  readonly values: Map<string, FoundValue>;
  readonly stats: Map<string, string>;
  line(text: string): void;
  fail(error: unknown): void;
}

const CONNECT_TIMEOUT = 5000;
const NEWLINE = Buffer.from("\r\n");
/** No line of the protocol is longer, and no value of ours. */
const MAX_LINE = 64 * 1024;
const MAX_VALUE = 1 << 30;

export async function connectMemcached(
  { host, port }: MemcachedServer,
  login: Login | undefined,
): Promise<MemcachedConnection> {
  const socket = await openSocket(host, port);
  const waiting: Waiting[] = [];
  let rest: Buffer = Buffer.alloc(0);
  let isBroken = false;

  function fail(error: unknown): void {
    isBroken = true;
    socket.destroy();
    for (const one of waiting.splice(0)) one.fail(error);
  }

  function take(chunk: Buffer): void {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    for (;;) {
      const end = rest.indexOf(NEWLINE, at);
      if (end < 0) {
        if (rest.length - at > MAX_LINE) fail(new Error("memcached sent a line without an end"));
        break;
      }
      const line = rest.toString("latin1", at, end);
      const one = waiting[0];
      if (one === undefined) {
        fail(new Error("memcached answered without being asked"));
        return;
      }
      const value = one.isMany ? /^VALUE (\S+) \d+ (\d{1,10}) (\d+)$/.exec(line) : null;
      if (value !== null) {
        const [, key = "", length = "", unique = ""] = value;
        const from = end + NEWLINE.length;
        const to = from + Number(length);
        if (Number(length) > MAX_VALUE) {
          fail(new Error("memcached sent too large a value"));
          return;
        }
        // The value is not whole yet: its line is read again with the next piece.
        if (to + NEWLINE.length > rest.length) break;
        one.values.set(key, { bytes: Buffer.from(rest.subarray(from, to)), unique });
        at = to + NEWLINE.length;
        continue;
      }
      at = end + NEWLINE.length;
      const stat = one.isMany ? /^STAT (\S+) (.*)$/.exec(line) : null;
      if (stat !== null) one.stats.set(stat[1] as string, stat[2] as string);
      else {
        waiting.shift();
        one.line(line);
      }
    }
    rest = rest.subarray(at);
  }

  socket.on("data", take);
  socket.on("error", fail);
  socket.on("close", () => fail(new Error("memcached closed the connection")));

  /** What waits for an answer, which ends it with `END` when it is of several lines. */
  function ask(
    isMany: boolean,
  ): Promise<{ line: string; values: Map<string, FoundValue>; stats: Map<string, string> }> {
    return new Promise((resolve, reject) => {
      if (isBroken) return reject(new Error("the connection to memcached is closed"));
      const values = new Map<string, FoundValue>();
      const stats = new Map<string, string>();
      waiting.push({ isMany, values, stats, line: (line) => resolve({ line, values, stats }), fail: reject });
    });
  }

  const connection: MemcachedConnection = {
    async gets(keys) {
      if (keys.length === 0) return new Map();
      const answer = ask(true);
      socket.write(`gets ${keys.join(" ")}\r\n`);
      const { line, values } = await answer;
      if (line !== "END") throw new MemcachedReply(line);
      return values;
    },
    async lines(commands) {
      const answers = commands.map(() => ask(false));
      socket.cork();
      for (const command of commands) socket.write(command);
      socket.uncork();
      return (await Promise.all(answers)).map(({ line }) => (isError(line) ? new MemcachedReply(line) : line));
    },
    async stats(what) {
      const answer = ask(true);
      socket.write(`stats ${what}\r\n`);
      const { line, stats } = await answer;
      if (line !== "END") throw new MemcachedReply(line);
      return stats;
    },
    async close() {
      isBroken = true;
      await new Promise<void>((resolve) => socket.end(resolve));
      socket.destroy();
    },
    destroy: () => fail(new Error("the connection to memcached was given up")),
  };
  if (login !== undefined) await authenticate(connection, login);
  return connection;
}

// The first command of a server with a file of users is a `set` whose value is the login.
async function authenticate(connection: MemcachedConnection, { username, password }: Login): Promise<void> {
  const [answer] = await connection.lines([storing("set", "auth", Buffer.from(`${username} ${password}`), 0)]);
  if (answer === "STORED") return;
  connection.destroy();
  throw answer instanceof MemcachedReply ? answer : new MemcachedReply("CLIENT_ERROR authentication failure");
}

function isError(line: string): boolean {
  return line.startsWith("SERVER_ERROR") || line.startsWith("CLIENT_ERROR") || line === "ERROR";
}

/** A command that stores a value; `seconds` as the protocol has them. */
export function storing(verb: "set" | "add" | "cas", key: string, bytes: Buffer, seconds: number, unique = ""): Buffer {
  const tail = unique === "" ? "" : ` ${unique}`;
  return Buffer.concat([Buffer.from(`${verb} ${key} 0 ${seconds} ${bytes.length}${tail}\r\n`), bytes, NEWLINE]);
}

function openSocket(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket({ host, port, noDelay: true, keepAlive: true });
    socket.setTimeout(CONNECT_TIMEOUT);
    const failed = (error: unknown): void => {
      socket.destroy();
      reject(error);
    };
    socket.once("timeout", () => failed(new Error("memcached did not answer in time")));
    socket.once("error", failed);
    socket.once("connect", () => {
      socket.setTimeout(0);
      socket.removeAllListeners("timeout");
      socket.removeListener("error", failed);
      resolve(socket);
    });
  });
}

/** @throws ClosemaskError `config` */
export function checkLogin({ username, password }: Login): void {
  if (!/[\s]/.test(username) && !/[\r\n]/.test(password)) return;
  throw new ClosemaskError("config", "user or password of memcached cannot be sent in its text protocol", {
    hint: "use a user without blanks and a password without line breaks",
  });
}
