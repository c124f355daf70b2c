// Text that speaks of secrets and holds none: prose in several languages, code, configuration by reference, logs. None of
// these lines may lose a byte at level balanced. What must be found stands beside the rules.

import { expect, test } from "vitest";
import { createDetector } from "../../../src/detect/detector.ts";
import { assignmentRules } from "../../../src/detect/rules/assignment.ts";
import { commandLineRules } from "../../../src/detect/rules/command-line.ts";
import { credentialCallRules } from "../../../src/detect/rules/credential-call.ts";
import { httpHeaderRules } from "../../../src/detect/rules/http-headers.ts";
import { networkConfigRules } from "../../../src/detect/rules/network-config.ts";
import { otpRules } from "../../../src/detect/rules/otp.ts";
import { privateKeyRules } from "../../../src/detect/rules/private-key.ts";
import { seedRules } from "../../../src/detect/rules/seed.ts";
import { sqlPasswordRules } from "../../../src/detect/rules/sql-password.ts";
import { urlCredentialRules } from "../../../src/detect/rules/url-credentials.ts";

const detector = createDetector({
  rules: [
    ...assignmentRules,
    ...commandLineRules,
    ...credentialCallRules,
    ...httpHeaderRules,
    ...networkConfigRules,
    ...otpRules,
    ...privateKeyRules,
    ...seedRules,
    ...sqlPasswordRules,
    ...urlCredentialRules,
  ],
});

