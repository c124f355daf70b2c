// What one record of each corpus looks like: log lines, prompts, source files, JSON objects. Only shapes; the mix of values
// follows what real text of that sort holds (a few per cent of log lines, nine values per KB of a dense prompt).

import type { Random } from "./random.ts";
import { BASE62, CHINESE_NAMES, createValues, DIGITS, HEX, LOWER, UPPER, type Values } from "./values.ts";

const WORDS =
  "accepted account acquired alert archive batch broker bucket cache cached channel client cluster commit config connection consumer cursor database delayed deploy dispatch download election endpoint error event evicted expired export failed fetch finished flush gateway handler health heartbeat import index invalid job latency leader lease limit loaded lock memory message metric migrate node offset order partition payload pending pool probe process publish queue read rebuild received record refresh reject release reload replica request response restart resume retry rollback route schedule schema session shard snapshot started storage stream sync task thread timeout token topic trace transfer update upload upstream user version volume wait warning worker write".split(
    " ",
  );
const PATHS = [
  "/api/v1/users",
  "/api/v2/orders",
  "/assets/js/app.",
  "/healthz",
  "/login",
  "/metrics",
  "/search",
  "/catalogue",
  "/cart/checkout",
  "/img/hero",
];
const AGENTS = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.7390.55 Safari/537.36",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
  "curl/8.14.1",
  "kube-probe/1.33",
  "Prometheus/3.5.0",
];
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const PROSE =
  "please draft a short answer to the customer who wrote about the delayed delivery and keep the tone calm while we wait for the supplier to confirm the new date then summarise the thread below in three points for the team without promising a refund because finance has not approved it yet and mention that the invoice will be corrected next week".split(
    " ",
  );
const CHINESE_PROSE =
  "请 帮 我们 整理 一下 今天 收到 的 客户 反馈 并且 写 一封 回复 邮件 语气 要 友好 系统 升级 之后 部分 订单 没有 发货 财务 还 在 核对 发票 金额 合同 已经 审批 完成 测试 环境 也 需要 更新 如果 有 问题 请 尽快 联系 负责人 谢谢".split(
    " ",
  );

/** One record, by its number in the corpus. */
export type Recorder = (n: number) => string;

/** A new recorder for each corpus, with values of its own. */
export function createRecorders(random: Random) {
  const values = createValues(random);
  const words = (count: number): string => Array.from({ length: count }, () => random.pick(WORDS)).join(" ");
  const shared = {
    random,
    values,
    words,
    addresses: Array.from({ length: 5000 }, values.ipv4),
    emails: Array.from({ length: 20000 }, values.email),
    time: (n: number) => new Date(1_790_000_000_000 + n * 137).toISOString(),
  };
  return {
    access: accessRecorder(shared),
    app: appRecorder(shared),
    ndjson: ndjsonRecorder(shared),
    english: englishRecorder(shared),
    chinese: chineseRecorder(shared),
    source: sourceRecorder(shared),
    object: objectRecorder(shared),
  };
}

interface Shared {
  random: Random;
  values: Values;
  words: (count: number) => string;
  addresses: string[];
  emails: string[];
  time: (n: number) => string;
}

/** Apache combined format with a duration at the end. */
function accessRecorder({ random, addresses, emails, time }: Shared): Recorder {
  const { pick, popular, chance, int, text } = random;
  return (n) => {
    const iso = time(n);
    const stamp = `${iso.slice(8, 10)}/${MONTHS[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
    let query = chance(0.3) ? `?q=${pick(WORDS)}&page=${int(1, 50)}` : "";
    if (chance(0.005)) query = `?email=${popular(emails).replace("@", "%40")}`;
    else if (chance(0.002)) query = `?access_token=${text(BASE62, 32)}`;
    const path = pick(PATHS) + (chance(0.4) ? `/${int(1, 99999)}` : "") + query;
    const referrer = chance(0.5) ? "-" : `https://www.example.com${pick(PATHS)}`;
    return `${popular(addresses)} - - [${stamp}] "${pick(["GET", "GET", "GET", "POST", "PUT"])} ${path} HTTP/1.1" ${pick([200, 200, 200, 304, 404, 500])} ${int(0, 99999)} "${referrer}" "${pick(AGENTS)}" ${random.next().toFixed(3)}\n`;
  };
}

