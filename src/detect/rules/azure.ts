// Microsoft Azure: client secrets, account keys in connection strings, signatures of shared links, DevOps tokens.

import { provider } from "../build/provider.ts";
import { run } from "../build/token.ts";
import { BASE62, BASE64, BASE64URL, charset, DIGIT, OPAQUE, PAD } from "../charset.ts";
import type { Rule } from "../rule.ts";

const SECRET = charset("A-Za-z0-9._~-");
const ENCODED = charset("A-Za-z0-9%+/");

/** Docs: Microsoft Learn, "Authorize with Shared Key", "Create a service SAS", "Personal access tokens". */
export const azureRules: readonly Rule[] = provider("AZURE_KEY", [
  {
    id: "azure-client-secret",
    description: "Microsoft Entra client secret: three characters, a digit, Q~ and 31 to 34 characters",
    prefixes: ["Q~"],
    before: [run(SECRET, 3), run(DIGIT, 1)],
    parts: [run(SECRET, 31, 34)],
  },
  {
    id: "azure-account-key",
    description: "key of an Azure storage, Cosmos DB or Batch account in a connection string: 64 bytes in base64",
    prefixes: ["AccountKey=", "accountKey=", "accountkey="],
    bare: true,
    parts: [run(BASE64, 40, 120), run(PAD, 0, 2)],
  },
  {
    id: "azure-shared-access-key",
    description: "key of an Azure Service Bus, Event Hub or IoT Hub in a connection string: 32 bytes in base64",
    prefixes: ["SharedAccessKey=", "sharedaccesskey="],
    bare: true,
    parts: [run(BASE64, 32, 100), run(PAD, 0, 2)],
  },
  {
    id: "azure-sas-signature",
    description: "signature of a shared access link: 32 bytes in base64, mostly percent-encoded",
    prefixes: ["sig="],
    bare: true,
    parts: [run(ENCODED, 42, 60), run(PAD, 0, 2)],
  },
  {
    id: "azure-ai-key",
    description: "Azure AI services or OpenAI key: 84 characters with JQQJ99 in their middle",
    prefixes: ["JQQJ99"],
    before: [run(BASE62, 52)],
    parts: [run(BASE62, 24, 32)],
  },
  {
    id: "azure-devops-token",
    description: "Azure DevOps personal access token: 84 characters with AZDO near the end",
    prefixes: ["AZDO"],
    before: [run(BASE62, 76)],
    parts: [run(BASE62, 4)],
  },
  {
    id: "azure-refresh-token",
    description: "Microsoft Entra refresh token: 0. or 1., ids, .AgAB and some hundred characters",
    prefixes: ["0.A", "1.A"],
    parts: [run(BASE64URL, 20, 160), ".AgAB", run(BASE64URL, 100, 4000)],
    distinct: 16,
  },
  {
    id: "azure-marked-key",
    description: "Azure Search (AzSe) or Container Registry (+ACR) key: 52 characters with its mark behind 42",
    prefixes: ["AzSe", "+ACR"],
    boundary: OPAQUE,
    before: [run(BASE64, 42)],
    parts: [run(BASE62, 6)],
  },
  {
    id: "azure-function-key",
    description: "Azure Functions key: 54 characters with AzFu behind 44",
    prefixes: ["AzFu"],
    boundary: OPAQUE,
    before: [run(BASE64URL, 44)],
    parts: [run(BASE64URL, 6), run(PAD, 0, 2)],
  },
  {
    id: "azure-marked-account-key",
    description: "Azure Storage, Cosmos DB or Batch key: 64 bytes in base64 with its mark behind 76 characters",
    prefixes: ["+ASt", "ACDb", "+ABa"],
    boundary: OPAQUE,
    before: [run(BASE64, 76)],
    parts: [run(BASE64, 6), "=="],
  },
  {
    id: "azure-marked-hub-key",
    description: "Azure Service Bus, Event Hubs, Relay, IoT or Redis key: 32 bytes in base64 with its mark behind 33",
    prefixes: ["+ASb", "+AEh", "+ARm", "AIoT", "AzCa"],
    boundary: OPAQUE,
    before: [run(BASE64, 33)],
    parts: [run(BASE64, 6), "="],
  },
]);
