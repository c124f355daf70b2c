// The places of texts in requests and answers, as the type definitions of the SDKs have them. `node test/clients/fields.js` writes
// the lists of test/proxy/fields anew, each place with the class that the proxy's tables have for it: the difference is to be
// read before it is committed.

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const HERE = dirname(fileURLToPath(import.meta.url));
const LISTS = join(HERE, "../proxy/fields");

/** By list: a type, where its endpoint is, and which way it goes. Names of lists are `dialect-endpoint-way`. */
export const TYPES = {
  "openai-chat-request": 'import("openai/resources/chat/completions/completions").ChatCompletionCreateParamsBase',
  "openai-chat-response": 'import("openai/resources/chat/completions/completions").ChatCompletion',
  "openai-chat-stream": 'import("openai/resources/chat/completions/completions").ChatCompletionChunk',
  "openai-responses-request": 'import("openai/resources/responses/responses").ResponseCreateParamsBase',
  "openai-responses-response": 'import("openai/resources/responses/responses").Response',
  "openai-responses-stream": 'import("openai/resources/responses/responses").ResponseStreamEvent',
  "openai-embeddings-request": 'import("openai/resources/embeddings").EmbeddingCreateParams',
  "openai-moderations-request": 'import("openai/resources/moderations").ModerationCreateParams',
  "anthropic-messages-request": 'import("@anthropic-ai/sdk/resources/messages/messages").MessageCreateParamsBase',
  "anthropic-messages-response": 'import("@anthropic-ai/sdk/resources/messages/messages").Message',
  "anthropic-messages-stream": 'import("@anthropic-ai/sdk/resources/messages/messages").RawMessageStreamEvent',
  "gemini-generate-request":
    '{ contents: import("@google/genai").Content[]; systemInstruction: import("@google/genai").Content; tools: import("@google/genai").Tool[]; toolConfig: import("@google/genai").ToolConfig; generationConfig: import("@google/genai").GenerationConfig; safetySettings: import("@google/genai").SafetySetting[]; cachedContent: string; labels: Record<string, string> }',
  "gemini-generate-response": 'Omit<import("@google/genai").GenerateContentResponse, "sdkHttpResponse">',
  "ollama-chat-request": 'import("ollama").ChatRequest',
  "ollama-chat-response": 'import("ollama").ChatResponse',
  "ollama-generate-request": 'import("ollama").GenerateRequest',
  "ollama-generate-response": 'import("ollama").GenerateResponse',
};

/** What an event repeats of a whole answer, or of a message, is in the list of that. */
const REPEATED = /^(?:response|message)$/;
/** Types in themselves: schemas, and tools in tools. */
const DEPTH = 14;

/** Paths by list, each sorted. */
export function fieldsOfTypes() {
  const file = join(HERE, "types-of-fields.ts");
  const names = Object.keys(TYPES);
  const source = names.map((name, i) => `export type T${i} = ${TYPES[name]};`).join("\n");
  const options = { module: ts.ModuleKind.NodeNext, strict: true, skipLibCheck: true, noEmit: true, types: [] };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.getSourceFile = (name, ...more) =>
    name === file ? ts.createSourceFile(name, source, ts.ScriptTarget.ESNext) : getSourceFile.call(host, name, ...more);
  host.fileExists = (name) => name === file || fileExists.call(host, name);
  host.readFile = (name) => (name === file ? source : readFile.call(host, name));
  const program = ts.createProgram([file], options, host);
  const checker = program.getTypeChecker();
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)));
  return Object.fromEntries(
    names.map((name, i) => {
      const symbol = exported.find(({ name: own }) => own === `T${i}`);
      const type = checker.getDeclaredTypeOfSymbol(symbol);
      if (type.flags & ts.TypeFlags.Any) throw new Error(`${name}: ${TYPES[name]} is no type of its package`);
      return [name, pathsOf(checker, type, name.endsWith("-stream"))];
    }),
  );
}

function pathsOf(checker, root, isStream) {
  const paths = new Set();
  visit(root, "", []);
  return [...paths].sort();

  function visit(type, path, above) {
    if (path.split(".").length > DEPTH) return;
    const { flags } = type;
    if (flags & (ts.TypeFlags.String | ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.TemplateLiteral)) {
      paths.add(path);
      return;
    }
    if (type.isUnion()) {
      const objects = type.types.filter(isObject);
      for (const member of type.types)
        visit(member, objects.length > 1 ? path + guardOf(member, objects) : path, above);
      return;
    }
    // A text that is told apart from others by its type alone.
    if (type.isIntersection() && type.types.some((part) => part.flags & ts.TypeFlags.String)) {
      paths.add(path);
      return;
    }
    if (!isObject(type) || above.includes(type)) return;
    const inner = [...above, type];
    const told = path === "" || path.endsWith("}") ? "" : guardOf(type, [type]);
    if (checker.isArrayType(type) || checker.isTupleType(type)) {
      for (const element of checker.getTypeArguments(type)) visit(element, `${path}[]`, inner);
      return;
    }
    if (type.getCallSignatures().length > 0) return;
    return visitMembers(type, path + told, inner);
  }

  function visitMembers(type, path, inner) {
    const index = checker.getIndexInfoOfType(type, ts.IndexKind.String) ?? type.getStringIndexType?.();
    if (index !== undefined) visit(index.type ?? index, join2(path, "*"), inner);
    for (const property of checker.getPropertiesOfType(type)) {
      const { name } = property;
      if (isStream && REPEATED.test(name)) continue;
      if (!/^[A-Za-z_$][\w$-]*$/.test(name)) continue;
      visit(checker.getTypeOfSymbol(property), join2(path, name), inner);
    }
  }

  function isObject(type) {
    return (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0;
  }

  /** What tells this one of many objects apart. */
  function guardOf(type, objects) {
    if (!isObject(type) || checker.isArrayType(type)) return "";
    for (const name of ["type", "role", "object"]) {
      if (!objects.some((other) => literalOf(other, name) !== null)) continue;
      const literal = literalOf(type, name);
      return literal === null ? "" : `{${name}=${literal}}`;
    }
    return "";
  }

  function literalOf(type, name) {
    const property = checker.getPropertyOfType(type, name);
    if (property === undefined) return null;
    const of = checker.getNonNullableType(checker.getTypeOfSymbol(property));
    if (of.isStringLiteral()) return of.value;
    return of.isUnion() && of.types.every((part) => part.isStringLiteral()) ? of.types[0].value : null;
  }
}

function join2(path, name) {
  return path === "" ? name : `${path}.${name}`;
}

/** The paths of a stored list. */
export function storedPaths(name) {
  const text = readFileSync(join(LISTS, `${name}.txt`), "utf8");
  return text.split("\n").flatMap((line) => (line === "" || line.startsWith("#") ? [] : [line.split("\t")[0]]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { classOf } = await import("../proxy/fields-kit.ts");
  for (const [name, paths] of Object.entries(fieldsOfTypes())) {
    const lines = paths.map((path) => `${path}\t${classOf(name, path)}`);
    writeFileSync(join(LISTS, `${name}.txt`), `${lines.join("\n")}\n`);
    console.log(`${name}: ${paths.length}`);
  }
}