/** What a line of an application log carries beside its message: mostly nothing. */
function tailOf({ random, values, addresses, emails }: Shared): string {
  const r = random.next();
  if (r < 0.12) return ` user=${random.popular(emails)}`;
  if (r < 0.2) return ` client=${random.popular(addresses)}`;
  if (r < 0.203) return ` token=${values.token()}`;
  if (r < 0.205) return ` password=${values.password()}`;
  if (r < 0.207) return ` url=${values.connection()}`;
  if (r < 0.212) return ` phone=${values.phone()}`;
  return "";
}

/** Java, Go and syslog lines, stack frames, now and then a private key over 27 lines. */
function appRecorder(shared: Shared): Recorder {
  const { random, values, words, time } = shared;
  const { pick, int, text } = random;
  return (n) => {
    const r = random.next();
    const iso = time(n);
    if (r < 0.0002) return `${iso} DEBUG loaded key\n${values.privateKey("\n")}\n`;
    const tail = tailOf(shared);
    if (r < 0.45)
      return `${iso.replace("T", " ").replace("Z", "")} ${pick(["INFO ", "INFO ", "WARN ", "ERROR", "DEBUG"])} [${pick(["http-nio-8080-exec-", "worker-", "pool-3-thread-"])}${int(1, 64)}] c.acme.${pick(WORDS)}.${pick(["OrderService", "UserController", "CacheManager", "JobRunner"])} - ${words(int(5, 14))} id=${int(1, 1e6)} took ${int(1, 900)}ms${tail}\n`;
    if (r < 0.75)
      return `${iso} stderr F I1120 ${iso.slice(11, 23)}456       1 ${pick(["reconciler", "scheduler", "controller"])}.go:${int(10, 999)}] "${words(int(4, 9))}" pod="${pick(["prod", "default"])}/${pick(WORDS)}-${text(HEX, 9)}-${text(LOWER + DIGITS, 5)}" uid="${values.uuid()}"${tail}\n`;
    if (r < 0.92)
      return `Nov 20 ${iso.slice(11, 19)} ip-10-0-${int(0, 255)}-${int(0, 255)} ${pick(["sshd", "kernel", "systemd", "cron"])}[${int(100, 65000)}]: ${words(int(5, 12))}${tail}\n`;
    return `\tat com.acme.${pick(WORDS)}.${pick(WORDS)}.Handler$Inner.${pick(WORDS)}(Handler.java:${int(10, 900)})\n`;
  };
}

function ndjsonRecorder(shared: Shared): Recorder {
  const { random, words, time } = shared;
  const { pick, int, text } = random;
  return (n) =>
    `${JSON.stringify({
      level: pick(["info", "info", "warn", "error"]),
      ts: time(n),
      caller: `${pick(WORDS)}/${pick(WORDS)}.go:${int(10, 900)}`,
      msg: words(int(4, 10)) + tailOf(shared),
      trace_id: text(HEX, 32),
      span_id: text(HEX, 16),
      duration_ms: Number((random.next() * 500).toFixed(3)),
      pod: `${pick(WORDS)}-${text(HEX, 9)}-${text(LOWER + DIGITS, 5)}`,
      namespace: pick(["prod", "staging", "kube-system"]),
      status: pick([200, 201, 404, 500]),
    })}\n`;
}

