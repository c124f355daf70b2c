// Cases of the assignment rules: values in every shape in which a label carries them, and text that only looks so.

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in other languages are what these cases are about

import { sample } from "../build/sample.ts";
import { BASE62, BASE64, HEX, LOWER_HEX } from "../charset.ts";
import type { Examples } from "../rule.ts";

const key = sample(BASE62, 32, 11);
const hex = sample(LOWER_HEX, 32, 12);
const long = sample(BASE62, 44, 13);
const aws = sample(BASE64, 40, 14);

const no = (why: string, ...texts: string[]): { text: string; why: string }[] => texts.map((text) => ({ text, why }));

export const assignmentExamples: Readonly<Record<"password" | "key" | "aws", Examples>> = {
  get password() {
    return {
      yes: [
        "DB_PASSWORD=«hunter2»",
        "export MYSQL_PASSWORD='«s3cr;t pa$$»'",
        "POSTGRES_PASSWORD=«swordfish» # local",
        "spring.datasource.password = «Tr0ub4dor&3»",
        '{"user":"bob","password":"«correcthorse9»","age":3}',
        '{\\"password\\":\\"«a1b2c3d4»\\"}',
        'payload: {\\\\\\"pwd\\\\\\":\\\\\\"«a1b2c3d4»\\\\\\"}',
        "password: «mypass123»",
        "pass: «123»",
        "password is «secret123»",
        "Your password was «Winter2024!», change it",
        "The password is '«Secret123»'",
        "密码：«secret123»",
        "密码=«pass123»",
        "密码是«hunter22»，请保管",
        "口令为 «abc123»。",
        "数据库密码已重置为：«Xk92!mmQ»",
        "id:master pw:«dip1490Gg!»",
        "user=bob&password=«p%40ss1»&next=/",
        "GET /login?pwd=«letmein1»&x=1",
        "Server=db;User Id=sa;Password=«Str0ng!Pw»;Encrypt=true",
        "<password>«s3cret<».".replace("<».", "»</password>"),
        '<add key="Password" value="«s3cr3t!»"/>',
        'password: str = "«s3cretpw»"',
        'String password = "«letmein99»";',
        "CREATE USER foo WITH PASSWORD '«SqlPa5s»' CREATEDB;",
        "mysqldump --password «Prl23Db#@» main",
        'if ("«s3cr3t!»" == password) {',
        "machine example.com login bob password «s3cr3tpw»",
        "Passwort: «geheim123»",
        "mot de passe : «azerty77»",
        "contraseña: «clave2024»",
        'SECRET_PASSPHRASE="«first line\nsecond line»"\nNEXT=1',
        "db:\n  password: |\n    «first9line\n    second»\n  user: bob",
      ],
      no: [
        ...no(
          "prose about passwords",
          "password is required",
          "Please reset your password to continue",
          "the password was changed",
          "这个密码错误",
          "请输入密码",
          "密码不能为空",
          "密码：必填",
        ),
        ...no(
          "a reference",
          "password=${DB_PASSWORD}",
          "password: $PASS",
          'password: "{{ vault_password }}"',
          "password = os.environ['DB_PASSWORD']",
          "password: process.env.DB_PASSWORD,",
          "PASSWORD=%PASSWORD%",
          "password: <password>",
        ),
        ...no("a type", "password: string;", "  password: str", "password?: string | undefined", 'password: "string"'),
        ...no(
          "code",
          "const password = getPassword();",
          "password = self.password",
          "user.password = await hash(password, 10);",
          "if (password == null) {",
          "password: userPassword,",
        ),
        ...no("a mask", "password=********", "password: xxxxxxxx", 'password="[REDACTED]"', 'password=""'),
        ...no(
          "another name",
          "compass: north22",
          "passenger=bob42x",
          "bypass: rule123",
          "password_reset_url=/a1b2c3",
          "password_length: 128",
          "passed: 120",
          "pass: 120, fail: 3",
        ),
      ],
    };
  },
  get key() {
    return {
      yes: [
        `OPENAI_API_KEY=«${key}»`,
        `DASHSCOPE_API_KEY="«${hex}»"`,
        `client_secret: «${key}»`,
        `"accessToken":"«${long}»"`,
        `?access_token=«${key}»&page=2`,
        `const apiKey = "«${key}»";`,
        `x-api-key: «${hex}»`,
        `API key: «${hex}»`,
        `<clientSecret>«${key}»</clientSecret>`,
        `密钥：«${key}»`,
        `config["secret_key"] = '«${key}»'`,
        `| API token | «${key}» |`,
        `JWT_SECRET=«keyboard-cat-42»`,
        `MY_SIGNING_KEY_PROD=«${sample(HEX, 40, 15)}»`,
        `token=«${key}»\\nnext`,
      ],
      no: [
        ...no(
          "a name of something else",
          `public_key=${key}`,
          `max_tokens: 4096`,
          `"token_type":"bearer2"`,
          `token_url: /a/b1c2d3e4`,
          `primary_key: user_id1`,
          `api_key_id=ab12cd34`,
          `secret_name: prod1-db2-cred`,
          `author: b0b12345`,
          `keyboard=qwerty123`,
          `monkey: george99`,
          `tokenizer: cl100k_base`,
          `nextPageToken: "${key}"`,
        ),
        ...no(
          "prose",
          "the token is invalid",
          "secret: see below",
          "token expired: 12 minutes ago",
          "key: value",
          "The key is 42",
        ),
        ...no(
          "a reference or a template",
          "api_key: ${API_KEY}",
          "token: ${{ secrets.GITHUB_TOKEN }}",
          'apiKey: process.env["API_KEY"]',
          "api_key=your_api_key_here",
          "secret=<your-secret>",
          "token = response.data.token",
          "let token = tokens[i + 1];",
        ),
        ...no("a lexer's token", '{ token: "keyword.operator" }', 'token: "string.quoted"'),
        ...no("a count", "total_tokens=123456", '"completion_tokens":2048'),
      ],
    };
  },
  get aws() {
    return {
      yes: [
        `aws_secret_access_key = «${aws}»`,
        `AWS_SECRET_ACCESS_KEY=«${aws}»`,
        `"SecretAccessKey": "«${aws}»"`,
        `aws_session_token=«${sample(BASE64, 120, 16)}»`,
        `"SessionToken": "«${sample(BASE64, 120, 17)}»"`,
      ],
      no: [
        ...no("a reference", "AWS_SECRET_ACCESS_KEY=${SECRET}", "aws_secret_access_key = var.secret_key"),
        ...no("prose", "the AWS secret access key is required"),
        ...no("the id, which is another rule's", `aws_access_key_id = ${sample(BASE62, 20, 18)}`),
      ],
    };
  },
};
