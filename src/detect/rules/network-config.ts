// Passwords and keys in configurations of routers and switches, and of wireless networks. The statement around the value
// must be one of theirs; `psk=` and other names are assignment.ts's.

import { literal } from "../build/anchor.ts";
import { latin1 } from "../build/context.ts";
import { pattern } from "../build/pattern.ts";
import { isCommonWord, isStandIn } from "../check/secrecy.ts";
import type { Rule, Scan } from "../rule.ts";

/** What a statement may begin behind: the line, a prompt, or the statement that it belongs to. */
function beginsStatement({ bytes, lo }: Scan, at: number): boolean {
  let from = at;
  const least = Math.max(lo, at - 96);
  while (from > least && bytes[from - 1] !== 10 && bytes[from - 1] !== 0) from--;
  // A NUL is no line start, and what is out of reach is none either.
  if (from > lo && bytes[from - 1] !== 10) return false;
  const ahead = latin1(bytes, from, at);
  return /^\s*(?:no )?$|[#>$] ?$|[\\]n\s*$|^\s*(?:set |crypto |aaa |neighbor \S+ |username \S+ |\S+\(config[^)]*\)#).*$/.test(
    ahead,
  );
}

export const networkConfigRules: readonly Rule[] = [
  pattern({
    id: "cisco-password",
    kind: "PASSWORD",
    description: "password or key in a configuration of Cisco IOS and its kin: types 0, 4, 5, 7, 8, 9 and plain",
    tier: "context",
    remembers: true,
    get anchors() {
      return [
        ...["enable secret ", "enable password ", "password 7 ", "secret 4 ", "secret 5 ", "secret 8 ", "secret 9 "],
        ...["key 7 ", "key-string ", "snmp-server community ", "isakmp key ", "-server key ", "pre-shared-key "],
        ...["username ", "neighbor "],
      ];
    },
    pattern:
      /(?:enable (?:secret|password) (?:level \d{1,2} )?(?:\d )?|(?:password|key) 7 (?=\d\d[\da-f]{4})|secret [4589] (?=[$./\w]{20})|key-string (?:\d )?|snmp-server community |isakmp key (?:\d )?|-server key (?:\d )?|pre-shared-key (?:ascii-text |hexadecimal |local |remote |\d )*|username (?!(?:and|or|is|for|with) )[\w.@-]{1,64} (?:privilege \d{1,2} )?(?:password|secret) (?:\d )?|neighbor [\w.:]{1,45} password (?:\d )?)["']?(?<value>[^\s"'\0<{]{3,128})/iy,
    ahead: 320,
    judge(value, scan, start, end) {
      if (isStandIn(scan.bytes, start, end, 0) || isCommonWord(scan.bytes, start, end)) return null;
      const type = latin1(scan.bytes, start - 2, start);
      const typed = type === "7 " ? /^\d\d[\dA-F]{4,}$/i.test(value) : /^[4589] $/.test(type) && value.length >= 20;
      const name = latin1(scan.bytes, Math.max(scan.lo, start - 160), start);
      const at = name.search(
        /(?:enable|snmp-server|username|neighbor|key-string|pre-shared-key|tacacs|radius|crypto|isakmp)[^\n\0]*$/,
      );
      // A number or a word of prose: `username bob password reset`.
      if (!typed && (at < 0 || !beginsStatement(scan, start - name.length + at))) return null;
      return { confidence: typed || /\d/.test(value) ? 0.85 : 0.6, check: "none" };
    },
    get examples() {
      return {
        yes: [
          "enable secret «hunter2»",
          "enable password 7 «0822455D0A16»",
          "username bob password 7 «0822455D0A16»",
          "username bob privilege 15 secret «hunter2»",
          "router(config)# enable secret 0 «hunter2»",
          "snmp-server community «s3cr3tcomm» RO",
          " key-string 7 «0822455D0A16»",
          " neighbor 10.0.0.1 password «hunter2»",
          "crypto isakmp key «hunter2k» address 10.0.0.1",
          "tacacs-server key «hunter2k»",
          " pre-shared-key «hunter2k»",
        ],
        no: [
          { text: "the enable secret command sets a password", why: "prose" },
          { text: "Your username and password 7 days ago", why: "prose" },
          { text: "enable secret <password>", why: "a template" },
          { text: "  username and password properties, as well", why: "prose at the beginning of a line" },
          { text: "username bob password reset", why: "a word of prose" },
          { text: "no snmp-server community", why: "no value" },
        ],
      };
    },
  }),
  pattern({
    id: "wifi-code-password",
    kind: "PASSWORD",
    description: "password in the text of a Wi-Fi QR code: WIFI:T:WPA;S:name;P:password;;",
    tier: "context",
    remembers: true,
    get anchors() {
      return [literal("WIFI:")];
    },
    pattern: /WIFI:(?:[A-OQ-Z]\d?:(?:\\.|[^;\\\n\0]){0,128};){0,6}P:(?<value>(?:\\.|[^;\\\n\0]){3,128});/y,
    get examples() {
      return {
        yes: [
          "WIFI:T:WPA;S:home;P:«hunter2hunter2»;;",
          "WIFI:S:a b;T:WPA;P:«p4ss\\;word»;H:true;;",
          "WIFI:P:«hunter2x»;S:x;;",
        ],
        no: [
          { text: "WIFI:T:nopass;S:cafe;;", why: "an open network" },
          { text: "WIFI: connected to home", why: "a log" },
          { text: "WIFI:T:WPA;S:home;P:;;", why: "an empty password" },
        ],
      };
    },
  }),
];
