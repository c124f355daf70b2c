// User names in the paths of home folders: /Users/alice, /home/alice, C:\Users\alice. Only the name is the value. Accounts
// that belong to systems, images and build machines stay readable.

import { literal } from "../build/anchor.ts";
import { escapeBefore } from "../build/boundary.ts";
import { charset, LETTER, STOP, UPPER, WORD } from "../charset.ts";
import type { Rule, Scan } from "../rule.ts";

const NAME = charset("A-Za-z0-9._-");
const NAME_MAX = 64;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const SPACE = 0x20;
const DASH = 0x2d;

/** Accounts of systems, images, services and documentation; folders that are nobody's. Compared in lower case. */
const NOBODY = new Set(
  `root admin administrator user users username user_name user-name your-name your_name yourname yourusername your-username
  your_username your-user youruser you me name login someone somebody nobody anonymous example foo bar baz xxx test tester
  testuser dummy default defaultuser0 defaultapppool public shared guest all everyone runner runneradmin circleci travis
  jenkins jenkins-slave gitlab-runner buildkite-agent build builder buildbot teamcity bamboo ci agent worker vsts
  vsts_azpcontainer azureuser ec2-user ubuntu debian centos fedora rocky almalinux alpine opc vagrant docker podman
  linuxbrew homebrew nix nixbld node app apps application www www-data web webapp httpd nginx apache tomcat mysql postgres
  postgresql mongodb redis rabbitmq elasticsearch kibana logstash hadoop hdfs spark airflow kafka zookeeper deploy deployer
  deployment service services system daemon bin git gitea svn ftp sftp mail postfix backup backups data log logs tmp temp
  lib share local opt etc media scratch work workspace vscode codespace gitpod coder jovyan jupyter rstudio shiny sbx_user1051
  webuser appuser nonroot container kubernetes kube minikube steam pi kali oracle grafana prometheus netdata hassio
  homeassistant lost+found desktop documents downloads library pictures music config cache`
    .trim()
    .split(/\s+/),
);

/** First segments of web addresses that begin with /home/. */
const ROUTES = new Set(
  `index about about-us contact contact-us dashboard page pages login logout signin signup register search news products
  product blog posts post feed help faq terms privacy settings profile account cart checkout error main home new list view
  edit items item store shop events gallery team careers pricing features docs api assets static images img css js fonts
  styles scripts components index.vue`
    .trim()
    .split(/\s+/),
);

/** Ends of file names: `/home/page.html`. */
const FILE =
  /\.(?:html?|php|aspx?|jsp|[cm]?[jt]sx?|vue|css|scss|json|xml|ya?ml|md|txt|png|jpe?g|svg|gif|ico|py|rb|go|java)$/i;