const cases = {
  english: `
    The password must be at least 12 characters long and contain 1 digit.
    Forgot your password? Click here to reset it.
    Your password is too short, use 8 or more characters.
    The password is required to continue.
    Enter the password for the account and press Return.
    She said the secret is out: everyone knows by 10:30.
    The secret to good bread is time and a hot oven.
    A token is a small piece of metal that was used in 1920 for fares.
    Use a bearer token in the Authorization header.
    The API key is invalid or has expired.
    Passengers must pass the security check 30 minutes before boarding.
    Key: arrow keys move, space jumps, F1 for help.
    The compass points north; the author bypasses page 12.
    Please verify your code before you commit it to main.
    The security code on the back of your card has three digits.
    A one-time password expires after 30 seconds.
    The auth service restarted twice, see ticket 48213.
    Basic knowledge of HTTP is a prerequisite; bearer bonds are not.
    Cookies help us deliver our services. Cookie policy: see below.
    Write your seed phrase on paper and keep it in a safe place at home.
    token budget: the model saw 128000 tokens of context
    His key insight: the primary key was duplicated in row 1042.
    Password: required. Username: required.
    Access token lifetime was 3600 seconds by default.`,
  chinese: `
    请输入密码后继续操作。
    密码错误，请重试，还剩 3 次机会。
    密码长度为 8 到 20 位。
    密码不能为空，口令过期请联系管理员。
    忘记密码？点击这里重置。
    您的密钥已过期，请在 2026 年之前更新。
    令牌无效或已失效。
    请妥善保管助记词，不要截图。
    验证码已发送，请在 5 分钟内输入。
    验证码错误，请重新获取验证码。
    密码：必填项，用户名：选填项
    密码是用户自己设置的。
    私钥永远不会离开设备。
    数据库密码由运维统一管理，每 90 天更换一次。`,
  languages: `
    Das Passwort ist falsch, bitte erneut versuchen.
    Passwort: erforderlich
    Geben Sie Ihr Kennwort ein und klicken Sie auf Weiter.
    Le mot de passe est obligatoire.
    Saisissez le code de vérification reçu par SMS.
    La contraseña es incorrecta.
    El código de verificación ha caducado.
    A senha deve ter 8 caracteres.
    パスワードを入力してください。
    認証コードが無効です。
    비밀번호를 입력하세요.
    Пароль должен содержать 8 символов.`,
  typescript: `
    const password = getPassword(user);
    password: string;
    password?: string | undefined;
    function login(username: string, password: string): Promise<void> {
    const { token, secret } = config;
    const token = await fetchToken(clientId);
    let token = tokens[index + 1];
    if (token === null || token.type === "Identifier") return;
    this.password = password;
    apiKey: process.env.OPENAI_API_KEY,
    headers: { Authorization: \`Bearer \${token}\` },
    export const TOKEN_HEADER = "X-Auth-Token";
    const PASSWORD_FIELD = "password";
    type Token = { type: "keyword"; value: string };
    password: z.string().min(8),
    import { createToken } from "./token.ts";
    for (const key of Object.keys(secrets)) {
    <input type="password" name="password" placeholder="Password" />
    const maxTokens = 4096;
    expect(screen.getByLabelText("Password")).toBeVisible();
    res.status(401).json({ error: "invalid token" });
    token: "keyword.control",
    { key: "ctrl+shift+p", command: "workbench.action.showCommands" },
    primaryKey: "user_id",`,
  other: `
    password = os.environ["DB_PASSWORD"]
    password = getpass.getpass("Password: ")
    def check(self, password: str, token: Optional[str] = None) -> bool:
    token = request.headers.get("Authorization", "").split(" ")[1]
    String password = request.getParameter("password");
    private final String secretKey;
    public void setPassword(String password) { this.password = password; }
    password := os.Getenv("PASSWORD")
    if err := bcrypt.CompareHashAndPassword(hash, password); err != nil {
    let secret = std::env::var("SECRET_KEY").unwrap();
    $password = $_POST['password'];
    char *password = NULL;
    SELECT password FROM users WHERE token = ?
    ALTER TABLE users ADD COLUMN password VARCHAR(255) NOT NULL;
    CREATE USER app IDENTIFIED BY ?;
    return $this->passwordEncoder->encode($user, $password);
    printf("token: %s\\n", token);
    password_hash(text, PASSWORD_DEFAULT)
    @Value("\${spring.datasource.password}")`,
  configuration: `
    password: \${DB_PASSWORD}
    POSTGRES_PASSWORD_FILE=/run/secrets/db_password
    secretKeyRef: { name: db, key: password }
    api_key: "{{ lookup('env', 'API_KEY') }}"
    token: \${{ secrets.GITHUB_TOKEN }}
    client_secret = <your-client-secret>
    API_KEY=your_api_key_here
    aws_secret_access_key = %(aws_secret)s
    password=
    password: ""
    token: null
    secret: ********
    token_endpoint: https://login.example.com/oauth2/token
    tokenizer: cl100k_base
    max_tokens: 100000
    ssl_key_file: /etc/ssl/private/server1.key
    public_key: ssh-ed25519
    key_id: 2f6c1a9b
    auth: required
    auth_type: oauth2
    password_min_length=12
    url: https://example.com:8443/path@v2
    image: registry.example.com:5000/app@sha256
    http://localhost:3000/@vite/client`,
  logs: `
    2026-01-02T03:04:05Z INFO auth: login ok user=42 took=12ms
    2026-01-02T03:04:05Z WARN token expired after 3600 s for session 17
    WARN  password reset requested for user 1042
    "POST /oauth/token HTTP/1.1" 200 512
    "GET /reset-password?step=2 HTTP/1.1" 302 0
    usage: prompt_tokens=812 completion_tokens=64 total_tokens=876
    {"level":"info","msg":"token refreshed","expires_in":3600}
    {"event":"auth","result":"failure","reason":"bad password"}
    tests: pass: 1204, fail: 3, skip: 12
    cache key: users:1042:profile hit
    PASS src/auth/token.test.ts (5.12 s)
    sshd[812]: Failed password for root from host1 port 22 ssh2
    pam_unix(sudo:auth): authentication failure; logname=bob uid=1000
    kafka: partition key=1042 offset=99 topic=token-events`,
};

const lines = Object.entries(cases).flatMap(([name, text]) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => [name, line] as const),
);

test("there are enough of them to mean something", () => {
  expect(lines.length).toBeGreaterThanOrEqual(110);
});

test.each(lines)("%s: %s", (_, line) => {
  const bytes = Buffer.from(line);
  const { spans } = detector.scan({ bytes, lo: 0, from: 0, to: bytes.length, hi: bytes.length, final: true });
  expect(spans.map((s) => `${s.rule.id} ${s.confidence}: ${bytes.toString("utf8", s.start, s.end)}`)).toEqual([]);
});
