// Ordinary text that holds nothing personal: what logs, repositories and tools print all day. Seeded, endless, a family for
// each sort. A value found in it is a false alarm.

import { createOrdinaryPapers } from "./ordinary-papers.ts";
import { createOrdinaryTools } from "./ordinary-tools.ts";
import type { Random } from "./random.ts";
import { BASE62, DIGITS, HEX, LOWER, UPPER } from "./values.ts";

/** A line of a family, without its end. */
export type Line = () => string;

const WORDS =
  "add fix update remove handle retry cache index parser worker build test docs deploy config schema event queue batch client server router model table column query filter render layout token stream buffer window session request response header cookie state store action reducer hook effect memo loader bundle chunk asset style theme button dialog form field label input select option list item page route guard policy secret vault key password hash salt login account user profile".split(
    " ",
  );
/**
 * Names whose value may be shown: a secret one with a value beside it, the id of an account or the password of the tests would be
 * no false alarm.
 */
const PLAIN = WORDS.filter(
  (word) => !/token|secret|vault|key|password|hash|salt|login|cookie|account|^test$/.test(word),
);
const NAMES = "alpha beta gamma delta orion lyra vega atlas nova pulsar comet ember flint cedar maple river".split(" ");
const PACKAGES =
  "lodash react vite esbuild rollup zod express fastify undici semver minimatch picomatch chokidar debug ms ajv yargs commander chalk".split(
    " ",
  );
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const DAYS = "Mon Tue Wed Thu Fri Sat Sun".split(" ");
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const BASE64 = `${BASE62}+/`;