/** What stands before the path of a request or of a link. */
const REQUEST =
  /(?:\b(?:GET|POST|PUT|HEAD|PATCH|DELETE|OPTIONS)\s+"?|(?:href|src|action|route|path|url|uri|endpoint)\s?[=:(]\s?["'`]?|(?:get|post|put|use|push|navigate|redirect|link|to)\(?[=(]?["'`])$/i;
/** Roots under which homes lie as well. */
const MOUNTS =
  /(?:^|[^A-Za-z0-9_.~-])(?:(?:\/[A-Za-z])|\/mnt(?:\/[A-Za-z0-9_-]+)?|\/cygdrive\/[A-Za-z]|\/(?:export|var|usr|private|host|rootfs|data|nfs|System\/Volumes\/Data)|\/Volumes\/[A-Za-z0-9 _-]+)$/;
const REACH = 48;

const home: Rule = {
  id: "home-folder",
  kind: "USERNAME",
  description: "user name in the path of a home folder of macOS, Linux or Windows",
  tier: "form",
  confidence: 0.7,
  get anchors() {
    return ["/Users/", "/home/", "\\Users\\", "\\Documents and Settings\\", "-Users-"].map(literal);
  },
  get examples() {
    return {
      yes: [
        "at main (/Users/«alice»/src/app.ts:3:1)",
        "cd /home/«bob.smith»/work && ls",
        "C:\\Users\\«Carol»\\AppData\\Local, D:/Users/«dave»/x",
        '{"path":"C:\\\\Users\\\\«carol»\\\\Desktop"}',
        "file:///home/«erin»/notes.md and file:///C:/Users/«erin»/x",
        "HOME=/home/«frank»",
        "C:\\Users\\«John Smith»\\Documents",
        "~/.claude/projects/-Users-«grace»-src-app",
        "打开/Users/«张伟»/文档",
      ],
      no: [
        { text: "/home/runner/work/app /home/ubuntu/x /home/node/app /Users/Shared/x", why: "accounts of machines" },
        { text: "C:\\Users\\Public\\Desktop C:\\Users\\Administrator\\x", why: "accounts of the system" },
        { text: 'GET /home/news HTTP/1.1 href="/home/carol"', why: "a web address" },
        { text: "https://example.com/home/carol/x https://api.example.com/Users/2819c223", why: "a web address" },
        { text: "/home/$USER/x /home/{user}/x /Users/<name>/x C:\\Users\\%USERNAME%\\x /home/*/x", why: "no name yet" },
        { text: "import x from './home/page.vue' src/home/alice.ts app/Users/List.tsx", why: "a folder of sources" },
        { text: "the /home/ folder, /Users/ and \\Users\\", why: "no name follows" },
      ],
    };
  },
  find(scan: Scan, at: number, end: number): void {
    const { bytes, lo, hi } = scan;
    const kind = bytes[at] as number;
    let start = end;
    // JSON doubles backslashes and may escape slashes.
    while (kind === BACKSLASH && start < hi && bytes[start] === BACKSLASH) start++;
    const stop = kind === DASH ? dashedEnd(bytes, start, hi) : nameEnd(bytes, start, hi, kind);
    if (stop <= start || stop - start > NAME_MAX) return;
    const name = bytes.toString("utf8", start, stop);
    const lower = name.toLowerCase();
    if (NOBODY.has(lower) || /^[._-]|^\d+$|^[0-9a-f]{8}-/.test(name) || /^(?:x+|\.+)$/.test(lower)) return;
    if (kind === DASH) {
      if (at > lo && bytes[at - 1] === SLASH) scan.add(home, start, stop, 0.6, "none");
      return;
    }
    const before = beforePath(bytes, lo, at);
    if (before === null) return;
    if (kind === SLASH && (bytes[at + 1] as number) === 0x68) {
      if (ROUTES.has(lower) || FILE.test(name) || REQUEST.test(before)) return;
      if (stop < hi && (bytes[stop] === 0x3f || bytes[stop] === 0x23)) return;
    }
    scan.add(home, start, stop, home.confidence, "none");
  },
};

/** End of the name from `at`. On Windows and macOS it may hold a space, which a separator must follow up on. */
function nameEnd(bytes: Uint8Array, at: number, hi: number, separator: number): number {
  let i = at;
  let spaces = 0;
  let spaced = -1;
  const most = Math.min(hi, at + NAME_MAX + 1);
  for (; i < most; i++) {
    const byte = bytes[i] as number;
    if (NAME[byte] === 1 || byte >= 0x80) continue;
    const next = bytes[i + 1] as number;
    if (byte !== SPACE || i === at || i + 1 >= hi || (UPPER[next] === 0 && next < 0x80) || spaces === 2) break;
    if (spaces++ === 0) spaced = i;
  }
  if (spaces > 0 && bytes[i] !== separator) i = spaced;
  // What follows a name in a sentence is no part of it; nor is a template or a wild card.
  const after = i < hi ? (bytes[i] as number) : 0;
  if (after === 0x2a || after === 0x7b || after === 0x24 || after === 0x3c || after === 0x25) return -1;
  while (i > at && (bytes[i - 1] === 0x2e || bytes[i - 1] === DASH)) i--;
  return cjkEnd(bytes, at, i);
}

/** Chinese punctuation ends a name. */
function cjkEnd(bytes: Uint8Array, from: number, to: number): number {
  for (let i = from; i + 2 < to; i++) {
    const byte = bytes[i] as number;
    if ((byte === 0xe3 && bytes[i + 1] === 0x80) || (byte === 0xef && bytes[i + 1] === 0xbc)) return i;
    if (byte === 0xe2 && bytes[i + 1] === 0x80) return i;
  }
  return to;
}

/** `-Users-grace-src`: slashes written as dashes, so that the name has none. */
function dashedEnd(bytes: Uint8Array, at: number, hi: number): number {
  let i = at;
  while (i < hi && i - at <= NAME_MAX && WORD[bytes[i] as number] === 1) i++;
  return bytes[i] === DASH ? i : -1;
}

/** Text before a path that begins at `at`; null where the path does not begin there. */
function beforePath(bytes: Buffer, lo: number, at: number): string | null {
  let from = Math.max(lo, at - REACH);
  for (let i = at; i > from; i--) if (STOP[bytes[i - 1] as number] === 1) from = i;
  let stop = at;
  while (stop > from && bytes[stop - 1] === (bytes[at] as number) && bytes[at] === BACKSLASH) stop--;
  const text = bytes.toString("latin1", from, stop);
  if (stop === from) return text;
  const last = bytes[stop - 1] as number;
  if (last === COLON) return stop - 2 < from || LETTER[bytes[stop - 2] as number] === 1 ? text : null;
  // file:// and the server of a Windows share.
  if (last === SLASH) return /(?:^|[^A-Za-z])(?:file|vscode-remote|vscode|sftp):\/\/$/i.test(text) ? text : null;
  if (last === BACKSLASH) return null;
  if (WORD[last] === 1 || last === 0x2e || last === DASH || last === 0x7e || last === 0x7d || last === 0x24)
    return MOUNTS.test(text) || escapeBefore(bytes, lo, stop) > 0 ? text : null;
  return text;
}

export const homeFolderRules: readonly Rule[] = [home];
