import { createMemoryStore } from "../../src/store/memory.ts";
import { contract } from "./contract.ts";
import { textsContract } from "./contract-texts.ts";

contract("memory", createMemoryStore);
textsContract("memory", createMemoryStore);
