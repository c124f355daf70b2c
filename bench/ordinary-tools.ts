// Further ordinary text: what tools of operation, build and data print. Families of ordinary.ts, whose head says what they
// are for.

import type { Line } from "./ordinary.ts";
import type { Random } from "./random.ts";
import { BASE62, DIGITS, HEX, LOWER } from "./values.ts";

const NOUNS =
  "queue batch worker index parser cache node cluster table image router probe metric event layer chunk".split(" ");
const BASE64 = `${BASE62}+/`;

export function createOrdinaryTools({ int, pick, text, chance, next }: Random): Readonly<Record<string, Line>> {
  const noun = (): string => pick(NOUNS);
  const hex = (length: number): string => text(HEX, length);
  const two = (n: number): string => String(n).padStart(2, "0");
  const clock = (): string => `${two(int(0, 23))}:${two(int(0, 59))}:${two(int(0, 59))}`;
  const day = (): string => `${int(2019, 2026)}-${two(int(1, 12))}-${two(int(1, 28))}`;
  const real = (most: number, places: number): string => (next() * most).toFixed(places);
  const private4 = (): string => `10.${int(0, 255)}.${int(0, 255)}.${int(1, 254)}`;
  const uuid = (): string => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
  const upper = (word: string): string => word.toUpperCase();
  const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

  return {
    "CI logs": () =>
      pick([
        `##[group]Run actions/checkout@v${int(2, 6)}`,
        `  token: ***`,
        `  ssh-key: `,
        `${day()}T${clock()}.${text(DIGITS, 7)}Z [command]/usr/bin/git log -1 --format='%H'`,
        `${day()}T${clock()}.${text(DIGITS, 7)}Z '${hex(40)}'`,
        `Cache restored from key: node-cache-Linux-x64-npm-${hex(64)}`,
        `Cache Size: ~${int(1, 900)} MB (${int(1e6, 9e8)} B)`,
        `Cache not found for input keys: ${noun()}-${hex(64)}, ${noun()}-`,
        `#${int(1, 40)} [${noun()} ${int(1, 9)}/${int(9, 20)}] RUN npm ci --omit=dev`,
        `#${int(1, 40)} sha256:${hex(64)} ${real(40, 2)}MB / ${real(90, 2)}MB ${real(9, 1)}s`,
        `#${int(1, 40)} exporting manifest list sha256:${hex(64)} done`,
        `The push refers to repository [registry.example.com/${noun()}/${noun()}]`,
        `${hex(12)}: Pushed`,
        `${noun()}: digest: sha256:${hex(64)} size: ${int(500, 9000)}`,
        `[INFO] Downloaded from central: https://repo.maven.apache.org/maven2/org/${noun()}/${noun()}/${int(1, 9)}.${int(0, 20)}.${int(0, 9)}/${noun()}.pom (${real(9, 1)} kB at ${real(90, 0)} kB/s)`,
        `[INFO] Tests run: ${int(1, 400)}, Failures: 0, Errors: 0, Skipped: ${int(0, 9)}, Time elapsed: ${real(90, 3)} s`,
        `  ✔ ${noun()} keeps the ${noun()} (${int(1, 900)}ms)`,
        `not ok ${int(1, 900)} - ${noun()} ${noun()} # TODO`,
        `Uploading artifact: ${noun()}-${int(1e9, 9e9)}.zip, ${int(1, 90)} files, id ${int(1e9, 9e9)}`,
        `Job ${int(1e9, 9e9)} succeeded, run ${int(1e9, 9e9)}, attempt ${int(1, 3)}`,
        `section_start:${int(1.5e9, 1.8e9)}:${noun()}_script`,
        `Running with gitlab-runner ${int(14, 18)}.${int(0, 11)}.${int(0, 3)} (${hex(8)})`,
        `  on ${noun()}-runner-${int(1, 99)} ${text(BASE62, 9)}, system ID: s_${hex(12)}`,
        `Coverage: ${real(100, 2)}% (${int(100, 9999)}/${int(9999, 20000)})`,
        `npm notice shasum: ${hex(40)}`,
        `npm notice integrity: sha512-${text(BASE64, 13)}[...]${text(BASE64, 13)}==`,
      ]),
    terraform: () =>
      pick([
        `  # aws_${noun()}.${noun()}[${int(0, 9)}] will be created`,
        `      + arn                    = (known after apply)`,
        `      ~ ${noun()}_version        = "${int(1, 9)}.${int(0, 30)}" -> "${int(1, 9)}.${int(30, 60)}"`,
        `      ~ source_code_hash       = "${text(BASE64, 43)}=" -> (known after apply)`,
        `      ~ etag                   = "${hex(32)}" -> "${hex(32)}"`,
        `      + password               = (sensitive value)`,
        `      + master_password        = (sensitive value)`,
        `      + secret_string          = (sensitive value)`,
        `      + kms_key_id             = "arn:aws:kms:eu-west-1::key/${uuid()}"`,
        `        id                     = "sg-0${hex(16)}"`,
        `      + cidr_block             = "10.${int(0, 255)}.0.0/16"`,
        `      - ami                    = "ami-0${hex(16)}" -> null # forces replacement`,
        `aws_${noun()}.${noun()}: Refreshing state... [id=${noun()}-${hex(8)}]`,
        `module.${noun()}.aws_${noun()}.this["${noun()}-${int(1, 9)}"]: Still creating... [${int(1, 9)}m${int(10, 50)}s elapsed]`,
        `Plan: ${int(0, 90)} to add, ${int(0, 9)} to change, ${int(0, 9)} to destroy.`,
        `  "serial": ${int(1, 999)}, "lineage": "${uuid()}",`,
        `      "h1:${text(BASE64, 43)}=",`,
        `      "zh:${hex(64)}",`,
        `variable "${noun()}_token" {`,
        `  type        = string`,
        `  sensitive   = true`,
        `  secret_key_name = var.${noun()}_secret_name`,
        `  password = random_password.${noun()}.result`,
        `  token    = data.aws_secretsmanager_secret_version.${noun()}.secret_string`,
      ]),
    "kubectl describe": () =>
      pick([
        `Name:             ${noun()}-${hex(10)}-${text("bcdfghjklmnpqrstvwxz2456789", 5)}`,
        `Node:             ip-10-${int(0, 255)}-${int(0, 255)}-${int(1, 254)}.eu-west-1.compute.internal`,
        `Service Account:  ${noun()}-sa`,
        `Labels:           pod-template-hash=${hex(10)}`,
        `Annotations:      checksum/config: ${hex(64)}`,
        `    Container ID:  containerd://${hex(64)}`,
        `    Image ID:      registry.example.com/${noun()}@sha256:${hex(64)}`,
        `    Exit Code:    ${int(0, 255)}`,
        `      DB_PASSWORD:  <set to the key 'password' in secret '${noun()}-db'>  Optional: false`,
        `      API_TOKEN:    <set to the key 'token' in secret '${noun()}'>`,
        `      /var/run/secrets/kubernetes.io/serviceaccount from kube-api-access-${text(`${LOWER}${DIGITS}`, 5)} (ro)`,
        `    SecretName:  ${noun()}-tls`,
        `token:  ${int(400, 1900)} bytes`,
        `password:  ${int(8, 40)} bytes`,
        `    TokenExpirationSeconds:  ${int(3600, 9000)}`,
        `  Normal   Pulled     ${int(1, 59)}m                kubelet            Container image already present on machine`,
        `  Warning  BackOff    ${int(1, 59)}s (x${int(2, 99)} over ${int(2, 59)}m)  kubelet  Back-off restarting failed container`,
        `QoS Class:                   Burstable`,
        `    Requests: cpu: ${int(10, 900)}m, memory: ${int(16, 900)}Mi`,
        `  PodScheduled      True    ${day()}T${clock()}Z`,
        `ca.crt:     ${int(900, 1900)} bytes`,
      ]),
    "psql output": () =>
      pick([
        ` ${String(int(1, 99999)).padStart(5)} | ${noun().padEnd(10)} | ${day()} ${clock()}.${text(DIGITS, 6)}+00 | ${real(900, 2)}`,
        ` ${int(1, 999)} | ${uuid()} | ${pick(["t", "f"])} | `,
        `-------+------------+---------------------+--------`,
        `(${int(1, 99999)} rows)`,
        ` Seq Scan on ${noun()}s  (cost=0.00..${real(9000, 2)} rows=${int(1, 99999)} width=${int(4, 400)}) (actual time=${real(1, 3)}..${real(90, 3)} rows=${int(1, 9999)} loops=1)`,
        `   Index Cond: (${noun()}_id = ${int(1, 99999)})`,
        ` Planning Time: ${real(9, 3)} ms`,
        ` password_hash | character varying(${int(60, 255)}) | not null |`,
        ` token         | text                  |           | not null | `,
        ` api_key       | uuid                  |           | not null | gen_random_uuid()`,
        `    "${noun()}_token_key" UNIQUE CONSTRAINT, btree (token)`,
        `    "${noun()}_pkey" PRIMARY KEY, btree (id)`,
        `ERROR:  duplicate key value violates unique constraint "${noun()}_key"`,
        `DETAIL:  Key (id)=(${int(1, 99999)}) already exists.`,
        `WAL ${text(`${DIGITS}ABCDEF`, 24)} lsn ${text(`${DIGITS}ABCDEF`, 1)}/${text(`${DIGITS}ABCDEF`, 8)}`,
        `${int(1, 9)} | ${noun()} | ${int(1, 9)}/${text(`${DIGITS}ABCDEF`, 7)} | streaming | async`,
        ` ${int(10000, 99999)} | ${noun()} | idle in transaction | ${clock()}.${text(DIGITS, 6)} | COMMIT`,
      ]),
    "sensor data": () =>
      pick([
        `${day()}T${clock()}Z,${real(40, 2)},${real(100, 1)},${real(1100, 2)},${int(0, 1)}`,
        `${int(1.5e9, 1.8e9)};${real(40, 3)};${real(9, 4)};${real(9, 4)};${real(9, 4)}`,
        `${int(1.5e12, 1.8e12)},${int(1, 40)},${int(1000, 99999)},${real(1, 6)}`,
        `sensor-${int(1, 99)}\t${day()}\t${clock()}\t${real(40, 1)}\t${int(0, 4095)}`,
        `{"device":"${hex(8)}","t":${real(40, 2)},"h":${real(100, 2)},"bat":${int(2500, 4200)},"seq":${int(1, 65535)}}`,
        `$GPGGA,${two(int(0, 23))}${two(int(0, 59))}${two(int(0, 59))}.00,${text(DIGITS, 4)}.${text(DIGITS, 4)},N,0${text(DIGITS, 4)}.${text(DIGITS, 4)},E,1,${two(int(3, 12))},${real(9, 2)},${real(900, 1)},M,${real(90, 1)},M,,*${hex(2).toUpperCase()}`,
        `$GPRMC,${text(DIGITS, 6)},A,${text(DIGITS, 4)}.${text(DIGITS, 3)},N,0${text(DIGITS, 4)}.${text(DIGITS, 3)},E,${real(90, 1)},${real(360, 1)},${two(int(1, 28))}${two(int(1, 12))}${int(19, 26)},,*${hex(2).toUpperCase()}`,
        `${real(1, 6)} ${real(1, 6)} ${real(1, 6)} ${real(1, 6)} ${int(0, 1)}`,
        `${int(-90, 90)}.${text(DIGITS, 14)},${int(-180, 180)}.${text(DIGITS, 14)},${int(0, 9000)}`,
        `meter ${int(100, 999)}: ${int(10000, 99999)} kWh, ${real(250, 1)} V, ${real(16, 2)} A`,
        `candump vcan0  ${text(`${DIGITS}ABCDEF`, 3)}   [8]  ${Array.from({ length: 8 }, () => text(`${DIGITS}ABCDEF`, 2)).join(" ")}`,
        `METAR EDDF ${two(int(1, 28))}${two(int(0, 23))}${two(int(0, 59))}Z ${int(100, 360)}${two(int(1, 40))}KT 9999 FEW0${int(10, 40)} ${two(int(1, 30))}/${two(int(1, 20))} Q${int(980, 1040)} NOSIG`,
      ]),
    tcpdump: () =>
      pick([
        `${clock()}.${text(DIGITS, 6)} IP ${private4()}.${int(1024, 65535)} > ${private4()}.443: Flags [P.], seq ${int(1, 99999)}:${int(1e5, 2e5)}, ack ${int(1, 9e9)}, win ${int(100, 65535)}, options [nop,nop,TS val ${int(1e8, 4e9)} ecr ${int(1e8, 4e9)}], length ${int(0, 1460)}`,
        `\t0x00${int(10, 90)}:  ${Array.from({ length: 8 }, () => hex(4)).join(" ")}  ${text(`${LOWER}....`, 16)}`,
        `${clock()}.${text(DIGITS, 6)} ARP, Request who-has ${private4()} tell ${private4()}, length 28`,
        `${clock()}.${text(DIGITS, 6)} IP ${private4()}.${int(1024, 65535)} > ${private4()}.53: ${int(1, 65535)}+ A? ${noun()}.internal. (${int(20, 60)})`,
        `  ${int(1, 30)}  ${private4()}  ${real(90, 3)} ms  ${real(90, 3)} ms  ${real(90, 3)} ms`,
        `64 bytes from ${private4()}: icmp_seq=${int(1, 999)} ttl=${int(30, 255)} time=${real(90, 3)} ms`,
        `rtt min/avg/max/mdev = ${real(9, 3)}/${real(9, 3)}/${real(9, 3)}/${real(1, 3)} ms`,
        `[  ${int(1, 9)}]  0.00-10.00  sec  ${real(9, 2)} GBytes  ${real(9, 2)} Gbits/sec  ${int(0, 900)}  sender`,
        `ESTAB 0 0 ${private4()}:${int(1024, 65535)} ${private4()}:5432 users:(("${noun()}",pid=${int(1, 99999)},fd=${int(3, 99)})) ino:${int(1e4, 9e6)} sk:${hex(4)}`,
        `${int(1, 99999)} ${real(90, 6)} ${private4()} → ${private4()} TLSv1.3 ${int(60, 1500)} Application Data`,
        `    Cipher Suite: TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256 (0xd00${int(1, 5)})`,
        `    Random: ${hex(64)}`,
        `  inet6 fe80::${hex(4)}:${hex(2)}ff:fe${hex(2)}:${hex(4)}/64 scope link`,
        `  RX packets ${int(1, 9e8)}  bytes ${int(1, 9e11)} (${real(900, 1)} MiB)`,
      ]),
    "minified styles": () =>
      pick([
        `.${text(LOWER, 6)}_${text(BASE62, 5)}{display:flex;color:#${hex(6)};margin:${int(0, 40)}px ${int(0, 40)}px}`,
        `:root{--${noun()}-${int(100, 900)}:#${hex(6)};--${noun()}-rgb:${int(0, 255)},${int(0, 255)},${int(0, 255)};--key-size:${int(1, 4)}rem}`,
        `@font-face{font-family:${capital(noun())};src:url(/static/media/${noun()}.${hex(20)}.woff2) format("woff2");unicode-range:u+${hex(4)}-${hex(4)},u+${hex(4)}}`,
        `@keyframes ${text(LOWER, 6)}{0%{transform:translate3d(0,${real(90, 4)}px,0) rotate(${int(0, 360)}deg)}to{opacity:${real(1, 2)}}}`,
        `.token.${pick(["comment", "keyword", "string", "secret"])}{color:#${hex(3)}}.password:focus{outline:${int(1, 4)}px solid hsl(${int(0, 360)} ${int(0, 100)}% ${int(0, 100)}%)}`,
        `a[href^="tel:"]{color:#${hex(8)}}input[type=password]{letter-spacing:.${int(1, 9)}em}`,
        `.bg{background:linear-gradient(${int(0, 360)}deg,#${hex(6)} ${int(0, 50)}%,#${hex(6)} ${int(50, 100)}%)}`,
        `url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 ${int(8, 64)} ${int(8, 64)}'%3E%3Cpath d='m${int(0, 9)} ${int(0, 9)}l${int(1, 9)}.${text(DIGITS, 3)}-${int(1, 9)}'/%3E%3C/svg%3E")`,
        `/*# sourceMappingURL=${noun()}.${hex(8)}.css.map */`,
      ]),
    "SQL dumps": () =>
      pick([
        `INSERT INTO \`${noun()}s\` VALUES (${int(1, 9999)},'${noun()}',${real(900, 2)},NULL,'${day()} ${clock()}'),(${int(1, 9999)},'${noun()}',${real(900, 2)},NULL,'${day()} ${clock()}');`,
        `  \`password\` varchar(${int(60, 255)}) NOT NULL DEFAULT '',`,
        `  \`api_token\` char(${int(32, 80)}) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,`,
        `  UNIQUE KEY \`${noun()}_key\` (\`${noun()}\`,\`token\`(${int(10, 90)})),`,
        `  KEY \`idx_${noun()}_secret_id\` (\`secret_id\`) USING BTREE`,
        `) ENGINE=InnoDB AUTO_INCREMENT=${int(1, 9e7)} DEFAULT CHARSET=utf8mb4;`,
        `-- Dump completed on ${day()}  ${clock()}`,
        `COPY public.${noun()}s (id, ${noun()}, created_at) FROM stdin;`,
        `${int(1, 99999)}\t${noun()}\t${day()} ${clock()}.${text(DIGITS, 6)}\t\\N\t${pick(["t", "f"])}\t${real(90, 4)}`,
        `SELECT pg_catalog.setval('public.${noun()}_id_seq', ${int(1, 9e7)}, true);`,
        `INSERT INTO ${noun()} (id, hash, size) VALUES (${int(1, 9999)}, '\\x${hex(64)}', ${int(1, 9e7)});`,
        `CREATE INDEX ${noun()}_${hex(8)} ON ${noun()} USING btree (${noun()}_id);`,
        `ALTER TABLE ${noun()} ADD COLUMN secret text, ADD COLUMN password_changed_at timestamptz;`,
        `GRANT SELECT ON ${noun()} TO ${noun()}_reader;`,
        `/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;`,
      ]),
    "locale files": () =>
      pick([
        `msgid "Password"`,
        `msgstr "${pick(["Passwort", "Mot de passe", "Contraseña", "Senha", "Wachtwoord", "Hasło", "Lösenord", "Пароль", "密码", "パスワード"])}"`,
        `  "password": "${pick(["Passwort", "Mot de passe", "Contraseña", "Senha", "Wachtwoord", "Hasło", "Lösenord", "Salasana", "Jelszó", "Parola", "Kodeord"])}",`,
        `  "login.passwordConfirm": "${pick(["Passwort bestätigen", "Confirmer le mot de passe", "Confirmar contraseña", "Herhaal wachtwoord"])}",`,
        `  "apiKey": "${pick(["API-Schlüssel", "Clé API", "Clave de API", "Chave de API", "API-sleutel", "Klucz API"])}",`,
        `  "token_expired": "${pick(["Das Token ist abgelaufen", "Le jeton a expiré", "El token ha caducado"])}",`,
        `  passwordTooShort: "${pick(["Mindestens {count} Zeichen", "Au moins {count} caractères", "Al menos {count} caracteres"])}",`,
        `  secret: "${pick(["Geheimnis", "Secreto", "Segredo", "Segreto"])}",`,
        `  "forgotPassword": "${pick(["Passwort vergessen?", "Mot de passe oublié ?", "¿Olvidaste tu contraseña?", "忘记密码？"])}",`,
        `<string name="password">${pick(["Passwort", "Mot de passe", "Contraseña", "Senha", "Wachtwoord"])}</string>`,
        `<string name="secret_question">${pick(["Geheimfrage", "Question secrète", "Pregunta secreta"])}</string>`,
        `<data name="Password" xml:space="preserve"><value>${pick(["Kennwort", "Mot de passe", "Contraseña"])}</value></data>`,
        `"password_hint" = "${pick(["Merkhilfe", "Indice", "Pista"])}";`,
        `password=${pick(["Passwort", "Mot de passe", "Contrase\\u00f1a", "\\u5bc6\\u7801"])}:`,
        `  pin: "${pick(["Geheimzahl", "Code secret", "Código"])}", otp: "${pick(["Einmalcode", "Code unique"])}"`,
        `  'auth.token' => '${pick(["Zugangscode", "Jeton", "Ficha"])}',`,
        `密码: 请输入密码`,
        `  "phone": "${pick(["Telefon", "Téléphone", "Teléfono", "电话"])}", "iban": "IBAN", "vat": "${pick(["USt-IdNr.", "N° TVA", "NIF"])}"`,
      ]),
    "other languages": () =>
      pick([
        // Elixir, Erlang, Clojure, Haskell
        `  plug :authenticate, token: :required`,
        `  {password, Password} = proplists:lookup(password, Opts),`,
        `-define(${upper(noun())}_KEY, ${noun()}_key).`,
        `(def ${noun()} {:token-type :bearer :key-fn keyword})`,
        `  password <- getLine >>= validate ${int(8, 32)}`,
        // Lua, Perl, R, Julia
        `local ${noun()} = redis.call("GET", KEYS[${int(1, 3)}])`,
        `my ($${noun()}, $password) = @_;`,
        `token <- Sys.getenv("${upper(noun())}_TOKEN")`,
        `passwords = filter(p -> length(p) > ${int(6, 12)}, lines)`,
        // VB, C#, F#, Pascal
        `Dim password As String = txtPassword.Text`,
        `Dim Token As String = ""`,
        `public string ApiKey { get; set; } = string.Empty;`,
        `public required string Token { get; init; } = default!;`,
        `  Password: string[${int(8, 255)}];`,
        `let tokenSource = new CancellationTokenSource()`,
        // C++, Objective-C, Zig, Nim
        `std::string token{};`,
        `std::vector<std::string> keywords{"password", "secret", "token"};`,
        `Token token{TokenType::Identifier, start_};`,
        `@property (nonatomic, copy) NSString *password;`,
        `const secret: []const u8 = try allocator.alloc(u8, ${int(16, 64)});`,
        // Ruby, Groovy, Scala, Dart
        `ENV.fetch("${upper(noun())}_TOKEN")`,
        `ENV.fetch("${upper(noun())}_PASSWORD") { raise KeyError }`,
        `def password = project.findProperty('${noun()}Password') ?: ''`,
        `val token: Option[String] = None`,
        `final TextEditingController passwordController = TextEditingController();`,
        // Python, JavaScript
        `os.environ.get("${upper(noun())}_TOKEN", "")`,
        `os.getenv("${upper(noun())}_SECRET", None)`,
        `const token = process.env.${upper(noun())}_TOKEN || '';`,
        `const key = process.env.API_KEY || config.apiKey || options.apiKey;`,
        `password = kwargs.get("password") or getpass()`,
        // Assembler, Fortran, COBOL, shader
        `    mov     qword ptr [rbp - ${int(8, 99)}], rax    # token`,
        `      REAL*8 KEY(${int(10, 900)}), TOKEN`,
        `       05  WS-PASSWORD            PIC X(${two(int(8, 40))}).`,
        `layout(location = ${int(0, 9)}) in vec${int(2, 4)} key;`,
        `set(${upper(noun())}_KEY "\${CMAKE_BINARY_DIR}/${noun()}.key")`,
        `setenv ${upper(noun())}_HOME /opt/${noun()}`,
        `set -x PATH $PATH /opt/${noun()}/bin`,
        chance(0.5) ? `export ${upper(noun())}_KEY=$(cat ${noun()}.key)` : `ENV PASSWORD_FILE /run/secrets/${noun()}`,
        `<key>CFBundleName</key><string>${capital(noun())}</string>`,
        `<key>PasswordRequired</key><true/>`,
        `<name>hadoop.security.credential.provider.path</name><value>jceks://file/etc/${noun()}.jceks</value>`,
        `{name: secret, value: {{ .Values.${noun()} }}}`,
        `- name: ${upper(noun())}_TOKEN`,
        `  value: "$(${upper(noun())})"`,
        `  valueFrom: { secretKeyRef: { name: ${noun()}, key: token } }`,
      ]),
  };
}