/** Nine values per KB, of which two thirds are new: three facts in ten are ones that a prompt before has told. */
function englishRecorder({ random, values, emails }: Shared): Recorder {
  const { pick, chance, int } = random;
  const facts = [
    () => `my e-mail is ${chance(0.5) ? pick(emails) : values.email()} and my phone number is ${values.ukPhone()}. `,
    () => `call ${values.phone()} or write to ${values.email()}. `,
    () => `SSN ${values.ssn()}, card number ${values.card()}. `,
    () => `the IBAN is ${values.iban()}. `,
    () => `password: ${values.password()} and the key is ${values.token()} `,
    () => `the server ${values.ipv4()} has MAC ${values.mac()} and ${values.ipv6()}. `,
    () => `DATABASE_URL=${values.connection()} `,
    () => `your verification code is ${values.otp()}, sent to ${values.email()}. `,
  ];
  const prose = (count: number): string => Array.from({ length: count }, () => pick(PROSE)).join(" ");
  const told = retold(random, facts);
  return () => {
    let out = "";
    for (let i = int(4, 9); i > 0; i--) out += `${prose(int(18, 28))}. ${told()}`;
    return `${out}\n`;
  };
}

function chineseRecorder({ random, values, emails }: Shared): Recorder {
  const { pick, chance, int } = random;
  const facts = [
    () => `客户${pick(CHINESE_NAMES)}，身份证号：${values.residentId()}，手机${values.cnMobile()}，`,
    () => `邮箱 ${chance(0.5) ? pick(emails) : values.email()}，密码：${values.password()}，`,
    () => `银行卡号 ${values.bankCard()}，验证码：${values.otp()}。`,
    () => `我的手机号是${values.cnMobile()}，邮箱是${values.email()}。`,
    () => `服务器 ${values.ipv4()}，口令：${values.password()}，`,
    () => `访问令牌 ${values.token()} 请勿外传。`,
    () => `数据库 ${values.connection()} ，`,
  ];
  const prose = (count: number): string => Array.from({ length: count }, () => pick(CHINESE_PROSE)).join("");
  const told = retold(random, facts);
  return () => {
    let out = "";
    for (let i = int(4, 9); i > 0; i--) out += prose(int(17, 27)) + (chance(0.5) ? "，" : "。") + told();
    return `${out}\n`;
  };
}

/** Tells a new fact, or in three of ten cases one of the last few hundred again. */
function retold({ pick, chance, int }: Random, facts: readonly (() => string)[]): () => string {
  const recent: string[] = [];
  return () => {
    if (recent.length > 0 && chance(0.3)) return pick(recent);
    const fact = pick(facts)();
    if (recent.length < 300) recent.push(fact);
    else recent[int(0, 299)] = fact;
    return fact;
  };
}

