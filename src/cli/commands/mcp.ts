// `closemask mcp -- server …`: runs an MCP server that speaks over its standard streams, masks what it says and restores what
// it is told. Ends as the server does.

import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { ClosemaskError, EXIT } from "../../errors.ts";
import type { Side } from "../../proxy/rpc-gate.ts";
import { childEnvironment, type End, endOf, exitCodeOf, forwardSignals, notRun } from "../child.ts";
import { openAsyncSink } from "../exec.ts";
import { type OpenGate, openGate } from "../mcp/open-gate.ts";
import { relay, type Write } from "../mcp/relay.ts";
import { type Setup, withSetup } from "../open.ts";
import { reportError, type Say } from "../say.ts";
import { BROKEN_PIPE } from "../stdio.ts";
import { MCP } from "../tree/mcp.ts";
import type { ParsedOptions } from "../tree/spec.ts";

type Server = ChildProcessByStdio<Writable, Readable, Readable | null>;

/** Milliseconds that a server has to end by itself once nobody talks to it any more. */
const PATIENCE = 2000;
/** Milliseconds for which what it has left behind is still read after its end. */
const LINGER = 5000;

export function run(command: string[], options: ParsedOptions): Promise<number> {
  return withSetup(MCP, options, (setup) => runServer(setup, command, options));
}

async function runServer(setup: Setup, command: readonly string[], options: ParsedOptions): Promise<number> {
  const [file = "", ...args] = command;
  if (file === "")
    throw new ClosemaskError("usage", "mcp needs a server", { hint: "closemask mcp -- npx some-server" });
  const untrusted: Side = options.untrusted === "server" ? "server" : "client";
  const opened = await openGate(setup, options, untrusted);
  try {
    let server: Server;
    try {
      // What a trusted server says on stderr lands in the client's logs.
      const stderr = untrusted === "client" ? "pipe" : "inherit";
      server = spawn(file, args, { stdio: ["pipe", "pipe", stderr], env: childEnvironment() }) as Server;
    } catch (error) {
      return notRun(file, error, setup.say);
    }
    return await stand(server, file, opened, setup);
  } finally {
    await opened.close();
  }
}

/** Between the two, until the server has ended. */
async function stand(server: Server, file: string, { gate, text }: OpenGate, { config, say }: Setup): Promise<number> {
  const ended = endOf(server);
  const forget = forwardSignals(server);
  const limit = config.serve.bodyLimit * 1024 * 1024;
  const toClient: Write = openAsyncSink(1, "stdout").write;
  const toServer = writerTo(server.stdin);
  let failed: unknown;
  /** What goes wrong ends it: a message that is lost would leave somebody waiting. */
  const stop = (error: unknown): void => {
    if (error !== BROKEN_PIPE) failed ??= error;
    endServer(server, ended);
  };
  const common = {
    gate,
    limit,
    onRefusal: (message: string, from: Side) => say.error(`a message of the ${from} was not passed on: ${message}`),
    onPassed: () => {},
  };
  const input = process.stdin;
  const requests = relay({ ...common, side: "client", input, forward: toServer, back: toClient })
    .then(() => void server.stdin.end())
    .catch((error: unknown) => {
      if (!input.destroyed) stop(error);
    });
  const answers = relay({
    ...common,
    side: "server",
    input: chunksOf(server.stdout),
    forward: toClient,
    back: toServer,
  });
  const messages = server.stderr === null ? Promise.resolve() : mask(server.stderr, text, say);
  const outputs = Promise.all([answers.catch(stop), messages]);

  const end = await ended;
  forget();
  input.destroy();
  await atMost(LINGER, outputs, () => {
    say.warn("the server has ended, but something that it started keeps its output open; that is left behind");
    server.stdout.destroy();
    server.stderr?.destroy();
  });
  await requests;
  if (end.error !== undefined) return notRun(file, end.error, say);
  if (failed === undefined) return exitCodeOf(end);
  reportError(failed, say);
  say.error("nothing more was passed on, and the server was ended");
  return EXIT.store;
}

/** What cannot be masked is withheld, and what follows it: messages go on without. */
async function mask(stderr: Readable, text: OpenGate["text"], say: Say): Promise<void> {
  const sink = openAsyncSink(2, "stderr");
  try {
    for await (const chunk of chunksOf(stderr)) await sink.write(await text.feed(chunk));
    await sink.write(await text.end());
  } catch (error) {
    // Nobody reads the messages: the server is not to wait for that.
    stderr.resume();
    if (error === BROKEN_PIPE) return;
    reportError(error, say);
    say.error("the rest of what the server writes to stderr is withheld");
  }
}

/** Chunks until the end, also until a stream is destroyed. */
async function* chunksOf(stream: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) yield chunk;
  } catch (error) {
    if (!stream.destroyed || stream.errored === null) throw error;
  }
}

/** A server that does not read any more has its reasons; its end is waited for. */
function writerTo(stream: Writable): Write {
  stream.on("error", () => {});
  return (bytes) =>
    new Promise((resolve) => {
      if (!stream.writable || stream.write(bytes)) resolve();
      else {
        const done = (): void => {
          stream.off("drain", done).off("close", done);
          resolve();
        };
        stream.on("drain", done).on("close", done);
      }
    });
}

/** As a client does: closes its input, then asks it to end, then ends it. */
function endServer(server: Server, ended: Promise<End>): void {
  server.stdin.end();
  server.stdout.destroy();
  const asking = setTimeout(() => server.kill("SIGTERM"), PATIENCE);
  const ending = setTimeout(() => server.kill("SIGKILL"), 2 * PATIENCE);
  void ended.then(() => {
    clearTimeout(asking);
    clearTimeout(ending);
  });
}

async function atMost(milliseconds: number, work: Promise<unknown>, late: () => void): Promise<void> {
  const timer = setTimeout(late, milliseconds);
  await work;
  clearTimeout(timer);
}