/** Makers of lines by family, from one source of randomness. */
export function createOrdinary(random: Random): Readonly<Record<string, Line>> {
  const { int, pick, text, chance } = random;
  const two = (n: number): string => String(n).padStart(2, "0");
  const hex = (length: number): string => text(HEX, length);
  const word = (): string => pick(WORDS);
  const plain = (): string => pick(PLAIN);
  const words = (count: number): string => Array.from({ length: count }, word).join(" ");
  const camel = (): string =>
    word() +
    Array.from({ length: int(1, 2) }, word)
      .map(capital)
      .join("");
  const snake = (): string => Array.from({ length: int(1, 3) }, word).join("_");
  const uuid = (): string =>
    `${hex(8)}-${hex(4)}-${pick(["4", "7"])}${hex(3)}-${pick([..."89ab"])}${hex(3)}-${hex(12)}`;
  const version = (): string => `${int(0, 24)}.${int(0, 40)}.${int(0, 60)}`;
  const semver = (): string =>
    version() + (chance(0.3) ? `-${pick(["alpha", "beta", "rc", "next"])}.${int(0, 30)}` : "");
  const build = (): string => (chance(0.3) ? `+${pick([hex(7), `build.${int(1, 9999)}`, `sha.${hex(8)}`])}` : "");
  const day = (): string => `${int(2019, 2026)}-${two(int(1, 12))}-${two(int(1, 28))}`;
  const clock = (): string => `${two(int(0, 23))}:${two(int(0, 59))}:${two(int(0, 59))}`;
  const iso = (): string =>
    `${day()}T${clock()}${pick(["Z", `.${text(DIGITS, 3)}Z`, `.${text(DIGITS, 6)}Z`, "+02:00", ""])}`;
  const epoch = (): string => pick([`${int(1.5e9, 1.8e9)}`, `${int(1.5e9, 1.8e9)}${text(DIGITS, 3)}`]);
  const ulid = (): string => `01${text(CROCKFORD, 24)}`;
  const path = (): string =>
    `${pick(["src", "lib", "pkg", "internal", "app"])}/${snake()}/${camel()}.${pick(["ts", "go", "py", "rs", "java"])}`;
  const pod = (): string =>
    `${word()}-${word()}-${text(`bcdfghjklmnpqrstvwxz2456789`, 9)}-${text("bcdfghjklmnpqrstvwxz2456789", 5)}`;
  const number = (): string =>
    pick([`${int(0, 9)}`, `${int(10, 9999)}`, `${int(1e4, 1e7)}`, (random.next() * 1e4).toFixed(int(1, 6))]);
  const isbn13 = (): string => {
    const body = `978${text(DIGITS, 9)}`;
    const sum = [...body].reduce((s, d, i) => s + Number(d) * (i % 2 === 0 ? 1 : 3), 0);
    const all = body + ((10 - (sum % 10)) % 10);
    return chance(0.5) ? all : `${all.slice(0, 3)}-${all[3]}-${all.slice(4, 8)}-${all.slice(8, 12)}-${all[12]}`;
  };
  const issn = (): string => `${text(DIGITS, 4)}-${text(DIGITS, 3)}${pick([...DIGITS, "X"])}`;

  const families: Record<string, Line> = {
    "git log": () =>
      pick([
        `commit ${hex(40)}`,
        `${hex(pick([7, 8, 10, 12]))} ${pick(["fix", "feat", "chore", "docs", "refactor"])}(${word()}): ${words(int(2, 6))} (#${int(1, 30000)})`,
        `Date:   ${pick(DAYS)} ${pick(MONTHS)} ${int(1, 28)} ${clock()} ${int(2015, 2026)} +0${int(0, 9)}00`,
        `index ${hex(7)}..${hex(7)} 100644`,
        `@@ -${int(1, 900)},${int(1, 40)} +${int(1, 900)},${int(1, 40)} @@ ${camel()}(${word()})`,
        ` ${path()} | ${int(1, 300)} ${"+".repeat(int(1, 20))}${"-".repeat(int(0, 20))}`,
        `Merge branch '${word()}/${word()}-${int(1, 9999)}' into ${pick(["main", "develop"])}`,
        `    Change-Id: I${hex(40)}`,
      ]),
    identifiers: () =>
      pick([
        uuid(),
        `{${uuid().toUpperCase()}}`,
        `id=${uuid()}`,
        `"requestId":"${uuid()}"`,
        ulid(),
        `trace_id=${hex(32)} span_id=${hex(16)}`,
        `traceparent: 00-${hex(32)}-${hex(16)}-0${int(0, 1)}`,
        `ObjectId("${hex(24)}")`,
        `cid: bafybei${text("abcdefghijklmnopqrstuvwxyz234567", 52)}`,
        `snowflake ${int(1e8, 9e8)}${text(DIGITS, 9)}`,
        `nanoid ${text(`${BASE62}_-`, 21)}`,
        `ksuid ${text(BASE62, 27)}`,
        `arn:aws:lambda:eu-west-1::function:${word()}-${word()}`,
        `x-amzn-requestid: ${uuid()}`,
        `cf-ray: ${hex(16)}-FRA`,
        `etag: W/"${hex(2)}-${text(BASE64, 27)}"`,
        `correlation ${hex(8)}${hex(8)}`,
        `order-${int(100, 999)}-${int(1e6, 9e6)}-${int(1e6, 9e6)}`,
        `i-0${hex(16)} vol-0${hex(16)} subnet-${hex(8)}`,
      ]),
    hashes: () =>
      pick([
        `${hex(32)}  ${camel()}.tar.gz`,
        `${hex(40)}  ${camel()}.iso`,
        `${hex(64)}  ${camel()}.deb`,
        `sha256:${hex(64)}`,
        `sha512-${text(BASE64, 86)}==`,
        `SHA1 Fingerprint=${Array.from({ length: 20 }, () => text(`${DIGITS}ABCDEF`, 2)).join(":")}`,
        `SHA256:${text(BASE64, 43)}`,
        `md5 ${hex(32)} crc32 ${hex(8)}`,
        `@sha256:${hex(64)}`,
        `digest: ${hex(64)} size: ${int(500, 99999)}`,
        `"checksum": "${hex(64)}"`,
        `ETag: "${hex(32)}-${int(1, 40)}"`,
      ]),
    versions: () =>
      pick([
        `${pick(PACKAGES)}@${semver()}${build()}`,
        `"${pick(PACKAGES)}": "${pick(["^", "~", ">=", ""])}${semver()}"`,
        `v${semver()}${build()}`,
        `${pick(PACKAGES)} ${version()}.${int(0, 9999)} (build ${int(1000, 99999)})`,
        `Version ${int(10, 20)}.${int(0, 9)}.${int(1, 9)} (${int(10, 25)}${pick([...UPPER])}${int(10, 999)})`,
        `openjdk ${int(8, 24)}.0.${int(1, 20)}+${int(1, 20)}-LTS`,
        `Linux ${int(4, 6)}.${int(0, 19)}.0-${int(10, 200)}-generic #${int(10, 200)}-Ubuntu SMP`,
        `gcc (Debian ${int(8, 14)}.2.0-${int(1, 20)}) ${int(8, 14)}.2.0`,
        `${pick(NAMES)}-${int(2019, 2026)}${two(int(1, 12))}${two(int(1, 28))}.${int(1, 60)}`,
      ]),
    times: () =>
      pick([
        iso(),
        `${day()} ${clock()},${text(DIGITS, 3)}`,
        `${pick(DAYS)} ${pick(MONTHS)} ${String(int(1, 28)).padStart(2)} ${clock()} UTC ${int(2019, 2026)}`,
        `${pick(DAYS)}, ${two(int(1, 28))} ${pick(MONTHS)} ${int(2019, 2026)} ${clock()} GMT`,
        `[${two(int(1, 28))}/${pick(MONTHS)}/${int(2019, 2026)}:${clock()} +0000]`,
        `ts=${epoch()} level=info`,
        `"timestamp":${epoch()}`,
        `uptime ${int(1, 400)} days, ${clock()}`,
        `${int(1, 12)}/${int(1, 28)}/${int(2019, 2026)} ${int(1, 12)}:${two(int(0, 59))} ${pick(["AM", "PM"])}`,
        `${int(1, 28)}.${int(1, 12)}.${int(2019, 2026)} ${clock()}`,
        `${int(2019, 2026)}年${int(1, 12)}月${int(1, 28)}日 ${clock()}`,
        `cron: ${int(0, 59)} ${int(0, 23)} * * ${int(0, 6)}`,
        `${day()}T${clock()}.${text(DIGITS, 9)}Z stdout F ${words(3)}`,
        `expires in ${int(1, 86400)}s, at ${epoch()}`,
        `${int(2019, 2026)}${two(int(1, 12))}${two(int(1, 28))}${two(int(0, 23))}${two(int(0, 59))}${two(int(0, 59))}`,
      ]),
    numbers: () =>
      pick([
        `total ${number()} used ${number()} free ${number()}`,
        `${number()} ${number()} ${number()} ${number()} ${number()}`,
        `order no ${int(1e7, 9e8)} shipped in ${int(1, 9)} parcels`,
        `order ${int(1e9, 9e9)}, item ${int(1e5, 9e6)}`,
        `took ${int(1, 9000)}ms (p50=${number()} p99=${number()})`,
        `size=${int(1e6, 9e11)} offset=${int(0, 9e11)}`,
        `row ${int(1, 1e6)}: ${Array.from({ length: int(3, 9) }, number).join(",")}`,
        `${int(1, 999)},${text(DIGITS, 3)},${text(DIGITS, 3)} rows`,
        `port ${int(1024, 65535)} -> ${int(1024, 65535)}`,
        `listening on :${int(1024, 65535)}`,
        `pid ${int(100, 99999)} tid ${int(100, 99999)} cpu ${int(0, 127)}`,
        `${(random.next() * 180 - 90).toFixed(6)}, ${(random.next() * 360 - 180).toFixed(6)}`,
        `lat=${(random.next() * 90).toFixed(4)}&lon=${(random.next() * 180).toFixed(4)}`,
        `ISBN ${isbn13()}`,
        `ISSN ${issn()}`,
        `doi:10.${int(1000, 9999)}/${word()}.${int(2000, 2026)}.${int(1, 99999)}`,
        `arXiv:${int(10, 26)}${two(int(1, 12))}.${text(DIGITS, 5)}`,
        `EAN ${text(DIGITS, 13)}`,
        `amount: ${int(1, 99999)}.${text(DIGITS, 2)} EUR, tax ${int(1, 999)}.${text(DIGITS, 2)}`,
        `$${int(1, 999)},${text(DIGITS, 3)}.${text(DIGITS, 2)}`,
        `0x${hex(8)} 0x${hex(16)} 0${text("01234567", 6)} 0b${text("01", 16)}`,
        `${int(1, 100)}% of ${int(1, 9999)} MB, ${number()} MB/s`,
        `ticket ${pick(["ABC", "OPS", "WEB", "DATA"])}-${int(1, 99999)}, invoice INV-${int(2019, 2026)}-${text(DIGITS, 6)}`,
        `tracking 1Z${text(UPPER + DIGITS, 16)}`,
        `sku ${text(UPPER, 3)}-${text(DIGITS, 5)}-${text(UPPER, 2)}`,
      ]),
    kubernetes: () =>
      pick([
        `pod/${pod()} 1/1 Running ${int(0, 9)} ${int(1, 400)}d`,
        `${word()}-system ${pod()} ${int(0, 2)}/2 CrashLoopBackOff ${int(1, 99)} (${int(1, 59)}m ago)`,
        `I${two(int(1, 12))}${two(int(1, 28))} ${clock()}.${text(DIGITS, 6)} ${int(1, 9999)} ${word()}.go:${int(10, 900)}] "${words(4)}" pod="${word()}/${pod()}"`,
        `image: registry.example/${word()}/${word()}:${version()}@sha256:${hex(64)}`,
        `resourceVersion: "${int(1e5, 9e8)}" uid: ${uuid()}`,
        `kubectl.kubernetes.io/last-applied-configuration: '{"kind":"Deployment"}'`,
        `memory: ${int(1, 64)}Gi cpu: ${int(100, 4000)}m`,
        `secretName: ${word()}-tls`,
        `- secretRef: { name: ${word()}-secrets, key: ${snake()} }`,
        `serviceAccountName: ${word()}-sa # token automounted`,
        `containerd://${hex(64)}`,
      ]),
    "stack traces": () =>
      pick([
        `    at ${camel()}.${camel()} (${path()}:${int(1, 900)}:${int(1, 80)})`,
        `    at async Promise.all (index ${int(0, 9)})`,
        `\tat com.example.${word()}.${capital(camel())}$${int(1, 9)}.${camel()}(${capital(camel())}.java:${int(1, 900)})`,
        `  File "/usr/lib/python3.12/${word()}/${snake()}.py", line ${int(1, 900)}, in ${snake()}`,
        `goroutine ${int(1, 9999)} [running]:`,
        `\t/build/${path()}:${int(1, 900)} +0x${hex(3)}`,
        `#${int(0, 30)} 0x0000${hex(12)} in ${snake()} () from /lib/x86_64-linux-gnu/libc.so.6`,
        `thread 'main' panicked at ${path()}:${int(1, 900)}:${int(1, 60)}:`,
        `   ${int(0, 30)}: 0x${hex(12)} - ${word()}::${snake()}::h${hex(16)}`,
        `Caused by: java.lang.IllegalStateException: ${words(4)}`,
        `TypeError: Cannot read properties of undefined (reading '${camel()}')`,
        `KeyError: '${snake()}_token'`,
        `${int(1, 99)} frames omitted, see ${path()}`,
      ]),
    "lock files": () =>
      pick([
        `      "integrity": "sha512-${text(BASE64, 86)}==",`,
        `    "node_modules/${pick(PACKAGES)}": { "version": "${semver()}", "dev": true },`,
        `      "resolved": "https://registry.npmjs.org/${pick(PACKAGES)}/-/${pick(PACKAGES)}-${version()}.tgz",`,
        `${pick(PACKAGES)}@^${version()}:`,
        `  resolved "https://registry.yarnpkg.com/${pick(PACKAGES)}/-/${pick(PACKAGES)}-${version()}.tgz#${hex(40)}"`,
        `  integrity sha1-${text(BASE64, 27)}=`,
        `checksum = "${hex(64)}"`,
        `golang.org/x/${word()} v0.${int(1, 40)}.0 h1:${text(BASE64, 43)}=`,
        `github.com/${word()}/${word()} v1.${int(0, 20)}.0/go.mod h1:${text(BASE64, 43)}=`,
        `    --hash=sha256:${hex(64)} \\`,
        `    {file = "${word()}-${version()}-py3-none-any.whl", hash = "sha256:${hex(64)}"},`,
        `  ${word()} (${version()})`,
        `    "${word()}/${word()}": {"reference": "${hex(40)}", "shasum": ""},`,
        `/${pick(PACKAGES)}@${version()}(${pick(PACKAGES)}@${version()}):`,
      ]),
    "minified code": () =>
      pick([
        `!function(e,t){"object"==typeof exports?t(exports):t(e.${word()}={})}(this,function(e){"use strict";var n=${int(1, 99)},r="${word()}";e.${camel()}=n});`,
        `var a=${int(1, 9)},b=c.d(e)?f:${int(10, 999)},g=h[${int(0, 9)}]||{key:"${camel()}",token:null,pass:!1};`,
        `.${word()}{color:#${hex(6)};margin:0 ${int(1, 40)}px;background:url(data:image/png;base64,${text(BASE64, 120)}==) no-repeat}`,
        `@media(min-width:${int(300, 2000)}px){.${word()}-${word()}{padding:${int(0, 9)}.${int(0, 9)}rem;color:rgba(${int(0, 255)},${int(0, 255)},${int(0, 255)},.${int(1, 9)})}}`,
        `e.exports=JSON.parse('{"${camel()}":${int(1, 999)},"keys":["${word()}","${word()}"]}')`,
        `//# sourceMappingURL=${word()}.${hex(8)}.js.map`,
        `"mappings":"${text(`${BASE64},;`, 160)}"`,
        `<path d="M${int(0, 99)}.${int(0, 99)} ${int(0, 99)}c-${int(0, 9)}.${int(0, 99)} 0-${int(0, 9)}.${int(0, 99)}-${int(0, 9)}.${int(0, 99)}z" fill="#${hex(6)}"/>`,
        `"src":"data:image/svg+xml;base64,${text(BASE64, 200)}="`,
      ]),
    "hex dumps": () =>
      pick([
        `${hex(8)}  ${Array.from({ length: 16 }, () => hex(2)).join(" ")}  |${text(`${LOWER}....`, 16)}|`,
        `${hex(8)}: ${Array.from({ length: 8 }, () => hex(4)).join(" ")}  ${text(`${LOWER}....`, 16)}`,
        `0x${hex(4)}:  ${Array.from({ length: 8 }, () => hex(4)).join(" ")}`,
        `  ${hex(6)}:\t${Array.from({ length: int(2, 7) }, () => hex(2)).join(" ")} \tmov    %r${pick(["ax", "bx", "cx"])},0x${hex(2)}(%rsp)`,
        Array.from({ length: 12 }, () => `0x${hex(2)}`).join(", "),
        `\\x${Array.from({ length: 12 }, () => hex(2)).join("\\x")}`,
        `${text(`${DIGITS}ABCDEF`, 32)}`,
      ]),
    code: codeLines(random, { camel, snake, plain, word, words, number, hex, uuid }),
    shell: () =>
      pick([
        `export ${snake().toUpperCase()}=\${${snake().toUpperCase()}:-${word()}}`,
        `curl -fsSL https://example.com/${word()}/install.sh | bash -s -- --version ${version()}`,
        `docker run --rm -e ${snake().toUpperCase()} -p ${int(1024, 65535)}:${int(1024, 65535)} ${word()}:${version()}`,
        `if [ -z "$${snake().toUpperCase()}_TOKEN" ]; then echo "token is not set"; exit 1; fi`,
        `PASSWORD=$(cat /run/secrets/${snake()})`,
        `ssh -i ~/.ssh/id_ed25519 deploy@build-${int(1, 40)} 'systemctl restart ${word()}'`,
        `git clone git@github.com:${word()}/${word()}.git`,
        `read -rsp "Password: " password`,
        `openssl rand -hex ${int(16, 64)} > ${word()}.key`,
        `+ npm run ${word()} -- --reporter=dot --maxWorkers=${int(1, 16)}`,
        `aws s3 cp s3://${word()}-${word()}/${day()}/ . --recursive --profile ${word()}`,
        `chmod 0600 /etc/${word()}/${word()}.key && chown root:root /etc/${word()}`,
        `for f in $(ls *.${pick(["log", "txt"])}); do gzip -9 "$f"; done`,
        `kubectl create secret generic ${word()}-${word()} --from-literal=password="$PASSWORD"`,
        `rsync -avz --delete build/ ${word()}@mirror:/srv/${word()}/`,
      ]),
    configuration: () =>
      pick([
        `${snake()}_${plain()}: ${pick(["true", "false", "null", number(), word()])}`,
        `${word()}.${word()}.${plain()} = ${pick(["true", "false", number(), word()])}`,
        `password: \${{ secrets.${snake().toUpperCase()} }}`,
        `token: ${pick(["!Ref", "!Sub"])} ${capital(camel())}`,
        `api_key: {{ .Values.${camel()}.apiKey }}`,
        `secret: <${word()}-${word()}>`,
        `"${camel()}Key": "${camel()}",`,
        `"passwordPolicy": { "minLength": ${int(8, 20)}, "requireDigits": true },`,
        `auth_type = "${pick(["basic", "bearer", "none", "oauth2", "digest"])}"`,
        `token_endpoint = "https://login.example.com/oauth2/token"`,
        `<property name="passwordEncoder" ref="${camel()}"/>`,
        `key_path: /etc/${word()}/${word()}.pem`,
        `primary_key: ${snake()}_id`,
        `session_timeout: ${int(60, 3600)}s`,
        `max_tokens: ${int(100, 200000)}`,
        `cache_key: "${word()}-\${{ hashFiles('**/package-lock.json') }}"`,
        `public_key_id: ${uuid()}`,
        `user: ${pick(["root", "nobody", "www-data", "1000:1000"])}`,
      ]),
    prose: () =>
      pick([
        `The ${word()} ${word()} is ${pick(["ready", "slow", "new", "missing"])}; see section ${int(1, 20)}.${int(1, 9)} and figure ${int(1, 40)}.`,
        `In ${int(1990, 2026)} about ${int(1, 99)} percent of ${word()} ${word()}s used a ${word()} of ${number()} bytes.`,
        `Password reset links expire after ${int(1, 72)} hours, and a token can be used once.`,
        `Choose a password that has at least ${int(8, 16)} characters; never share your key with anyone.`,
        `He lives on Main Street near the old mill, and she walks down River Road every day.`,
        `Call the function with the account and the secret it was given, then verify the code.`,
        `一路走来,我们完成了${int(1, 99)}个版本,其中${int(1, 9)}号会议室的方案最好。`,
        `系统将在${int(1, 28)}日${int(0, 23)}点升级,预计${int(10, 120)}分钟,订单号${int(1e7, 9e8)}不受影响。`,
        `请输入密码后点击登录,验证码有效期为${int(1, 10)}分钟。`,
        `El proyecto ${word()} tiene ${int(1, 99)} módulos y ${int(100, 9999)} pruebas.`,
        `Die Datei hat ${int(100, 99999)} Zeilen, Seite ${int(1, 300)} von ${int(300, 900)}.`,
        `Le module ${word()} compte ${int(1, 99)} fichiers, version ${version()}.`,
        `# ${capital(word())} ${word()} (${int(1, 40)} of ${int(40, 90)})`,
        `- [x] ${words(int(3, 8))} (${int(1, 9)} h)`,
      ]),
    "access log": () =>
      `10.${int(0, 255)}.${int(0, 255)}.${int(1, 254)} - - [${two(int(1, 28))}/${pick(MONTHS)}/${int(2019, 2026)}:${clock()} +0000] "${pick(["GET", "POST", "PUT"])} /${word()}/${pick([uuid(), String(int(1, 1e6)), word(), hex(24)])}?${plain()}=${pick([word(), String(int(1, 999))])}&page=${int(1, 99)} HTTP/1.1" ${pick([200, 201, 304, 404, 500])} ${int(0, 99999)} "https://www.example.com/${word()}" "Mozilla/5.0 (X11; Linux x86_64; rv:${int(90, 150)}.0) Gecko/20100101 Firefox/${int(90, 150)}.0" ${random.next().toFixed(3)}`,
    "application log": () =>
      pick([
        `${day()} ${clock()}.${text(DIGITS, 3)} ${pick(["INFO ", "WARN ", "DEBUG", "ERROR"])} [pool-${int(1, 9)}-thread-${int(1, 64)}] c.acme.${word()}.${capital(camel())} - ${words(int(2, 8))} ${plain()} id=${int(1e5, 9e5)} took ${int(1, 900)}ms`,
        `level=info ts=${iso()} caller=${word()}.go:${int(1, 900)} msg="${words(4)}" component=${word()} duration=${number()}ms`,
        `{"level":${int(10, 60)},"time":${epoch()},"pid":${int(1, 99999)},"hostname":"${pod()}","reqId":"${uuid()}","msg":"${words(4)}"}`,
        `${pick(MONTHS)} ${int(1, 28)} ${clock()} ip-10-${int(0, 255)}-${int(0, 255)}-${int(1, 254)} kernel: [${int(1, 99999)}.${text(DIGITS, 6)}] ${words(4)}`,
        `[${clock()}] ${capital(word())}: user authenticated, token refreshed, session ${uuid()}`,
        `auth ok for service=${word()} method=password attempts=${int(1, 5)}`,
        `key=${snake()} hit=${pick(["true", "false"])} ttl=${int(1, 3600)} size=${int(1, 99999)}`,
        `login failed: wrong password (attempt ${int(1, 9)} of ${int(9, 20)})`,
        `GC(${int(1, 9999)}) Pause Young (Normal) ${int(1, 4096)}M->${int(1, 4096)}M(${int(1, 8192)}M) ${number()}ms`,
      ]),
    tables: () =>
      pick([
        Array.from({ length: int(4, 10) }, () => pick([number(), word(), day(), hex(8)])).join(","),
        Array.from({ length: int(4, 10) }, () => pick([number(), word(), day()])).join("\t"),
        `| ${Array.from({ length: 5 }, () => pick([number(), word(), version()])).join(" | ")} |`,
        `${word().padEnd(20)}${String(int(0, 1e6)).padStart(10)}${String(int(0, 1e6)).padStart(12)}${number().padStart(14)}`,
        `-rw-r--r-- 1 root root ${int(1, 9e6)} ${pick(MONTHS)} ${int(1, 28)} ${two(int(0, 23))}:${two(int(0, 59))} ${camel()}.${pick(["log", "ts", "gz"])}`,
        `/dev/sda${int(1, 9)} ${int(1e6, 9e8)} ${int(1e6, 9e8)} ${int(1e6, 9e8)} ${int(1, 99)}% /${word()}`,
        `tcp 0 0 0.0.0.0:${int(1024, 65535)} 0.0.0.0:* LISTEN ${int(100, 99999)}/${word()}`,
        `INSERT INTO ${snake()} VALUES (${int(1, 1e6)}, '${plain()}', '${day()}', ${number()}, NULL);`,
        `test ${path()} ... ok (${number()}s)`,
        `✓ ${words(4)} (${int(1, 900)} ms)`,
      ]),
  };
  return { ...families, ...createOrdinaryTools(random), ...createOrdinaryPapers(random) };
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

interface Makers {
  readonly plain: Line;
  readonly camel: Line;
  readonly snake: Line;
  readonly word: Line;
  readonly words: (count: number) => string;
  readonly number: Line;
  readonly hex: (length: number) => string;
  readonly uuid: Line;
}

/** Lines of code in twelve languages, with the names that make a searcher of secrets nervous. */
function codeLines({ int, pick }: Random, { camel, snake, plain, word, words, number, hex, uuid }: Makers): Line {
  const type = (): string => capital(camel());
  return () =>
    pick([
      // TypeScript and JavaScript
      `const ${camel()} = await ${camel()}(${camel()}, { ${camel()}${capital(plain())}: ${number()} });`,
      `export async function ${camel()}Password(password: string, salt: Uint8Array): Promise<string> {`,
      `if (!token || token.length < ${int(8, 64)}) throw new ${type()}Error("invalid token");`,
      `  private readonly ${camel()}Key = "${camel()}";`,
      `expect(${camel()}.token).toBe(undefined); // ${words(4)}`,
      `const { password, ...rest } = user;`,
      `localStorage.setItem("${camel()}", JSON.stringify(${camel()}));`,
      `process.env.${snake().toUpperCase()}_API_KEY ?? config.apiKey`,
      // Python
      `def ${snake()}(self, ${plain()}_${plain()}: str = "${word()}", *, timeout: float = ${number()}) -> None:`,
      `password = getpass.getpass("Password: ")`,
      `api_key = os.environ["${snake().toUpperCase()}"]`,
      `self.${snake()} = ${snake()} or hashlib.sha256(${snake()}.encode()).hexdigest()`,
      `logger.info("${words(3)} %s", ${snake()}.${snake()})`,
      // Go
      `func (s *${type()}) ${type()}(ctx context.Context, token string) (*${type()}, error) {`,
      `	if err := bcrypt.CompareHashAndPassword(user.PasswordHash, []byte(password)); err != nil {`,
      `	Token string \`json:"token,omitempty" yaml:"token"\``,
      `	return fmt.Errorf("${words(3)}: %w", err)`,
      // Rust
      `let ${snake()}: HashMap<String, ${type()}> = HashMap::with_capacity(${int(1, 999)});`,
      `pub fn ${snake()}(&self, secret: &SecretString) -> Result<(), ${type()}Error> {`,
      `const MAGIC: [u8; 8] = [${Array.from({ length: 8 }, () => `0x${hex(2)}`).join(", ")}];`,
      // Java and Kotlin
      `private static final String ${snake().toUpperCase()}_KEY = "${word()}.${word()}.${word()}";`,
      `@Value("\${${word()}.${word()}.password}") private String password;`,
      `public ${type()} setPassword(String password) { this.password = password; return this; }`,
      `val ${camel()} = ${camel()}.map { it.token }.filterNotNull()`,
      // C and C++
      `static const uint32_t k${type()}[] = {0x${hex(8)}, 0x${hex(8)}, 0x${hex(8)}};`,
      `char password[${int(16, 256)}]; memset(password, 0, sizeof(password));`,
      `std::string_view token = lexer.next_token();`,
      `#define ${snake().toUpperCase()} ${int(1, 9999)}`,
      // C#
      `public string Password { get; set; } = string.Empty;`,
      `[JsonProperty("access_token")] public string AccessToken { get; init; }`,
      `Guid.Parse("${uuid()}")`,
      // PHP and Ruby
      `$password = $_POST['password'] ?? '';`,
      `'password' => ['required', 'string', 'min:${int(6, 16)}'],`,
      `attr_accessor :password, :token, :${snake()}`,
      `has_secure_password validations: false`,
      // SQL, HTML, Swift
      `SELECT id, password_hash FROM users WHERE token = $1 AND created_at > now() - interval '${int(1, 90)} days';`,
      `<input type="password" name="password" placeholder="Enter your password" autocomplete="current-password">`,
      `<label for="${camel()}">Password</label>`,
      `let token = try await client.refreshToken(for: session)`,
    ]);
}