/** Functions in TypeScript, Python, Go, C, SQL and YAML, with a secret in about one of 200. */
function sourceRecorder({ random, values, words }: Shared): Recorder {
  const { pick, int, text, chance } = random;
  const name = (): string => pick(WORDS) + pick(["", "", `_${pick(WORDS)}`, pick(["Id", "At", "Of", "Set", "Map"])]);
  const hash = (): string => text(HEX, 40);
  const makers: (() => string)[] = [
    () => {
      const [a, b, c] = [name(), name(), name()];
      return `/** ${words(int(5, 12))}. */\nexport function ${a}(${b}: string, ${c}: number): Map<string, number[]> {\n  const out = new Map<string, number[]>();\n  for (let i = ${int(0, 9)}; i < ${c}.length; i += 1) {\n    if (${b}[i] === "${pick(WORDS)}" && ${c} > ${int(1, 5000)}) out.set(\`\${${b}}-\${i}\`, [${int(0, 99)}, 0x${text(HEX, 4)}]);\n    else throw new TypeError("${words(4)}"); // ${words(int(3, 8))}\n  }\n  return out;\n}\n\n`;
    },
    () => {
      const [a, b] = [name(), name()];
      return `class ${a[0]?.toUpperCase()}${a.slice(1)}(Base):\n    """${words(int(6, 14))}."""\n\n    def __init__(self, ${b}, *, limit=${int(1, 900)}, timeout=${int(1, 60)}.0):\n        super().__init__()\n        self.${b} = ${b}\n        self._lock = threading.Lock()\n\n    @property\n    def ${pick(WORDS)}(self) -> "list[${pick(["str", "int", "bytes"])}]":\n        return [x for x in self.${b} if x.${pick(WORDS)} >= ${int(1, 99)}]\n\n`;
    },
    () => {
      const a = name();
      return `func (s *Server) ${a}(ctx context.Context, req *pb.${a}Request) (*pb.${a}Reply, error) {\n\tif err := s.${pick(WORDS)}.Do(ctx, req.GetName()); err != nil {\n\t\treturn nil, fmt.Errorf("${words(3)}: %w", err)\n\t}\n\ts.log.Info("${words(4)}", "count", ${int(1, 999)}, "rev", "${hash()}")\n\treturn &pb.${a}Reply{Ok: true}, nil\n}\n\n`;
    },
    () =>
      `static int ${name()}(struct ${pick(WORDS)} *p, size_t n)\n{\n\tuint32_t crc = 0x${text(HEX, 8)}u;\n\tfor (size_t i = 0; i < n; i++)\n\t\tcrc = table[(crc ^ p->buf[i]) & 0xff] ^ (crc >> 8);\n\treturn crc == ${int(1, 1e6)} ? -EINVAL : 0; /* ${words(4)} */\n}\n\n`,
    () =>
      `SELECT o.${name()}, COUNT(*) AS n FROM ${name()} o JOIN ${name()} u ON u.id = o.user_id WHERE o.created_at > '20${int(10, 26)}-0${int(1, 9)}-1${int(0, 9)}' GROUP BY 1 ORDER BY n DESC LIMIT ${int(1, 500)};\n\n`,
    () =>
      `  ${name()}:\n    image: registry.example.com/${pick(WORDS)}:${int(1, 9)}.${int(0, 30)}.${int(0, 9)}\n    digest: sha256:${text(HEX, 64)}\n    replicas: ${int(1, 9)}\n    env: { LOG_LEVEL: ${pick(["info", "debug"])}, PORT: "${int(1024, 9999)}" }\n\n`,
  ];
  const secrets: (() => string)[] = [
    () => `const apiKey = "${values.token()}";\n`,
    () => `DB_PASSWORD=${values.password()}\n`,
    () => `conn = connect("${values.connection()}")\n`,
    () => `# maintainer: ${values.person()} <${values.email()}>\n`,
  ];
  return () => (chance(0.005) ? pick(secrets)() : "") + pick(makers)();
}

/** One element of the minified array; the corpus writer puts no newline anywhere. */
function objectRecorder({ random, values, words, addresses, emails, time }: Shared): Recorder {
  const { pick, popular, chance, int, text } = random;
  return (n) =>
    `${n === 0 ? "[" : ","}${JSON.stringify({
      id: n,
      uuid: values.uuid(),
      createdAt: time(n),
      user: {
        name: values.person(),
        email: chance(0.3) ? popular(emails) : null,
        active: chance(0.5),
        score: Number((random.next() * 100).toFixed(4)),
      },
      items: Array.from({ length: int(1, 6) }, () => ({
        sku: `${text(UPPER, 3)}-${int(1000, 99999)}`,
        qty: int(1, 9),
        price: Number((random.next() * 300).toFixed(2)),
        title: words(3),
      })),
      geo: [Number((random.next() * 180 - 90).toFixed(6)), Number((random.next() * 360 - 180).toFixed(6))],
      ip: chance(0.2) ? popular(addresses) : undefined,
      apiKey: chance(0.01) ? values.token() : undefined,
      pem: chance(0.0002) ? values.privateKey("\n") : undefined,
      digest: chance(0.2) ? text(HEX, 64) : undefined,
      kind: pick(["order", "refund", "draft"]),
    })}`;
}
