// Where a service is: what a URL of the configuration means for a connection. Messages name the place without what
// authenticates.

import { ClosemaskError } from "../../errors.ts";

export interface Address {
  readonly secure: boolean;
  /** A Unix socket, or null. */
  readonly socket: string | null;
  readonly host: string;
  readonly port: number;
  /** In front of the paths of a dialect, without a slash at its end. */
  readonly prefix: string;
  /** Value of the header Authorization, from user and password in the URL. */
  readonly authorization: string | undefined;
  /** For messages. */
  readonly shown: string;
}

const SOCKET = "unix:";

/** @throws ClosemaskError `config` */
export function readAddress(url: string): Address {
  if (url.startsWith(SOCKET)) {
    const socket = url.slice(SOCKET.length).replace(/^\/\/(?=\/)/, "");
    if (!/^\/[^/\0]/.test(socket)) throw wrong();
    return {
      secure: false,
      socket,
      host: "localhost",
      port: 80,
      prefix: "",
      authorization: undefined,
      shown: "its Unix socket",
    };
  }
  if (!URL.canParse(url)) throw wrong();
  const { protocol, hostname, port, pathname, username, password } = new URL(url);
  if (protocol !== "http:" && protocol !== "https:") throw wrong();
  const secure = protocol === "https:";
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return {
    secure,
    socket: null,
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? (secure ? 443 : 80) : Number(port),
    prefix: pathname.replace(/\/+$/, ""),
    authorization: username === "" ? undefined : `Basic ${Buffer.from(user).toString("base64")}`,
    shown: `${hostname}${port === "" ? "" : `:${port}`}`,
  };
}

function wrong(): ClosemaskError {
  return new ClosemaskError("config", "the address of the NER service is no URL", {
    hint: "such as http://127.0.0.1:8847 or unix:/run/closemask/ner.sock",
  });
}
